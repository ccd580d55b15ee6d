import {pairSureMatches, type Candidate} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import type {Operation} from '../core/operation.ts';
import {holdsAll, holdsValues} from '../core/own-layer.ts';
import {planCopy} from '../core/plan.ts';
import {isAtLeast} from '../core/role.ts';
import type {Roles, Snapshot} from '../core/snapshot.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import type {Content, SharedField} from '../core/content.ts';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {findContactsByKey} from '../store/contacts.ts';
import {readDueCopies, type Delivered, type DueCopy} from '../store/copies.ts';
import {
  deleteOwnKeys,
  findOwnContacts,
  readKeyHash,
} from '../store/own-keys.ts';
import {readCollaborations} from '../store/sync-state.ts';
import {readPeople} from './observe.ts';
import {fenced, type Run} from './run.ts';

/** One copy with what is to be done about it. */
export interface PlannedCopy {
  readonly copy: DueCopy;
  readonly snapshot: Snapshot;
  readonly operations: readonly Operation[];
  /** Those carried out so far; the copy is settled when all are. */
  readonly completed: Set<Operation>;
}

/** Copies planned at a time: memory stays flat for an account of 25,000. */
export const COPIES_MAX = 1000;

/** Plans what is due, and links people the account already has. */
export async function planDueCopies(
  run: Run,
): Promise<Outcome<readonly PlannedCopy[]>> {
  const {db} = run.deps.database;
  const copies = await readDueCopies(db, run.account.id, {
    limit: COPIES_MAX,
    graceMs: run.deps.withdrawalGraceMs,
  });
  if (copies.length === 0) return {kind: 'ok', value: []};
  const labels = await readCollaborations(db, run.account.id);
  const roles = new Map([...labels].map(([id, {role}]) => [id, role]));
  const plans = copies.map(copy => planOne(copy, roles));
  return linkOwnMatches(run, decideMerges(plans, roles));
}

/** The row as the planner takes it, and its plan. */
export function planOne(copy: DueCopy, roles: Roles): PlannedCopy {
  const snapshot = snapshotOf(copy);
  return {
    copy,
    snapshot,
    operations: planCopy(snapshot, roles),
    completed: new Set(),
  };
}

/**
 * Copies of which one has all that others had, which are gone, were merged in
 * the account. By who may remove all of them the contacts are merged for
 * everybody; else the survivor is put back as well, and what the merge made of
 * it is kept as a suggestion.
 */
function decideMerges(
  plans: readonly PlannedCopy[],
  roles: Roles,
): readonly PlannedCopy[] {
  const gone = plans.filter(({snapshot}) => snapshot.copy.kind === 'gone');
  if (gone.length === 0) return plans;
  const mayRemove = ({copy}: PlannedCopy) =>
    copy.reach.every(({labelId}) =>
      isAtLeast(roles.get(labelId) ?? 'viewer', 'remover'),
    );
  const absorbed = new Set<PlannedCopy>();
  const decided = plans.map(plan => {
    const pull = plan.operations.find(each => each.kind === 'pullEdit');
    if (pull === undefined || !holdsAll(pull.observed, pull.base)) return plan;
    const {base, observed} = pull;
    const merged = gone.filter(
      each =>
        !absorbed.has(each) &&
        each.snapshot.contact !== undefined &&
        holdsValues(observed, each.snapshot.base?.content ?? {}),
    );
    if (merged.length === 0) return plan;
    const may = [plan, ...merged].every(mayRemove);
    const absorbedIds = merged.map(({copy}) => copy.contactId);
    const instead: Operation = may
      ? {
          kind: 'mergeContacts',
          base,
          observed,
          absorbedIds,
          reason: 'copiesMerged',
        }
      : {kind: 'suggestEdit', base, observed, reason: 'mergeNotAllowed'};
    if (may) for (const each of merged) absorbed.add(each);
    const operations = plan.operations.map(each =>
      each === pull ? instead : each,
    );
    return {...plan, operations};
  });
  // What becomes of these is told by the merge.
  return decided.map(plan =>
    absorbed.has(plan) ? {...plan, operations: []} : plan,
  );
}

function hiddenOf(copy: DueCopy): readonly SharedField[] {
  return hiddenByAll(copy.reach.map(({hiddenFields}) => hiddenFields));
}

/** What a write of this plan delivers. */
export function deliveredAs(copy: DueCopy): Delivered {
  return {version: copy.version, hiddenFields: hiddenOf(copy)};
}

