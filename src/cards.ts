/**
 * The cards of `card.ts` as CardService wants them: it appears here and nowhere
 * else. A builder copies what is added to it, so children are finished first.
 */
import type {
  Action,
  ActionResponse,
  Button,
  Card,
  CardAction,
  CardHeader,
  CardsResponse,
  DateTimePicker,
  DecoratedText,
  DraftResponse,
  FixedFooter,
  Icon,
  IconButton,
  Navigation,
  OnClick,
  OpenLink,
  Response,
  Section,
  SelectionInput,
  SuggestionsResponse,
  TextButton,
  TextInput,
  Widget,
} from './card.ts';

/** Of a trigger of the manifest. */
export function buildCards(
  response: CardsResponse,
): GoogleAppsScript.Card_Service.Card[] {
  return response.cards.map(buildCard);
}

/** Of an entry of the add-on's menu. */
export function buildMenuResponse(
  response: CardsResponse,
): GoogleAppsScript.Card_Service.UniversalActionResponse {
  return CardService.newUniversalActionResponseBuilder()
    .displayAddOnCards(buildCards(response))
    .build();
}

/** Of an act. */
export function buildResponse(
  response: Exclude<Response, SuggestionsResponse>,
):
  | GoogleAppsScript.Card_Service.ActionResponse
  | GoogleAppsScript.Card_Service.UpdateDraftActionResponse {
  switch (response.kind) {
    case 'action':
      return buildActionResponse(response);
    case 'cards':
      return buildActionResponse({
        kind: 'action',
        navigations: [
          {popToRoot: true},
          ...[...response.cards]
            .reverse()
            .map((card, at) =>
              at === 0 ? {updateCard: card} : {pushCard: card},
            ),
        ],
      });
    case 'draft':
      return buildDraftResponse(response);
  }
}

export function buildSuggestions(
  response: SuggestionsResponse,
): GoogleAppsScript.Card_Service.SuggestionsResponse {
  return CardService.newSuggestionsResponseBuilder()
    .setSuggestions(
      CardService.newSuggestions().addSuggestions([...response.texts]),
    )
    .build();
}

function buildActionResponse({
  navigations = [],
  notification,
  stateChanged,
}: ActionResponse) {
  const builder = CardService.newActionResponseBuilder();
  if (navigations.length > 0) {
    const navigation = CardService.newNavigation();
    for (const step of navigations) navigate(navigation, step);
    builder.setNavigation(navigation);
  }
  given(notification, notification =>
    builder.setNotification(
      CardService.newNotification().setText(notification),
    ),
  );
  given(stateChanged, stateChanged => builder.setStateChanged(stateChanged));
  return builder.build();
}

function navigate(
  navigation: GoogleAppsScript.Card_Service.Navigation,
  step: Navigation,
): void {
  if ('pushCard' in step) navigation.pushCard(buildCard(step.pushCard));
  else if ('updateCard' in step) {
    navigation.updateCard(buildCard(step.updateCard));
  } else if ('popToRoot' in step) navigation.popToRoot();
  else navigation.popCard();
}

function buildDraftResponse({to = [], cc = [], bcc = []}: DraftResponse) {
  const builder = CardService.newUpdateDraftActionResponseBuilder();
  if (to.length > 0) {
    builder.setUpdateDraftToRecipientsAction(
      CardService.newUpdateDraftToRecipientsAction().addUpdateToRecipients([
        ...to,
      ]),
    );
  }
  if (cc.length > 0) {
    builder.setUpdateDraftCcRecipientsAction(
      CardService.newUpdateDraftCcRecipientsAction().addUpdateCcRecipients([
        ...cc,
      ]),
    );
  }
  if (bcc.length > 0) {
    builder.setUpdateDraftBccRecipientsAction(
      CardService.newUpdateDraftBccRecipientsAction().addUpdateBccRecipients([
        ...bcc,
      ]),
    );
  }
  return builder.build();
}

/** Nothing is set that is absent. */
function given<Value>(
  value: Value | undefined,
  use: (value: Value) => unknown,
): void {
  if (value !== undefined) use(value);
}

function buildCard(card: Card): GoogleAppsScript.Card_Service.Card {
  const builder = CardService.newCardBuilder();
  given(card.header, header => builder.setHeader(buildHeader(header)));
  for (const section of card.sections) {
    builder.addSection(buildSection(section));
  }
  for (const cardAction of card.cardActions ?? []) {
    builder.addCardAction(buildCardAction(cardAction));
  }
  given(card.fixedFooter, fixedFooter =>
    builder.setFixedFooter(buildFooter(fixedFooter)),
  );
  return builder.build();
}

function buildHeader(header: CardHeader) {
  const built = CardService.newCardHeader().setTitle(header.title);
  given(header.subtitle, subtitle => built.setSubtitle(subtitle));
  given(header.imageUrl, imageUrl => built.setImageUrl(imageUrl));
  given(header.imageAltText, imageAltText =>
    built.setImageAltText(imageAltText),
  );
  given(header.imageType, imageType =>
    built.setImageStyle(CardService.ImageStyle[imageType]),
  );
  return built;
}

function buildCardAction({actionLabel, onClick}: CardAction) {
  const built = CardService.newCardAction().setText(actionLabel);
  setClick(built, onClick);
  return built;
}

