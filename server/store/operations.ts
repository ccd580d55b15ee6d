import {sql} from 'kysely';
import type {OperationKind} from '../core/long-work.ts';
import {actLane, operationLane, searchLane, wakeLane} from './lanes.ts';
import type {Db, Tx} from './queries.ts';
import type {ActResult, RepairRequest, SearchResult} from './schema.ts';

/** How long an operation is known after its end, and an upload that broke off before its own. */
const OPERATION_DAYS = 30;
const UPLOAD_HOURS = 24;

/** More contacts are looked through label by label. */
export const SEARCHED_MAX = 100_000;

/** Old ones that go with each new one. */
const CLEANED_MAX = 20;

/** The lane in which work of a kind is done. */
const LANES: Readonly<Record<OperationKind, (id: string) => string>> = {
  IMPORT: operationLane,
  FIND_DUPLICATES: searchLane,
  REPAIR: actLane,
  UNDO: actLane,
};

/** Long work of an account, which begins by `beginOperation`. */
export async function createOperation(
  tx: Tx,
  {
    id,
    kind,
    accountId,
    labelId,
    request,
    undoes,
  }: {
    readonly id: string;
    readonly kind: OperationKind;
    readonly accountId: string;
    /** Undefined: all that the account sees. */
    readonly labelId: string | undefined;
    readonly request?: RepairRequest;
    /** The operation that it takes back. */
    readonly undoes?: string;
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
    .values({
      ...{id, kind, account_id: accountId, label_id: labelId ?? null},
      request: request === undefined ? null : JSON.stringify(request),
      undoes: undoes ?? null,
    })
    .execute();
}

/** All that it needs is here: from now on it is worked on. */
export async function beginOperation(
  tx: Tx,
  {
    id,
    kind,
    charset,
  }: Pick<OperationRow, 'id' | 'kind'> & {
    readonly charset?: string | undefined;
  },
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({begun: true, charset: charset ?? null})
    .where('id', '=', id)
    .execute();
  await wakeLane(tx, LANES[kind](id));
}

/** What did not begin; one that began stays. */
export async function dropUpload(db: Db, id: string): Promise<void> {
  await db
    .deleteFrom('operations')
    .where('id', '=', id)
    .where('begun', '=', false)
    .execute();
}

export interface OperationRow {
  readonly id: string;
  readonly kind: OperationKind;
  readonly accountId: string;
  /** Null: all that the account sees. */
  readonly labelId: string | null;
  readonly isCancelled: boolean;
  /** Of an import of a table: in which the file is, by the WHATWG's name. */
  readonly charset: string | null;
  readonly error: string | null;
  readonly result: SearchResult | ActResult | null;
  readonly request: RepairRequest | null;
  /** How far it got; null: it did not begin, or a search that misses nothing by now. */
  readonly position: string | null;
  /** The operation that it takes back. */
  readonly undoes: string | null;
  readonly createTime: Date;
  readonly endTime: Date | null;
}

const OPERATION = [
  'id',
  'kind',
  'account_id as accountId',
  'label_id as labelId',
  'cancelled as isCancelled',
  'charset',
  'error',
  'result',
  'request',
  'position',
  'undoes',
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

/** The search of the same contacts that an account has under way; it begins no other meanwhile. */
async function readSearchUnderWay(
  tx: Tx,
  {
    accountId,
    labelId,
  }: {readonly accountId: string; readonly labelId: string | undefined},
): Promise<OperationRow | undefined> {
  await sql`
    select id from accounts where id = ${accountId} for no key update`.execute(
    tx,
  );
  return tx
    .selectFrom('operations')
    .select([...OPERATION])
    .where('account_id', '=', accountId)
    .where('label_id', labelId === undefined ? 'is' : '=', labelId ?? null)
    .where('kind', '=', 'FIND_DUPLICATES')
    .where('end_time', 'is', null)
    .executeTakeFirst();
}

/** Looks for contacts that are one person. Returns the operation's id: of one that is under way, if there is. */
export async function beginSearch(
  tx: Tx,
  id: string,
  about: {readonly accountId: string; readonly labelId: string | undefined},
): Promise<string> {
  const underWay = await readSearchUnderWay(tx, about);
  if (underWay !== undefined) return underWay.id;
  await createOperation(tx, {id, kind: 'FIND_DUPLICATES', ...about});
  await beginOperation(tx, {id, kind: 'FIND_DUPLICATES'});
  return id;
}

/** Where a search is that has not read all yet. */
const NEWS = 'news';

/** A search after contacts came: one that is under way looks through all once more. */
export async function searchAgain(
  tx: Tx,
  id: string,
  about: {readonly accountId: string; readonly labelId: string},
): Promise<void> {
  const {numUpdatedRows} = await tx
    .updateTable('operations')
    .set({position: NEWS})
    .where('account_id', '=', about.accountId)
    .where('label_id', '=', about.labelId)
    .where('kind', '=', 'FIND_DUPLICATES')
    .where('end_time', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await beginSearch(tx, id, about);
}

/** A search reads all that is there once this is committed. */
export async function noteReading(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('operations')
    .set({position: null})
    .where('id', '=', id)
    .execute();
}

/** How far a search is that has not ended. */
export async function noteSearch(
  tx: Tx,
  id: string,
  result: SearchResult,
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({result: JSON.stringify(result)})
    .where('id', '=', id)
    .execute();
}

/** It stops before its next batch; one that ended stays as it is. */
export async function cancelOperation(
  tx: Tx,
  {id, kind}: OperationRow,
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({cancelled: true})
    .where('id', '=', id)
    .where('end_time', 'is', null)
    .execute();
  await wakeLane(tx, LANES[kind](id));
}

/** Undefined: it ended, or is not there. Nobody else works on it until the transaction ends. */
export async function lockRunningOperation(
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

/** The operation that takes this one back, if there is. */
export async function readUndoOf(
  db: Db,
  id: string,
): Promise<OperationRow | undefined> {
  return db
    .selectFrom('operations')
    .select([...OPERATION])
    .where('undoes', '=', id)
    .executeTakeFirst();
}

/** In the transaction that does the part up to there. */
export async function noteProgress(
  tx: Tx,
  id: string,
  {position, result}: {readonly position: string; readonly result: ActResult},
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({position, result: JSON.stringify(result)})
    .where('id', '=', id)
    .execute();
}

/** What came of it stays as it was noted where nothing else is said. */
export async function endOperation(
  tx: Tx,
  id: string,
  {
    error,
    result,
  }: {readonly error?: string | undefined; readonly result?: SearchResult},
): Promise<void> {
  await tx
    .updateTable('operations')
    .set({
      end_time: sql<Date>`service_now()`,
      error: error ?? null,
      ...(result !== undefined && {result: JSON.stringify(result)}),
    })
    .where('id', '=', id)
    .execute();
}
