import {
  SHARED_FIELDS,
  type Content,
  type SharedField,
} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {findSureMatch} from '../core/match.ts';
import type {SeenContact} from '../core/duplicates.ts';
import {matchKeys} from '../core/normalize.ts';
import {linkContent} from '../core/own-layer.ts';
import {ARRIVAL} from '../core/decisions.ts';
import {rightOf} from '../core/role.ts';
import {hiddenByAll, pickFields, viewContent} from '../core/view.ts';
import {holdArrivals, type HeldArrival} from '../store/arrivals.ts';
import {createContacts, type NewContact} from '../store/contacts.ts';
import {proposeDuplicates} from '../store/duplicates.ts';
import {readRefused, type IsRefused} from '../store/own-duplicates.ts';
import {findContactsByKey} from '../store/visible-contacts.ts';
import {
  adoptCopies,
  readCopiesOf,
  writeCopies,
  type CopyRow,
  type NewCopy,
} from '../store/copies.ts';
import {oweDeletions} from '../store/former-copies.ts';
import type {Db, Tx} from '../store/queries.ts';
import {KEY_CONTACTS_MAX} from '../store/sure-match.ts';
import {suggestAdd, suggestEdit} from '../store/suggestions.ts';
import {readCollaborations, type Collaboration} from '../store/sync-state.ts';
import {owedFor} from './delete-owed.ts';
import {takeBackCopies} from './returned-copies.ts';
import type {Run} from './run.ts';

/** A contact that is no copy, with the shared labels it stands in. */
export interface Arrival {
  readonly person: ObservedPerson;
  readonly labelIds: readonly string[];
}

type Collaborations = ReadonlyMap<string, Collaboration>;

/**
 * Decides what becomes of contacts that people put a shared label on: who is
 * shared already is linked, others become contacts where the role allows it;
 * else the label is to come off and a suggestion is kept. Returns the source ids
 * of those that are copies now.
 */
export async function takeUpArrivals(
  tx: Tx,
  run: Run,
  arrivals: readonly Arrival[],
): Promise<ReadonlySet<string>> {
  if (arrivals.length === 0) return new Set();
  const accountId = run.account.id;
  const collaborations = await readCollaborations(tx, accountId);
  const back = await takeBackCopies(tx, run, arrivals, collaborations);
  // Those that came back now are met by the others.
  const known = await readKnownPeople(tx, accountId, arrivals);
  const linked: Linking[] = [];
  const added: Addition[] = [];
  const refused: Arrival[] = [];
  for (const arrival of arrivals) {
    if (back.has(arrival.person.sourceId)) continue;
    const match = known.match(arrival.person);
    if (match !== undefined) {
      if (isReplaceable(match.copy)) {
        const {copy, content} = match;
        linked.push({copy, person: arrival.person, view: content});
        known.take(match);
      } else refused.push(arrival);
      continue;
    }
    const addition = additionOf(run, arrival, collaborations);
    if (addition === undefined) {
      refused.push(arrival);
      continue;
    }
    added.push(addition);
    known.add({...addition.contact, hiddenFields: addition.copy.hiddenFields});
  }
  await addContacts(tx, run, added);
  await linkPeople(tx, accountId, linked, arrivals);
  await refuse(tx, run, refused);
  return new Set([
    ...back,
    ...added.map(({copy}) => copy.sourceId),
    ...linked.map(({person}) => person.sourceId),
  ]);
}

/** Copies that stand and in whose places some of these may be linked. */
export async function findGivingWay(
  db: Db,
  accountId: string,
  arrivals: readonly Arrival[],
): Promise<readonly CopyRow[]> {
  if (arrivals.length === 0) return [];
  const known = await readKnownPeople(db, accountId, arrivals);
  const copies = arrivals.map(({person}) => known.match(person)?.copy);
  return copies
    .filter(isReplaceable)
    .filter(({presence}) => presence === 'present');
}

/** A copy the service made, or none yet: somebody's own contact may take its place. */
function isReplaceable(copy: CopyRow | undefined): copy is CopyRow {
  return (
    copy !== undefined &&
    copy.origin === 'service' &&
    copy.presence !== 'unconfirmed'
  );
}

interface Addition {
  readonly contact: NewContact;
  readonly copy: NewCopy;
  /** What was typed where its author may not see: for the owner. */
  readonly hidden: Content;
}

/** In the labels the role allows; the planner decides about the others. Undefined: in none. */
function additionOf(
  run: Run,
  {person, labelIds}: Arrival,
  collaborations: Collaborations,
): Addition | undefined {
  const allowed = labelIds.filter(id => {
    const role = collaborations.get(id)?.role;
    return role !== undefined && ARRIVAL[rightOf(role)] === 'takeUp';
  });
  if (allowed.length === 0) return undefined;
  const hiddenFields = hiddenByAll(
    allowed.map(id => collaborations.get(id)?.hiddenFields ?? []),
  );
  const id = run.deps.newId();
  const content = viewContent(person.content, hiddenFields);
  const hidden = pickFields(person.content, field =>
    hiddenFields.includes(field),
  );
  const own = hasFields(hidden) ? {own: hidden, found: content} : {};
  return {
    contact: {id, content, labelIds: allowed},
    copy: {
      ...person,
      contactId: id,
      content,
      ...own,
      labelIds: allowed,
      observedLabelIds: labelIds,
      hiddenFields,
    },
    hidden,
  };
}

