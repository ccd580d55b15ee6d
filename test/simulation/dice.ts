import {seededRandom} from '../emulator/seeded-random.ts';

/** All chance of one world. */
export interface Dice {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  chance(probability: number): boolean;
  /** A whole number below `bound`. */
  below(bound: number): number;
  /** @throws when there is nothing to pick from. */
  pick<T>(from: readonly T[]): T;
  /** One of these, as often as its weight says. */
  weigh<T extends {readonly weight: number}>(from: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return {
    random,
    chance: probability => random() < probability,
    below,
    pick: from => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    weigh: from => {
      let left = random() * from.reduce((sum, {weight}) => sum + weight, 0);
      for (const each of from) {
        left -= each.weight;
        if (left < 0) return each;
      }
      throw new Error('nothing to weigh');
    },
  };
}
