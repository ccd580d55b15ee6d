import {sql} from 'kysely';
import {sameContent, type Content, type SharedField} from '../core/content.ts';
import {
  isAsItLeft,
  planPast,
  wasLabelled,
  whyLeft,
  type LeftReason,
  type PastAct,
  type Whereabouts,
} from '../core/label-past.ts';
import type {LabelSight} from '../core/merge-right.ts';
import {hiddenByAll} from '../core/view.ts';
import {lockContacts, type ContactAct} from './contact-acts.ts';
import type {Db, Tx} from './queries.ts';
import {UNDELETE_DAYS_MAX} from './trash-labels.ts';

/** So many contacts one act changes at most: it is one transaction. */
export const RESTORED_MAX = 10_000;

/** What brings a label to a time, and whom it leaves where they are. */
export interface LabelPlan {
  readonly acts: readonly ContactAct[];
  readonly left: readonly LeftReason[];
}

/** A label's time, beside which a time to bring it back to is looked at. */
export async function readLabelTimes(
  db: Db,
  labelId: string,
): Promise<{readonly createTime: Date; readonly now: Date} | undefined> {
  return db
    .selectFrom('labels')
    .select(['create_time as createTime', sql<Date>`service_now()`.as('now')])
    .where('id', '=', labelId)
    .where('delete_time', 'is', null)
    .executeTakeFirst();
}

/** No contact joins or leaves the label until the transaction ends. */
export async function lockLabel(tx: Tx, labelId: string): Promise<void> {
  await sql`
    select id from labels where id = ${labelId} for no key update`.execute(tx);
}

/**
 * What it takes to have a label's contacts as they were at the end of a time's
 * millisecond, within what an account that manages it may see and change. Keeps
 * the label and its contacts locked. Times in answers have milliseconds: what a
 * revision says happened then has happened by then.
 */
export async function planLabelPast(
  tx: Tx,
  {
    labelId,
    time,
    accountId,
    hiddenFields,
  }: {
    readonly labelId: string;
    readonly time: Date;
    readonly accountId: string;
    readonly hiddenFields: readonly SharedField[];
  },
): Promise<LabelPlan> {
  await lockLabel(tx, labelId);
  const after = new Date(time.getTime() + 1);
  const ids = await readConcerned(tx, labelId, after);
  await lockContacts(tx, ids);
  const asked = {labelId, after, accountId};
  const present = await readPresent(tx, ids, asked);
  const later = await readActsSince(tx, ids, after);
  const laterOf = (id: string) => later.get(id) ?? [];
  const were = wereLabelled(labelId, present, laterOf);
  const acts: ContactAct[] = [];
  const left: LeftReason[] = [];
  for (const each of present) {
    if (each.mergedInto !== null) continue;
    const labels = each.labels.filter(({role}) => role !== null);
    const hidden = labels.map(label => label.hiddenFields);
    const step = planPast({
      content: each.content,
      isLabelled: each.isLabelled,
      wasLabelled: were.has(each.id),
      isMerged: each.isMerged,
      left: whyLeft(whereabouts(each), isAsItLeft(labelId, laterOf(each.id))),
      hiddenFields: hiddenByAll([...hidden, hiddenFields]),
      later: laterOf(each.id),
    });
    if (step.kind === 'leave') left.push(step.reason);
    else if (each.isMerged && were.has(each.id)) left.push('MERGED');
    if (step.kind !== 'change') continue;
    if (step.label === 'keep' && sameContent(step.content, each.content)) {
      continue;
    }
    acts.push({
      contactId: each.id,
      before: each.content,
      after: step.content,
      add: step.label === 'add' ? [labelId] : [],
      remove: step.label === 'remove' ? [labelId] : [],
    });
  }
  return {acts, left: [...left, ...lostToMerges(were, present)]};
}

/** Contacts that are in the label, and those that joined or left it since. */
async function readConcerned(
  tx: Tx,
  labelId: string,
  after: Date,
): Promise<readonly string[]> {
  const {rows} = await sql<{readonly id: string}>`
    select contact_id as id from contact_labels where label_id = ${labelId}
    union
    select contact_id from revisions
    where time >= ${after} and (labels_added <> '{}' or labels_removed <> '{}')
      and (${labelId}::uuid = any(labels_added) or ${labelId}::uuid = any(labels_removed))
    order by id`.execute(tx);
  return rows.map(({id}) => id);
}

