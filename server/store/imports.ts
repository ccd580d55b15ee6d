import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import type {RowEvidence} from '../core/row-evidence.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import type {RowRemark} from '../core/row-remark.ts';
import {endOperation} from './operations.ts';
import {writePhoto, type Photo} from './photos.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {ImportRowState} from './schema.ts';

/** A row of a file as it came in: with what it says, or why it is refused. */
export interface ImportRow {
  readonly number: number;
  readonly line: number;
  readonly content?: Content;
  readonly refusal?: RowRefusal;
  /** Of the content: its picture, which is kept until the contact has it. */
  readonly photo?: Photo;
  readonly remarks?: readonly RowRemark[];
}

/** Rows of a file that is still being read. */
export async function addImportRows(
  db: Db,
  operationId: string,
  rows: readonly ImportRow[],
): Promise<void> {
  if (rows.length === 0) return;
  for (const {photo} of rows) {
    if (photo !== undefined) await writePhoto(db, photo);
  }
  const written = rows.map(({number, line, content, refusal, remarks}) => ({
    ...{number, line, content, refusal},
    remarks: remarks === undefined || remarks.length === 0 ? null : remarks,
  }));
  await sql`
    insert into import_rows
      (operation_id, number, line, state, content, refusal, remarks)
    select ${operationId}::uuid, number, line,
      case when content is null then 'REJECTED' else 'WAITING' end,
      content, refusal, remarks
    from jsonb_to_recordset(${jsonRows(written)}) as r(number int, line int,
      content jsonb, refusal jsonb, remarks text[])`.execute(db);
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

export interface ToldRow {
  readonly line: number;
  readonly state: Exclude<ImportRowState, 'WAITING' | 'CANCELLED'>;
  readonly refusal: RowRefusal | null;
  /** Of one that was joined: by which field. Of one that the release before refused: why, in English. */
  readonly reason: string | null;
  /** Of one that the release before refused: the column, where it was one. */
  readonly place: number | null;
  readonly remarks: readonly RowRemark[] | null;
  /** Of one that was joined: who that one lives on in, where the account sees it. */
  readonly contactId: string | null;
  /** Of one that was joined with an earlier row's contact: the line of that row. */
  readonly sameAs: number | null;
}

const IS_TOLD = sql`(state in ('REJECTED', 'MERGED', 'UNCHANGED')
  or (state = 'CREATED' and remarks is not null))`;

/**
 * The first of those that were refused, of which something was left out, or that were
 * joined with a contact, in this order; an account is told of whom it sees.
 */
export async function listToldRows(
  db: Db,
  {
    operationId,
    accountId,
    limit,
  }: {
    readonly operationId: string;
    readonly accountId: string;
    readonly limit: number;
  },
): Promise<readonly ToldRow[]> {
  const {rows} = await sql<Omit<ToldRow, 'sameAs'> & {joinedId: string | null}>`
    select t.line, t.state, t.refusal, t.reason, t.place, t.remarks,
      case when t.state in ('MERGED', 'UNCHANGED') then t.contact_id end as "joinedId",
      case when exists (
        select from contact_labels cl
        join collaborators co on co.label_id = cl.label_id
        where cl.contact_id = j.lives_in and co.account_id = ${accountId}
      ) then j.lives_in end as "contactId"
    from (
      select * from import_rows where operation_id = ${operationId} and ${IS_TOLD}
      order by state <> 'REJECTED', remarks is null, state <> 'MERGED', number
      limit ${limit}
    ) t
    cross join lateral (
      select case when t.state in ('MERGED', 'UNCHANGED')
        then surviving_contact(t.contact_id) end as lives_in) j
    order by t.state <> 'REJECTED', t.remarks is null, t.state <> 'MERGED', t.number`.execute(
    db,
  );
  const joinedIds = rows.flatMap(({joinedId}) => joinedId ?? []);
  const lines = await readCreatingLines(db, operationId, joinedIds);
  return rows.map(({joinedId, ...row}) => ({
    ...row,
    sameAs: (joinedId === null ? undefined : lines.get(joinedId)) ?? null,
  }));
}

/**
 * The lines of the rows that created contacts, by these. Asked by itself: joined, and
 * before tables are analysed, each row was looked for in all of the file, each time.
 */
async function readCreatingLines(
  db: Db,
  operationId: string,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (contactIds.length === 0) return new Map();
  const {rows} = await sql<{readonly contactId: string; readonly line: number}>`
    select contact_id as "contactId", line from import_rows
    where operation_id = ${operationId} and state = 'CREATED'
      and contact_id = any(${sql.val([...new Set(contactIds)])}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map(({contactId, line}) => [contactId, line]));
}

/** How many rows `listToldRows` would tell of in all. */
export async function countToldRows(
  db: Db,
  operationId: string,
): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from import_rows
    where operation_id = ${operationId} and ${IS_TOLD}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** How many rows were refused, and of how many something was left out, by code. */
export async function countCodes(
  db: Db,
  operationId: string,
): Promise<Readonly<Record<string, number>>> {
  const {rows} = await sql<{code: string; count: number}>`
    select code, count(*)::int as count from (
      select refusal->>'code' as code from import_rows
      where operation_id = ${operationId} and refusal is not null
      union all
      select unnest(remarks) from import_rows
      where operation_id = ${operationId}
        and state in ('CREATED', 'MERGED', 'UNCHANGED')) told
    group by code order by code`.execute(db);
  return Object.fromEntries(rows.map(({code, count}) => [code, count]));
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
  /** Of one that was joined: the contact that went into that one. */
  readonly absorbedId?: string;
  /** Of one that was joined. */
  readonly evidence?: RowEvidence;
  readonly refusal?: RowRefusal;
  /** Beside those of its file. */
  readonly remarks?: readonly RowRemark[];
}

/** What came of rows; what they said goes. */
export async function settleRows(
  tx: Tx,
  operationId: string,
  rows: readonly SettledRow[],
): Promise<void> {
  await sql`
    update import_rows i set content = null, state = r.state,
      contact_id = r."contactId", absorbed_id = r."absorbedId",
      reason = r.evidence, refusal = r.refusal,
      remarks = nullif(coalesce(i.remarks, '{}') || coalesce(r.remarks, '{}'), '{}')
    from jsonb_to_recordset(${jsonRows(rows)}) as r(
      number int, state text, "contactId" uuid, "absorbedId" uuid, evidence text,
      refusal jsonb, remarks text[])
    where i.operation_id = ${operationId} and i.number = r.number`.execute(tx);
}

export interface ImportedRow {
  readonly number: number;
  readonly contactId: string;
  /** Null: it was created; else it was joined, and this went into it. */
  readonly absorbedId: string | null;
}

/** Rows that became or joined a contact, the last of the file first. */
export async function listImportedRows(
  tx: Tx,
  {
    operationId,
    before,
    limit,
  }: {
    readonly operationId: string;
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly ImportedRow[]> {
  const rows = await tx
    .selectFrom('import_rows')
    .select(['number', 'contact_id as contactId', 'absorbed_id as absorbedId'])
    .where('operation_id', '=', operationId)
    .$if(before !== undefined, query => query.where('number', '<', before ?? 0))
    .where('state', 'in', ['CREATED', 'MERGED'])
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({contactId, ...row}) =>
    contactId === null ? [] : [{...row, contactId}],
  );
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
  await endOperation(tx, id, {error});
}
