import {forEachCandidate} from './linkage-blocks.ts';
import type {Link} from './linkage-clusters.ts';
import {
  COMPARISONS,
  compareTraits,
  type Comparison,
  type LevelName,
  type Trait,
} from './linkage-comparisons.ts';
import {byName} from './linkage-names.ts';
import type {Traits} from './linkage-traits.ts';
import {
  bitsOf,
  estimateWeights,
  evidenceBits,
  fromPattern,
  smoothShares,
  toPattern,
  TRAITS,
  type Pattern,
  type Weights,
} from './linkage-weights.ts';

/** Why two contacts look like one person: codes and weights, never a value. */
export interface Evidence {
  readonly trait: Trait;
  /** A level of `COMPARISONS`. */
  readonly level: LevelName;
  /** For it, in bits; below zero, against it. */
  readonly bits: number;
}

/** What is known of a label's people, to be asked about any two of them by place. */
export interface Scoring {
  /** Pairs that are rather one person than two. */
  readonly links: readonly Link[];
  /** log2 of the odds that two are one. */
  score(left: number, right: number): number;
  explain(left: number, right: number): readonly Evidence[];
}

/** Below this no rarity of a value makes a link. */
const HOPELESS_BITS = -16;

/** How far it is is told once in so many people. */
const TOLD_PEOPLE = 500;

const ORDERED: readonly Comparison[] = TRAITS.map(trait => COMPARISONS[trait]);

/** `people` stand by name, as `forEachCandidate` wants them. */
export function createScoring(
  people: readonly Traits[],
  onCompared?: (share: number) => void,
): Scoring {
  const said = countTerms(people);
  const candidates = createPairList();
  const patterns = new Map<Pattern, number>();
  let told = 0;
  forEachCandidate(people, (left, right) => {
    if (left >= told + TOLD_PEOPLE) {
      told = left;
      onCompared?.(left / people.length);
    }
    const pattern = toPattern(levelsOf(people, left, right));
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
    candidates.add(left, right, pattern);
  });
  const sample = samplePairs(people);
  const weights = estimateWeights({
    pairs: pairsOf(people.length),
    patterns,
    shares: smoothShares(countLevels(sample, said, pairsOf(people.length))),
  });
  const terms = comparableTerms(said, sample, people.length);
  const explain = (left: number, right: number) =>
    weighPair(people, {left, right}, {weights, terms});
  const score = (left: number, right: number) =>
    explain(left, right).reduce((sum, {bits}) => sum + bits, weights.priorBits);
  const hopeful = new Set(
    [...patterns.keys()].filter(
      pattern =>
        weights.priorBits + evidenceBits(weights, fromPattern(pattern)) >=
        HOPELESS_BITS,
    ),
  );
  const links: Link[] = [];
  candidates.forEach((left, right, pattern) => {
    if (!hopeful.has(pattern)) return;
    const bits = score(left, right);
    if (bits >= 0) links.push({left, right, bits});
  });
  return {links, score, explain};
}

function personAt(people: readonly Traits[], place: number): Traits {
  const person = people[place];
  if (person === undefined) throw new Error(`Nobody stands at ${place}.`);
  return person;
}

function levelsOf(people: readonly Traits[], left: number, right: number) {
  return compareTraits(personAt(people, left), personAt(people, right));
}

/**
 * How many people have a value that several have, by trait; and how many have any. Of
 * what identifies, namesakes who have it are one: fifty entries of somebody with one
 * address make it no less theirs.
 */
interface TermCounts {
  readonly counts: readonly ReadonlyMap<string, number>[];
  readonly said: readonly number[];
}

function countTerms(people: readonly Traits[]): TermCounts {
  const names = numberNames(people);
  const each = ORDERED.map(({terms, identifies = false}) => {
    const counts = new Map<string, number>();
    const lastNames = new Map<string, number>();
    let said = 0;
    for (const [place, traits] of people.entries()) {
      const own = new Set(terms(traits));
      if (own.size > 0) said++;
      for (const term of own) {
        const count = counts.get(term) ?? 0;
        const name = names[place] ?? 0;
        if (identifies && count > 0 && lastNames.get(term) === name) continue;
        counts.set(term, count + 1);
        if (identifies) lastNames.set(term, name);
      }
    }
    // Most values are one person's: they need no place.
    const shared = [...counts].filter(([, count]) => count > 1);
    return {counts: new Map(shared), said};
  });
  return {
    counts: each.map(({counts}) => counts),
    said: each.map(({said}) => said),
  };
}

/** The same number for namesakes, who stand beside each other. */
function numberNames(people: readonly Traits[]): Uint32Array {
  const names = new Uint32Array(people.length);
  for (let place = 1; place < people.length; place++) {
    const isNew =
      byName(personAt(people, place - 1), personAt(people, place)) !== 0;
    names[place] = (names[place - 1] ?? 0) + Number(isNew);
  }
  return names;
}

/** As many pairs at random tell how often two people agree. */
const SAMPLE_PAIRS = 50_000;

/** Levels that stand in pairs at random, the same for the same people. */
interface Sample {
  readonly pairs: number;
  /** How often each stands there, by trait. */
  readonly levels: readonly (readonly number[])[];
}

function samplePairs(people: readonly Traits[]): Sample {
  const levels = ORDERED.map(({levels}) => levels.map(() => 0));
  let pairs = 0;
  forEachOfSample(people.length, (left, right) => {
    pairs++;
    for (const [at, level] of levelsOf(people, left, right).entries()) {
      const trait = levels[at];
      if (level === 0 || trait === undefined) continue;
      trait[level - 1] = (trait[level - 1] ?? 0) + 1;
    }
  });
  return {pairs, levels};
}

