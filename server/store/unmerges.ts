import {sql} from 'kysely';
import {sameContent, type SharedField} from '../core/content.ts';
import {mergeContent} from '../core/merge.ts';
import {mayUnmerge, sees, type LabelSight} from '../core/merge-right.ts';
import type {Role} from '../core/role.ts';
import {lockContacts} from './contact-acts.ts';
import {diffContent, insertRevisions, type Actor} from './contact-history.ts';
import {putLabels, settleTrash, takeLabels} from './contact-labels.ts';
import {writeContent} from './contacts.ts';
import {mayStand} from './label-trash.ts';
import {followUnmerge} from './merged-copies.ts';
import {
  insertLost,
  labelIdsOf,
  liveLabels,
  lockStanding,
  type MergeOutcome,
  type Standing,
  type StandingLabel,
} from './merges.ts';
import type {Db, Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {readMergeRevisions} from './undo.ts';

export type UnmergeOutcome =
  | Exclude<MergeOutcome, {kind: 'ok' | 'denied'}>
  | {readonly kind: 'nothing'}
  /** The account lacks the role in these labels, of which it is told those it sees. */
  | {readonly kind: 'denied'; readonly lacking: readonly LabelSight[]}
  | {
      readonly kind: 'ok';
      /** These came out of it. */
      readonly absorbedIds: readonly string[];
      /** No role of the account's own let it. */
      readonly isAdminAct: boolean;
    };

/**
 * Takes apart what the last merge into a contact that still stands made one. The
 * others come back with their labels and content; the survivor loses what the
 * merge brought, and keeps what was changed since.
 */
export async function unmergeContact(
  tx: Tx,
  {
    survivorId,
    by,
    isAdmin = false,
  }: {
    readonly survivorId: string;
    readonly by: Actor;
    /** Then it takes no role. */
    readonly isAdmin?: boolean;
  },
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
  const isSeen = survivor !== undefined && sees(liveLabels(survivor));
  if (survivor === undefined || !(isSeen || isAdmin)) {
    return {kind: 'notFound', contactId: survivorId};
  }
  const back = await readLabelSights(tx, brought, by.accountId);
  const concerned = [...survivor.labels, ...back].filter(
    ({isDeleted}) => !isDeleted,
  );
  const lacking = concerned.filter(label => !mayUnmerge([label]));
  if (lacking.length > 0 && !isAdmin) return {kind: 'denied', lacking};
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
  return {kind: 'ok', absorbedIds, isAdminAct: lacking.length > 0};
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
    readonly mayStand: boolean;
  }>`
    select l.id as "labelId", co.role,
      coalesce(co.hidden_fields, '{}') as "hiddenFields",
      l.delete_time is not null as "isDeleted", ${mayStand()} as "mayStand"
    from labels l left join collaborators co
      on co.label_id = l.id and co.account_id = ${accountId}
    where l.id = any(${sql.val([...labelIds])}::uuid[])`.execute(db);
  return rows;
}
