import {
  COMPARISONS,
  type Comparison,
  type Trait,
} from './linkage-comparisons.ts';
import type {LevelNumber} from './linkage-names.ts';

/** Traits in their order in every pattern. */
export const TRAITS = Object.keys(COMPARISONS).filter(isTrait);

function isTrait(name: string): name is Trait {
  return Object.hasOwn(COMPARISONS, name);
}

const ORDERED: readonly Comparison[] = TRAITS.map(trait => COMPARISONS[trait]);

/** Levels of all traits as one number: below 2^32. */
export type Pattern = number;

export function toPattern(levels: readonly LevelNumber[]): Pattern {
  let pattern = 0;
  for (let at = 0; at < ORDERED.length; at++) {
    const radix = (ORDERED[at]?.levels.length ?? 0) + 1;
    pattern = pattern * radix + (levels[at] ?? 0);
  }
  return pattern;
}

export function fromPattern(pattern: Pattern): readonly LevelNumber[] {
  const levels: LevelNumber[] = [];
  let rest = pattern;
  for (let at = ORDERED.length - 1; at >= 0; at--) {
    const radix = (ORDERED[at]?.levels.length ?? 0) + 1;
    levels[at] = rest % radix;
    rest = Math.floor(rest / radix);
  }
  return levels;
}

/**
 * What is known of a label: how often levels stand in pairs of one person and of
 * two (Fellegi and Sunter, "A Theory for Record Linkage", 1969), and how likely
 * two of its contacts are one person before anything is compared.
 */
export interface Weights {
  /** log2(m / u) by trait and level; 0 for a trait that one of them lacks. */
  readonly bits: readonly (readonly number[])[];
  /** u of the first level, by trait. */
  readonly same: readonly number[];
  /** log2 of the odds that two are one. */
  readonly priorBits: number;
}

/** As many pairs of one person are taken to have been seen with what is expected… */
const EXPECTED_ONE = 30;
/** …and of two. */
const EXPECTED_TWO = 200;
const ROUNDS_MAX = 30;
const CHANGE_MIN = 1e-4;
/** Nothing is as rare as never. */
const SHARE_MIN = 1e-7;
/** So many of the pairs of one person agree in a trait that identifies. */
const IDENTIFIED_SHARE = 0.7;

export interface Observed {
  /** How many pairs there are in all. */
  readonly pairs: number;
  /** How often each pattern stands among candidates. */
  readonly patterns: ReadonlyMap<Pattern, number>;
  /** Share of levels, by trait, of any pairs that both say something. */
  readonly shares: readonly (readonly number[])[];
}

/**
 * Estimates how often levels stand in pairs of one person by expectation maximisation
 * (Dempster, Laird and Rubin, 1977; for record linkage Winkler, 1988) of their most
 * likely values (MAP): what is expected counts as a Dirichlet prior. Of two people
 * they stand as often as in any pair but those.
 *
 * Learnt from is who agrees in a trait that identifies, of every trait but that one:
 * where few are there twice, the namesakes of a firm are more than they and alike
 * as well, and all that they differ in would come to say nothing.
 */
export function estimateWeights({pairs, patterns, shares}: Observed): Weights {
  const identified = [...patterns]
    .sort(([a], [b]) => a - b)
    .map(([pattern, count]) => identify(fromPattern(pattern), count))
    .filter(({by}) => by.length > 0);
  let one = ORDERED.map(({levels}) => levels.map(level => level.one / 100));
  let matches = 1;
  let weights = weigh(shares, one, matches / pairs);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const sums = ORDERED.map(({levels}) =>
      levels.map(level => (level.one / 100) * EXPECTED_ONE),
    );
    let total = 0;
    for (const each of identified) {
      const odds = weights.priorBits + evidenceBits(weights, each.levels);
      const likely = each.count / (1 + 2 ** -odds);
      if (likely < CHANGE_MIN) continue;
      total += likely;
      addLevels(sums, each, likely);
    }
    const before = matches;
    matches = 1 + total / IDENTIFIED_SHARE;
    one = sums.map(toShares);
    weights = weigh(shares, one, matches / pairs);
    if (Math.abs(matches - before) < CHANGE_MIN * matches) break;
  }
  return weights;
}

