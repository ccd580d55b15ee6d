import {doubleMetaphone} from 'double-metaphone';
import {toRomaji} from 'wanakana';
import {CJK} from './fold.ts';

const HAN = /\p{scx=Han}/u;
const KANA = /^[\p{scx=Katakana}\p{scx=Hiragana}ー・\s]+$/u;

export function isHan(text: string): boolean {
  return HAN.test(text) && !KANA.test(text);
}

/**
 * Long vowels and doubled letters, which Hepburn, Kunrei and passports write each
 * their own way: Satō, Sato, Satou, Satoh; Ichi, Iti; Junko, Zyunko.
 */
const ROMAJI: readonly (readonly [pattern: RegExp, said: string])[] = [
  [/[^a-z]/gu, ''],
  [/ou|oo|oh(?![aiueoy])/gu, 'o'],
  [/uu/gu, 'u'],
  [/sy(?=[auo])/gu, 'sh'],
  [/[tc]y(?=[auo])/gu, 'ch'],
  [/[zj]y(?=[auo])/gu, 'j'],
  [/si/gu, 'shi'],
  [/ti/gu, 'chi'],
  [/tu/gu, 'tsu'],
  [/hu/gu, 'fu'],
  [/zi/gu, 'ji'],
  [/m(?=[bmp])/gu, 'n'],
];

/** How kana, or a name written in Latin letters as if it were Japanese, is read. */
export function readingOf(folded: string): string {
  const isKana = KANA.test(folded);
  if (!isKana && CJK.test(folded)) return '';
  const latin = isKana ? toRomaji(folded) : folded;
  return ROMAJI.reduce(
    (text, [pattern, said]) => text.replace(pattern, said),
    latin.toLowerCase(),
  );
}

/**
 * How a name sounds: Double Metaphone's first code (Lawrence Philips, C/C++ Users
 * Journal, June 2000) of Latin letters; kana by their reading; of other scripts
 * the letters themselves.
 */
export function soundOf(folded: string): string {
  const reading = readingOf(folded);
  if (reading === '') return folded;
  const [code] = doubleMetaphone(reading);
  return code === '' ? reading : code;
}
