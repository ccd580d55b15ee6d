/** What several cards are made of. */
import {act, buttons, html, paragraph, section} from '../card.ts';
import type {
  Button,
  Card,
  CardAction,
  CardHeader,
  FixedFooter,
  OnClick,
  Section,
  TextButton,
  Widget,
} from '../card.ts';
import type {Failure} from '../client.ts';
import type {Request} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {joined, nameOf, type Person, named} from './person.ts';

/** Ours: a sidebar is no place for more, and a host has bounds of its own. */
const LINE_LENGTH_MAX = 600;
export const TITLE_LENGTH_MAX = 120;

/** Whole characters, and at most so many of JavaScript's. */
export function clip(text: string, max = LINE_LENGTH_MAX): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What somebody is called, for a header. */
export const titleOf = (reader: Reader, person: Person): string =>
  clip(nameOf(reader, person), TITLE_LENGTH_MAX);

/** Somebody who acted. @param account an address; absent where it is not told */
export function whoIs({language, address}: Reader, account?: string): string {
  if (account === undefined) return language.history.somebody;
  return account.toLowerCase() === address ? language.contact.me : account;
}

export interface RowOptions {
  /** A name of fonts.google.com/icons. */
  readonly icon?: string | undefined;
  /** Plain text, above. */
  readonly top?: string | undefined;
  /** Plain text, below. */
  readonly bottom?: string | undefined;
  readonly onClick?: OnClick | undefined;
  readonly button?: Button | undefined;
  readonly lengthMax?: number | undefined;
}

/** A line with what belongs to it. @param text plain */
export function row(text: string, options: RowOptions = {}): Widget {
  const {icon, top, bottom, onClick, button, lengthMax} = options;
  return {
    decoratedText: {
      startIcon: icon === undefined ? undefined : {materialIcon: {name: icon}},
      topLabel: top ? clip(top, TITLE_LENGTH_MAX) : undefined,
      text: html(clip(text, lengthMax)) || '–',
      wrapText: true,
      bottomLabel: bottom ? clip(bottom) : undefined,
      onClick,
      button,
    },
  };
}

/** The same of a text of any length: what one row has no room for stands below. */
export function longRow(text: string, options?: RowOptions): Widget[] {
  const [first = '', ...rest] = text.match(PIECE) ?? [];
  return [row(first, options), ...rest.map(say)];
}

/** At most `LINE_LENGTH_MAX`, between words where there are any, and whole characters. */
const PIECE = /\S(?:[^]{0,599}(?=\s|$)|[^]{0,599}(?<![\uD800-\uDBFF]))/g;

/** The same, where what is too long leads to all of it. */
export const cutRow = (text: string, whole: OnClick, options?: RowOptions) =>
  row(text, {
    ...options,
    onClick: text.length > LINE_LENGTH_MAX ? whole : undefined,
  });

/** Of a header. */
export function picture(
  imageUrl: string | undefined,
  imageAltText: string,
): Pick<CardHeader, 'imageUrl' | 'imageAltText' | 'imageType'> {
  return imageUrl === undefined
    ? {}
    : {imageUrl, imageAltText, imageType: 'CIRCLE'};
}

/** Plain text. */
export const say = (text: string): Widget => paragraph(html(clip(text, 2000)));

export function button(
  text: string,
  onClick: OnClick,
  type?: TextButton['type'],
): TextButton {
  return {text, onClick, type};
}

type Pressed = readonly [text: string, onClick: OnClick];

/** What a card is for, and what else. */
export const footer = (main: Pressed, other?: Pressed): FixedFooter => ({
  primaryButton: button(...main, 'FILLED'),
  secondaryButton: other && button(...other, 'OUTLINED'),
});

export function iconButton(
  name: string,
  altText: string,
  onClick: OnClick,
): Button {
  return {
    icon: {materialIcon: {name}},
    altText: clip(altText, TITLE_LENGTH_MAX),
    onClick,
  };
}

/** A card with the way to the rest in its menu. */
export const pageCard = (
  reader: Reader,
  header: CardHeader,
  sections: readonly Section[],
  fixedFooter?: FixedFooter,
): Card => ({header, sections, cardActions: menu(reader), fixedFooter});

/** On phones a message's cards are the only door there is: each leads to the rest. */
export function menu({language}: Reader): readonly CardAction[] {
  return [{actionLabel: language.home.open, onClick: act('showHome', {})}];
}

/** What was just done, or was not, above the card that shows it. */
export interface Note {
  readonly text: string;
  readonly undo?: Request | undefined;
  /** What is drawn after that, by name; else what the card shows. */
  readonly back?: string;
}

/** @param name of what the card shows */
export function noteSections(
  {language}: Reader,
  note: Note | undefined,
  name: string,
): readonly Section[] {
  if (note === undefined) return [];
  const {text, undo, back = name} = note;
  const shown = row(text, {
    icon: 'info',
    button:
      undo &&
      button(language.undo, act('undo', {call: JSON.stringify(undo), back})),
  });
  return [section([shown])];
}

/** Why it was not done, in one text for a person. */
export function failureText({language}: Reader, failure: Failure): string {
  const {fault, violations} = failure;
  const said = violations.map(({field, description}) => {
    const [name = ''] = /[a-z]\w*(?=\[|\.|$)/i.exec(
      field.replace(/^person\./, ''),
    ) ?? [''];
    const hint = /\.(?:\w+D|d)ate\b/.test(field)
      ? language.form.dateHint
      : undefined;
    return language.violation(
      named(language.fields, name) ?? '',
      description,
      hint,
      field.replace(/\d+/g, ''),
    );
  });
  return joined([language.faults[fault].what, ...new Set(said)], '\n');
}

/** How many there is no room for; nothing of none. */
export const more = ({language}: Reader, count: number): Widget[] =>
  count > 0 ? [say(language.more(count))] : [];

/** A button to the next page, where there is one. */
export function nextPage(
  {language}: Reader,
  token: string | undefined,
  onClick: (token: string) => OnClick,
): readonly Widget[] {
  return token === undefined
    ? []
    : [buttons(button(language.nextPage, onClick(token)))];
}

/** One of several, `selected` chosen beforehand; each is its value and what is said for it. */
export function oneOf(
  input: {
    readonly name: string;
    readonly label?: string;
    readonly type: 'DROPDOWN' | 'RADIO_BUTTON';
    readonly selected: string | undefined;
  },
  choices: readonly (readonly [value: string, text: string])[],
): Widget {
  const {selected, ...shown} = input;
  const items = choices.map(([value, text]) => ({
    value,
    text,
    selected: value === selected,
  }));
  return {selectionInput: {...shown, items}};
}
