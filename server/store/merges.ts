import {sql} from 'kysely';
import type {BulkThreshold} from '../core/bulk-removal.ts';
import {sameContent, type Content, type SharedField} from '../core/content.ts';
import {mergeContent, type Merge} from '../core/merge.ts';
import {
  mayMerge,
  mayUnmerge,
  sees,
  type LabelSight,
} from '../core/merge-right.ts';
import type {Role} from '../core/role.ts';
import {
  diffContent,
  insertRevisions,
  putLabels,
  settleTrash,
  takeLabels,
  writeContent,
  type Actor,
} from './contacts.ts';
import {followMerge, followUnmerge, moveHeldRemovals} from './merged-copies.ts';
import type {Db, Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {readMergeRevisions} from './undo.ts';
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
}

/** A contact under its row's lock. */
export interface Standing {
  readonly id: string;
  readonly content: Content;
  readonly labels: readonly StandingLabel[];
}

export interface StandingLabel extends LabelSight {
  /** It may come back, with its contacts. */
  readonly isDeleted: boolean;
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
 * of the survivor. They leave labels by this, so the bulk guard counts them. All
 * of it can be undone: see `unmergeContact`.
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
  if (!mayMerge([...standing.values()].map(liveLabels))) {
    return {kind: 'denied'};
  }
  const survivor = standing.get(survivorId);
  const absorbed = absorbedIds.flatMap(id => standing.get(id) ?? []);
  if (survivor === undefined) return {kind: 'notFound', contactId: survivorId};
  const {held} = await guardRemovals(tx, removalsOf(absorbed), by);
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
  {id, survivorId, absorbedIds, by}: ContactMerge,
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
        actId: id,
        changes: diffContent(survivor.content, united.content),
        labelsAdded: added,
      },
      ...absorbed.map(({id: contactId, labels}) => ({
        contactId,
        version: version(contactId),
        kind: 'merged',
        actId: id,
        changes: [],
        labelsRemoved: labelIdsOf(labels),
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

async function insertLost(
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

export type UnmergeOutcome =
  | Exclude<MergeOutcome, {kind: 'ok'}>
  | {readonly kind: 'nothing'}
  /** These came out of it. */
  | {readonly kind: 'ok'; readonly absorbedIds: readonly string[]};

/**
 * Takes apart what the last merge into a contact that still stands made one. The
 * others come back with their labels and content; the survivor loses what the
 * merge brought, and keeps what was changed since.
 */
export async function unmergeContact(
  tx: Tx,
  {survivorId, by}: {readonly survivorId: string; readonly by: Actor},
): Promise<UnmergeOutcome> {
  // Under the survivor's lock: two calls undo two merges.
  await lockContacts(tx, [survivorId]);
  const rows = await readLastMerge(tx, survivorId);
  const [merge] = rows;
  if (merge === undefined) return {kind: 'nothing'};
  const absorbedIds = rows.map(row => row.absorbed_id);
  const brought = rows.flatMap(row => row.absorbed_label_ids);
  await keepReach(tx, brought);
  const ids = [survivorId, ...absorbedIds];
  const standing = await lockStanding(tx, ids, by.accountId);
  const survivor = standing.get(survivorId);
  if (survivor === undefined || !sees(liveLabels(survivor))) {
    return {kind: 'notFound', contactId: survivorId};
  }
  const back = await readLabelSights(tx, brought, by.accountId);
  const concerned = [...survivor.labels, ...back].filter(
    ({isDeleted}) => !isDeleted,
  );
  if (!mayUnmerge(concerned)) return {kind: 'denied'};
  const others = await readBroughtByOthers(tx, survivorId, merge.id);
  const removed = brought.filter(
    id => !merge.survivor_label_ids.includes(id) && !others.has(id),
  );
  for (const row of rows) {
    await putLabels(tx, [row.absorbed_id], row.absorbed_label_ids);
  }
  await takeLabels(tx, [survivorId], removed);
  await writeUnmerge(tx, {survivor, rows, removed}, by);
  await followUnmerge(tx, {survivorId, absorbedIds});
  await touchContacts(tx, ids);
  return {kind: 'ok', absorbedIds};
}

type MergeRow = Awaited<ReturnType<typeof readLastMerge>>[number];

async function readLastMerge(tx: Tx, survivorId: string) {
  const rows = await tx
    .selectFrom('merges')
    .selectAll()
    .where('survivor_id', '=', survivorId)
    .where('undo_time', 'is', null)
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .orderBy('absorbed_id')
    .execute();
  return rows.filter(row => row.id === rows[0]?.id);
}

/** Labels that another merge brought, which still stands. */
async function readBroughtByOthers(
  tx: Tx,
  survivorId: string,
  mergeId: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('merges')
    .select('absorbed_label_ids')
    .where('survivor_id', '=', survivorId)
    .where('undo_time', 'is', null)
    .where('id', '<>', mergeId)
    .execute();
  return new Set(rows.flatMap(row => row.absorbed_label_ids));
}

async function writeUnmerge(
  tx: Tx,
  {
    survivor,
    rows,
    removed,
  }: {
    readonly survivor: Standing;
    readonly rows: readonly MergeRow[];
    readonly removed: readonly string[];
  },
  by: Actor,
): Promise<void> {
  const [merge] = rows;
  if (merge === undefined) return;
  const had = new Set(labelIdsOf(survivor.labels));
  const labelsRemoved = [...new Set(removed)].filter(id => had.has(id));
  const states = await settleTrash(tx, [
    {contactId: survivor.id, labelsRemoved},
    ...rows.map(row => ({contactId: row.absorbed_id, labelsRemoved: []})),
  ]);
  const version = (contactId: string) => states.get(contactId)?.version ?? 0;
  const {content, lost} = mergeContent({
    base: merge.content_after,
    ours: survivor.content,
    theirs: merge.content_before,
    later: 'ours',
  });
  const at = {contactId: survivor.id, version: version(survivor.id)};
  if (!sameContent(content, survivor.content)) {
    await writeContent(tx, survivor.id, content, at.version);
  }
  await insertLost(tx, {...at, lost}, by);
  const revisionOf = await readMergeRevisions(tx, merge.id);
  await insertRevisions(
    tx,
    [
      {
        ...at,
        ...revisionOf(survivor.id),
        kind: 'unmerged',
        changes: diffContent(survivor.content, content),
        labelsRemoved,
      },
      ...rows.map(row => ({
        contactId: row.absorbed_id,
        version: version(row.absorbed_id),
        ...revisionOf(row.absorbed_id),
        kind: 'unmerged',
        changes: [],
        labelsAdded: row.absorbed_label_ids,
      })),
    ],
    by,
  );
  await markUndone(tx, merge.id, by);
}

async function markUndone(tx: Tx, mergeId: string, by: Actor): Promise<void> {
  await tx
    .updateTable('merges')
    .set({undo_time: sql<Date>`service_now()`, undone_by: by.accountId})
    .where('id', '=', mergeId)
    .execute();
}

function labelIdsOf(labels: readonly LabelSight[]): string[] {
  return labels.map(({labelId}) => labelId).sort();
}

function liveLabels(contact: Standing | undefined): readonly StandingLabel[] {
  return contact?.labels.filter(({isDeleted}) => !isDeleted) ?? [];
}

/** The contacts that are not in the trash, under their rows' locks, and who sees them kept as it is. */
async function lockStanding(
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
  const {rows} = await sql<{
    readonly id: string;
    readonly content: Content;
    readonly labels: readonly StandingLabel[];
  }>`
    select k.id, k.content,
      coalesce((
        select jsonb_agg(jsonb_build_object('labelId', l.id, 'role', co.role,
          'hiddenFields', coalesce(to_jsonb(co.hidden_fields), '[]'),
          'isDeleted', l.delete_time is not null) order by l.id)
        from contact_labels cl join labels l on l.id = cl.label_id
        left join collaborators co
          on co.label_id = l.id and co.account_id = ${accountId}
        where cl.contact_id = k.id), '[]') as labels
    from contacts k
    where k.id = any(${sql.val([...contactIds])}::uuid[])
      and k.delete_time is null
    order by k.id`.execute(tx);
  return new Map(rows.map(row => [row.id, row]));
}

/** Before their contacts', as everybody does who takes a label off. */
async function lockLabelsOf(
  tx: Tx,
  contactIds: readonly string[],
): Promise<void> {
  await sql`
    select id from labels where id in (
      select label_id from contact_labels
      where contact_id = any(${sql.val([...contactIds])}::uuid[]))
    order by id for no key update`.execute(tx);
}

async function lockContacts(
  tx: Tx,
  contactIds: readonly string[],
): Promise<void> {
  await sql`
    select id from contacts where id = any(${sql.val([...contactIds])}::uuid[])
    order by id for no key update`.execute(tx);
}

async function readLabelSights(
  db: Db,
  labelIds: readonly string[],
  accountId: string,
): Promise<readonly StandingLabel[]> {
  const {rows} = await sql<{
    readonly labelId: string;
    readonly role: Role | null;
    readonly hiddenFields: readonly SharedField[];
    readonly isDeleted: boolean;
  }>`
    select l.id as "labelId", co.role,
      coalesce(co.hidden_fields, '{}') as "hiddenFields",
      l.delete_time is not null as "isDeleted"
    from labels l left join collaborators co
      on co.label_id = l.id and co.account_id = ${accountId}
    where l.id = any(${sql.val([...labelIds])}::uuid[])`.execute(db);
  return rows;
}
