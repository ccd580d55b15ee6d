import libphonenumber from 'google-libphonenumber';
import {
  TYPED_FIELDS,
  type Content,
  type Item,
  type ItemValue,
  type SharedField,
} from './content.ts';
import {foldLetters} from './fold.ts';
import {foldKanji} from './kanji-variants.ts';
import {shownForm} from './regional-numbers.ts';

/**
 * What a contact is found by in one of its fields: folded words, a space
 * between them. Queries are folded alike, so that a word of a query is looked
 * for as a part of this text.
 *
 * | written | folded |
 * | --- | --- |
 * | `ﾊﾔｼ`, `ハヤシ`, `はやし` | `ハヤシ` |
 * | `Müller-Straße` | `mullerstrasse` |
 * | `anna.k@example.com` | `annakexamplecom` |
 * | `+81 3-1234-5678` in a phone number | `81312345678`, `0312345678` |
 * | `東京 支店` | `東京支店`: a space between such letters says little |
 * | `髙橋` | `髙橋` and, as a query has it, `高橋` |
 */
export interface SearchText {
  readonly field: SharedField;
  readonly text: string;
}

export function searchTexts(content: Content): readonly SearchText[] {
  return TYPED_FIELDS.map(field => ({
    field,
    text: withTodays(
      foldWords((content[field] ?? []).flatMap(SPELLINGS[field] ?? valuesOf)),
    ).join(' '),
  })).filter(({text}) => text !== '');
}

/**
 * The words of a query, each once: a contact is found when each is part of one
 * of its texts. None when nothing but punctuation was asked for. No word has a
 * character that `like` would take for a pattern.
 */
export function searchWords(query: string): readonly string[] {
  return [...new Set(foldWords(query.split(/\s+/u)).map(foldKanji))];
}

/** Beside the words as they are, which the previous release looks for. */
const withTodays = (words: readonly string[]): readonly string[] => [
  ...new Set([...words, ...words.map(foldKanji)]),
];

/** These say of what kind a value is, and are the same in most contacts. */
const UNSEARCHED: ReadonlySet<string> = new Set([
  'contentType',
  'countryCode',
  'matchKey',
  'protocol',
  'type',
]);

function valuesOf(item: Item): readonly string[] {
  return Object.entries(item)
    .filter(([name]) => !UNSEARCHED.has(name))
    .map(([, value]) => textOf(value));
}

function textOf(value: ItemValue = ''): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return '';
  return [value.year, value.month, value.day]
    .filter(part => part !== undefined)
    .map(part => String(part).padStart(2, '0'))
    .join('');
}

/** Where people type a value otherwise than it is kept. */
const SPELLINGS: {
  readonly [F in SharedField]?: (item: Item) => readonly string[];
} = {
  names: name => [...wholeNames(name), ...valuesOf(name)],
  phoneNumbers: phoneSpellings,
};

/** 山田太郎 is typed in one word, and so is ジョンスミス. */
function wholeNames(name: Item): readonly string[] {
  const written = [name['familyName'], name['middleName'], name['givenName']];
  const read = [
    name['phoneticFamilyName'],
    name['phoneticMiddleName'],
    name['phoneticGivenName'],
  ];
  return [written, read]
    .map(parts => parts.map(textOf))
    .flatMap(parts => [parts.join(' '), parts.toReversed().join(' ')]);
}

const phoneNumbers = libphonenumber.PhoneNumberUtil.getInstance();

/** As it was typed, as it is dialled from abroad, and as at home: each in one word. */
function phoneSpellings(item: Item): readonly string[] {
  const spellings = [textOf(item['value'])];
  const form = shownForm(item);
  if (form !== undefined) {
    const national = phoneNumbers.format(
      phoneNumbers.parse(form),
      libphonenumber.PhoneNumberFormat.NATIONAL,
    );
    spellings.push(form, national);
  }
  return spellings.map(spelling => spelling.replace(/\s/gu, ''));
}

const KANJI_OR_KANA = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]`;
const SPACES_WITHIN = new RegExp(
  `(?<=${KANJI_OR_KANA}) +(?=${KANJI_OR_KANA})`,
  'gu',
);

/** What stands in words and says nothing. */
const NOISE = /[\p{P}\p{Sc}\p{Sm}\p{Sk}\p{Cf}\p{Co}\p{Cn}]|(?!\s)\p{Cc}/gu;

/** A hyphen to whoever types kana. */
const KANA_HYPHEN = /(?<=\d)ー+(?=\d)/gu;

/** Of texts each on a line of its own, or of several. */
function foldWords(texts: readonly string[]): readonly string[] {
  const words = foldLetters(texts.join('\n'))
    .replace(NOISE, '')
    .replace(KANA_HYPHEN, '')
    .split('\n')
    .flatMap(line =>
      line.replace(/\s+/gu, ' ').replace(SPACES_WITHIN, '').split(' '),
    );
  // Letters between which something stood are one syllable of Hangul now.
  const composed = words.map(word => word.normalize('NFC'));
  return [...new Set(composed)].filter(word => word !== '');
}
