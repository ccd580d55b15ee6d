import {
  compareNames,
  compatibleNames,
  type NameRelation,
} from './compatible-names.ts';
import type {Content, SharedField} from './content.ts';
import {HOLDERS_MAX, type Candidate} from './match.ts';
import {weighPair} from './pair-weight.ts';
import {shownKeys} from './regional-numbers.ts';
import {isRole} from './role-mailbox.ts';
import {compareFirms} from './sure-person.ts';

/** Why two contacts may be one person, without being surely so: never a value. */
export const DUPLICATE_REASONS = [
  'SAME_EMAIL',
  'SAME_PHONE',
  'SAME_NAME',
  'SIMILAR_NAME',
] as const;
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/**
 * Whoever does not see these of both contacts is told nothing about the pair: what
 * they say decides about every other reason.
 */
const COMPARED: readonly SharedField[] = ['names', 'organizations'];

/** How two contacts are called; a firm's own entry is nobody who works there. */
type Calling = NameRelation | 'otherFirm';

/**
 * Who has a key that two contacts share. one: whoever has it may be one person.
 * two: nobody but these two. more: others too. role: a function, as info@.
 */
type Holding = 'one' | 'two' | 'more' | 'role' | 'switchboard';

/** Which keys say by which names that two contacts may be one person. */
const COUNTING: Record<
  Calling,
  {readonly mail: readonly Holding[]; readonly tel: readonly Holding[]}
> = {
  same: {
    mail: ['one', 'two', 'more', 'role'],
    tel: ['one', 'two', 'more'],
  },
  similar: {mail: ['one', 'two'], tel: ['one', 'two']},
  unsaid: {mail: ['one', 'two'], tel: ['one', 'two']},
  // 山田花子 and Hanako Yamada write from one address.
  incomparable: {mail: ['two'], tel: ['two']},
  // People marry and change names; households share a number, not a mailbox.
  different: {mail: ['two'], tel: []},
  otherFirm: {mail: [], tel: []},
};

const NAME_REASONS: Record<Calling, readonly DuplicateReason[]> = {
  same: ['SAME_NAME'],
  similar: ['SIMILAR_NAME'],
  unsaid: [],
  incomparable: [],
  different: [],
  otherFirm: [],
};

function compareCalling(left: Content, right: Content): Calling {
  const firms = compareFirms(left, right);
  if (firms === 'different') return 'otherFirm';
  return firms === 'none' ? compareNames(left, right) : 'same';
}

/** None where all that the two say is rather two people's, as in a search. */
function reasonsOf(
  left: Content,
  right: Content,
  holdingOf: (key: string) => Holding,
): readonly DuplicateReason[] {
  const theirs = new Set(shownKeys(right));
  const keys = shownKeys(left).filter(key => theirs.has(key));
  if (keys.length === 0) return [];
  const calling = compareCalling(left, right);
  const counts = (kind: 'mail' | 'tel') =>
    keys.some(
      key =>
        key.startsWith(`${kind}:`) &&
        COUNTING[calling][kind].includes(holdingOf(key)),
    );
  const [mail, phone] = [counts('mail'), counts('tel')];
  if (!mail && !phone) return [];
  if (weighPair(left, right).weight < 0) return [];
  return [
    ...(mail ? (['SAME_EMAIL'] as const) : []),
    ...(phone ? (['SAME_PHONE'] as const) : []),
    ...NAME_REASONS[calling],
  ];
}

/** A contact as who looks may see it. */
export interface SeenContact extends Candidate {
  readonly hiddenFields: readonly SharedField[];
}

/** Whether what decides about any reason is seen of a contact. */
export function isComparable({
  hiddenFields,
}: Pick<SeenContact, 'hiddenFields'>): boolean {
  return !COMPARED.some(field => hiddenFields.includes(field));
}

/**
 * Why two contacts may be one person, as far as somebody sees them, of the reasons
 * by which they were proposed. None: they see no proposal. A reason from what is
 * hidden from them is not among these, and neither is one that holds no more.
 */
export function shownReasons(
  proposed: readonly DuplicateReason[],
  [left, right]: readonly [SeenContact, SeenContact],
): readonly DuplicateReason[] {
  if (!isComparable(left) || !isComparable(right)) return [];
  // Who else has a key was asked when they were proposed.
  const now = reasonsOf(left.content, right.content, key =>
    isRole(key) ? 'role' : 'two',
  );
  const shown = now.filter(
    reason => proposed.includes(reason) || isOfNames(reason),
  );
  return shown.every(isOfNames) ? [] : shown;
}

