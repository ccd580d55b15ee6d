import {SHARED_FIELDS, type SharedField} from './content.ts';
import {
  DUPLICATE_REASONS,
  isComparable,
  type DuplicateReason,
  type SeenContact,
} from './duplicates.ts';
import type {Trait} from './linkage-comparisons.ts';
import type {Evidence} from './linkage-scoring.ts';
import type {LinkedPair} from './linkage.ts';
import {sumBits, weighPair, type WeighedPair} from './pair-weight.ts';

/** What a search found of two contacts, kept with their proposal: never a value. */
export interface FoundEvidence {
  /** log2 of the odds that two of those who were searched are one person. */
  readonly priorBits: number;
  readonly evidence: readonly Evidence[];
  /** Fields that are compared and were hidden, in one of the two, from who searched. */
  readonly hidden: readonly SharedField[];
}

/** The field whose values a trait compares. */
export const TRAIT_FIELDS: Readonly<Record<Trait, SharedField>> = {
  given: 'names',
  family: 'names',
  generation: 'names',
  birthday: 'birthdays',
  mail: 'emailAddresses',
  roleMail: 'emailAddresses',
  phone: 'phoneNumbers',
  id: 'externalIds',
  street: 'addresses',
  building: 'addresses',
  city: 'addresses',
  region: 'addresses',
  postcode: 'addresses',
  firm: 'organizations',
};

/** A nickname may stand for a given name. */
const COMPARED: ReadonlySet<SharedField> = new Set([
  ...Object.values(TRAIT_FIELDS),
  'nicknames',
]);

export function toFound(
  {bits, evidence}: LinkedPair,
  pair: readonly Lens[],
): FoundEvidence {
  const priorBits = bits - sumBits(evidence);
  return {priorBits, evidence, hidden: hiddenOf(pair)};
}

type Lens = Pick<SeenContact, 'hiddenFields'>;

function hiddenOf(pair: readonly Lens[]): readonly SharedField[] {
  const hidden = new Set(pair.flatMap(({hiddenFields}) => hiddenFields));
  return SHARED_FIELDS.filter(
    field => hidden.has(field) && COMPARED.has(field),
  );
}

/**
 * Whether somebody is told what a search found: who searched saw no field that is
 * hidden from them, so that neither a row nor a missing one tells of it, and what they
 * see themselves still looks like one person.
 */
export function isFoundFor(
  found: FoundEvidence,
  pair: readonly [SeenContact, SeenContact],
): boolean {
  return (
    pair.every(isComparable) &&
    hiddenOf(pair).every(field => found.hidden.includes(field)) &&
    foundBits(found, pair) >= 0
  );
}

/** What of names, addresses and numbers the evidence says, in the words of an arrival. */
export function reasonsIn(
  evidence: readonly Evidence[],
): readonly DuplicateReason[] {
  const levels = new Map(evidence.map(({trait, level}) => [trait, level]));
  const isSame = (trait: Trait) => levels.get(trait) === 'same';
  const parts = (['given', 'family'] as const).flatMap(
    trait => levels.get(trait) ?? [],
  );
  // Firms' own entries are called as the firm is.
  const names = parts.length > 0 ? parts : [levels.get('firm') ?? []].flat();
  const holds: Record<DuplicateReason, boolean> = {
    SAME_EMAIL: isSame('mail') || isSame('roleMail'),
    SAME_PHONE: isSame('phone'),
    SAME_NAME: names.length > 0 && names.every(level => level === 'same'),
    SIMILAR_NAME:
      names.length > 0 &&
      names.every(level => level !== 'different') &&
      names.some(level => level !== 'same'),
  };
  return DUPLICATE_REASONS.filter(reason => holds[reason]);
}

/**
 * What all that somebody sees of two contacts weighs by what is expected of any
 * contacts: what a search said of it follows from others too, whom they may not see.
 * Its odds are even at least where a search found the two: it knew more.
 */
export function weighSeen(
  found: FoundEvidence | undefined,
  [left, right]: readonly [SeenContact, SeenContact],
): WeighedPair {
  const {weight, evidence} = weighPair(left.content, right.content);
  return {weight: found === undefined ? weight : Math.max(0, weight), evidence};
}

/** The odds by what a search said, where that is so still. */
function foundBits(
  {evidence, priorBits}: FoundEvidence,
  [left, right]: readonly [SeenContact, SeenContact],
): number {
  const known = weighPair(left.content, right.content).evidence.map(
    each =>
      evidence.find(
        ({trait, level}) => trait === each.trait && level === each.level,
      ) ?? each,
  );
  return priorBits + sumBits(known);
}
