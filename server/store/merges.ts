import {sql} from 'kysely';
import type {BulkThreshold} from '../core/bulk-removal.ts';
import type {Content} from '../core/content.ts';
import type {Merge} from '../core/merge.ts';
import {mayMerge, sees, type LabelSight} from '../core/merge-right.ts';
import {lockContacts} from './contact-acts.ts';
import {diffContent, insertRevisions, type Actor} from './contact-history.ts';
import {putLabels, settleTrash, takeLabels} from './contact-labels.ts';
import {writeContent} from './contacts.ts';
import {mayStand, roleWithin} from './label-trash.ts';
import {followMerge, moveHeldRemovals} from './merged-copies.ts';
import type {Db, Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {guardRemovals, readThreshold, type LabelRemoval} from './removals.ts';

export interface ContactMerge {
  readonly id: string;
  /** It lives on. */
  readonly survivorId: string;
  readonly absorbedIds: readonly string[];
  readonly by: Actor;
  /** What the survivor says from now on, of what each says under the rows' locks. */
  readonly unite: (
    survivor: Standing,
    absorbed: readonly Standing[],
  ) => Merge | Promise<Merge>;
  /**
   * That the absorbed ones leave their labels is no removal, to be held or counted:
   * nobody ever saw them there, or somebody decided about these two contacts.
   */
  readonly isGuarded?: false;
  /** By contact the revision that this takes back. */
  readonly undoes?: ReadonlyMap<string, number>;
}

/** A contact under its row's lock. */
export interface Standing {
  readonly id: string;
  readonly content: Content;
  readonly labels: readonly StandingLabel[];
}

export interface StandingLabel extends LabelSight {
  readonly isDeleted: boolean;
  /** It stands, or may be brought back with its contacts. */
  readonly mayStand: boolean;
}

export type MergeOutcome =
  | {readonly kind: 'ok'}
  /** One the account does not see, or that is not there any more. */
  | {readonly kind: 'notFound'; readonly contactId: string}
  | {readonly kind: 'denied'}
  /** It takes more contacts off this label than the bulk guard lets through, and half of it cannot wait. */
  | {
      readonly kind: 'tooMany';
      readonly labelId: string;
      readonly threshold: BulkThreshold;
    };

/**
 * Makes contacts one. The survivor gets all labels and what `unite` says; the
 * others go to the trash, and their copies follow where their account has none
 * of the survivor. They leave labels by this, so the bulk guard counts them where
 * nothing else is said. All of it can be undone: see `unmergeContact`.
 */
export async function mergeContacts(
  tx: Tx,
  merge: ContactMerge,
): Promise<MergeOutcome> {
  const {survivorId, absorbedIds, by} = merge;
  const ids = [survivorId, ...absorbedIds];
  await lockLabelsOf(tx, ids);
  const standing = await lockStanding(tx, ids, by.accountId);
  for (const contactId of ids) {
    const labels = liveLabels(standing.get(contactId));
    if (!sees(labels)) return {kind: 'notFound', contactId};
  }
  // A deleted label shows the survivor to its people once it is back.
  const concerned = [...standing.values()].map(({labels}) =>
    labels.filter(({mayStand}) => mayStand),
  );
  if (!mayMerge(concerned)) {
    return {kind: 'denied'};
  }
  const survivor = standing.get(survivorId);
  const absorbed = absorbedIds.flatMap(id => standing.get(id) ?? []);
  if (survivor === undefined) return {kind: 'notFound', contactId: survivorId};
  const removals = merge.isGuarded === false ? [] : removalsOf(absorbed);
  const {held} = await guardRemovals(tx, removals, by);
  const [first] = held;
  if (first !== undefined) {
    const {labelId} = first;
    const threshold = await readThreshold(tx, labelId);
    return {kind: 'tooMany', labelId, threshold};
  }
  const united = await merge.unite(survivor, absorbed);
  const labelIds = absorbed.flatMap(({labels}) => labelIdsOf(labels));
  await putLabels(tx, [survivorId], labelIds);
  await moveHeldRemovals(tx, {survivorId, absorbedIds});
  await takeLabels(tx, absorbedIds, labelIds);
  await followMerge(tx, {survivorId, absorbedIds});
  await writeMerge(tx, merge, {survivor, absorbed, united});
  await touchContacts(tx, ids);
  return {kind: 'ok'};
}

/** What leaves which label: those of deleted labels count for nothing. */
function removalsOf(absorbed: readonly Standing[]): readonly LabelRemoval[] {
  const pairs = absorbed.flatMap(contact =>
    liveLabels(contact).map(({labelId}) => ({labelId, id: contact.id})),
  );
  return [...Map.groupBy(pairs, ({labelId}) => labelId)].map(
    ([labelId, list]) => ({labelId, contactIds: list.map(({id}) => id)}),
  );
}

interface Merged {
  readonly survivor: Standing;
  readonly absorbed: readonly Standing[];
  readonly united: Merge;
}

/** The act in the rows of the contacts, in their histories and for its undoing. */
async function writeMerge(
  tx: Tx,
  {id, survivorId, absorbedIds, by, undoes, isGuarded}: ContactMerge,
  {survivor, absorbed, united}: Merged,
): Promise<void> {
  const had = labelIdsOf(survivor.labels);
  const added = [
    ...new Set(absorbed.flatMap(({labels}) => labelIdsOf(labels))),
  ].filter(labelId => !had.includes(labelId));
  const states = await settleTrash(tx, [
    {contactId: survivorId, labelsRemoved: []},
    ...absorbed.map(({id: contactId, labels}) => ({
      contactId,
      labelsRemoved: labelIdsOf(labels),
    })),
  ]);
  const version = (contactId: string) => states.get(contactId)?.version ?? 0;
  const undoing = (contactId: string) => {
    const revisionId = undoes?.get(contactId);
    return revisionId === undefined ? {} : {undoes: revisionId};
  };
  await writeContent(tx, survivorId, united.content, version(survivorId));
  await tx
    .updateTable('contacts')
    .set({merged_into: survivorId})
    .where('id', 'in', absorbedIds)
    .execute();
  const before = {
    contactId: survivorId,
    version: version(survivorId),
    kind: 'merged',
  };
  await insertLost(tx, {...before, lost: united.lost}, by);
  await insertRevisions(
    tx,
    [
      {
        ...before,
        ...undoing(survivorId),
        actId: id,
        changes: diffContent(survivor.content, united.content),
        labelsAdded: added,
      },
      ...absorbed.map(({id: contactId, labels}) => ({
        contactId,
        version: version(contactId),
        ...undoing(contactId),
        kind: 'merged',
        actId: id,
        changes: [],
        labelsRemoved: labelIdsOf(labels),
        ...(isGuarded === false && {decidedBy: by.accountId}),
      })),
    ],
    by,
  );
  await insertMerge(tx, id, {survivor, absorbed, united}, by);
}

async function insertMerge(
  tx: Tx,
  id: string,
  {survivor, absorbed, united}: Merged,
  by: Actor,
): Promise<void> {
  await tx
    .insertInto('merges')
    .values(
      absorbed.map(each => ({
        id,
        survivor_id: survivor.id,
        absorbed_id: each.id,
        content_before: JSON.stringify(survivor.content),
        content_after: JSON.stringify(united.content),
        survivor_label_ids: labelIdsOf(survivor.labels),
        absorbed_label_ids: labelIdsOf(each.labels),
        account_id: by.accountId,
        via: by.via,
      })),
    )
    .execute();
}

export async function insertLost(
  tx: Tx,
  {
    contactId,
    version,
    lost,
  }: {
    readonly contactId: string;
    readonly version: number;
    readonly lost: Merge['lost'];
  },
  by: Actor,
): Promise<void> {
  if (lost.length === 0) return;
  const changes = lost.map(({field, item}) => ({field, old: [item]}));
  await insertRevisions(tx, [{contactId, version, kind: 'lost', changes}], by);
}

export function labelIdsOf(labels: readonly LabelSight[]): string[] {
  return labels.map(({labelId}) => labelId).sort();
}

export function liveLabels(
  contact: Standing | undefined,
): readonly StandingLabel[] {
  return contact?.labels.filter(({isDeleted}) => !isDeleted) ?? [];
}

/** The contacts that are not in the trash, under their rows' locks, and who sees them kept as it is. */
export async function lockStanding(
  tx: Tx,
  contactIds: readonly string[],
  accountId: string,
): Promise<ReadonlyMap<string, Standing>> {
  const labels = await tx
    .selectFrom('contact_labels')
    .select('label_id')
    .distinct()
    .where('contact_id', 'in', contactIds)
    .execute();
  await keepReach(
    tx,
    labels.map(row => row.label_id),
  );
  await lockContacts(tx, contactIds);
  return readStanding(tx, contactIds, accountId);
}

/** The same for who changes nothing: held by nobody. */
export async function readStanding(
  db: Db,
  contactIds: readonly string[],
  accountId: string,
): Promise<ReadonlyMap<string, Standing>> {
  const {rows} = await sql<Standing>`
    select k.id, k.content,
      coalesce((
        select jsonb_agg(jsonb_build_object('labelId', l.id,
          'role', ${roleWithin(accountId)},
          'hiddenFields', coalesce(to_jsonb(co.hidden_fields), '[]'),
          'isDeleted', l.delete_time is not null,
          'mayStand', ${mayStand()}) order by l.id)
        from contact_labels cl join labels l on l.id = cl.label_id
        left join collaborators co
          on co.label_id = l.id and co.account_id = ${accountId}
        where cl.contact_id = k.id), '[]') as labels
    from contacts k
    where k.id = any(${sql.val([...contactIds])}::uuid[])
      and k.delete_time is null
    order by k.id`.execute(db);
  return new Map(rows.map(row => [row.id, row]));
}

/**
 * Locks the labels of contacts, and others, before the contacts, as everybody does
 * who takes a label off. Returns their ids: another may be put on meanwhile.
 */
export async function lockLabelsOf(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[] = [],
): Promise<ReadonlySet<string>> {
  const {rows} = await sql<{id: string}>`
    select id from labels where id in (
      select unnest(${sql.val([...labelIds])}::uuid[])
      union
      select label_id from contact_labels
      where contact_id = any(${sql.val([...contactIds])}::uuid[]))
    order by id for no key update`.execute(tx);
  return new Set(rows.map(({id}) => id));
}
