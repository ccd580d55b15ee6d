import type {Content} from './content.ts';
import {PEOPLE_MAX} from './linkage-blocks.ts';
import {clusterLinks} from './linkage-clusters.ts';
import type {LevelName, Trait} from './linkage-comparisons.ts';
import {createScoring, type Evidence} from './linkage-scoring.ts';
import {createTraitReader, type Traits} from './linkage-traits.ts';
import {createSureRule, type Candidate} from './match.ts';
import {matchKeys} from './normalize.ts';

/**
 * sure: the same address or number, of one person, and compatible names; may become
 * one by itself. unsure: proposed to somebody who decides.
 */
export type Band = 'sure' | 'unsure';

export interface LinkedPair {
  /** In the order of ids. */
  readonly ids: readonly [string, string];
  readonly band: Band;
  /** log2 of the odds that they are one person. */
  readonly bits: number;
  readonly evidence: readonly Evidence[];
}

export interface Linkage {
  /** Strongest first; of those that are left together by the clusters. */
  readonly pairs: readonly LinkedPair[];
  /** Ids of who looks like one person, each in order. */
  readonly clusters: readonly (readonly string[])[];
}

export interface LinkOptions {
  /** Whether somebody said that these two are not one person. */
  readonly isRefused?: (left: string, right: string) => boolean;
}

/**
 * Looks for contacts that are one person among all of these, as who asks may see
 * them: what is hidden is not there, and so is no reason. Whatever order they come
 * in, the answer is the same. Weights are estimated on these very contacts.
 * @throws where there are more than `PEOPLE_MAX`.
 */
export function linkContacts(
  contacts: readonly Candidate[],
  {isRefused = () => false}: LinkOptions = {},
): Linkage {
  if (contacts.length > PEOPLE_MAX) {
    throw new Error(
      `${contacts.length} contacts are more than ${PEOPLE_MAX}: link label by label.`,
    );
  }
  const people = readPeople(contacts);
  const idOf = (place: number) => contactAt(people, place).id;
  const mayBeOne = (left: number, right: number) =>
    !isRefused(...inOrder(idOf(left), idOf(right)));
  const {links, score, explain} = createScoring(
    people.map(({traits}) => traits),
  );
  const open = links.filter(({left, right}) => mayBeOne(left, right));
  const clusters = clusterLinks(open, (one, other) =>
    mayJoin(one, other, (left, right) =>
      mayBeOne(left, right) ? score(left, right) : -Infinity,
    ),
  );
  const clusterOf = new Map(
    clusters.flatMap((cluster, at) => cluster.map(place => [place, at])),
  );
  const linked = [...clusterOf.keys()].map(place => contactAt(people, place));
  const isSure = createSureRule(withKeysOf(linked, contacts));
  const pairs = open
    .filter(({left, right}) => clusterOf.get(left) === clusterOf.get(right))
    .map(({left, right, bits}): LinkedPair => {
      const evidence = explain(left, right);
      const [one, other] = [contactAt(people, left), contactAt(people, right)];
      const sure =
        speaksForSure(evidence) && isSure(one.content, other.content);
      return {
        ids: inOrder(idOf(left), idOf(right)),
        band: sure ? 'sure' : 'unsure',
        ...{bits, evidence},
      };
    });
  return {
    pairs: pairs.sort(byBits),
    clusters: clusters
      .map(cluster => cluster.map(idOf).sort())
      .sort(([a = ''], [b = '']) => compareTexts(a, b)),
  };
}

function contactAt(people: readonly Person[], place: number): Candidate {
  const person = people[place];
  if (person === undefined) throw new Error(`Nobody stands at ${place}.`);
  return person.contact;
}

/** Everybody who has an address or number of these: who else has one decides whose it is. */
function withKeysOf(
  linked: readonly Candidate[],
  contacts: readonly Candidate[],
): readonly Content[] {
  const keys = new Set(linked.flatMap(({content}) => matchKeys(content)));
  return contacts
    .map(({content}) => content)
    .filter(content => matchKeys(content).some(key => keys.has(key)));
}

function inOrder(left: string, right: string): readonly [string, string] {
  return left < right ? [left, right] : [right, left];
}

function byBits(a: LinkedPair, b: LinkedPair): number {
  return b.bits - a.bits || compareTexts(a.ids.join(' '), b.ids.join(' '));
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

interface Person {
  readonly contact: Candidate;
  readonly traits: Traits;
}

/** By name, so that neighbours are alike, else by id: the input's order is none. */
function readPeople(contacts: readonly Candidate[]): readonly Person[] {
  const read = createTraitReader();
  return contacts
    .map(contact => ({contact, traits: read(contact.content)}))
    .sort(
      (a, b) =>
        compareTexts(a.traits.family.sound, b.traits.family.sound) ||
        compareTexts(a.traits.given.sound, b.traits.given.sound) ||
        compareTexts(a.contact.id, b.contact.id),
    );
}

/** Levels of names in full that agree. */
const AGREEING: ReadonlySet<LevelName> = new Set(['same', 'variant']);

/**
 * Names in full that agree and birthdays that do not contradict: whatever else an
 * address or number that is the same tells, people with one name live together.
 */
function speaksForSure(evidence: readonly Evidence[]): boolean {
  const levelOf = (trait: Trait) =>
    evidence.find(each => each.trait === trait)?.level;
  const [given, family] = [levelOf('given'), levelOf('family')];
  const birthday = levelOf('birthday');
  if (birthday === 'near' || birthday === 'different') return false;
  return (
    given !== undefined &&
    AGREEING.has(given) &&
    (family === undefined || AGREEING.has(family))
  );
}

/** Against each other by so much, two are told apart whoever stands between them. */
const CONTRADICTION_BITS = -8;

/** Nobody contradicts anybody, and on the whole they look like one. */
function mayJoin(
  one: readonly number[],
  other: readonly number[],
  score: (left: number, right: number) => number,
): boolean {
  let sum = 0;
  for (const left of one) {
    for (const right of other) {
      const bits = score(left, right);
      if (bits < CONTRADICTION_BITS) return false;
      sum += bits;
    }
  }
  return sum >= 0;
}
