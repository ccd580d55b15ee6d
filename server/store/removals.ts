import {sql} from 'kysely';
import {
  BULK_REMOVAL_DEFAULT,
  decideRemovals,
  type BulkThreshold,
} from '../core/bulk-removal.ts';
import type {Actor} from './contact-history.ts';
import {changeContactLabels} from './contact-labels.ts';
import {noteHeldRemovals} from './notices.ts';
import {jsonRows, type Tx} from './queries.ts';

/** Removals of one account count together within this long (contract section 5). */
const WINDOW = sql`interval '1 hour'`;

export interface LabelRemoval {
  readonly labelId: string;
  /** Those the account may remove; the first of them go through first. */
  readonly contactIds: readonly string[];
}

export interface RemovalOutcome {
  /** What came off. */
  readonly removed: readonly Removal[];
  /** What waits for a manager or an admin: the label stays on meanwhile. */
  readonly held: readonly Removal[];
}

export interface Removal {
  readonly labelId: string;
  readonly contactId: string;
}

/**
 * Takes labels off contacts as far as the bulk guard lets one account: every
 * door comes through here. What a contact loses of several labels is one act,
 * and one revision. A contact that has not got the label is in neither list; a
 * removal that is held already stays so.
 */
export async function removeFromLabels(
  tx: Tx,
  {
    removals,
    by,
    newId,
  }: {
    readonly removals: readonly LabelRemoval[];
    readonly by: Actor;
    readonly newId: () => string;
  },
): Promise<RemovalOutcome> {
  const {removed, held} = await guardRemovals(tx, removals, by);
  const labels = Map.groupBy(removed, ({contactId}) => contactId);
  const acts = Map.groupBy(labels, ([, each]) =>
    each.map(({labelId}) => labelId).join(),
  );
  for (const act of acts.values()) {
    await changeContactLabels(tx, {
      contactIds: act.map(([contactId]) => contactId),
      add: [],
      remove: act[0]?.[1].map(({labelId}) => labelId) ?? [],
      by,
    });
  }
  await holdRemovals(tx, held, by, newId);
  return {removed, held};
}

/** `removeFromLabels` for one label: ids of contacts. */
export async function removeFromLabel(
  tx: Tx,
  {
    by,
    newId,
    ...removal
  }: LabelRemoval & {readonly by: Actor; readonly newId: () => string},
): Promise<{
  readonly removed: readonly string[];
  readonly held: readonly string[];
}> {
  const removals = [removal];
  const outcome = await removeFromLabels(tx, {removals, by, newId});
  return {
    removed: outcome.removed.map(({contactId}) => contactId),
    held: outcome.held.map(({contactId}) => contactId),
  };
}

/**
 * What the bulk guard says to removals of one account: nothing is taken off yet.
 * The labels' rows stay locked.
 */
export async function guardRemovals(
  tx: Tx,
  removals: readonly LabelRemoval[],
  by: Actor,
): Promise<RemovalOutcome> {
  const removed: Removal[] = [];
  const held: Removal[] = [];
  const byLabel = removals.toSorted((a, b) => (a.labelId < b.labelId ? -1 : 1));
  for (const removal of byLabel) {
    const passing = await guardRemoval(tx, removal, by);
    removed.push(...passing.removed);
    held.push(...passing.held);
  }
  return {removed, held};
}

/** Whether the bulk guard lets an account take these labels off a contact now; locks the labels. */
export async function mayRemoveNow(
  tx: Tx,
  {
    contactId,
    labelIds,
  }: {readonly contactId: string; readonly labelIds: readonly string[]},
  by: Actor,
): Promise<boolean> {
  for (const labelId of [...labelIds].sort()) {
    const removal = {labelId, contactIds: [contactId]};
    const {held} = await guardRemoval(tx, removal, by);
    if (held.length > 0) return false;
  }
  return true;
}

