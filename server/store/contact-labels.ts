import {sql} from 'kysely';
import {insertRevisions, type Actor} from './contact-history.ts';
import {noteLabelling} from './contact-keys.ts';
import {noteRemovals} from './notices.ts';
import {jsonRows, type Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {isAsItLeft, labelsLeftInTrash} from './trash-labels.ts';

export interface LabelChange {
  readonly contactIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly by: Actor;
  /** Who let a removal through that was held. */
  readonly decidedBy?: string;
  /** Whose suggestion it was. */
  readonly authorId?: string;
  /** Of that suggestion. */
  readonly actId?: string;
}

/**
 * Puts labels on contacts and takes them off. A contact that no label is left
 * on goes to the trash, which knows what came off last; one that gets a label
 * there comes out. Rows and history stay, copies become due. What is so already
 * is no change.
 */
export async function changeContactLabels(
  tx: Tx,
  {contactIds, add, remove, by, ...others}: LabelChange,
): Promise<void> {
  if (contactIds.length === 0) return;
  const ids = sql.val([...contactIds]);
  if (add.length > 0) await keepReach(tx, add);
  await sql`
    select id from contacts where id = any(${ids}::uuid[])
    order by id for no key update`.execute(tx);
  const added = await putLabels(tx, contactIds, add);
  const removed = await takeLabels(tx, contactIds, remove);
  const changed = new Set([...added.keys(), ...removed.keys()]);
  const changes = [...changed].sort().map(contactId => ({
    contactId,
    labelsAdded: added.get(contactId) ?? [],
    labelsRemoved: removed.get(contactId) ?? [],
  }));
  if (changes.length === 0) return;
  const states = await settleTrash(tx, changes);
  await insertRevisions(
    tx,
    changes.flatMap(change => {
      const state = states.get(change.contactId);
      if (state === undefined) return [];
      const {version, trashed} = state;
      const kind = trashed ? 'trash' : 'labels';
      return [{...others, ...change, version, kind, changes: []}];
    }),
    by,
  );
  await touchContacts(tx, [...changed]);
  await noteRemovals(tx, countByLabel(removed), {
    actorId: by.accountId,
    deciderId: others.decidedBy,
  });
}

function countByLabel(
  labelsByContact: LabelsByContact,
): ReadonlyMap<string, number> {
  const labelIds = [...labelsByContact.values()].flat();
  const groups = Map.groupBy(labelIds, id => id);
  return new Map([...groups].map(([id, each]) => [id, each.length]));
}

interface Labelling {
  readonly contactId: string;
  readonly labelId: string;
}

type LabelsByContact = ReadonlyMap<string, readonly string[]>;

function byContact(rows: readonly Labelling[]): LabelsByContact {
  const groups = Map.groupBy(rows, row => row.contactId);
  return new Map(
    [...groups].map(([id, group]) => [
      id,
      group.map(row => row.labelId).sort(),
    ]),
  );
}

/** The labels that were not there before. */
export async function putLabels(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[],
): Promise<LabelsByContact> {
  const {rows} = await sql<Labelling>`
    insert into contact_labels (contact_id, label_id)
    select c.id, l.id from unnest(${sql.val([...contactIds])}::uuid[]) as c(id)
    cross join unnest(${sql.val([...labelIds])}::uuid[]) as l(id)
    on conflict do nothing
    returning contact_id as "contactId", label_id as "labelId"`.execute(tx);
  return noted(tx, rows);
}

/** The labels that were there; who waits to remove them has nothing to wait for. */
export async function takeLabels(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[],
): Promise<LabelsByContact> {
  const pairs = sql`contact_id = any(${sql.val([...contactIds])}::uuid[])
    and label_id = any(${sql.val([...labelIds])}::uuid[])`;
  await sql`delete from pending_removals where ${pairs}`.execute(tx);
  const {rows} = await sql<Labelling>`
    delete from contact_labels where ${pairs}
    returning contact_id as "contactId", label_id as "labelId"`.execute(tx);
  return noted(tx, rows);
}

async function noted(
  tx: Tx,
  rows: readonly Labelling[],
): Promise<LabelsByContact> {
  const labels = byContact(rows);
  const labelIds = [...new Set(rows.map(({labelId}) => labelId))];
  await noteLabelling(tx, [...labels.keys()], labelIds);
  return labels;
}

interface TrashState {
  readonly version: number;
  readonly trashed: boolean;
}

/**
 * Into the trash and out of it, by the labels that are left: those of deleted
 * labels count for nothing. A label that others took the contact back without
 * keeps it in its people's trash, while it is as it left.
 */
export async function settleTrash(
  tx: Tx,
  changes: readonly {
    readonly contactId: string;
    readonly labelsRemoved: readonly string[];
  }[],
): Promise<ReadonlyMap<string, TrashState>> {
  // `offset 0` has labels looked up contact by contact, not all of them hashed.
  const {rows} = await sql<TrashState & {readonly id: string}>`
    with changed as (
      select r."contactId" as id, r."labelsRemoved" as removed,
        exists (select from contact_labels x
                join labels l on l.id = x.label_id and l.delete_time is null
                where x.contact_id = r."contactId" offset 0) as labelled
      from jsonb_to_recordset(${jsonRows(changes)})
        as r("contactId" uuid, "labelsRemoved" uuid[])
    )
    update contacts k set version = version + 1,
      merged_into = case when not c.labelled then k.merged_into end,
      trash_label_ids = case
        when c.labelled then ${labelsLeftInTrash()}
        when k.delete_time is null then c.removed || array(
          select t.id from unnest(k.trash_label_ids) as t(id)
          where t.id <> all(c.removed) and ${isAsItLeft(sql`t.id`)})
        else k.trash_label_ids end,
      delete_time = case when not c.labelled
        then coalesce(k.delete_time, service_now()) end
    from changed c where k.id = c.id
    returning k.id, k.version, k.delete_time is not null as trashed`.execute(
    tx,
  );
  return new Map(rows.map(({id, ...state}) => [id, state]));
}
