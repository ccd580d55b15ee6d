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
  return set(builder, {
    setNotification:
      notification === undefined
        ? undefined
        : CardService.newNotification().setText(notification),
    setStateChanged: stateChanged,
  }).build();
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

/** By the names of what sets it; what is absent is not set. */
type Setting<Built> = {
  readonly [Name in keyof Built]?: Built[Name] extends (
    value: infer Value,
  ) => unknown
    ? Value | undefined
    : never;
};

function set<Built extends object>(
  built: Built,
  setting: Setting<Built>,
): Built;
function set(
  built: Readonly<Record<string, (value: unknown) => unknown>>,
  setting: Readonly<Record<string, unknown>>,
) {
  for (const [name, value] of Object.entries(setting)) {
    if (value !== undefined) built[name]?.(value);
  }
  return built;
}

/** What is made of it, where it is there. */
const made = <Value, Made>(
  value: Value | undefined,
  make: (value: Value) => Made,
): Made | undefined => (value === undefined ? undefined : make(value));

function buildCard(card: Card): GoogleAppsScript.Card_Service.Card {
  const builder = CardService.newCardBuilder();
  set(builder, {
    setHeader: made(card.header, buildHeader),
    setFixedFooter: made(card.fixedFooter, buildFooter),
  });
  for (const section of card.sections) {
    builder.addSection(buildSection(section));
  }
  for (const cardAction of card.cardActions ?? []) {
    builder.addCardAction(buildCardAction(cardAction));
  }
  return builder.build();
}

function buildHeader(header: CardHeader) {
  const {title, subtitle, imageUrl, imageAltText, imageType} = header;
  return set(CardService.newCardHeader(), {
    setTitle: title,
    setSubtitle: subtitle,
    setImageUrl: imageUrl,
    setImageAltText: imageAltText,
    setImageStyle: made(imageType, type => CardService.ImageStyle[type]),
  });
}

function buildCardAction({actionLabel, onClick}: CardAction) {
  return setClick(CardService.newCardAction().setText(actionLabel), onClick);
}

function buildFooter({primaryButton, secondaryButton}: FixedFooter) {
  return set(CardService.newFixedFooter(), {
    setPrimaryButton: buildTextButton(primaryButton),
    setSecondaryButton: made(secondaryButton, buildTextButton),
  });
}

function buildSection(section: Section) {
  const built = set(CardService.newCardSection(), {
    setHeader: section.header,
    setCollapsible: section.collapsible,
    setNumUncollapsibleWidgets: section.uncollapsibleWidgetsCount,
  });
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
  const built = set(CardService.newDecoratedText(), {
    setText: text.text,
    setTopLabel: text.topLabel,
    setBottomLabel: text.bottomLabel,
    setWrapText: text.wrapText,
    setStartIcon: made(text.startIcon, icon =>
      CardService.newIconImage().setMaterialIcon(buildIcon(icon)),
    ),
    setButton: made(text.button, buildButton),
  });
  return setClick(built, text.onClick);
}

function buildIcon({materialIcon: {name}}: Icon) {
  return CardService.newMaterialIcon().setName(name);
}

function buildButton(button: Button) {
  return 'icon' in button ? buildIconButton(button) : buildTextButton(button);
}

function buildTextButton(button: TextButton) {
  const built = set(CardService.newTextButton(), {
    setText: button.text,
    setTextButtonStyle: made(
      button.type,
      type => CardService.TextButtonStyle[type],
    ),
  });
  return setClick(built, button.onClick);
}

function buildIconButton({icon, altText, onClick}: IconButton) {
  const built = CardService.newImageButton()
    .setAltText(altText)
    .setMaterialIcon(buildIcon(icon));
  return setClick(built, onClick);
}

function buildTextInput(input: TextInput) {
  return set(CardService.newTextInput(), {
    setFieldName: input.name,
    setTitle: input.label,
    setHint: input.hintText,
    setValue: input.value,
    setMultiline: made(input.type, type => type === 'MULTIPLE_LINE'),
    setSuggestions: made(input.initialSuggestions, ({items}) =>
      CardService.newSuggestions().addSuggestions(items.map(({text}) => text)),
    ),
    setSuggestionsAction: made(input.autoCompleteAction, buildAction),
    setValidation: made(input.validation, ({inputType}) =>
      CardService.newValidation().setInputType(
        CardService.InputType[inputType],
      ),
    ),
  });
}

function buildSelection(input: SelectionInput) {
  const built = set(CardService.newSelectionInput(), {
    setFieldName: input.name,
    setType: CardService.SelectionInputType[input.type],
    setTitle: input.label,
  });
  for (const {text, value, selected = false} of input.items) {
    built.addItem(text, value, selected);
  }
  return built;
}

function buildPicker({name, label, valueMsEpoch}: DateTimePicker) {
  return set(CardService.newDatePicker(), {
    setFieldName: name,
    setTitle: label,
    setValueInMsSinceEpoch: valueMsEpoch,
  });
}

/** What everything that can be pressed has. */
interface Pressable {
  setOnClickAction(action: GoogleAppsScript.Card_Service.Action): unknown;
  setOpenLink(openLink: GoogleAppsScript.Card_Service.OpenLink): unknown;
}

function setClick<Built extends Pressable>(
  built: Built,
  onClick: OnClick | undefined,
): Built {
  if (onClick === undefined) return built;
  if ('action' in onClick) {
    built.setOnClickAction(buildAction(onClick.action));
  } else built.setOpenLink(buildOpenLink(onClick.openLink));
  return built;
}

function buildOpenLink({url, onClose}: OpenLink) {
  return set(CardService.newOpenLink(), {
    setUrl: url,
    setOnClose: made(onClose, each => CardService.OnClose[each]),
  });
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
