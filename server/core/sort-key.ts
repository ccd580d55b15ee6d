import type {Content, Item, SharedField} from './content.ts';
import {foldLetters} from './fold.ts';

/** Where a contact stands among others, by what one of its fields says. */
export interface SortKey {
  readonly field: SharedField;
  /** Compared byte by byte in UTF-8, which is collation "C". */
  readonly key: string;
}

/** Names that begin alike this far are as good as one. */
const LENGTH_MAX = 100;

/**
 * Keys of what stands for a contact's name, that which counts first first: of
 * these the first that is seen orders it. By family name, by its reading where
 * it has one. Letters come before kana, and kana before Han without a reading,
 * as in CLDR's collation for Japanese; the same on every store, whatever its
 * locale.
 */
export function sortKeys(content: Content): readonly SortKey[] {
  const texts: readonly (readonly [SharedField, string])[] = [
    ['names', readName(content.names?.[0] ?? {})],
    ['nicknames', textOf(content.nicknames?.[0], 'value')],
    ['organizations', textOf(content.organizations?.[0], 'name')],
    ['emailAddresses', textOf(content.emailAddresses?.[0], 'value')],
    ['phoneNumbers', textOf(content.phoneNumbers?.[0], 'value')],
  ];
  return texts.flatMap(([field, text]) => {
    const key = collationKey(text);
    return key === '' ? [] : [{field, key}];
  });
}

function textOf(item: Item | undefined, part: string): string {
  const value = item?.[part];
  return typeof value === 'string' ? value : '';
}

function readName(name: Item): string {
  const parts = ['FamilyName', 'GivenName', 'MiddleName'].map(
    part =>
      textOf(name, `phonetic${part}`) ||
      textOf(name, part.charAt(0).toLowerCase() + part.slice(1)),
  );
  return parts.filter(part => part !== '').join(' ');
}

/** Sorts before the space, so that ヤマ comes before ヤマ タロウ and that before ヤマダ. */
const LEVEL = '\u0001';

/**
 * Two levels, like those of the Unicode Collation Algorithm (UTS 10): first
 * letters without accents, kana without voicing, size and length; then the
 * letters as they are.
 */
export function collationKey(text: string): string {
  const folded = foldLetters(text.replace(/\s+/gu, ' '))
    .replace(/[\p{P}\p{S}\p{Cf}\p{Cc}]/gu, '')
    .trim()
    .slice(0, LENGTH_MAX)
    .toWellFormed();
  if (folded === '') return '';
  const first = plainKana(folded);
  const exact = text.normalize('NFKC').toLowerCase().slice(0, LENGTH_MAX);
  const second = exact === first ? '' : exact.replace(/\p{Cc}/gu, ' ');
  return `${first}${LEVEL}${second}`.toWellFormed();
}

const VOWELS: readonly (readonly [vowel: string, kana: string])[] = [
  ['ア', 'アカサタナハマヤラワ'],
  ['イ', 'イキシチニヒミリヰ'],
  ['ウ', 'ウクスツヌフムユル'],
  ['エ', 'エケセテネヘメレヱ'],
  ['オ', 'オコソトノホモヨロヲ'],
];
const VOWEL_OF = new Map(
  VOWELS.flatMap(([vowel, kana]) =>
    [...kana].map(letter => [letter, vowel] as const),
  ),
);

const SMALL = 'ァィゥェォッャュョヮヵヶ';
const LARGE = 'アイウエオツヤユヨワカケ';
const LARGE_OF = new Map(
  [...SMALL].map((letter, at) => [letter, LARGE.charAt(at)]),
);

/** Katakana as a dictionary looks them up: ガ as カ, ッ as ツ, カー as カア, サヽ as ササ. */
function plainKana(folded: string): string {
  let before = '';
  let plain = '';
  for (const letter of folded
    .normalize('NFD')
    .replace(/[\u3099\u309a]/gu, '')
    .normalize('NFC')) {
    before = plainLetter(letter, before);
    plain += before;
  }
  return plain;
}

function plainLetter(letter: string, before: string): string {
  if (letter === 'ー') return VOWEL_OF.get(before) ?? letter;
  if (letter === 'ヽ') return before === '' ? letter : before;
  return LARGE_OF.get(letter) ?? letter;
}
