import {createDice} from './dice.ts';

/** What a world may have beside people who edit what is shared. */
export type Trait =
  /** People set, change and take away pictures. */
  | 'photos'
  /** The service loses accounts and finds them again. */
  | 'states'
  /** Other programs rewrite what they look after. */
  | 'loops'
  /** Google takes no more contacts than an account has. */
  | 'capacity'
  /** Google counts calls, and somebody works fast. */
  | 'quota'
  /** People undo, restore and comment, leave labels and rejoin. */
  | 'records';

const CHANCES: Readonly<Record<Trait, number>> = {
  photos: 0.4,
  states: 0.3,
  loops: 0.3,
  capacity: 0.3,
  quota: 0.15,
  records: 0.33,
};

/** A world with none of them. */
export const PLAIN: ReadonlySet<Trait> = new Set();

const SALT = 0x5eed;

/** What a seed's world has: by chance of its own, so that it begins like one that has none. */
export function traitsOf(seed: number): ReadonlySet<Trait> {
  const dice = createDice(seed ^ SALT);
  const drawn = Object.entries(CHANCES).filter(([, chance]) =>
    dice.chance(chance),
  );
  return new Set(drawn.map(([trait]) => trait as Trait));
}

/** Something that happens only in worlds with a trait, or in all. */
export interface Weighted {
  readonly weight: number;
  readonly trait?: Trait;
}

/** What of these may happen in a world. */
export function happeningIn<T extends Weighted>(
  traits: ReadonlySet<Trait>,
  all: readonly T[],
): readonly T[] {
  return all.filter(({trait}) => trait === undefined || traits.has(trait));
}

/** @throws where one of the words is no trait. */
export function traitsNamed(words: string): ReadonlySet<Trait> {
  const named = words.split(',').filter(word => word !== '');
  const unknown = named.find(word => !Object.hasOwn(CHANCES, word));
  if (unknown !== undefined) {
    throw new Error(`${unknown} is none of ${Object.keys(CHANCES).join()}`);
  }
  return new Set(named as Trait[]);
}