function snapshotOf(copy: DueCopy): Snapshot {
  const hiddenFields = hiddenOf(copy);
  return {
    contact:
      copy.reach.length === 0
        ? undefined
        : {
            content: viewContent(copy.content, hiddenFields),
            version: copy.version,
            labelIds: copy.reach.map(({labelId}) => labelId),
            hiddenFields,
            showOnPhones: copy.reach.some(({showOnPhones}) => showOnPhones),
          },
    copy: copyState(copy),
    base:
      copy.base === null
        ? undefined
        : {
            content: copy.base,
            version: copy.deliveredVersion,
            hiddenFields: copy.deliveredHidden,
            labelIds: copy.baseLabelIds,
          },
    heldLabelIds: copy.heldLabelIds,
    isSharedUnseen: copy.reach.length === 0 && copy.isShared,
  };
}

function copyState(copy: DueCopy): Snapshot['copy'] {
  const {presence, listedSince, removals} = copy;
  if (presence === 'gone') {
    return copy.away ? {kind: 'away'} : {kind: 'gone', listedSince, removals};
  }
  if (presence !== 'present') return {kind: presence};
  // Until it is decided, a label that was taken off counts as on.
  const held = copy.heldLabelIds.filter(id => copy.baseLabelIds.includes(id));
  return {
    kind: 'present',
    origin: copy.origin,
    content: copy.observed ?? copy.base ?? {},
    labelIds: [...new Set([...copy.observedLabelIds, ...held])],
    kept: copy.kept,
    onPhones: copy.onPhones,
  };
}

/**
 * A copy is never made beside somebody's own contact of the same person: that
 * contact is linked. The hashes say where to look; the contact itself is read
 * and compared with what the account may see, by id order, each one once.
 */
async function linkOwnMatches(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<Outcome<readonly PlannedCopy[]>> {
  const creating = plans.filter(({operations}) =>
    operations.some(operation => operation.kind === 'createCopy'),
  );
  if (creating.length === 0) return {kind: 'ok', value: plans};
  const near = await readOwnContactsNear(run, creating);
  if (near.kind === 'fault') return near;
  if (near.value.length === 0) return {kind: 'ok', value: plans};
  const contacts = creating.map(plan => ({
    id: plan.copy.contactId,
    content: visibleContent(plan),
  }));
  const linked = pairSureMatches(
    contacts,
    near.value.map(person => ({
      id: person.sourceId,
      content: person.content,
      person,
    })),
    await readBystanders(run, contacts, near.value),
  );
  return {
    kind: 'ok',
    value: plans.map(plan => {
      const person = linked.get(plan.copy.contactId)?.person;
      return person === undefined
        ? plan
        : {
            ...plan,
            operations: [
              {kind: 'linkCopy', person, reason: 'ownContactMatches'},
            ],
          };
    }),
  };
}

/** What so many have is a switchboard's: more of them tell no more. */
const KEY_CONTACTS_MAX = 100;

/** Everybody the account sees with an address or number that these have in common. */
async function readBystanders(
  {deps, account}: Run,
  contacts: readonly Candidate[],
  people: readonly ObservedPerson[],
): Promise<readonly Candidate[]> {
  const held = new Set(people.flatMap(({content}) => matchKeys(content)));
  const keys = contacts.flatMap(({content}) => matchKeys(content));
  const found = await findContactsByKey(deps.database.db, {
    accountId: account.id,
    keys: keys.filter(key => held.has(key)),
    limit: KEY_CONTACTS_MAX,
  });
  const ids = new Set(contacts.map(({id}) => id));
  return found.filter(({id}) => !ids.has(id));
}

function visibleContent({snapshot}: PlannedCopy): Content {
  return snapshot.contact?.content ?? {};
}

async function readOwnContactsNear(
  run: Run,
  creating: readonly PlannedCopy[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const accountId = run.account.id;
  const own = await fenced(run, async tx => {
    const hash = await readKeyHash(tx);
    const keys = creating.flatMap(plan => matchKeys(visibleContent(plan)));
    return findOwnContacts(tx, accountId, [...new Set(keys.map(hash))]);
  });
  const names = new Map(own.map(row => [row.sourceId, row.resourceName]));
  const people = await readPeople(run, [...names.values()]);
  if (people.kind === 'fault') return people;
  const there = new Set(people.value.map(person => person.sourceId));
  const vanished = [...names.keys()].filter(id => !there.has(id));
  await fenced(run, tx => deleteOwnKeys(tx, accountId, vanished));
  return people;
}