function buildFooter({primaryButton, secondaryButton}: FixedFooter) {
  const built = CardService.newFixedFooter().setPrimaryButton(
    buildTextButton(primaryButton),
  );
  given(secondaryButton, secondaryButton =>
    built.setSecondaryButton(buildTextButton(secondaryButton)),
  );
  return built;
}

function buildSection(section: Section) {
  const built = CardService.newCardSection();
  given(section.header, header => built.setHeader(header));
  given(section.collapsible, collapsible => built.setCollapsible(collapsible));
  given(section.uncollapsibleWidgetsCount, count =>
    built.setNumUncollapsibleWidgets(count),
  );
  for (const widget of section.widgets) built.addWidget(buildWidget(widget));
  return built;
}

function buildWidget(widget: Widget): GoogleAppsScript.Card_Service.Widget {
  if ('textParagraph' in widget) {
    return CardService.newTextParagraph().setText(widget.textParagraph.text);
  }
  if ('decoratedText' in widget) return buildText(widget.decoratedText);
  if ('buttonList' in widget) {
    const built = CardService.newButtonSet();
    for (const button of widget.buttonList.buttons) {
      built.addButton(buildButton(button));
    }
    return built;
  }
  if ('textInput' in widget) return buildTextInput(widget.textInput);
  if ('selectionInput' in widget) return buildSelection(widget.selectionInput);
  return buildPicker(widget.dateTimePicker);
}

function buildText(text: DecoratedText) {
  const built = CardService.newDecoratedText().setText(text.text);
  given(text.topLabel, topLabel => built.setTopLabel(topLabel));
  given(text.bottomLabel, bottomLabel => built.setBottomLabel(bottomLabel));
  given(text.wrapText, wrapText => built.setWrapText(wrapText));
  given(text.startIcon, startIcon =>
    built.setStartIcon(
      CardService.newIconImage().setMaterialIcon(buildIcon(startIcon)),
    ),
  );
  given(text.button, button => built.setButton(buildButton(button)));
  given(text.onClick, onClick => setClick(built, onClick));
  return built;
}

function buildIcon({materialIcon: {name}}: Icon) {
  return CardService.newMaterialIcon().setName(name);
}

function buildButton(button: Button) {
  return 'icon' in button ? buildIconButton(button) : buildTextButton(button);
}

function buildTextButton(button: TextButton) {
  const built = CardService.newTextButton().setText(button.text);
  given(button.type, type =>
    built.setTextButtonStyle(CardService.TextButtonStyle[type]),
  );
  setClick(built, button.onClick);
  return built;
}

function buildIconButton({icon, altText, onClick}: IconButton) {
  const built = CardService.newImageButton()
    .setAltText(altText)
    .setMaterialIcon(buildIcon(icon));
  setClick(built, onClick);
  return built;
}

function buildTextInput(input: TextInput) {
  const built = CardService.newTextInput().setFieldName(input.name);
  given(input.label, label => built.setTitle(label));
  given(input.hintText, hintText => built.setHint(hintText));
  given(input.value, value => built.setValue(value));
  given(input.type, type => built.setMultiline(type === 'MULTIPLE_LINE'));
  given(input.initialSuggestions, ({items}) =>
    built.setSuggestions(
      CardService.newSuggestions().addSuggestions(items.map(({text}) => text)),
    ),
  );
  given(input.autoCompleteAction, action =>
    built.setSuggestionsAction(buildAction(action)),
  );
  given(input.validation, ({inputType}) =>
    built.setValidation(
      CardService.newValidation().setInputType(
        CardService.InputType[inputType],
      ),
    ),
  );
  return built;
}

function buildSelection(input: SelectionInput) {
  const built = CardService.newSelectionInput()
    .setFieldName(input.name)
    .setType(CardService.SelectionInputType[input.type]);
  given(input.label, label => built.setTitle(label));
  for (const {text, value, selected = false} of input.items) {
    built.addItem(text, value, selected);
  }
  return built;
}

function buildPicker({name, label, valueMsEpoch}: DateTimePicker) {
  const built = CardService.newDatePicker().setFieldName(name);
  given(label, label => built.setTitle(label));
  given(valueMsEpoch, valueMsEpoch =>
    built.setValueInMsSinceEpoch(valueMsEpoch),
  );
  return built;
}

/** What everything that can be pressed has. */
interface Pressable {
  setOnClickAction(action: GoogleAppsScript.Card_Service.Action): unknown;
  setOpenLink(openLink: GoogleAppsScript.Card_Service.OpenLink): unknown;
}

function setClick(built: Pressable, onClick: OnClick): void {
  if ('action' in onClick) {
    built.setOnClickAction(buildAction(onClick.action));
  } else built.setOpenLink(buildOpenLink(onClick.openLink));
}

function buildOpenLink({url, onClose}: OpenLink) {
  const built = CardService.newOpenLink().setUrl(url);
  given(onClose, onClose => built.setOnClose(CardService.OnClose[onClose]));
  return built;
}

function buildAction(action: Action) {
  const built = CardService.newAction()
    .setFunctionName(action.function)
    .setParameters(
      Object.fromEntries(action.parameters.map(({key, value}) => [key, value])),
    );
  for (const name of action.requiredWidgets ?? []) {
    built.addRequiredWidget(name);
  }
  return built;
}
