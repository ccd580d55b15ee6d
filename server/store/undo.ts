import {sql} from 'kysely';
import type {UndoableRevision} from '../core/undo.ts';
import type {Db, Tx} from './queries.ts';

/** A revision as it can be undone: with whose act it was, unseen by anybody's lens. */
export interface OwnRevision extends UndoableRevision {
  readonly contactId: string;
  readonly accountId: string | null;
  readonly actId: string | null;
}

const COLUMNS = sql`id, contact_id as "contactId", account_id as "accountId",
  act_id as "actId", kind, changes, undoes,
  labels_added as "labelsAdded", labels_removed as "labelsRemoved"`;

/** The revisions of an act, by contact. */
export async function readActRevisions(
  db: Db,
  actId: string,
): Promise<readonly OwnRevision[]> {
  const {rows} = await sql<OwnRevision>`
    select ${COLUMNS} from revisions where act_id = ${actId}
    order by contact_id, id`.execute(db);
  return rows;
}

/** What was done to these contacts since a revision, the oldest first, by contact. */
export async function readSince(
  tx: Tx,
  contactIds: readonly string[],
  revisionId: number,
): Promise<ReadonlyMap<string, readonly OwnRevision[]>> {
  const {rows} = await sql<OwnRevision>`
    select ${COLUMNS} from revisions
    where contact_id = any(${sql.val([...contactIds])}::uuid[])
      and id > ${revisionId}::bigint
    order by id`.execute(tx);
  return Map.groupBy(rows, ({contactId}) => contactId);
}

export interface LabelRestoreRow {
  readonly id: string;
  readonly accountId: string;
  /** Null: it undid another. */
  readonly past: Date | null;
}

export async function readLabelRestore(
  db: Db,
  {id, labelId}: {readonly id: string; readonly labelId: string},
): Promise<LabelRestoreRow | undefined> {
  return db
    .selectFrom('label_restores')
    .select(['id', 'account_id as accountId', 'past'])
    .where('id', '=', id)
    .where('label_id', '=', labelId)
    .executeTakeFirst();
}