interface Identified {
  readonly levels: readonly LevelNumber[];
  readonly count: number;
  /** Places of the traits that identify and are the same. */
  readonly by: readonly number[];
}

function identify(levels: readonly LevelNumber[], count: number): Identified {
  const by = levels.flatMap((level, at) =>
    level === 1 && ORDERED[at]?.identifies === true ? [at] : [],
  );
  return {levels, count, by};
}

function addLevels(
  sums: readonly number[][],
  {levels, by}: Identified,
  likely: number,
): void {
  for (let at = 0; at < levels.length; at++) {
    const level = (levels[at] ?? 0) - 1;
    const trait = sums[at];
    const isAlone = by.length === 1 && by[0] === at;
    if (level < 0 || isAlone || trait === undefined) continue;
    trait[level] = (trait[level] ?? 0) + likely;
  }
}

function toShares(sums: readonly number[]): number[] {
  const total = sums.reduce((sum, each) => sum + each, 0);
  return sums.map(each => each / total);
}

function weigh(
  shares: readonly (readonly number[])[],
  one: readonly (readonly number[])[],
  matches: number,
): Weights {
  const likely = Math.min(0.5, matches);
  const two = shares.map((trait, at) =>
    trait.map((share, level) => {
      const ofOne = likely * (one[at]?.[level] ?? 0);
      const left = (share - ofOne) / (1 - likely);
      // Some of it at least: how many are one person is a guess as well.
      return Math.max(SHARE_MIN, left, share / 20);
    }),
  );
  return {
    bits: two.map((trait, at) => [
      0,
      ...trait.map((share, level) =>
        Math.log2(Math.max(SHARE_MIN, one[at]?.[level] ?? 0) / share),
      ),
    ]),
    same: two.map(([share = 1]) => share),
    priorBits: Math.log2(likely / (1 - likely)),
  };
}

/** Shares of levels by counts of them in any pairs, with what is expected among them. */
export function smoothShares(
  counts: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  return ORDERED.map(({levels}, at) =>
    toShares(
      levels.map(
        (level, place) =>
          (counts[at]?.[place] ?? 0) + (level.two / 100) * EXPECTED_TWO,
      ),
    ),
  );
}

const [GIVEN_AT, BIRTHDAY_AT, ID_AT] = (
  ['given', 'birthday', 'id'] as const
).map(trait => TRAITS.indexOf(trait));
const GENERATION_AT = TRAITS.indexOf('generation');
const GENERATION_DIFFERENT = COMPARISONS.generation.levels.length;
const GIVEN_DIFFERENT = COMPARISONS.given.levels.length;
const BIRTHDAY_SLIP = 3;

/**
 * Where given names or generations contradict each other, what a household or a firm has in common
 * tells nothing: father and son share all of it. Not so where they are as old, or
 * some office has them under one number.
 */
function isHousehold(levels: readonly LevelNumber[]): boolean {
  const levelOf = (at = -1) => levels[at] ?? 0;
  const birthday = levelOf(BIRTHDAY_AT);
  const isAsOld = birthday >= 1 && birthday <= BIRTHDAY_SLIP;
  return (
    (levelOf(GIVEN_AT) === GIVEN_DIFFERENT ||
      levelOf(GENERATION_AT) === GENERATION_DIFFERENT) &&
    !isAsOld &&
    levelOf(ID_AT) !== 1
  );
}

/** The bits of each trait among the others. */
export function bitsOf(
  {bits}: Pick<Weights, 'bits'>,
  levels: readonly LevelNumber[],
): readonly number[] {
  const counts = !isHousehold(levels);
  return levels.map((level, at) => {
    const each = bits[at]?.[level] ?? 0;
    return each > 0 && !counts && ORDERED[at]?.isShared === true ? 0 : each;
  });
}

export function evidenceBits(
  weights: Pick<Weights, 'bits'>,
  levels: readonly LevelNumber[],
): number {
  return bitsOf(weights, levels).reduce((sum, each) => sum + each, 0);
}
