/**
 * The part of `google.apps.card.v1` that this add-on draws with, as plain JSON
 * of the same names, and what a handler answers with. Views make it, `cards.ts`
 * turns it into CardService calls; nothing else knows the platform.
 *
 * An absent field may be spelled `undefined`: JSON drops it. What a host refuses
 * beyond these types (at most 100 widgets to a card, https images, no SVG, a name
 * only once, …) is held by `test/addon/support/card-rules.ts`.
 */
import type {
  ActName,
  ActParameters,
  SuggestName,
  SuggestParameters,
} from './acts.ts';

export interface Card {
  readonly header?: CardHeader | undefined;
  /** At least one. */
  readonly sections: readonly Section[];
  /** The menu in the card's corner. */
  readonly cardActions?: readonly CardAction[] | undefined;
  readonly fixedFooter?: FixedFooter | undefined;
}

export interface CardHeader {
  /** Plain text. */
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** https. */
  readonly imageUrl?: string | undefined;
  readonly imageAltText?: string | undefined;
  readonly imageType?: 'CIRCLE' | undefined;
}

export interface CardAction {
  readonly actionLabel: string;
  readonly onClick: OnClick;
}

export interface FixedFooter {
  readonly primaryButton: TextButton;
  readonly secondaryButton?: TextButton | undefined;
}

export interface Section {
  /** HTML. */
  readonly header?: string | undefined;
  /** At least one. */
  readonly widgets: readonly Widget[];
  readonly collapsible?: boolean | undefined;
  /** How many are shown while it is collapsed. */
  readonly uncollapsibleWidgetsCount?: number | undefined;
}

export type Widget =
  | {readonly textParagraph: TextParagraph}
  | {readonly decoratedText: DecoratedText}
  | {readonly buttonList: {readonly buttons: readonly Button[]}}
  | {readonly textInput: TextInput}
  | {readonly selectionInput: SelectionInput}
  | {readonly dateTimePicker: DateTimePicker};

export interface TextParagraph {
  /** HTML. */
  readonly text: string;
}

export interface DecoratedText {
  readonly startIcon?: Icon | undefined;
  /** Plain text, cut at the end of the line. */
  readonly topLabel?: string | undefined;
  /** HTML, cut at the end of the line unless `wrapText`. */
  readonly text: string;
  readonly wrapText?: boolean | undefined;
  /** Plain text, wrapped. */
  readonly bottomLabel?: string | undefined;
  readonly onClick?: OnClick | undefined;
  readonly button?: Button | undefined;
}

export interface Icon {
  /** A name of fonts.google.com/icons, `content_copy`. */
  readonly materialIcon: {readonly name: string};
}

export interface TextButton {
  /** Plain text that starts with a verb. */
  readonly text: string;
  readonly onClick: OnClick;
  readonly type?: 'OUTLINED' | 'FILLED' | undefined;
}

export interface IconButton {
  readonly icon: Icon;
  /** What it does, for whoever does not see it. */
  readonly altText: string;
  readonly onClick: OnClick;
}

export type Button = TextButton | IconButton;

export interface TextInput {
  /** Once in a card. */
  readonly name: string;
  /** Plain text; it or `hintText` has to be there. */
  readonly label?: string | undefined;
  readonly hintText?: string | undefined;
  readonly value?: string | undefined;
  /** A single line where it is absent. */
  readonly type?: 'MULTIPLE_LINE' | undefined;
  /** Filtered by the host as somebody types. Single lines only. */
  readonly initialSuggestions?: Suggestions | undefined;
  /** Asked after a pause in typing; its answers are not filtered. Single lines only. */
  readonly autoCompleteAction?: Action | undefined;
  readonly validation?: Validation | undefined;
}

export interface Suggestions {
  readonly items: readonly {readonly text: string}[];
}

/** For the person's convenience alone: the service checks again. */
export interface Validation {
  readonly inputType: 'EMAIL';
}

export interface SelectionInput {
  readonly name: string;
  readonly label?: string | undefined;
  readonly type: 'CHECK_BOX' | 'RADIO_BUTTON' | 'SWITCH' | 'DROPDOWN';
  /** At most 100. */
  readonly items: readonly SelectionItem[];
}

export interface SelectionItem {
  readonly text: string;
  readonly value: string;
  readonly selected?: boolean | undefined;
}

