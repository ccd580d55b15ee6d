/** What a person's fields say, as one reads them in a line. */
import type {PersonField, PersonItem} from '../../server/contract/person.ts';
import {formatDay, type Reader} from '../reader.ts';

/** As the service answers it: the fields that the reader may see. */
export type Person = Readonly<
  Record<string, readonly PersonItem[] | undefined>
>;

/** Scripts in which the family name comes first. */
const FAMILY_FIRST =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

export function textOf(item: PersonItem | undefined, part: string): string {
  const value = item?.[part];
  return typeof value === 'string' ? value : '';
}

/** Of a table, by a name from elsewhere: none that every object has. */
export const named = <Value>(
  table: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => new Map(Object.entries(table)).get(name);

/** What there is of it, in one text. */
export const joined = (
  parts: readonly (string | false | undefined)[],
  by = ' · ',
): string => parts.filter(Boolean).join(by);

/** The family name first where its script says so: as the service has it. */
function inOrder(item: PersonItem | undefined, prefix: string): string {
  const name = (part: string) =>
    textOf(
      item,
      prefix === '' ? part[0]?.toLowerCase() + part.slice(1) : prefix + part,
    );
  const [given, middle, family] = [
    name('GivenName'),
    name('MiddleName'),
    name('FamilyName'),
  ];
  return joined(
    FAMILY_FIRST.test(given + family)
      ? [family, middle, given]
      : [given, middle, family],
    ' ',
  );
}

/** What a contact is called; a way to reach it where it has no name. */
export function nameOf({language}: Reader, person: Person): string {
  return (
    [
      inOrder(person['names']?.[0], ''),
      textOf(person['nicknames']?.[0], 'value'),
      textOf(person['organizations']?.[0], 'name'),
      textOf(person['emailAddresses']?.[0], 'value'),
      textOf(person['phoneNumbers']?.[0], 'value'),
    ].find(each => each !== '') ?? language.contact.noName
  );
}

/** How the name is read (furigana); empty where nothing says so. */
export function readingOf(person: Person): string {
  const [name] = person['names'] ?? [];
  return inOrder(name, 'phonetic') || textOf(name, 'phoneticFullName');
}

/** Title, department and company, of the first that there is. */
export function positionOf(person: Person): string {
  const [work] = person['organizations'] ?? [];
  return joined(
    ['title', 'department', 'name'].map(part => textOf(work, part)),
  );
}

export function emailsOf(person: Person): readonly string[] {
  return (person['emailAddresses'] ?? [])
    .map(item => textOf(item, 'value'))
    .filter(value => value !== '');
}

/** The first photo that a host can show, or the monogram of how it is read or called. */
export function pictureOf(reader: Reader, person: Person): string | undefined {
  const url = textOf(person['photos']?.[0], 'url');
  return url.startsWith('https://')
    ? url
    : monogramOf(reader, readingOf(person) + nameOf(reader, person));
}

/**
 * Of the first letter, kana as hiragana and without marks; a figure where the
 * service has drawn none, as of kanji.
 */
export function monogramOf(
  {serviceUrl}: Reader,
  name: string,
): string | undefined {
  if (serviceUrl === undefined) return undefined;
  const [first = ''] = name.normalize('NFKD').toUpperCase();
  const letter = /[ァ-ン]/.test(first)
    ? String.fromCharCode(first.charCodeAt(0) - KATAKANA_AHEAD)
    : first;
  const drawn = /[A-Zあいうえおか-ちつ-もやゆよら-ろわをん]/.test(letter)
    ? letter.charCodeAt(0).toString(16)
    : 'person';
  return `${serviceUrl}/v1/monograms/${drawn}.png`;
}

const KATAKANA_AHEAD = 0x60;

/** A number as it is dialled where the reader is; else as it was typed. */
function phoneText({language, locale}: Reader, item: PersonItem) {
  return (
    language.nationalPhone(textOf(item, 'canonicalForm'), locale) ??
    textOf(item, 'value')
  );
}

/** `Work`, `Home`; in the person's own words where Google has none. */
export function typeOf({language}: Reader, item: PersonItem): string {
  const type = textOf(item, 'type') || textOf(item, 'protocol');
  return language.types[type] ?? type;
}

type LineOf = (reader: Reader, item: PersonItem) => string;

const SPECIAL: {readonly [Field in PersonField]?: LineOf} = {
  names: (_, item) =>
    joined(
      [
        textOf(item, 'honorificPrefix'),
        inOrder(item, ''),
        textOf(item, 'honorificSuffix'),
      ],
      ' ',
    ),
  phoneNumbers: phoneText,
  addresses: ({language}, item) =>
    language.address(part => textOf(item, part)) ||
    textOf(item, 'formattedValue'),
  organizations: (_, item) =>
    joined(['name', 'department', 'title'].map(part => textOf(item, part))),
  userDefined: (_, item) =>
    joined([textOf(item, 'key'), textOf(item, 'value')], ': '),
  photos: () => '…',
};

/** Parts that say how another is meant. */
const QUALIFIERS = [
  'type',
  'protocol',
  'contentType',
  'canonicalForm',
  'current',
];

/** One item of a field, as a line. */
export function lineOf(
  reader: Reader,
  field: string,
  item: PersonItem,
): string {
  const line = named(SPECIAL, field)?.(reader, item) ?? '';
  if (line !== '') return line;
  return joined(
    Object.entries(item).flatMap(([part, value]) => {
      if (QUALIFIERS.includes(part)) return [];
      if (typeof value === 'object') return [formatDay(reader, value)];
      return typeof value === 'string' ? [value] : [];
    }),
  );
}
