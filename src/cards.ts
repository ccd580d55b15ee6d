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
  Grid,
  GridItem,
  Icon,
  IconButton,
  Image,
  Navigation,
  OnClick,
  OpenLink,
  Response,
  Section,
  SelectionInput,
  SuggestionsResponse,
  SwitchControl,
  TextButton,
  TextInput,
  Validation,
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

/** Of an act; `undefined` where nothing is to happen: the platform refuses an empty one. */
export function buildResponse(
  response: Exclude<Response, SuggestionsResponse>,
):
  | GoogleAppsScript.Card_Service.ActionResponse
  | GoogleAppsScript.Card_Service.UpdateDraftActionResponse
  | undefined {
  switch (response.kind) {
    case 'action':
      return buildActionResponse(response);
    case 'cards':
      return buildActionResponse({
        kind: 'action',
        navigations: [
          {popToRoot: true},
          ...response.cards.map(card => ({updateCard: card})),
        ],
      });
    case 'draft':
      return buildDraftResponse(response);
    case 'nothing':
      return undefined;
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
  link,
  stateChanged,
}: ActionResponse) {
  const builder = CardService.newActionResponseBuilder();
  if (navigations.length > 0) {
    const navigation = CardService.newNavigation();
    for (const step of navigations) navigate(navigation, step);
    builder.setNavigation(navigation);
  }
  if (notification !== undefined) {
    builder.setNotification(
      CardService.newNotification().setText(notification),
    );
  }
  if (link !== undefined) builder.setOpenLink(buildOpenLink(link));
  if (stateChanged !== undefined) builder.setStateChanged(stateChanged);
  return builder.build();
}