export interface DateTimePicker {
  readonly name: string;
  readonly label?: string | undefined;
  readonly type: 'DATE_ONLY';
  /** An int64, so a decimal text: midnight in UTC. */
  readonly valueMsEpoch?: string | undefined;
}

export type OnClick = {readonly action: Action} | {readonly openLink: OpenLink};

export interface OpenLink {
  /** https within `openLinkUrlPrefixes`, mailto or tel. */
  readonly url: string;
  readonly onClose?: 'RELOAD' | undefined;
}

export interface Action {
  readonly function: 'onAction' | 'onSuggest';
  /** With `act`, which of `acts.ts` it is. */
  readonly parameters: readonly {
    readonly key: string;
    readonly value: string;
  }[];
  /** Names of inputs that may not be empty. */
  readonly requiredWidgets?: readonly string[] | undefined;
}

export type Navigation =
  | {readonly pushCard: Card}
  | {readonly updateCard: Card}
  | {readonly pop: true}
  | {readonly popToRoot: true};

/** What a handler answers. */
export type Response =
  CardsResponse | ActionResponse | SuggestionsResponse | DraftResponse;

/** Of triggers and of the add-on's menu: what there is to see from now on. An act may answer it too. */
export interface CardsResponse {
  readonly kind: 'cards';
  /** At least one; of several the host shows a list of headers; of an act's the first on top, and behind it the next. */
  readonly cards: readonly Card[];
}

/** Of `onSuggest` alone. */
export interface SuggestionsResponse {
  readonly kind: 'suggestions';
  readonly texts: readonly string[];
}

/** Of an act in the compose card alone: addresses that are put into the draft. */
export interface DraftResponse {
  readonly kind: 'draft';
  readonly to?: readonly string[] | undefined;
  readonly cc?: readonly string[] | undefined;
  readonly bcc?: readonly string[] | undefined;
}

/** Of an act; at least one of the rest is there. */
export interface ActionResponse {
  readonly kind: 'action';
  /** Carried out one after another. */
  readonly navigations?: readonly Navigation[] | undefined;
  /** Plain text, shown for a moment. */
  readonly notification?: string | undefined;
  /** True where something was changed, so that no host shows a card it kept. */
  readonly stateChanged?: boolean | undefined;
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};

/** What somebody typed, to stand in a field that is HTML. */
export function html(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[&<>"'\n]/g, character => HTML[character] ?? character);
}

/** What `act` and `suggest` take beside the parameters. */
export type ActionOptions = Omit<Action, 'function' | 'parameters'>;

/** A click, or a change of an input, that the act's handler answers. */
export function action<Name extends ActName>(
  act: Name,
  parameters: ActParameters<Name>,
  options?: ActionOptions,
): Action {
  return {
    function: 'onAction',
    parameters: listed(act, parameters),
    ...options,
  };
}

/** `action`, as what a button does. */
export function act<Name extends ActName>(
  name: Name,
  parameters: ActParameters<Name>,
  options?: ActionOptions,
): OnClick {
  return {action: action(name, parameters, options)};
}

/** What a text input offers after a pause in typing. */
export function suggest<Name extends SuggestName>(
  name: Name,
  parameters: SuggestParameters<Name>,
): Action {
  return {function: 'onSuggest', parameters: listed(name, parameters)};
}

function listed(
  act: string,
  parameters: Readonly<Record<string, string | undefined>>,
): Action['parameters'] {
  const given = Object.entries(parameters).flatMap(([key, value]) =>
    value === undefined ? [] : [{key, value}],
  );
  return [{key: 'act', value: act}, ...given];
}

export function link(url: string): OnClick {
  return {openLink: {url}};
}

export function paragraph(text: string): Widget {
  return {textParagraph: {text}};
}

export function buttons(...listed: readonly Button[]): Widget {
  return {buttonList: {buttons: listed}};
}

export function section(widgets: readonly Widget[], header?: string): Section {
  return {header, widgets};
}

export function cards(...shown: readonly Card[]): CardsResponse {
  return {kind: 'cards', cards: shown};
}

/** Of an act that shows something else on top; back leads to where it was pressed. */
export function push(card: Card): ActionResponse {
  return {kind: 'action', navigations: [{pushCard: card}]};
}

/** Of an act that shows the same thing anew. */
export function update(card: Card): ActionResponse {
  return {kind: 'action', navigations: [{updateCard: card}]};
}
