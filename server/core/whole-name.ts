/**
 * Names given as a whole. They come apart where the seam is plain; what is unsure
 * stays in one part as it was typed. Joined again, the parts read as typed.
 */
import type {Item} from './content.ts';
import {CJK} from './fold.ts';
import {isFirm} from './firm-name.ts';
import {splitHonorifics} from './honorifics.ts';

/** Small words that begin a family name and no given one. */
export const PARTICLES: ReadonlySet<string> = new Set(
  "von van der den ter ten de la las los le du da di dos das do del della degli zu zum zur bin ibn al el af st st. d' y".split(
    ' ',
  ),
);

/** Who is called so is called by a family name: Mr Bean. */
const WITH_FAMILY =
  /^(?:Dr|Prof|Mr|Mrs|Ms|Mx|Herr|Frau|Mme|Mlle|M)\.?(?:\s+(?:Dr|Prof)\.?)*$/iu;

/** Of Vietnam, where the family name comes first; most people have one of these. */
const VIETNAMESE =
  /^(?:Nguyễn|Nguyen|Trần|Tran|Lê|Phạm|Pham|Huỳnh|Huynh|Hoàng|Phan|Vũ|Võ|Đặng|Dang|Bùi|Đỗ|Hồ|Ngô|Dương|Lý)$/iu;
const KOREAN = /^(?:Kim|Lee|Park|Choi|Jung|Jeong|Kang|Cho|Yoon|Lim|Han)$/iu;

const BRACKET = /[()（）[\]「」]/u;

/** Of European names; more words tell nothing of where the family's begin. */
const GIVEN_WORDS_MAX = 2;

/**
 * The parts of a name; all of it as the given name where it has no seam that is plain.
 *
 * @param order of the language it is written in, where that is known: `familyFirst` of
 *   Hungarian, in which two words alone have one
 */
export function splitWholeName(whole: string, order?: 'familyFirst'): Item {
  // A number is no name, and whoever looks for one has to see all of it.
  if (isFirm(whole) || !/\p{L}/u.test(whole)) return {givenName: whole};
  const name = splitHonorifics({
    givenName: whole.replace(MISSING_BLANK, '$& '),
  });
  const {givenName, ...honorifics} = name;
  const bare = typeof givenName === 'string' ? givenName : whole;
  const {honorificPrefix: prefix} = honorifics;
  const isFamily =
    typeof prefix === 'string' &&
    WITH_FAMILY.test(prefix) &&
    !/[\s,]/u.test(bare) &&
    !CJK.test(bare);
  return isFamily
    ? {...honorifics, familyName: bare}
    : {...honorifics, ...splitBare(bare, order)};
}

/** Mr.John. */
const MISSING_BLANK = /^(?:Dr|Prof|Mr|Mrs|Ms)\.(?=\p{L}{2})/iu;

function splitBare(bare: string, order?: 'familyFirst'): Item {
  const comma = /^([^,]+?)\s*,\s*([^,]+)$/u.exec(bare);
  if (comma) return {givenName: comma[2] ?? '', familyName: comma[1] ?? ''};
  const words = bare.split(/\s+/u);
  if (order === 'familyFirst' && !CJK.test(bare)) {
    const [familyName = '', givenName = '', ...more] = words;
    const isPlain = givenName !== '' && !BRACKET.test(bare);
    const hasSeam = isPlain && more.length === 0;
    return hasSeam ? {givenName, familyName} : {givenName: bare};
  }
  const seam = CJK.test(words[0] ?? '') ? seamOfCjk(words) : seamOf(words);
  if (seam === undefined) return {givenName: bare};
  const [before, after] = [words.slice(0, seam), words.slice(seam)];
  const [first, last] = [before.join(' '), after.join(' ')];
  if (CJK.test(first)) return {givenName: last, familyName: first};
  return first === ''
    ? {familyName: last}
    : {givenName: first, familyName: last};
}

/** Where the given name begins. */
function seamOfCjk(words: readonly string[]): number | undefined {
  const isPlain = words.length > 1 && !words.some(word => BRACKET.test(word));
  return isPlain ? 1 : undefined;
}

/** Where the family name begins. */
function seamOf(words: readonly string[]): number | undefined {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const isOne =
    words.length === 1 ||
    BRACKET.test(last) ||
    isFamilyFirst(words) ||
    // DOE John, as forms in French have it.
    (/^\p{Lu}{3,}$/u.test(first) && last !== last.toUpperCase());
  if (isOne) return undefined;
  const particle = words.findIndex(word => PARTICLES.has(word.toLowerCase()));
  // De la Cruz Juan.
  if (particle === 0) return words.length === 2 ? 0 : undefined;
  if (particle > 0 && particle < words.length - 1) {
    return particle <= GIVEN_WORDS_MAX ? particle : undefined;
  }
  const given = words.slice(0, -1);
  const isPlain =
    given.length <= GIVEN_WORDS_MAX ||
    given.some(word =>
      /^(?:\p{L}{1,2}\.?|\p{L}+\.|&|and|und|et)$/iu.test(word),
    );
  return isPlain ? words.length - 1 : undefined;
}

function isFamilyFirst(words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  return (
    (VIETNAMESE.test(first) && words.length > 2) ||
    (KOREAN.test(first) && /^\p{Lu}\p{Ll}+-\p{Ll}+$/u.test(second))
  );
}