/** The sample's levels; how many of its pairs say the same is told by all who say so. */
function countLevels(
  {pairs, levels}: Sample,
  {counts}: TermCounts,
  all: number,
): readonly (readonly number[])[] {
  return levels.map((trait, at) => {
    let agreeing = 0;
    for (const count of counts[at]?.values() ?? []) agreeing += pairsOf(count);
    const [, ...others] = trait;
    return [all === 0 ? 0 : (agreeing / all) * pairs, ...others];
  });
}

/** As if so many pairs had been seen of whom all who say something can be compared. */
const EXPECTED_PAIRS = 10;

/**
 * Whoever says something in another script can be compared with few: a name is as
 * rare as it is among those with whom it can be.
 */
function comparableTerms(
  {counts, said}: TermCounts,
  {pairs, levels}: Sample,
  people: number,
): TermCounts {
  const comparable = said.map((count, at) => {
    const compared = (levels[at] ?? []).reduce((sum, each) => sum + each, 0);
    const both = pairs * (count / Math.max(1, people)) ** 2;
    const share = (compared + EXPECTED_PAIRS) / (both + EXPECTED_PAIRS);
    return count * Math.min(1, share);
  });
  return {counts, said: comparable};
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

function forEachOfSample(
  count: number,
  visit: (left: number, right: number) => void,
): void {
  if (pairsOf(count) <= SAMPLE_PAIRS) {
    for (let left = 0; left < count; left++) {
      for (let right = left + 1; right < count; right++) visit(left, right);
    }
    return;
  }
  // Knuth's multiplicative sequence, by the low-discrepancy steps of which every pair is as likely.
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  for (let drawn = 0; drawn < SAMPLE_PAIRS; drawn++) {
    const [left, right] = [next(), next()];
    if (left !== right) visit(left, right);
  }
}

function weighPair(
  people: readonly Traits[],
  {left, right}: {readonly left: number; readonly right: number},
  {weights, terms}: {readonly weights: Weights; readonly terms: TermCounts},
): readonly Evidence[] {
  const [one, other] = [personAt(people, left), personAt(people, right)];
  const levels = compareTraits(one, other);
  const weighed = bitsOf(weights, levels);
  const evidence = TRAITS.flatMap((trait, at) => {
    const level = levels[at] ?? 0;
    const name = ORDERED[at]?.levels[level - 1]?.name;
    if (name === undefined) return [];
    const bits = weighed[at] ?? 0;
    const rarity = () =>
      rarityBits({one, other, at}, weights.same[at] ?? 1, terms);
    return [
      {
        trait,
        level: name,
        // What nearly everybody has says nothing, and never against them.
        bits: level === 1 && bits > 0 ? Math.max(0, bits + rarity()) : bits,
      },
    ];
  });
  return tellOfFirms(evidence, one, other);
}

const FIRM_LEVELS: Partial<Record<LevelName, LevelName>> = {
  same: 'same',
  close: 'similar',
  sound: 'similar',
};

/** Where a firm's own entry is one of two, how they are called is what firm they are. */
export function tellOfFirms(
  evidence: readonly Evidence[],
  one: Traits,
  other: Traits,
): readonly Evidence[] {
  if (one.company === undefined && other.company === undefined) return evidence;
  const isName = ({trait}: Evidence) => trait === 'given' || trait === 'family';
  const names = evidence.filter(isName);
  const others = evidence.filter(each => !isName(each));
  const [name] = names;
  if (name === undefined) return evidence;
  const level = FIRM_LEVELS[name.level] ?? 'different';
  const bits = names.reduce((sum, each) => sum + each.bits, 0);
  return [...others, {trait: 'firm', level, bits}];
}

/** So many entries one person has: of a value they are no sign that others have it. */
const FEW = 4;

/** What the rarest value that both have says beyond any value that both have. */
function rarityBits(
  {
    one,
    other,
    at,
  }: {readonly one: Traits; readonly other: Traits; readonly at: number},
  same: number,
  {counts, said}: TermCounts,
): number {
  const comparison = ORDERED[at];
  if (comparison === undefined) return 0;
  const [ours, theirs] = [comparison.terms(one), comparison.terms(other)];
  const holdersOf = (term: string) => counts[at]?.get(term) ?? 1;
  const common = ours.filter(term => theirs.includes(term)).map(holdersOf);
  // The same in other words, as a whole name in one part: as rare as the more frequent.
  const fewest =
    common.length > 0
      ? Math.min(...common)
      : Math.max(0, ...[...ours, ...theirs].map(holdersOf));
  if (fewest === 0) return 0;
  const total = Math.max(1, said[at] ?? 1);
  const share =
    fewest <= FEW ? Math.min(same, 1 / total) : (fewest - 1) / total;
  return Math.log2(same / share);
}

interface PairList {
  add(left: number, right: number, pattern: Pattern): void;
  forEach(visit: (left: number, right: number, pattern: Pattern) => void): void;
}

/** Millions of pairs in 12 bytes each. */
function createPairList(): PairList {
  let cells = new Uint32Array(3 * 1024);
  let length = 0;
  return {
    add: (left, right, pattern) => {
      if (length === cells.length) {
        const longer = new Uint32Array(cells.length * 2);
        longer.set(cells);
        cells = longer;
      }
      cells[length] = left;
      cells[length + 1] = right;
      cells[length + 2] = pattern;
      length += 3;
    },
    forEach: visit => {
      for (let at = 0; at < length; at += 3) {
        visit(cells[at] ?? 0, cells[at + 1] ?? 0, cells[at + 2] ?? 0);
      }
    },
  };
}
