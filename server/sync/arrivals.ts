import type {ObservedPerson} from '../core/google.ts';
import {findSureMatch, type Candidate} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {ARRIVAL, type HoldReason} from '../core/plan.ts';
import {rightOf} from '../core/role.ts';
import {holdArrivals, type HeldArrival} from '../store/arrivals.ts';
import {
  createContacts,
  findContactsByKey,
  type NewContact,
} from '../store/contacts.ts';
import {adoptCopies, type NewCopy} from '../store/copies.ts';
import type {Tx} from '../store/queries.ts';
import {readCollaborations, type Collaboration} from '../store/sync-state.ts';
import type {Run} from './run.ts';

/** A contact that is no copy, with the shared labels it stands in. */
export interface Arrival {
  readonly person: ObservedPerson;
  readonly labelIds: readonly string[];
}

/**
 * Makes contacts of what people put a shared label on, where their role allows
 * it and nobody shared is the same person. Returns the source ids taken up;
 * the others are held and stay the account's own.
 */
export async function takeUpArrivals(
  tx: Tx,
  run: Run,
  arrivals: readonly Arrival[],
): Promise<ReadonlySet<string>> {
  if (arrivals.length === 0) return new Set();
  const accountId = run.account.id;
  const collaborations = await readCollaborations(tx, accountId);
  const known = await readCandidates(tx, accountId, arrivals);
  const contacts: NewContact[] = [];
  const copies: NewCopy[] = [];
  const held: HeldArrival[] = [];
  for (const {person, labelIds} of arrivals) {
    const hold = holdReason(person, labelIds, collaborations, known);
    if (hold !== undefined) {
      held.push(...labelIds.map(labelId => heldArrival(person, labelId, hold)));
      continue;
    }
    const id = run.deps.newId();
    contacts.push({id, content: person.content, labelIds});
    copies.push({...person, contactId: id, labelIds});
    known.add({id, content: person.content});
  }
  const by = {accountId, via: 'GOOGLE'} as const;
  await createContacts(tx, contacts, by);
  await adoptCopies(tx, accountId, copies);
  await holdArrivals(tx, accountId, held);
  return new Set(copies.map(copy => copy.sourceId));
}

function heldArrival(
  {sourceId, resourceName}: ObservedPerson,
  labelId: string,
  hold: HoldReason,
): HeldArrival {
  return {sourceId, resourceName, labelId, hold};
}

/** Every label it stands in must allow it: half a decision would be nobody's wish. */
function holdReason(
  person: ObservedPerson,
  labelIds: readonly string[],
  collaborations: ReadonlyMap<string, Collaboration>,
  known: KnownPeople,
): HoldReason | undefined {
  for (const labelId of labelIds) {
    const collaboration = collaborations.get(labelId);
    if (collaboration === undefined) return 'ADD_NOT_ALLOWED';
    const decision = ARRIVAL[rightOf(collaboration.role)];
    if (decision !== 'takeUp') return decision.reason;
    if (
      collaboration.hiddenFields.some(
        field => person.content[field] !== undefined,
      )
    ) {
      return 'HIDDEN_FIELD_TYPED';
    }
  }
  return findSureMatch(person.content, known.near(person)) === undefined
    ? undefined
    : 'SHARED_CONTACT_MATCHES';
}

/** Shared contacts the account sees, found by the keys they have. */
class KnownPeople {
  readonly #byKey = new Map<string, Candidate[]>();

  add(candidate: Candidate): void {
    for (const key of matchKeys(candidate.content)) {
      const others = this.#byKey.get(key) ?? [];
      others.push(candidate);
      this.#byKey.set(key, others);
    }
  }

  near(person: ObservedPerson): readonly Candidate[] {
    return matchKeys(person.content).flatMap(key => this.#byKey.get(key) ?? []);
  }
}

async function readCandidates(
  tx: Tx,
  accountId: string,
  arrivals: readonly Arrival[],
): Promise<KnownPeople> {
  const keys = new Set(
    arrivals.flatMap(({person}) => matchKeys(person.content)),
  );
  const known = new KnownPeople();
  const contacts = await findContactsByKey(tx, accountId, [...keys]);
  for (const {id, content} of contacts) known.add({id, content});
  return known;
}
