import type {Content} from './content.ts';
import {CJK, foldLetters} from './fold.ts';
import {splitHonorifics} from './honorifics.ts';

/** One folded word of a name. Only a given name is abbreviated by its beginning. */
interface NameWord {
  readonly text: string;
  readonly given: boolean;
}

/** A name as it is compared. */
interface FoldedName {
  readonly given: readonly NameWord[];
  readonly family: readonly NameWord[];
}

/** How the names of two contacts stand to each other; see `compareNames`. */
export type NameRelation =
  'same' | 'similar' | 'unsaid' | 'incomparable' | 'different';

/**
 * Whether two contacts may be called alike, which proposes them and makes nobody sure
 * (`compareSurely` does). Case, accents, width, kana and the order of given and
 * family name do not count; a missing part contradicts nothing; given names
 * of alphabets may be shortened (`J.`, `Alex`). A name written in kana may
 * agree with the reading of one written in kanji, but two readings prove
 * nothing: 健 and 賢 are both けん.
 */
export function compatibleNames(left: Content, right: Content): boolean {
  const relation = compareNames(left, right);
  return relation !== 'incomparable' && relation !== 'different';
}

/**
 * same: letter by letter, folded. similar: they may be one name. unsaid: one has
 * none. incomparable: in scripts of which neither tells how the other is read,
 * 山田花子 and Hanako Yamada. Else they are different.
 */
export function compareNames(left: Content, right: Content): NameRelation {
  const written = [foldName(left, ''), foldName(right, '')] as const;
  if (written.some(isNameless)) return 'unsaid';
  if (sameWhole(...written)) return 'same';
  const areAlike =
    alike(written[0], written[1]) ||
    alike(foldName(left, 'phonetic'), written[1]) ||
    alike(written[0], foldName(right, 'phonetic'));
  if (areAlike) return 'similar';
  const [scripts, others] = [scriptsOf(written[0]), scriptsOf(written[1])];
  return scripts.some(script => others.includes(script))
    ? 'different'
    : 'incomparable';
}

/** Of a folded name; what is none of them is an alphabet's. */
const SCRIPTS = [/\p{scx=Han}/u, /\p{scx=Katakana}/u, /\p{scx=Hangul}/u];

function scriptsOf({given, family}: FoldedName): readonly number[] {
  const letters = [...family, ...given].flatMap(({text}) => [...text]);
  return [
    ...new Set(
      letters.map(letter => SCRIPTS.findIndex(script => script.test(letter))),
    ),
  ];
}

function foldName(content: Content, prefix: '' | 'phonetic'): FoldedName {
  const name = splitHonorifics(content.names?.[0] ?? {});
  const words = (part: string) => {
    const value = name[prefix === '' ? part : `phonetic${capital(part)}`];
    return typeof value === 'string' ? foldWords(value) : [];
  };
  return {
    given: [...words('givenName'), ...words('middleName')].map(text => ({
      text,
      given: true,
    })),
    family: words('familyName').map(text => ({text, given: false})),
  };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function foldWords(text: string): readonly string[] {
  return foldLetters(text)
    .split(/[^\p{L}\p{M}\p{N}ー]+/u)
    .filter(word => word !== '');
}

function isNameless(name: FoldedName): boolean {
  return name.given.length === 0 && name.family.length === 0;
}

function alike(left: FoldedName, right: FoldedName): boolean {
  if (isNameless(left) || isNameless(right)) return false;
  if (sameWhole(left, right)) return true;
  if (standsInOne(left) || standsInOne(right)) return wholesAgree(left, right);
  const turned = {given: right.family, family: right.given};
  return partsAgree(left, right) || partsAgree(left, turned);
}

/** Of several words in one part the last may be the other: `Anna Müller` as a given name. */
function standsInOne({given, family}: FoldedName): boolean {
  return (
    (given.length === 0 || family.length === 0) &&
    given.length + family.length > 1
  );
}

/** `Anna Müller` in one part is nobody called Anna Weber in two. */
function wholesAgree(left: FoldedName, right: FoldedName): boolean {
  return ordersOf(left).some(words =>
    ordersOf(right).some(others => wordsAgree(words, others) === 'agree'),
  );
}

/** `山田太郎` in one part against `山田` and `太郎` in two, in either order. */
function sameWhole(left: FoldedName, right: FoldedName): boolean {
  const others = wholesOf(right);
  return wholesOf(left).some(whole => others.includes(whole));
}

function wholesOf(name: FoldedName): readonly string[] {
  return ordersOf(name).map(words => words.map(word => word.text).join(''));
}

function ordersOf({
  given,
  family,
}: FoldedName): readonly (readonly NameWord[])[] {
  return [
    [...family, ...given],
    [...given, ...family],
  ];
}

/** A part absent on one side contradicts nothing, but something has to agree. */
function partsAgree(left: FoldedName, right: FoldedName): boolean {
  const family = wordsAgree(left.family, right.family);
  const given = wordsAgree(left.given, right.given);
  return (
    family !== 'differ' &&
    given !== 'differ' &&
    (family === 'agree' || given === 'agree')
  );
}

/** Every word of the shorter side has its counterpart, in order, on the longer. */
function wordsAgree(
  left: readonly NameWord[],
  right: readonly NameWord[],
): 'agree' | 'differ' | 'absent' {
  if (left.length === 0 || right.length === 0) return 'absent';
  const [few, many] =
    left.length <= right.length ? [left, right] : [right, left];
  let from = 0;
  for (const word of few) {
    const found = many.findIndex(
      (other, index) => index >= from && sameWord(word, other),
    );
    if (found === -1) return 'differ';
    from = found + 1;
  }
  return 'agree';
}

function sameWord(left: NameWord, right: NameWord): boolean {
  return (
    left.text === right.text || shortens(left, right) || shortens(right, left)
  );
}

/** 太 shortens no 太郎: only a name of letters is cut after its beginning. */
function shortens(short: NameWord, long: NameWord): boolean {
  return (
    short.given && !CJK.test(short.text) && long.text.startsWith(short.text)
  );
}