/** Which removals from one label go through. Its row is locked: two doors count one after the other. */
async function guardRemoval(
  tx: Tx,
  {labelId, contactIds}: LabelRemoval,
  by: Actor,
): Promise<RemovalOutcome> {
  const threshold = await readThreshold(tx, labelId);
  const standing = await readStanding(tx, {labelId, contactIds}, by);
  const asked = [...new Set(contactIds)].filter(id => standing.has(id));
  if (asked.length === 0) return {removed: [], held: []};
  const fresh = asked.filter(id => standing.get(id) === 'on');
  const passes = decideRemovals({
    ...(await readWindow(tx, labelId, by.accountId)),
    threshold,
    asked: fresh.length,
  });
  const waiting = asked.filter(id => standing.get(id) === 'held');
  const inLabel = (contactId: string) => ({labelId, contactId});
  return {
    removed: fresh.slice(0, passes).map(inLabel),
    held: [...waiting, ...fresh.slice(passes)].map(inLabel),
  };
}

/** Of a label, whose row it locks; one that is not there has no contacts either. */
export async function readThreshold(
  tx: Tx,
  labelId: string,
): Promise<BulkThreshold> {
  const label = await tx
    .selectFrom('labels')
    .select(['bulk_removal_percent as percent', 'bulk_removal_count as count'])
    .where('id', '=', labelId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return label ?? BULK_REMOVAL_DEFAULT;
}

/** Of these contacts those that have the label; held: this account's removal waits already. */
async function readStanding(
  tx: Tx,
  {labelId, contactIds}: LabelRemoval,
  by: Actor,
): Promise<ReadonlyMap<string, 'on' | 'held'>> {
  const {rows} = await sql<{readonly id: string; readonly waits: boolean}>`
    select cl.contact_id as id, p.id is not null as waits
    from contact_labels cl
    left join pending_removals p on p.label_id = cl.label_id
      and p.contact_id = cl.contact_id and p.account_id = ${by.accountId}
    where cl.label_id = ${labelId}
      and cl.contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(tx);
  return new Map(rows.map(({id, waits}) => [id, waits ? 'held' : 'on']));
}

/**
 * What happened to a label within the hour. What somebody approved, two contacts
 * that were proposed as one included, was looked at and counts no more.
 */
async function readWindow(
  tx: Tx,
  labelId: string,
  accountId: string,
): Promise<{
  readonly removedWithinHour: number;
  readonly sizeAtWindowStart: number;
}> {
  const {rows} = await sql<{
    readonly removedWithinHour: number;
    readonly sizeAtWindowStart: number;
  }>`
    with recent as materialized (
      select contact_id, account_id, decided_by,
        ${labelId} = any(labels_added) as added,
        ${labelId} = any(labels_removed) as removed
      from revisions
      where time > (select service_now()) - ${WINDOW}
        and (labels_added <> '{}' or labels_removed <> '{}')
    ), own as (
      select contact_id from recent
      where removed and account_id = ${accountId} and decided_by is null
      union
      select contact_id from pending_removals
      where label_id = ${labelId} and account_id = ${accountId}
        and create_time > (select service_now()) - ${WINDOW}
    )
    select (select count(*) from own)::int as "removedWithinHour",
      ((select count(*) from contact_labels where label_id = ${labelId})
        + (select count(*) filter (where removed) - count(*) filter (where added)
           from recent))::int as "sizeAtWindowStart"`.execute(tx);
  return rows[0] ?? {removedWithinHour: 0, sizeAtWindowStart: 0};
}

async function holdRemovals(
  tx: Tx,
  removals: readonly Removal[],
  by: Actor,
  newId: () => string,
): Promise<void> {
  if (removals.length === 0) return;
  const rows = removals.map(removal => ({...removal, id: newId()}));
  const {rows: held} = await sql<{readonly labelId: string}>`
    insert into pending_removals (id, label_id, contact_id, account_id, via)
    select r.id, r."labelId", r."contactId", ${by.accountId}, ${by.via}
    from jsonb_to_recordset(${jsonRows(rows)})
      as r(id uuid, "labelId" uuid, "contactId" uuid)
    on conflict (label_id, contact_id) do nothing
    returning label_id as "labelId"`.execute(tx);
  for (const [labelId, each] of Map.groupBy(held, row => row.labelId)) {
    const count = each.length;
    await noteHeldRemovals(tx, {labelId, actorId: by.accountId, count});
  }
}
