import {isSharedField, SUBFIELDS} from '../core/content.ts';
import {customFieldKey} from '../core/custom-fields.ts';
import type {FilePerson} from './file-contact.ts';

/** The fields a file can fill. */
export type FileField = keyof FilePerson;

/** What a column says. */
export type ColumnMeaning =
  | ValueColumn
  /** One part of a birthday. */
  | {readonly kind: 'datePart'; readonly part: 'year' | 'month' | 'day'}
  /** Addresses and phone numbers together in one cell. */
  | {readonly kind: 'reach'; readonly type?: string}
  /** Names of labels. */
  | {readonly kind: 'labels'}
  /** What nobody needs where it says one of `usual`, and kept under its heading where not. */
  | {readonly kind: 'technical'; readonly usual: readonly string[]}
  /** The address of a picture: bytes are not fetched, so it is only told of. */
  | {readonly kind: 'photoAddress'}
  /** Says again, in one text, what others say: kept under its heading where it says more. */
  | {readonly kind: 'restated'}
  /** Nobody understands it: it goes to `userDefined` with its heading as the key. */
  | {readonly kind: 'unknown'};

export interface ValueColumn {
  readonly kind: 'value';
  readonly field: FileField;
  /** As in the People API; the name that is given as a whole is `unstructuredName`. */
  readonly subfield: string;
  readonly type?: string;
  readonly protocol?: string;
  /** Columns of one field with the same `item` make one item together. */
  readonly item?: string;
}

/** How dates such as `3/4/2004` are to be read; undefined: nobody knows. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** How the columns of a file are understood. */
export interface ColumnMapping {
  /** One for each column of the file. */
  readonly columns: readonly ColumnMeaning[];
  readonly headings: readonly string[];
  /** Whether ` ::: ` parts the values of a cell, as Google writes it. */
  readonly isGoogle: boolean;
  readonly dateOrder?: DateOrder;
  /** Whether names that stand in one cell begin with the family's: the headings are Hungarian. */
  readonly isFamilyFirst?: boolean;
}

/**
 * Headings of one program. A line is a meaning in the shorthand of `parseMeaning`
 * and, for each language, its headings; a line that begins with a blank goes on
 * with the one before.
 */
export interface HeadingTable {
  readonly program: string;
  readonly lines: string;
}

/** Meaning by `headingKey`, of what one program writes in one language. */
export interface HeadingProfile {
  readonly program: string;
  readonly language: string;
  readonly meanings: ReadonlyMap<string, ColumnMeaning>;
  /** As they are written. */
  readonly headings: readonly (readonly [string, ColumnMeaning])[];
}

/** Letters and digits of any script: `E-mail 2 Address` and `email2address` are the same. */
export function headingKey(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

const ADDRESS_BOOK_NOISE: Readonly<Record<string, readonly string[]>> = {
  emailKind: ['smtp'],
  private: (
    'false 0 no falsch nein faux non falso não falsk falskt nej onwaar nee ' +
    'fałsz nie ложь нет yanlış hayır いいえ'
  ).split(' '),
};

/**
 * A meaning in shorthand: `field.subfield`, then `:type` or `/protocol`, then
 * `#item`; `birthdays.year`, `labels`, `photoAddress`, `reach` and the words of
 * `ADDRESS_BOOK_NOISE` as well.
 * @throws where it is none: the tables are ours.
 */
export function parseMeaning(shorthand: string): ColumnMeaning {
  const parts = /^(\w+)(?:\.(\w+))?(?:\/(\w+))?(?::([^#]+))?(?:#(\w+))?$/.exec(
    shorthand,
  );
  const [, field = '', subfield = '', protocol, type, item] = parts ?? [];
  const noise = ADDRESS_BOOK_NOISE[field];
  if (noise !== undefined) return {kind: 'technical', usual: noise};
  if (field === 'labels') return {kind: 'labels'};
  if (field === 'unknown') return {kind: 'unknown'};
  if (field === 'photoAddress') return {kind: 'photoAddress'};
  if (field === 'restated') return {kind: 'restated'};
  if (field === 'reach') return {kind: 'reach'};
  if (shorthand === 'userDefined.value') return {kind: 'unknown'};
  if (
    field === 'birthdays' &&
    (subfield === 'year' || subfield === 'month' || subfield === 'day')
  ) {
    return {kind: 'datePart', part: subfield};
  }
  if (!isFileField(field) || !isSubfield(field, subfield)) {
    throw new Error(`No meaning of a column: ${shorthand}`);
  }
  return {
    kind: 'value',
    field,
    subfield,
    ...(type !== undefined && {type}),
    ...(protocol !== undefined && {protocol}),
    ...(item !== undefined && {item}),
  };
}

/** Columns, from 1, that become custom fields, by the key of the name that is their heading. */
export function customColumns({
  columns,
  headings,
}: ColumnMapping): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, readonly number[]>();
  columns.forEach(({kind}, index) => {
    if (kind !== 'unknown') return;
    const key = customFieldKey(headings[index] ?? '');
    places.set(key, [...(places.get(key) ?? []), index + 1]);
  });
  return places;
}

export function isFileField(name: string): name is FileField {
  return isSharedField(name) && name !== 'photos';
}

export function isSubfield(field: FileField, name: string): boolean {
  return (
    Object.hasOwn(SUBFIELDS[field], name) ||
    (field === 'names' && name === 'unstructuredName')
  );
}

/** What a program writes, language by language. */
export function parseHeadings({
  program,
  lines,
}: HeadingTable): readonly HeadingProfile[] {
  const byLanguage = new Map<string, [string, ColumnMeaning][]>();
  for (const line of lines.trim().replaceAll(/\n +/g, ' ; ').split('\n')) {
    const [shorthand = '', ...languages] = line.split(' ; ');
    const meaning = parseMeaning(shorthand.trim());
    for (const entry of languages) {
      const [codes = '', written = ''] = entry.split('=');
      for (const code of codes.trim().split(',')) {
        const headings = byLanguage.get(code) ?? [];
        byLanguage.set(code, headings);
        for (const heading of written.split('|')) {
          headings.push([heading, meaning]);
        }
      }
    }
  }
  return [...byLanguage].map(([language, headings]) => ({
    program,
    language,
    headings,
    meanings: meaningsOf(headings),
  }));
}

/** A word that is written over two columns means what stands first in the table. */
function meaningsOf(
  headings: readonly (readonly [string, ColumnMeaning])[],
): ReadonlyMap<string, ColumnMeaning> {
  const meanings = new Map<string, ColumnMeaning>();
  for (const [heading, meaning] of headings) {
    const key = headingKey(heading);
    if (key !== '' && !meanings.has(key)) meanings.set(key, meaning);
  }
  return meanings;
}
