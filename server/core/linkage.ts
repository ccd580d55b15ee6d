import {PEOPLE_MAX} from './linkage-blocks.ts';
import {clusterLinks, type Link} from './linkage-clusters.ts';
import {byName} from './linkage-names.ts';
import {createScoring, type Evidence} from './linkage-scoring.ts';
import {createTraitReader, type Traits} from './linkage-traits.ts';
import {createSureRule, type Candidate} from './match.ts';
import {matchKeys} from './normalize.ts';

/**
 * sure: one by the rule that links and merges unasked (`createSureRule`). unsure:
 * proposed to somebody who decides.
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
  /** Ids of whom somebody said that they are not one person. */
  readonly refused?: readonly (readonly [string, string])[];
  /** Called now and then with which share of the contacts was compared. */
  readonly onCompared?: (share: number) => void;
}

/**
 * Looks for contacts that are one person among all of these, as who asks may see
 * them: what is hidden is not there, and so is no reason. Whatever order they come
 * in, the answer is the same. Weights are estimated on these very contacts.
 * @throws where there are more than `PEOPLE_MAX`.
 */
export function linkContacts(
  contacts: readonly Candidate[],
  {refused = [], onCompared}: LinkOptions = {},
): Linkage {
  if (contacts.length > PEOPLE_MAX) {
    throw new Error(
      `${contacts.length} contacts are more than ${PEOPLE_MAX}: link label by label.`,
    );
  }
  const mayBeOne = createRefusals(refused);
  const people = readPeople(contacts, mayBeOne);
  const at = (place: number) => personAt(people, place);
  const areOpen = (left: number, right: number) =>
    mayBeOne(at(left).contacts, at(right).contacts);
  const {links, score, explain} = createScoring(
    people.map(({traits}) => traits),
    onCompared,
  );
  const alike = people.flatMap((_, place) => linkAlike(people, place, score));
  const open = links.filter(({left, right}) => areOpen(left, right));
  const joined = clusterLinks(
    open,
    (one, other) =>
      one.every(left => other.every(right => areOpen(left, right))) &&
      mayJoin(one, other, score),
  );
  const inOne = new Set(joined.flat());
  const alone = alike.filter(({left}) => !inOne.has(left));
  const clusters = [...joined, ...alone.map(({left}) => [left])];
  const clusterOf = new Map(
    clusters.flatMap((cluster, number) =>
      cluster.map(place => [place, number]),
    ),
  );
  const linked = [...clusterOf.keys()].flatMap(place => at(place).contacts);
  const judge = createSureRule(withKeysOf(linked, contacts));
  const pairs = [...open, ...alike]
    .filter(({left, right}) => clusterOf.get(left) === clusterOf.get(right))
    .flatMap(({left, right, bits}) => {
      const evidence = explain(left, right);
      return pairUp(at(left).contacts, at(right).contacts).map(
        ([one, other]): LinkedPair => ({
          ids: inOrder(one.id, other.id),
          band: judge(one, other) === 'sure' ? 'sure' : 'unsure',
          ...{bits, evidence},
        }),
      );
    });
  return {
    pairs: pairs.sort(byBits),
    clusters: clusters
      .map(cluster =>
        cluster.flatMap(place => at(place).contacts.map(({id}) => id)).sort(),
      )
      .sort(([a = ''], [b = '']) => compareTexts(a, b)),
  };
}

/** Those who are one in all, where that is enough to be one person. */
function linkAlike(
  people: readonly Person[],
  place: number,
  score: (left: number, right: number) => number,
): readonly Link[] {
  if (personAt(people, place).contacts.length === 1) return [];
  const bits = score(place, place);
  return bits < 0 ? [] : [{left: place, right: place, bits}];
}

function personAt(people: readonly Person[], place: number): Person {
  const person = people[place];
  if (person === undefined) throw new Error(`Nobody stands at ${place}.`);
  return person;
}

type MayBeOne = (
  some: readonly Candidate[],
  others: readonly Candidate[],
) => boolean;