function navigate(
  navigation: GoogleAppsScript.Card_Service.Navigation,
  step: Navigation,
): void {
  if ('pushCard' in step) navigation.pushCard(buildCard(step.pushCard));
  else if ('updateCard' in step) {
    navigation.updateCard(buildCard(step.updateCard));
  } else if ('popToCard' in step) navigation.popToNamedCard(step.popToCard);
  else if ('popToRoot' in step) navigation.popToRoot();
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

function buildCard(card: Card): GoogleAppsScript.Card_Service.Card {
  const builder = CardService.newCardBuilder();
  if (card.name !== undefined) builder.setName(card.name);
  if (card.header !== undefined) builder.setHeader(buildHeader(card.header));
  for (const section of card.sections) {
    builder.addSection(buildSection(section));
  }
  for (const cardAction of card.cardActions ?? []) {
    builder.addCardAction(buildCardAction(cardAction));
  }
  if (card.fixedFooter !== undefined) {
    builder.setFixedFooter(buildFooter(card.fixedFooter));
  }
  return builder.build();
}

function buildHeader(header: CardHeader) {
  const built = CardService.newCardHeader().setTitle(header.title);
  if (header.subtitle !== undefined) built.setSubtitle(header.subtitle);
  if (header.imageUrl !== undefined) built.setImageUrl(header.imageUrl);
  if (header.imageAltText !== undefined) {
    built.setImageAltText(header.imageAltText);
  }
  if (header.imageType !== undefined) {
    built.setImageStyle(CardService.ImageStyle[header.imageType]);
  }
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
  if (secondaryButton !== undefined) {
    built.setSecondaryButton(buildTextButton(secondaryButton));
  }
  return built;
}

function buildSection(section: Section) {
  const built = CardService.newCardSection();
  if (section.header !== undefined) built.setHeader(section.header);
  if (section.collapsible !== undefined) {
    built.setCollapsible(section.collapsible);
  }
  if (section.uncollapsibleWidgetsCount !== undefined) {
    built.setNumUncollapsibleWidgets(section.uncollapsibleWidgetsCount);
  }
  for (const widget of section.widgets) built.addWidget(buildWidget(widget));
  return built;
}

function buildWidget(widget: Widget): GoogleAppsScript.Card_Service.Widget {
  if ('textParagraph' in widget) {
    return CardService.newTextParagraph().setText(widget.textParagraph.text);
  }
  if ('decoratedText' in widget) return buildText(widget.decoratedText);
  if ('image' in widget) return buildImage(widget.image);
  if ('buttonList' in widget) {
    const built = CardService.newButtonSet();
    for (const button of widget.buttonList.buttons) {
      built.addButton(buildButton(button));
    }
    return built;
  }
  if ('textInput' in widget) return buildTextInput(widget.textInput);
  if ('selectionInput' in widget) return buildSelection(widget.selectionInput);
  if ('dateTimePicker' in widget) return buildPicker(widget.dateTimePicker);
  if ('divider' in widget) return CardService.newDivider();
  return buildGrid(widget.grid);
}

function buildText(text: DecoratedText) {
  const built = CardService.newDecoratedText().setText(text.text);
  if (text.topLabel !== undefined) built.setTopLabel(text.topLabel);
  if (text.bottomLabel !== undefined) built.setBottomLabel(text.bottomLabel);
  if (text.wrapText !== undefined) built.setWrapText(text.wrapText);
  if (text.startIcon !== undefined) {
    built.setStartIcon(buildIcon(text.startIcon));
  }
  if (text.button !== undefined) built.setButton(buildButton(text.button));
  if (text.switchControl !== undefined) {
    built.setSwitchControl(buildSwitch(text.switchControl));
  }
  if (text.endIcon !== undefined) built.setEndIcon(buildIcon(text.endIcon));
  if (text.onClick !== undefined) setClick(built, text.onClick);
  return built;
}

function buildSwitch(control: SwitchControl) {
  const built = CardService.newSwitch()
    .setFieldName(control.name)
    .setValue(control.value);
  if (control.selected !== undefined) built.setSelected(control.selected);
  if (control.onChangeAction !== undefined) {
    built.setOnChangeAction(buildAction(control.onChangeAction));
  }
  if (control.controlType !== undefined) {
    built.setControlType(CardService.SwitchControlType[control.controlType]);
  }
  return built;
}

function buildImage({imageUrl, altText, onClick}: Image) {
  const built = CardService.newImage()
    .setImageUrl(imageUrl)
    .setAltText(altText);
  if (onClick !== undefined) setClick(built, onClick);
  return built;
}

function buildIcon(icon: Icon) {
  const built = CardService.newIconImage();
  if (icon.altText !== undefined) built.setAltText(icon.altText);
  if (icon.imageType !== undefined) {
    built.setImageCropType(CardService.ImageCropType[icon.imageType]);
  }
  if ('knownIcon' in icon) {
    return built.setIcon(CardService.Icon[icon.knownIcon]);
  }
  if ('iconUrl' in icon) return built.setIconUrl(icon.iconUrl);
  return built.setMaterialIcon(buildMaterialIcon(icon.materialIcon));
}

function buildMaterialIcon({
  name,
  fill,
}: {
  readonly name: string;
  readonly fill?: boolean | undefined;
}) {
  const built = CardService.newMaterialIcon().setName(name);
  if (fill !== undefined) built.setFill(fill);
  return built;
}

function buildButton(button: Button) {
  return 'icon' in button ? buildIconButton(button) : buildTextButton(button);
}

function buildTextButton(button: TextButton) {
  const built = CardService.newTextButton().setText(button.text);
  if (button.altText !== undefined) built.setAltText(button.altText);
  if (button.disabled !== undefined) built.setDisabled(button.disabled);
  if (button.type !== undefined) {
    built.setTextButtonStyle(CardService.TextButtonStyle[button.type]);
  }
  setClick(built, button.onClick);
  return built;
}

function buildIconButton({icon, altText, onClick}: IconButton) {
  const built = CardService.newImageButton().setAltText(altText);
  if ('knownIcon' in icon) built.setIcon(CardService.Icon[icon.knownIcon]);
  else if ('iconUrl' in icon) built.setIconUrl(icon.iconUrl);
  else built.setMaterialIcon(buildMaterialIcon(icon.materialIcon));
  setClick(built, onClick);
  return built;
}

function buildTextInput(input: TextInput) {
  const built = CardService.newTextInput().setFieldName(input.name);
  if (input.label !== undefined) built.setTitle(input.label);
  if (input.hintText !== undefined) built.setHint(input.hintText);
  if (input.value !== undefined) built.setValue(input.value);
  if (input.type !== undefined) {
    built.setMultiline(input.type === 'MULTIPLE_LINE');
  }
  if (input.onChangeAction !== undefined) {
    built.setOnChangeAction(buildAction(input.onChangeAction));
  }
  if (input.initialSuggestions !== undefined) {
    built.setSuggestions(
      CardService.newSuggestions().addSuggestions(
        input.initialSuggestions.items.map(({text}) => text),
      ),
    );
  }
  if (input.autoCompleteAction !== undefined) {
    built.setSuggestionsAction(buildAction(input.autoCompleteAction));
  }
  if (input.validation !== undefined) {
    built.setValidation(buildValidation(input.validation));
  }
  return built;
}

function buildValidation({characterLimit, inputType}: Validation) {
  const built = CardService.newValidation();
  if (characterLimit !== undefined) built.setCharacterLimit(characterLimit);
  if (inputType !== undefined) {
    built.setInputType(CardService.InputType[inputType]);
  }
  return built;
}

function buildSelection(input: SelectionInput) {
  const built = CardService.newSelectionInput()
    .setFieldName(input.name)
    .setType(CardService.SelectionInputType[input.type]);
  if (input.label !== undefined) built.setTitle(input.label);
  if (input.onChangeAction !== undefined) {
    built.setOnChangeAction(buildAction(input.onChangeAction));
  }
  if (input.multiSelectMaxSelectedItems !== undefined) {
    built.setMultiSelectMaxSelectedItems(input.multiSelectMaxSelectedItems);
  }
  for (const item of input.items) {
    const isSelected = item.selected ?? false;
    if (input.type === 'MULTI_SELECT') {
      built.addMultiSelectItem(
        item.text,
        item.value,
        isSelected,
        item.startIconUri ?? '',
        item.bottomText ?? '',
      );
    } else built.addItem(item.text, item.value, isSelected);
  }
  return built;
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

function buildPicker(picker: DateTimePicker) {
  switch (picker.type) {
    case 'DATE_AND_TIME':
      return finishPicker(CardService.newDateTimePicker(), picker);
    case 'DATE_ONLY':
      return finishPicker(CardService.newDatePicker(), picker);
    case 'TIME_ONLY':
      return buildTimePicker(picker);
  }
}

function finishPicker(
  built:
    | GoogleAppsScript.Card_Service.DatePicker
    | GoogleAppsScript.Card_Service.DateTimePicker,
  {name, label, valueMsEpoch, onChangeAction}: DateTimePicker,
) {
  built.setFieldName(name);
  if (label !== undefined) built.setTitle(label);
  if (valueMsEpoch !== undefined) built.setValueInMsSinceEpoch(valueMsEpoch);
  if (onChangeAction !== undefined) {
    built.setOnChangeAction(buildAction(onChangeAction));
  }
  return built;
}

function buildTimePicker({
  name,
  label,
  valueMsEpoch,
  onChangeAction,
}: DateTimePicker) {
  const built = CardService.newTimePicker().setFieldName(name);
  if (label !== undefined) built.setTitle(label);
  if (valueMsEpoch !== undefined) {
    const minutes = Math.floor(Number(valueMsEpoch) / MINUTE_MS);
    built
      .setHours(Math.floor(minutes / HOUR_MINUTES))
      .setMinutes(minutes % HOUR_MINUTES);
  }
  if (onChangeAction !== undefined) {
    built.setOnChangeAction(buildAction(onChangeAction));
  }
  return built;
}

function buildGrid(grid: Grid) {
  const built = CardService.newGrid();
  if (grid.title !== undefined) built.setTitle(grid.title);
  if (grid.columnCount !== undefined) built.setNumColumns(grid.columnCount);
  if (grid.onClick !== undefined) setClick(built, grid.onClick);
  for (const item of grid.items) built.addItem(buildGridItem(item));
  return built;
}

function buildGridItem({id, image, title, subtitle}: GridItem) {
  const built = CardService.newGridItem();
  if (id !== undefined) built.setIdentifier(id);
  if (title !== undefined) built.setTitle(title);
  if (subtitle !== undefined) built.setSubtitle(subtitle);
  if (image !== undefined) {
    const component = CardService.newImageComponent()
      .setImageUrl(image.imageUri)
      .setAltText(image.altText);
    if (image.cropStyle !== undefined) {
      component.setCropStyle(
        CardService.newImageCropStyle().setImageCropType(
          CardService.ImageCropType[image.cropStyle.type],
        ),
      );
    }
    built.setImage(component);
  }
  return built;
}

/** What everything that can be pressed has. */
interface Pressable {
  setOnClickAction(action: GoogleAppsScript.Card_Service.Action): unknown;
  setOnClickOpenLinkAction(
    action: GoogleAppsScript.Card_Service.Action,
  ): unknown;
  setOpenLink(openLink: GoogleAppsScript.Card_Service.OpenLink): unknown;
}

function setClick(built: Pressable, onClick: OnClick): void {
  if ('action' in onClick) {
    built.setOnClickAction(buildAction(onClick.action));
  } else if ('openLink' in onClick) {
    built.setOpenLink(buildOpenLink(onClick.openLink));
  } else {
    built.setOnClickOpenLinkAction(buildAction(onClick.openDynamicLinkAction));
  }
}

function buildOpenLink({url, openAs, onClose}: OpenLink) {
  const built = CardService.newOpenLink().setUrl(url);
  if (openAs !== undefined) built.setOpenAs(CardService.OpenAs[openAs]);
  if (onClose !== undefined) built.setOnClose(CardService.OnClose[onClose]);
  return built;
}

function buildAction(action: Action) {
  const built = CardService.newAction()
    .setFunctionName(action.function)
    .setParameters(
      Object.fromEntries(action.parameters.map(({key, value}) => [key, value])),
    );
  if (action.loadIndicator !== undefined) {
    built.setLoadIndicator(CardService.LoadIndicator[action.loadIndicator]);
  }
  if (action.persistValues !== undefined) {
    built.setPersistValues(action.persistValues);
  }
  if (action.allWidgetsAreRequired !== undefined) {
    built.setAllWidgetsAreRequired(action.allWidgetsAreRequired);
  }
  for (const name of action.requiredWidgets ?? []) {
    built.addRequiredWidget(name);
  }
  return built;
}