export interface PresentRow {
  readonly id: string;
  readonly content: Content;
  readonly inTrash: boolean;
  readonly isOver: boolean;
  readonly wentWithIt: boolean;
  readonly mergedInto: string | null;
  readonly isMerged: boolean;
  readonly isLabelled: boolean;
  /** Those that stand. */
  readonly labels: readonly LabelSight[];
}

/** Contacts as they are, and how the account stands to each of their labels. */
export async function readPresent(
  tx: Tx,
  contactIds: readonly string[],
  {
    labelId,
    after,
    accountId,
  }: {
    readonly labelId: string;
    /** Merges from then on count. */
    readonly after?: Date;
    readonly accountId: string;
  },
): Promise<readonly PresentRow[]> {
  const {rows} = await sql<PresentRow>`
    select k.id, k.content, k.delete_time is not null as "inTrash",
      coalesce(k.delete_time <= (select service_now())
        - ${UNDELETE_DAYS_MAX} * interval '1 day', false) as "isOver",
      ${labelId}::uuid = any(k.trash_label_ids) as "wentWithIt",
      k.merged_into as "mergedInto",
      exists (select from merges m
        where m.survivor_id = k.id and m.undo_time is null
          and m.time >= ${after ?? null}::timestamptz) as "isMerged",
      exists (select from contact_labels x
        where x.contact_id = k.id and x.label_id = ${labelId}) as "isLabelled",
      coalesce((
        select jsonb_agg(jsonb_build_object('labelId', l.id, 'role', co.role,
          'hiddenFields', coalesce(to_jsonb(co.hidden_fields), '[]')))
        from labels l
        left join collaborators co
          on co.label_id = l.id and co.account_id = ${accountId}
        where l.delete_time is null and case when k.delete_time is null
          then exists (select from contact_labels cl
            where cl.contact_id = k.id and cl.label_id = l.id)
          else l.id = any(k.trash_label_ids) end), '[]') as labels
    from contacts k
    where k.id = any(${sql.val([...contactIds])}::uuid[])
    order by k.id`.execute(tx);
  return rows;
}

export function whereabouts(row: PresentRow): Whereabouts {
  const {inTrash, isOver, wentWithIt, labels} = row;
  return inTrash
    ? {kind: 'trash', isOver, wentWithIt, labels}
    : {kind: 'elsewhere', labels};
}

async function readActsSince(
  tx: Tx,
  contactIds: readonly string[],
  after: Date,
): Promise<ReadonlyMap<string, readonly PastAct[]>> {
  const {rows} = await sql<PastAct & {readonly contactId: string}>`
    select contact_id as "contactId", kind, changes,
      labels_added as "labelsAdded", labels_removed as "labelsRemoved"
    from revisions
    where contact_id = any(${sql.val([...contactIds])}::uuid[])
      and time >= ${after}
    order by id`.execute(tx);
  return Map.groupBy(rows, ({contactId}) => contactId);
}

/** Who was in the label then; one that went into another since was there as that one. */
function wereLabelled(
  labelId: string,
  present: readonly PresentRow[],
  laterOf: (contactId: string) => readonly PastAct[],
): ReadonlySet<string> {
  const byId = new Map(present.map(row => [row.id, row]));
  const were = new Set<string>();
  for (const row of present) {
    if (!wasLabelled(labelId, row.isLabelled, laterOf(row.id))) continue;
    let lives = row;
    // One may have gone into another that went into a third.
    for (
      let next = byId.get(row.mergedInto ?? '');
      next !== undefined && next !== row;
      next = byId.get(next.mergedInto ?? '')
    ) {
      lives = next;
    }
    were.add(lives.id);
  }
  return were;
}

/** Those that live on in a contact which the label has nothing to do with. */
function lostToMerges(
  were: ReadonlySet<string>,
  present: readonly PresentRow[],
): readonly LeftReason[] {
  return present
    .filter(({id, mergedInto}) => mergedInto !== null && were.has(id))
    .map(() => 'MERGED');
}

/** Notes the act; its revisions have its id. */
export async function insertLabelRestore(
  tx: Tx,
  restore: {
    readonly id: string;
    readonly labelId: string;
    readonly accountId: string;
    /** Undefined: it undoes another. */
    readonly past: Date | undefined;
  },
): Promise<void> {
  const {id, labelId, accountId, past} = restore;
  await tx
    .insertInto('label_restores')
    .values({
      id,
      label_id: labelId,
      account_id: accountId,
      past: past ?? null,
    })
    .execute();
}
