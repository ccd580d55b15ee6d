/** Two names of one person: which parts of the one may stand with the other. */
import type {Item} from './content.ts';
import {CJK, foldLetters, wordsOf} from './fold.ts';

const BARE_PARTS = ['givenName', 'middleName', 'familyName'] as const;

/**
 * The parts of another name that may fill what a name leaves out: its readings, and
 * those that are written where the two say no part otherwise. `Ann Lee` in one part is
 * not Ann Lee Lee by the Lee of another.
 */
export function fillingParts(name: Item, other: Item): Item {
  if (!sayOtherwise(name, other)) return other;
  return Object.fromEntries(
    Object.entries(other).filter(([part]) => part.startsWith('phonetic')),
  );
}

function sayOtherwise(name: Item, other: Item): boolean {
  return (
    BARE_PARTS.some(part => {
      const [said, otherwise] = [name, other].map(each => folded(each, part));
      return said !== '' && otherwise !== '' && said !== otherwise;
    }) ||
    holdsFamily(name, other) ||
    holdsFamily(other, name)
  );
}

/** Whether the given name of one has the family name of the other in it. */
function holdsFamily(name: Item, other: Item): boolean {
  const [given, family] = [
    folded(name, 'givenName'),
    folded(other, 'familyName'),
  ];
  if (given === '' || family === '') return false;
  return CJK.test(family)
    ? given.startsWith(family)
    : wordsOf(given).includes(family);
}

/**
 * Whether a part of another name stands in a name already, in another part: the 山田 in
 * 山田花子, the title in `Dr. Ann`. Nobody is Dr. Dr. Ann.
 */
export function isSaidIn(name: Item, part: string, other: Item): boolean {
  if (part.startsWith('phonetic')) return false;
  const said = folded(other, part);
  const parts = BARE_PARTS.filter(each => each !== part).map(each =>
    folded(name, each),
  );
  if (CJK.test(said)) return parts.some(each => each.includes(said));
  const words = new Set(parts.flatMap(wordsOf));
  return said !== '' && wordsOf(said).every(word => words.has(word));
}

function folded(name: Item, part: string): string {
  const value = name[part];
  return typeof value === 'string' ? foldLetters(value) : '';
}
