/** Names that surely are one person's: no initials, no short forms, no guesses. */
import type {Content, Item} from './content.ts';
import {CJK, foldLetters, wordsOf} from './fold.ts';
import {splitHonorifics} from './honorifics.ts';

/**
 * whole: given and family name, letter by letter. parts: a given name, and nothing
 * that one says otherwise than the other. Else nobody knows, or they are two.
 */
export type SureNames = 'whole' | 'parts' | 'unsure';

/** A name as it is compared surely; words are folded. */
export interface SureName {
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  /** Neither part is missing or an initial: `Anna Maria` in one part may be a given name. */
  readonly isSplit: boolean;
  /** In one text, in the orders that tell nobody apart. */
  readonly wholes: readonly string[];
  /** Of letters that are no CJK, in the other order: an address may tell. */
  readonly turned: readonly string[];
  readonly readings: readonly string[];
  readonly generation: string;
  /** Who the prefix speaks to: `f`, `m`, `fm` of Mr & Mrs, or unsaid. */
  readonly sexes: string;
}

/** Undefined: it names no person. */
export function readSureName({names}: Content): SureName | undefined {
  const name = splitHonorifics(names?.[0] ?? {});
  const {given, middle, family, generation} = splitGeneration(name);
  const forward = joined([...given, ...middle, ...family]);
  const backward = joined([...family, ...given, ...middle]);
  if (forward === '') return undefined;
  const isCjk = CJK.test(forward);
  return {
    given: isInitial(given) ? '' : joined(given),
    middle: joined(middle),
    family: joined(family),
    isSplit: !isInitial(given) && !isInitial(family),
    wholes: isCjk ? [forward, backward] : [forward],
    turned: isCjk ? [] : [backward],
    readings: readingsOf(name),
    generation,
    sexes: sexesOf(wordsIn(name, 'honorificPrefix')),
  };
}

export function compareSurely(
  left: SureName | undefined,
  right: SureName | undefined,
): SureNames {
  if (left === undefined || right === undefined) return 'unsure';
  if (contradict(left, right)) return 'unsure';
  const areSame = share(left.wholes, right.wholes);
  if (areSame && (left.isSplit || right.isSplit)) return 'whole';
  const isGiven = left.given !== '' && right.given !== '';
  const areTurned =
    share(left.wholes, right.turned) || share(left.turned, right.wholes);
  return isGiven && (areSame || areTurned || partsAgree(left, right))
    ? 'parts'
    : 'unsure';
}

/** What else a name says is another's. */
function contradict(left: SureName, right: SureName): boolean {
  return (
    left.generation !== right.generation ||
    differ(left.sexes, right.sexes) ||
    (left.readings.length > 0 &&
      right.readings.length > 0 &&
      !share(left.readings, right.readings))
  );
}

function partsAgree(left: SureName, right: SureName): boolean {
  return (
    left.given === right.given &&
    !differ(left.middle, right.middle) &&
    !differ(left.family, right.family)
  );
}

function differ(left: string, right: string): boolean {
  return left !== '' && right !== '' && left !== right;
}

function share(left: readonly string[], right: readonly string[]): boolean {
  return left.some(each => right.includes(each));
}

/** 山田太郎 has no seam, Jean-Luc one. */
function joined(words: readonly string[]): string {
  return words.join(words.some(word => CJK.test(word)) ? '' : ' ');
}

/** Or nothing at all. */
function isInitial(words: readonly string[]): boolean {
  return words.every(word => [...word].length === 1 && !CJK.test(word));
}

function wordsIn(name: Item, part: string): readonly string[] {
  const value = name[part];
  return typeof value === 'string' ? wordsOf(foldLetters(value)) : [];
}

const GENERATIONS: ReadonlyMap<string, string> = new Map(
  [
    'jr jnr junior',
    'sr snr senior',
    'ii 2nd',
    'iii 3rd',
    'iv 4th',
    'v 5th',
  ].flatMap(words => {
    const [generation = '', ...others] = words.split(' ');
    return [generation, ...others].map(word => [word, generation] as const);
  }),
);

/** `Henry Ford II`, wherever the II stands; what is left of it is the name. */
function splitGeneration(name: Item) {
  let given = wordsIn(name, 'givenName');
  const middle = wordsIn(name, 'middleName');
  let family = wordsIn(name, 'familyName');
  const found = wordsIn(name, 'honorificSuffix').flatMap(
    word => GENERATIONS.get(word) ?? [],
  );
  const cut = (words: readonly string[]) => {
    const generation = GENERATIONS.get(words.at(-1) ?? '');
    const isName = given.length + middle.length + family.length < 2;
    if (generation === undefined || isName) return words;
    found.push(generation);
    return words.slice(0, -1);
  };
  family = cut(family);
  given = cut(given);
  // `Henry Ford` and `II` in two columns.
  if (family.length === 0 && found.length > 0 && given.length > 1) {
    family = given.slice(-1);
    given = given.slice(0, -1);
  }
  return {given, middle, family, generation: found.join(' ')};
}

function readingsOf(name: Item): readonly string[] {
  const [full, given, middle, family] = [
    'phoneticFullName',
    'phoneticGivenName',
    'phoneticMiddleName',
    'phoneticFamilyName',
  ].map(part => wordsIn(name, part).join(''));
  return [
    full ?? '',
    `${family}${given}${middle}`,
    `${given}${middle}${family}`,
  ].filter(reading => reading !== '');
}

const SEXES = {
  f: 'mrs ms miss madam mme mlle madame frau fr sra srta senora senorita dona signora dame lady mevrouw mevr mw pani fru rouva',
  m: 'mr mister sir monsieur m herr hr herrn sr senor don signor sig dhr heer pan herra lord',
};

function sexesOf(words: readonly string[]): string {
  return Object.entries(SEXES)
    .filter(([, titles]) =>
      titles.split(' ').some(title => words.includes(title)),
    )
    .map(([sex]) => sex)
    .join('');
}