/** Whether nobody said of any two of these that they are not one person. */
function createRefusals(
  refused: readonly (readonly [string, string])[],
): MayBeOne {
  const refusals = new Map<string, Set<string>>();
  for (const [left, right] of [...refused, ...refused.map(turn)]) {
    const ids = refusals.get(left) ?? new Set();
    refusals.set(left, ids.add(right));
  }
  return (some, others) =>
    some.every(({id}) => {
      const ids = refusals.get(id);
      return ids === undefined || !others.some(other => ids.has(other.id));
    });
}

function turn([left, right]: readonly [string, string]): [string, string] {
  return [right, left];
}

/** Each of these with each is enough of so many; of more, each with its neighbour. */
const PAIRS_EACH_MAX = 24;

function pairUp(
  some: readonly Candidate[],
  others: readonly Candidate[],
): readonly (readonly [Candidate, Candidate])[] {
  if (some !== others) {
    const isFew = some.length * others.length <= PAIRS_EACH_MAX;
    const count = isFew ? Infinity : 1;
    return some
      .slice(0, count)
      .flatMap(one =>
        others.slice(0, count).map(other => [one, other] as const),
      );
  }
  const reach = some.length ** 2 <= 2 * PAIRS_EACH_MAX ? some.length : 1;
  return some.flatMap((one, place) =>
    some
      .slice(place + 1, place + 1 + reach)
      .map(other => [one, other] as const),
  );
}

/** Everybody who has an address or number of these: who else has one decides whose it is. */
function withKeysOf(
  linked: readonly Candidate[],
  contacts: readonly Candidate[],
): readonly Candidate[] {
  const keys = new Set(linked.flatMap(({content}) => matchKeys(content)));
  return contacts.filter(({content}) =>
    matchKeys(content).some(key => keys.has(key)),
  );
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

/** Contacts of whom everything that is compared is the same, by id. */
interface Person {
  readonly contacts: readonly Candidate[];
  readonly traits: Traits;
}

interface Read {
  readonly contact: Candidate;
  readonly traits: Traits;
}

/** By name, so that neighbours are alike, else by id: the input's order is none. */
function readPeople(
  contacts: readonly Candidate[],
  mayBeOne: MayBeOne,
): readonly Person[] {
  const read = createTraitReader();
  const sorted = contacts
    .map((contact): Read => ({contact, traits: read(contact.content)}))
    .sort(
      (a, b) =>
        byName(a.traits, b.traits) || compareTexts(a.contact.id, b.contact.id),
    );
  const people: Person[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const first = sorted[from];
    while (to < sorted.length && isNamesake(first, sorted[to])) to++;
    for (const person of gather(sorted.slice(from, to), mayBeOne)) {
      people.push(person);
    }
  }
  return people;
}

function isNamesake(one: Read | undefined, other: Read | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    byName(one.traits, other.traits) === 0
  );
}

/** Namesakes, of whom those that are alike in all are one unless somebody said no. */
function gather(
  namesakes: readonly Read[],
  mayBeOne: MayBeOne,
): readonly Person[] {
  const people: {contacts: Candidate[]; traits: Traits}[] = [];
  const alike = new Map<string, typeof people>();
  for (const {contact, traits} of namesakes) {
    const key = namesakes.length === 1 ? '' : JSON.stringify(traits);
    const others = alike.get(key) ?? [];
    const same = others.find(({contacts}) => mayBeOne([contact], contacts));
    if (same !== undefined) {
      same.contacts.push(contact);
      continue;
    }
    const person = {contacts: [contact], traits};
    people.push(person);
    alike.set(key, [...others, person]);
  }
  return people;
}

/** Against each other by so much, two are told apart whoever stands between them. */
const CONTRADICTION_BITS = -8;

/** So many of each are asked. */
const ASKED_MAX = 30;

/** Nobody contradicts anybody, and on the whole they look like one. */
function mayJoin(
  one: readonly number[],
  other: readonly number[],
  score: (left: number, right: number) => number,
): boolean {
  let sum = 0;
  for (const left of one.slice(0, ASKED_MAX)) {
    for (const right of other.slice(0, ASKED_MAX)) {
      const bits = score(left, right);
      if (bits < CONTRADICTION_BITS) return false;
      sum += bits;
    }
  }
  return sum >= 0;
}
