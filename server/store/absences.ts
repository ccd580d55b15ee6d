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
  const {rows} = await sql<AbsentCopy>`
    select ${ABSENT_COLUMNS} from copies c
    where c.account_id = ${accountId} and c.presence = 'present' and c.absences = 0`.execute(
    db,
  );
  return rows.filter(({sourceId}) => !listed.has(sourceId));
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
