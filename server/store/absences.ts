import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';

/** A copy that is not found, without any mark of its deletion. */
export interface AbsentCopy {
  readonly contactId: string;
  readonly sourceId: string;
  readonly resourceName: string;
  /** Runs before in which it was not found. */
  readonly absences: number;
}

const ABSENT_COLUMNS = sql`c.contact_id as "contactId", c.source_id as "sourceId",
  c.resource_name as "resourceName", c.absences`;

/** Copies that were not found in an earlier run. */
export async function readAbsent(
  db: Db,
  accountId: string,
): Promise<readonly AbsentCopy[]> {
  const {rows} = await sql<AbsentCopy>`
    select ${ABSENT_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present' and c.absences > 0`.execute(
    db,
  );
  return rows;
}

/** Copies that should stand in the account and are not among these source ids. */
export async function readUnlisted(
  db: Db,
  accountId: string,
  listed: ReadonlySet<string>,
): Promise<readonly AbsentCopy[]> {
  const ids = await readUnlistedCopyIds(db, accountId, listed);
  if (ids.length === 0) return [];
  const {rows} = await sql<AbsentCopy>`
    select ${ABSENT_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present' and c.absences = 0
      and c.source_id = any(${sql.val([...ids])}::text[])`.execute(db);
  return rows;
}

/** Their source ids: of 25,000 copies one index tells, and none leaves the store. */
export async function readUnlistedCopyIds(
  db: Db,
  accountId: string,
  listed: ReadonlySet<string>,
): Promise<readonly string[]> {
  const {rows} = await sql<{id: string}>`
    select source_id as id from copies
    where account_id = ${accountId} and presence = 'present'
      and source_id is not null and ${isUnlisted(listed)}
    order by 1`.execute(db);
  return rows.map(({id}) => id);
}

/** Of a row with a `source_id`. Not `<> all`, which compares with one after another. */
export function isUnlisted(listed: ReadonlySet<string>) {
  return sql`source_id not in (select unnest(${sql.val([...listed])}::text[]))`;
}

/** These were not found in this run either; nothing is written to them. */
export async function noteAbsences(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
): Promise<void> {
  await sql`
    update copies set absences = absences + 1, hold = 'COPY_NOT_FOUND',
      settled = marks
    where account_id = ${accountId}
      and contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(tx);
}
