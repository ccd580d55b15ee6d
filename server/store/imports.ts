import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {operationLane, wakeLane} from './lanes.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {ImportRowState} from './schema.ts';

/** A row of a file as it came in: with what it says, or why it is refused. */
export interface ImportRow {
  readonly number: number;
  readonly line: number;
  readonly content?: Content;
  readonly reason?: string;
  readonly place?: number;
}

/** How long an operation is known after its end, and an upload that broke off before its own. */
export const OPERATION_DAYS = 30;
const UPLOAD_HOURS = 24;

/** Old ones that go with each new one. */
const CLEANED_MAX = 20;

export async function createImport(
  tx: Tx,
  {
    id,
    accountId,
    labelId,
  }: {
    readonly id: string;
    readonly accountId: string;
    readonly labelId: string;
  },
): Promise<void> {
  await sql`
    delete from operations o using (
      select id from operations
      where create_time < (select service_now()) - interval '${sql.lit(UPLOAD_HOURS)} hours'
        and (not begun or (end_time is not null and create_time <
               (select service_now()) - interval '${sql.lit(OPERATION_DAYS)} days'))
      order by create_time limit ${CLEANED_MAX}
      for update skip locked) old
    where o.id = old.id`.execute(tx);
  await tx
    .insertInto('operations')
    .values({id, account_id: accountId, label_id: labelId})
    .execute();
}

/** Rows of a file that is still being read. */
export async function addImportRows(
  db: Db,
  operationId: string,
  rows: readonly ImportRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into import_rows
      (operation_id, number, line, state, content, reason, place)
    select ${operationId}::uuid, number, line,
      case when content is null then 'REJECTED' else 'WAITING' end,
      content, reason, place
    from jsonb_to_recordset(${jsonRows(rows)}) as r(
      number int, line int, content jsonb, reason text, place int)`.execute(db);
}

/** The whole file is here: from now on it is worked on. */
export async function beginImport(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('operations')
    .set({begun: true})
    .where('id', '=', id)
    .execute();
  await wakeLane(tx, operationLane(id));
}

export async function dropImport(db: Db, id: string): Promise<void> {
  await db.deleteFrom('operations').where('id', '=', id).execute();
}

export interface OperationRow {
  readonly id: string;
  readonly accountId: string;
  readonly labelId: string;
  readonly isCancelled: boolean;
  readonly error: string | null;
  readonly createTime: Date;
  readonly endTime: Date | null;
}

const OPERATION = [
  'id',
  'account_id as accountId',
  'label_id as labelId',
  'cancelled as isCancelled',
  'error',
  'create_time as createTime',
  'end_time as endTime',
] as const;

/** Somebody's own, and begun: others do not exist for them. */
export async function readOperation(
  db: Db,
  {id, accountId}: {readonly id: string; readonly accountId: string},
): Promise<OperationRow | undefined> {
  return db
    .selectFrom('operations')
    .select([...OPERATION])
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('begun', '=', true)
    .executeTakeFirst();
}

export async function countImportRows(
  db: Db,
  operationId: string,
): Promise<Readonly<Partial<Record<ImportRowState, number>>>> {
  const {rows} = await sql<{state: ImportRowState; count: number}>`
    select state, count(*)::int as count from import_rows
    where operation_id = ${operationId} group by state`.execute(db);
  return Object.fromEntries(rows.map(({state, count}) => [state, count]));
}

export interface RejectedRow {
  readonly line: number;
  readonly reason: string | null;
  readonly place: number | null;
}

/** The first of those that were refused, as they stand in the file. */
export async function listRejectedRows(
  db: Db,
  operationId: string,
  limit: number,
): Promise<readonly RejectedRow[]> {
  return db
    .selectFrom('import_rows')
    .select(['line', 'reason', 'place'])
    .where('operation_id', '=', operationId)
    .where('state', '=', 'REJECTED')
    .orderBy('number')
    .limit(limit)
    .execute();
}

/** It stops before its next batch; one that ended stays as it is. */
export async function cancelOperation(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('operations')
    .set({cancelled: true})
    .where('id', '=', id)
    .where('end_time', 'is', null)
    .execute();
  await wakeLane(tx, operationLane(id));
}

/** Undefined: it ended, or is not there. Nobody else works on it until the transaction ends. */
export async function lockRunningImport(
  tx: Tx,
  id: string,
): Promise<OperationRow | undefined> {
  return tx
    .selectFrom('operations')
    .select([...OPERATION])
    .where('id', '=', id)
    .where('begun', '=', true)
    .where('end_time', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

export async function listWaitingRows(
  tx: Tx,
  operationId: string,
  limit: number,
): Promise<readonly {readonly number: number; readonly content: Content}[]> {
  const rows = await tx
    .selectFrom('import_rows')
    .select(['number', 'content'])
    .where('operation_id', '=', operationId)
    .where('state', '=', 'WAITING')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.flatMap(({number, content}) =>
    content === null ? [] : [{number, content}],
  );
}

export interface SettledRow {
  readonly number: number;
  readonly state: Exclude<ImportRowState, 'WAITING'>;
  readonly contactId?: string;
  readonly reason?: string;
}

/** What came of rows; what they said goes. */
export async function settleRows(
  tx: Tx,
  operationId: string,
  rows: readonly SettledRow[],
): Promise<void> {
  await sql`
    update import_rows i set content = null, state = r.state,
      contact_id = r."contactId", reason = r.reason
    from jsonb_to_recordset(${jsonRows(rows)}) as r(
      number int, state text, "contactId" uuid, reason text)
    where i.operation_id = ${operationId} and i.number = r.number`.execute(tx);
}

/** Ends it; rows that still wait are left out, and what they said goes. */
export async function endImport(
  tx: Tx,
  id: string,
  error: string | undefined,
): Promise<void> {
  await sql`
    update import_rows set state = 'CANCELLED', content = null
    where operation_id = ${id} and state = 'WAITING'`.execute(tx);
  await sql`
    update operations set end_time = service_now(), error = ${error ?? null}
    where id = ${id}`.execute(tx);
}
