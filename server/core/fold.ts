/** Letters that no decomposition takes their stroke from, and a form that only ends words. */
const LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  æ: 'ae',
  þ: 'th',
  ς: 'σ',
};

const ASCII = /^[\0-\x7f]*$/;

/**
 * A text without what people type now so, now otherwise: case, accents, width,
 * hiragana or katakana. Folding again changes nothing.
 *
 * By way of upper case, which makes ß into two letters and ı into an i; ẞ has
 * none but itself. Only the accents of alphabets go: taking the marks off kana
 * would make が into か.
 */
export function foldLetters(text: string): string {
  // Most addresses and numbers; what follows would change nothing, slowly.
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f\p{Variation_Selector}]/gu, '')
    .normalize('NFKC')
    .replace(/[đðłøœæþς]/gu, letter => LETTERS[letter] ?? letter)
    .replace(/[\u3041-\u3096\u309d\u309e]/gu, hiragana =>
      String.fromCodePoint((hiragana.codePointAt(0) ?? 0) + 0x60),
    );
}

/** Scripts that write the family name first and cut no word short. */
export const CJK =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}]/u;

/** The words of a folded text; an apostrophe stands within one. */
export function wordsOf(folded: string): readonly string[] {
  return folded
    .replace(/['’ʼ]/gu, '')
    .split(/[^\p{L}\p{M}\p{N}ー]+/u)
    .filter(word => word !== '');
}