/**
 * The same where one is an own contact that is not stored: by the keys that it is
 * known to share with what its account sees of the other. What it is called is as it
 * was when the two were compared.
 */
export function shownOwnReasons(
  proposed: readonly DuplicateReason[],
  {hiddenFields}: Pick<SeenContact, 'hiddenFields'>,
  sharedKeys: readonly string[],
): readonly DuplicateReason[] {
  if (COMPARED.some(field => hiddenFields.includes(field))) return [];
  const shares = (kind: string) =>
    sharedKeys.some(key => key.startsWith(`${kind}:`));
  const holds: Record<DuplicateReason, boolean> = {
    SAME_EMAIL: shares('mail'),
    SAME_PHONE: shares('tel'),
    SAME_NAME: true,
    SIMILAR_NAME: true,
  };
  const shown = proposed.filter(reason => holds[reason]);
  return shown.every(isOfNames) ? [] : shown;
}

function isOfNames(reason: DuplicateReason): boolean {
  return reason === 'SAME_NAME' || reason === 'SIMILAR_NAME';
}

/** Two contacts that may be one person; the first was there before. */
export interface DuplicatePair {
  readonly ids: readonly [string, string];
  readonly reasons: readonly DuplicateReason[];
}

/** Whoever is told of more than this looks at none. */
const PAIRS_MAX = 10;

/**
 * Pairs of contacts that may be one person, of which one at least arrived; of each
 * who arrived so many at most. `people`: they, and everybody who is seen with an
 * address or number of theirs; of one that too many have, that many are enough.
 */
export function findDuplicates(
  arrivedIds: ReadonlySet<string>,
  people: readonly SeenContact[],
): readonly DuplicatePair[] {
  const byKey = new Map<string, SeenContact[]>();
  for (const person of people) {
    for (const key of shownKeys(person.content)) {
      const others = byKey.get(key) ?? [];
      others.push(person);
      byKey.set(key, others);
    }
  }
  const holdingOf = createHoldings(byKey);
  const looked = new Set<string>();
  return people
    .filter(person => arrivedIds.has(person.id) && isComparable(person))
    .flatMap(person => {
      looked.add(person.id);
      const near = new Set(
        shownKeys(person.content)
          .filter(key => holdingOf(key) !== 'switchboard')
          .flatMap(key => byKey.get(key) ?? []),
      );
      return [...near]
        .filter(other => !looked.has(other.id) && isComparable(other))
        .flatMap(other => pairOf(person, other, {arrivedIds, holdingOf}))
        .slice(0, PAIRS_MAX);
    });
}

function pairOf(
  person: SeenContact,
  other: SeenContact,
  {
    arrivedIds,
    holdingOf,
  }: {
    readonly arrivedIds: ReadonlySet<string>;
    readonly holdingOf: (key: string) => Holding;
  },
): readonly DuplicatePair[] {
  const reasons = reasonsOf(person.content, other.content, holdingOf);
  if (reasons.length === 0) return [];
  const wasThere = !arrivedIds.has(other.id);
  return [
    {
      ids: wasThere ? [other.id, person.id] : [person.id, other.id],
      reasons,
    },
  ];
}

function createHoldings(
  byKey: ReadonlyMap<string, readonly SeenContact[]>,
): (key: string) => Holding {
  const known = new Map<string, Holding>();
  return key => {
    const holding =
      known.get(key) ??
      holdingBy(
        key,
        (byKey.get(key) ?? []).map(({content}) => content),
      );
    known.set(key, holding);
    return holding;
  };
}

function holdingBy(key: string, holders: readonly Content[]): Holding {
  if (holders.length > HOLDERS_MAX) return 'switchboard';
  if (isRole(key)) return 'role';
  if (areOne(holders)) return 'one';
  return holders.length <= 2 ? 'two' : 'more';
}

/** Whether all of these may be one person: an entry without a name is whoever has the address. */
function areOne(holders: readonly Content[]): boolean {
  return holders.every((left, at) =>
    holders
      .slice(at + 1)
      .every(
        right =>
          compareFirms(left, right) !== 'different' &&
          compatibleNames(left, right),
      ),
  );
}
