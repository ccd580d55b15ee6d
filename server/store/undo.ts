import {sql} from 'kysely';
import type {UndoableRevision} from '../core/undo.ts';
import type {Db, Tx} from './queries.ts';
import {readVisible, type VisibleContact} from './visible-contacts.ts';

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

/** Everything that was done to these contacts, the oldest first, by contact. */
export async function readOwnRevisions(
  tx: Tx,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnRevision[]>> {
  return readSince(tx, contactIds, 0);
}

/** The last merge into a contact that nobody undid. */
export async function readStandingMerge(
  tx: Tx,
  survivorId: string,
): Promise<
  | {
      readonly absorbedIds: readonly string[];
      /** Whether this contact went into it before. */
      areOlder(absorbedId: string): boolean;
    }
  | undefined
> {
  const rows = await tx
    .selectFrom('merges')
    .select(['id', 'absorbed_id'])
    .where('survivor_id', '=', survivorId)
    .where('undo_time', 'is', null)
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const [last] = rows;
  if (last === undefined) return undefined;
  const idsOf = (list: typeof rows) => list.map(({absorbed_id}) => absorbed_id);
  return {
    absorbedIds: idsOf(rows.filter(({id}) => id === last.id)),
    areOlder: absorbedId => idsOf(rows).includes(absorbedId),
  };
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

export async function readOwnRevision(
  db: Db,
  {id, contactId}: {readonly id: number; readonly contactId: string},
): Promise<OwnRevision | undefined> {
  const {rows} = await sql<OwnRevision>`
    select ${COLUMNS} from revisions
    where id = ${id}::bigint and contact_id = ${contactId}`.execute(db);
  return rows[0];
}

/** A merge, locked with its survivor: nobody takes it apart meanwhile. */
export async function readMergedBy(
  tx: Tx,
  mergeId: string,
): Promise<
  {readonly survivorId: string; readonly isUndone: boolean} | undefined
> {
  const merge = await tx
    .selectFrom('merges')
    .select('survivor_id as survivorId')
    .where('id', '=', mergeId)
    .executeTakeFirst();
  if (merge === undefined) return undefined;
  const {survivorId} = merge;
  await sql`
    select id from contacts where id = ${survivorId} for no key update`.execute(
    tx,
  );
  const {isUndone} = await tx
    .selectFrom('merges')
    .select(sql<boolean>`bool_or(undo_time is not null)`.as('isUndone'))
    .where('id', '=', mergeId)
    .executeTakeFirstOrThrow();
  return {survivorId, isUndone};
}

/** Of the contacts that a merge made one with another those that an account sees as they are. */
export async function readAbsorbed(
  db: Db,
  {
    mergeId,
    accountId,
  }: {readonly mergeId: string | null; readonly accountId: string},
): Promise<readonly VisibleContact[]> {
  const ids = sql`select absorbed_id from merges where id = ${mergeId}::uuid`;
  return readVisible(db, accountId, sql`k.id in (${ids})`);
}

/** In which a contact lives on, where it went into another and the account sees that. */
export async function readSurvivor(
  db: Db,
  {
    contactId,
    accountId,
  }: {readonly contactId: string; readonly accountId: string},
): Promise<VisibleContact | undefined> {
  const [survivor] = await readVisible(
    db,
    accountId,
    sql`k.id <> ${contactId}::uuid and k.id = surviving_contact(${contactId}::uuid)`,
  );
  return survivor;
}

/** The revisions by which a merge was taken apart, one a contact; none where that is not known. */
export async function readUnmerge(
  tx: Tx,
  {undoes}: Pick<OwnRevision, 'undoes'>,
): Promise<{
  readonly survivorId: string;
  readonly revisions: readonly OwnRevision[];
}> {
  const merge = await tx
    .selectFrom('revisions as r')
    .innerJoin('merges as m', 'm.id', 'r.act_id')
    .select(['m.id', 'm.survivor_id as survivorId'])
    .where('r.id', '=', undoes)
    .executeTakeFirst();
  if (merge === undefined) return {survivorId: '', revisions: []};
  const {rows} = await sql<OwnRevision>`
    select ${COLUMNS} from revisions where kind = 'unmerged'
      and contact_id in (
        select unnest(array[survivor_id, absorbed_id]) from merges where id = ${merge.id})
      and undoes in (
        select id from revisions where act_id = ${merge.id} and kind = 'merged')
    order by id`.execute(tx);
  return {survivorId: merge.survivorId, revisions: rows};
}

/** By contact the revision that its merge left, which taking it apart takes back. */
export async function readMergeRevisions(
  tx: Tx,
  mergeId: string,
): Promise<(contactId: string) => {readonly undoes?: number}> {
  const rows = await tx
    .selectFrom('revisions')
    .select(['id', 'contact_id'])
    .where('act_id', '=', mergeId)
    .where('kind', '=', 'merged')
    .execute();
  const byContact = new Map(rows.map(row => [row.contact_id, row.id]));
  return contactId => {
    const undoes = byContact.get(contactId);
    return undoes === undefined ? {} : {undoes};
  };
}

/** A label that was brought back to a time, or such an act undone. */
export interface ListedRestore {
  readonly id: string;
  /** Address. */
  readonly account: string;
  readonly time: Date;
  /** Null: it undid another. */
  readonly past: Date | null;
}

/** A page of what brought a label back, the newest first: by id, which rises. */
export async function listLabelRestores(
  db: Db,
  {
    labelId,
    before,
    limit,
  }: {
    readonly labelId: string;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<readonly ListedRestore[]> {
  return db
    .selectFrom('label_restores as r')
    .innerJoin('accounts as a', 'a.id', 'r.account_id')
    .select(['r.id', 'a.email as account', 'r.time', 'r.past'])
    .where('r.label_id', '=', labelId)
    .$if(before !== undefined, query => query.where('r.id', '<', before ?? ''))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();
}
