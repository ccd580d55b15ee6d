import {sql} from 'kysely';
import {sameContent, type SharedField} from '../core/content.ts';
import {mayUnmerge, sees, type LabelSight} from '../core/merge-right.ts';
import type {Role} from '../core/role.ts';
import {
  withoutMerge,
  type LaterMerge,
  type MergeSides,
} from '../core/unmerge.ts';
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
 * Takes apart what a merge into a contact made one, the last that still stands where
 * none is named. The others come back with their labels and content; the survivor
 * loses what the merge brought, and keeps what was changed since and what later
 * merges brought, which are from now on as if this one had never been.
 */
export async function unmergeContact(
  tx: Tx,
  {
    survivorId,
    mergeId,
    by,
    isAdmin = false,
  }: {
    readonly survivorId: string;
    readonly mergeId?: string;
    readonly by: Actor;
    /** Then it takes no role. */
    readonly isAdmin?: boolean;
  },
): Promise<UnmergeOutcome> {
  // Under the survivor's lock: two calls undo two merges.
  await lockContacts(tx, [survivorId]);
  const merges = await readStandingMerges(tx, survivorId);
  const at = merges.findLastIndex(
    ([row]) => mergeId === undefined || row?.id === mergeId,
  );
  const rows = merges[at] ?? [];
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
  const others = new Set(merges.toSpliced(at, 1).flatMap(labelsBrought));
  const removed = brought.filter(
    id => !merge.survivor_label_ids.includes(id) && !others.has(id),
  );
  for (const row of rows) {
    await putLabels(tx, [row.absorbed_id], row.absorbed_label_ids);
  }
  await takeLabels(tx, [survivorId], removed);
  await writeUnmerge(tx, {survivor, merges, at, removed}, by);
  await followUnmerge(tx, {survivorId, absorbedIds});
  await touchContacts(tx, ids);
  return {kind: 'ok', absorbedIds, isAdminAct: lacking.length > 0};
}

type MergeRow = Awaited<ReturnType<typeof readStandingRows>>[number];

async function readStandingRows(tx: Tx, survivorId: string) {
  return tx
    .selectFrom('merges')
    .selectAll()
    .where('survivor_id', '=', survivorId)
    .where('undo_time', 'is', null)
    .orderBy('time')
    .orderBy('id')
    .orderBy('absorbed_id')
    .execute();
}

/** The merges into a contact that nobody undid, the oldest first: a row for each that was absorbed. */
async function readStandingMerges(
  tx: Tx,
  survivorId: string,
): Promise<readonly (readonly MergeRow[])[]> {
  const rows = await readStandingRows(tx, survivorId);
  return [...Map.groupBy(rows, ({id}) => id).values()];
}

function labelsBrought(rows: readonly MergeRow[]): readonly string[] {
  return rows.flatMap(row => row.absorbed_label_ids);
}

/** What each of these merges made, with what those say that it brought. */
async function readLater(
  tx: Tx,
  merges: readonly (readonly MergeRow[])[],
): Promise<readonly LaterMerge[]> {
  const ids = merges.flat().map(row => row.absorbed_id);
  if (ids.length === 0) return [];
  const contacts = await tx
    .selectFrom('contacts')
    .select(['id', 'content'])
    .where('id', 'in', ids)
    .execute();
  const contents = new Map(contacts.map(({id, content}) => [id, content]));
  return merges.flatMap(rows => {
    const [row] = rows;
    const absorbed = rows.flatMap(each => contents.get(each.absorbed_id) ?? []);
    return row === undefined
      ? []
      : [{before: row.content_before, after: row.content_after, absorbed}];
  });
}

/** Later merges as if the one at a place had never been: their undoing leaves nothing of it behind. */
async function rewriteLater(
  tx: Tx,
  {merges, at}: Pick<Unmerging, 'merges' | 'at'>,
  later: readonly MergeSides[],
): Promise<void> {
  const undone = merges[at] ?? [];
  const had = undone[0]?.survivor_label_ids ?? [];
  const brought = labelsBrought(undone).filter(id => !had.includes(id));
  for (const [nth, {before, after}] of later.entries()) {
    const place = at + 1 + nth;
    const [row] = merges[place] ?? [];
    if (row === undefined) continue;
    const earlier = merges.slice(0, place).toSpliced(at, 1);
    const kept = new Set(earlier.flatMap(labelsBrought));
    await tx
      .updateTable('merges')
      .set({
        content_before: JSON.stringify(before),
        content_after: JSON.stringify(after),
        survivor_label_ids: row.survivor_label_ids.filter(
          id => !brought.includes(id) || kept.has(id),
        ),
      })
      .where('id', '=', row.id)
      .execute();
  }
}

interface Unmerging {
  readonly survivor: Standing;
  /** All that stand, the oldest first. */
  readonly merges: readonly (readonly MergeRow[])[];
  /** Which of them is undone. */
  readonly at: number;
  /** From the survivor. */
  readonly removed: readonly string[];
}

async function writeUnmerge(
  tx: Tx,
  {survivor, merges, at, removed}: Unmerging,
  by: Actor,
): Promise<void> {
  const rows = merges[at] ?? [];
  const [merge] = rows;
  if (merge === undefined) return;
  const had = new Set(labelIdsOf(survivor.labels));
  const labelsRemoved = [...new Set(removed)].filter(id => had.has(id));
  const states = await settleTrash(tx, [
    {contactId: survivor.id, labelsRemoved},
    ...rows.map(row => ({contactId: row.absorbed_id, labelsRemoved: []})),
  ]);
  const version = (contactId: string) => states.get(contactId)?.version ?? 0;
  const {content, lost, later} = withoutMerge(
    {before: merge.content_before, after: merge.content_after},
    await readLater(tx, merges.slice(at + 1)),
    survivor.content,
  );
  await rewriteLater(tx, {merges, at}, later);
  const revised = {contactId: survivor.id, version: version(survivor.id)};
  if (!sameContent(content, survivor.content)) {
    await writeContent(tx, survivor.id, content, revised.version);
  }
  await insertLost(tx, {...revised, lost}, by);
  const revisionOf = await readMergeRevisions(tx, merge.id);
  await insertRevisions(
    tx,
    [
      {
        ...revised,
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
