/** Which of a family's namesakes somebody says they are: Jr., sen., père, 二世. */
import type {Item} from './content.ts';
import {foldLetters, wordsOf} from './fold.ts';

/** Nobody is called so: wherever it stands last, it is no name. */
const GENERATIONS = readWords([
  'jr jnr junior ジュニア',
  'sr snr senior シニア',
  'ii 2nd 二世 2世',
  'iii 3rd 三世 3世',
  'iv 4th 四世 4世',
  'v 5th 五世 5世',
]);

/**
 * Beside a name: German, French, Portuguese, Spanish, Italian, Dutch, Hungarian, Czech
 * and Polish. In it they are Jun Tanaka, Amartya Sen and Maria Filho.
 */
const BESIDE = readWords([
  'jr jun sohn fils filho hijo figlio zoon ifj ifjabb ml mladsi mlodszy',
  'sr sen vater pere pai padre vader id idosb st starsi starszy',
  'neto nieto',
  'vi 6th',
  'vii 7th',
]);

/** By each of its words the first of a line. */
function readWords(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap(line => {
      const [generation = '', ...others] = line.split(' ').map(foldLetters);
      return [generation, ...others].map(word => [word, generation] as const);
    }),
  );
}

/** Of a folded word of a prefix or suffix. */
export function generationIn(word: string): string | undefined {
  return GENERATIONS.get(word) ?? BESIDE.get(word);
}

/** Folded words of a name, without what tells a generation. */
export interface GenerationSplit {
  readonly given: readonly string[];
  readonly middle: readonly string[];
  readonly family: readonly string[];
  /** `jr`, `sr`, `ii` and up; empty where it says none. */
  readonly generation: string;
}

/** `Henry Ford II`, wherever the II stands. */
export function splitGeneration(name: Item): GenerationSplit {
  let given = wordsIn(name, 'givenName');
  const middle = wordsIn(name, 'middleName');
  let family = wordsIn(name, 'familyName');
  const found = ['honorificPrefix', 'honorificSuffix']
    .flatMap(part => affixesOf(name, part))
    .flatMap(word => generationIn(word) ?? []);
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
  return {given, middle, family, generation: [...new Set(found)].join(' ')};
}

export function wordsIn(name: Item, part: string): readonly string[] {
  const value = name[part];
  return typeof value === 'string' ? wordsOf(foldLetters(value)) : [];
}

/** Words of a prefix or suffix; `Ph.D.` is one. */
export function affixesOf(name: Item, part: string): readonly string[] {
  const value = name[part];
  return typeof value === 'string'
    ? wordsOf(foldLetters(value).replaceAll('.', ''))
    : [];
}