function hasFields(content: Content): boolean {
  return SHARED_FIELDS.some((field: SharedField) => content[field]);
}

async function addContacts(
  tx: Tx,
  run: Run,
  additions: readonly Addition[],
): Promise<void> {
  const accountId = run.account.id;
  const by = {accountId, via: 'GOOGLE'} as const;
  await createContacts(
    tx,
    additions.map(({contact}) => contact),
    by,
  );
  await adoptCopies(
    tx,
    accountId,
    additions.map(({copy}) => copy),
  );
  for (const {contact, hidden} of additions) {
    await suggestEdit(tx, {
      id: run.deps.newId(),
      contactId: contact.id,
      by,
      base: {},
      proposed: hidden,
    });
  }
  await proposeDuplicates(tx, {
    contactIds: additions.map(({contact}) => contact.id),
    accountId,
    newId: run.deps.newId,
  });
}

interface Linking {
  readonly copy: CopyRow;
  readonly person: ObservedPerson;
  /** The contact as the account sees it. */
  readonly view: Content;
}

/** Own contacts take the place of copies; what they have beyond the share is their own layer. */
async function linkPeople(
  tx: Tx,
  accountId: string,
  linked: readonly Linking[],
  arrivals: readonly Arrival[],
): Promise<void> {
  const labels = new Map(
    arrivals.map(({person, labelIds}) => [person.sourceId, labelIds]),
  );
  await oweDeletions(
    tx,
    accountId,
    linked.flatMap(({copy}) => owedFor(copy)),
  );
  await writeCopies(
    tx,
    accountId,
    linked.map(({copy, person, view}) => {
      const {own, found, base} = linkContent(person.content, view);
      const {sourceId, resourceName, etag, updateTimeMs} = person;
      return {
        contactId: copy.contactId,
        presence: 'present',
        origin: 'account',
        ...{sourceId, resourceName, etag, updateTimeMs},
        ...{own, found, base},
        baseLabelIds: [],
        observed: null,
        observedLabelIds: labels.get(sourceId) ?? [],
        sent: null,
        stale: true,
        marked: true,
      };
    }),
  );
}

async function refuse(
  tx: Tx,
  run: Run,
  refused: readonly Arrival[],
): Promise<void> {
  const accountId = run.account.id;
  const rows: HeldArrival[] = [];
  for (const {person, labelIds} of refused) {
    const {sourceId, resourceName, content} = person;
    for (const labelId of labelIds) {
      rows.push({sourceId, resourceName, labelId});
      await suggestAdd(tx, {
        id: run.deps.newId(),
        labelId,
        by: {accountId, via: 'GOOGLE'},
        contact: {sourceId, resourceName, content},
      });
    }
  }
  await holdArrivals(tx, accountId, 'ADD_NOT_ALLOWED', rows);
}

interface KnownPerson extends SeenContact {
  readonly copy: CopyRow | undefined;
}

/** Shared contacts the account sees, found by the keys they have. */
class KnownPeople {
  readonly #byKey = new Map<string, KnownPerson[]>();
  readonly #taken = new Set<string>();
  readonly #isRefused: IsRefused;

  constructor(isRefused: IsRefused) {
    this.#isRefused = isRefused;
  }

  add({id, content, hiddenFields}: SeenContact, copy?: CopyRow): void {
    const person = {id, content, hiddenFields, copy};
    for (const key of matchKeys(content)) {
      const others = this.#byKey.get(key) ?? [];
      others.push(person);
      this.#byKey.set(key, others);
    }
  }

  match({sourceId, content}: ObservedPerson): KnownPerson | undefined {
    const near = [
      ...new Set(matchKeys(content).flatMap(key => this.#byKey.get(key) ?? [])),
    ];
    const [refused, open] = [true, false].map(isRefused =>
      near.filter(({id}) => this.#isRefused(id, sourceId) === isRefused),
    );
    const person = findSureMatch(content, open ?? [], refused);
    return person && this.#taken.has(person.id)
      ? {...person, copy: undefined}
      : person;
  }

  /** From now on another contact of the account is this person. */
  take({id}: KnownPerson): void {
    this.#taken.add(id);
  }
}

async function readKnownPeople(
  db: Db,
  accountId: string,
  arrivals: readonly Arrival[],
): Promise<KnownPeople> {
  const keys = new Set(
    arrivals.flatMap(({person}) => matchKeys(person.content)),
  );
  const contacts = await findContactsByKey(db, {
    accountId,
    keys: [...keys],
    limit: KEY_CONTACTS_MAX,
  });
  const ids = contacts.map(({id}) => id);
  const copies = await readCopiesOf(db, accountId, ids);
  const byContact = new Map(copies.map(copy => [copy.contactId, copy]));
  const known = new KnownPeople(await readRefused(db, ids, accountId));
  for (const contact of contacts) known.add(contact, byContact.get(contact.id));
  return known;
}
