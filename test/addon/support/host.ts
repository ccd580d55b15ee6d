/** What Gmail does with an add-on's answers: a stack of cards, and what is typed in the one on top. */
import type {PrintedResponse} from './card-service.ts';
import {everyValue} from './card-rules.ts';
import type {FormInputs} from './events.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Shown {
  /** From the root up; the last is seen. */
  readonly stack: readonly Json[];
  readonly notification?: string | undefined;
  readonly link?: string | undefined;
  readonly draft?: Json | undefined;
}

/** What a trigger or an entry of the menu brings. */
export function shownAtFirst(cards: readonly Json[]): Shown {
  return {stack: cards.slice(0, 1)};
}

/** @param answer nothing where an act does nothing */
export function afterAnswer(
  {stack}: Shown,
  answer: PrintedResponse | undefined,
): Shown {
  if (answer === undefined) return {stack};
  const {className, json} = answer;
  if (className === 'UpdateDraftActionResponse') {
    return {stack, draft: json['updateDraft'] as Json};
  }
  const steps = (json['navigations'] ?? []) as readonly Json[];
  const notification = json['notification'] as Json | undefined;
  const link = json['link'] as Json | undefined;
  return {
    stack: steps.reduce(navigate, stack),
    notification: notification && String(notification['text']),
    link: link && String(link['url']),
  };
}

function navigate(stack: readonly Json[], step: Json): readonly Json[] {
  const below = stack.slice(0, -1);
  if ('pushCard' in step) return [...stack, step['pushCard'] as Json];
  if ('updateCard' in step) return [...below, step['updateCard'] as Json];
  if ('popToRoot' in step) return stack.slice(0, 1);
  if ('pop' in step) return below.length > 0 ? below : stack;
  const at = stack.findLastIndex(card => card['name'] === step['popToCard']);
  return at < 0 ? stack : stack.slice(0, at + 1);
}

export interface Act {
  /** The global function. */
  readonly called: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of a grid's items, if it is of a grid. */
  readonly isSuggestion: boolean;
}

/** Everything on a card that calls the add-on. */
export function actsOn(card: Json): readonly Act[] {
  const named = (field: string) => everyValue(card, field) as readonly Json[];
  const asked = named('autoCompleteAction').map(action => toAct(action, true));
  const clicked = ['action', 'openDynamicLinkAction', 'onChangeAction']
    .flatMap(named)
    .map(action => toAct(action, false));
  return [...clicked, ...asked];
}

function toAct(action: Json, isSuggestion: boolean): Act {
  const parameters = action['parameters'] as readonly {
    readonly key: string;
    readonly value: string;
  }[];
  return {
    called: String(action['function']),
    parameters: Object.fromEntries(
      parameters.map(({key, value}) => [key, value]),
    ),
    isSuggestion,
  };
}

/** Whether somebody who sees it can go on from it: a click, a link, or back. */
export function hasWayOut(card: Json): boolean {
  return actsOn(card).length > 0 || everyValue(card, 'openLink').length > 0;
}

/** What the form would send as it stands; `typed` says what a person puts into a text input. */
export function formOf(
  card: Json,
  typed: (input: Json) => string | undefined = () => undefined,
): FormInputs {
  const texts = (everyValue(card, 'textInput') as readonly Json[]).map(
    input => [input['name'], [typed(input) ?? input['value'] ?? '']] as const,
  );
  const chosen = (everyValue(card, 'selectionInput') as readonly Json[]).map(
    input => [input['name'], chosenOf(input)] as const,
  );
  const switches = (everyValue(card, 'switchControl') as readonly Json[])
    .filter(control => control['selected'] === true)
    .map(control => [control['name'], [control['value']]] as const);
  const dates = (everyValue(card, 'dateTimePicker') as readonly Json[])
    .filter(picker => picker['valueMsEpoch'] !== undefined)
    .map(picker => [String(picker['name']), dateOf(picker)] as const);
  return Object.fromEntries([
    ...[...texts, ...chosen, ...switches]
      .filter(([, value]) => value.some(text => text !== ''))
      .map(([name, value]) => [String(name), {stringInputs: {value}}]),
    ...dates,
  ]) as FormInputs;
}

function chosenOf(input: Json): readonly unknown[] {
  const items = input['items'] as readonly Json[];
  const selected = items.filter(item => item['selected'] === true);
  // A list that opens downwards always shows one of its items.
  const shown =
    selected.length === 0 && input['type'] === 'DROPDOWN'
      ? items.slice(0, 1)
      : selected;
  return shown.map(item => item['value']);
}

function dateOf(picker: Json): Json {
  const msSinceEpoch = String(picker['valueMsEpoch']);
  switch (picker['type']) {
    case 'DATE_ONLY':
      return {dateInput: {msSinceEpoch}};
    case 'TIME_ONLY': {
      const minutes = Math.floor(Number(msSinceEpoch) / 60_000);
      return {
        timeInput: {hours: Math.floor(minutes / 60), minutes: minutes % 60},
      };
    }
    default:
      return {dateTimeInput: {hasDate: true, hasTime: true, msSinceEpoch}};
  }
}
