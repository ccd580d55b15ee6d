import {isDeepStrictEqual} from 'node:util';
import {sql, type RawBuilder} from 'kysely';
import type {Db, Tx} from '../../../server/store/queries.ts';

/** That somebody called is nothing that the call changed. */
const CALLS = 'call_counts';

/** Every row of every table, by table: equal dumps are equal stores. */
export type StoreDump = Readonly<Record<string, readonly object[]>>;

export async function dumpStore(db: Db): Promise<StoreDump> {
  const {rows: tables} = await sql<{name: string}>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename <> ${CALLS}
    order by 1`.execute(db);
  const {rows} = await sql<{name: string; rows: readonly object[]}>`${sql.join(
    tables.map(({name}) => dumpTable(name)),
    sql` union all `,
  )}`.execute(db);
  return Object.fromEntries(rows.map(row => [row.name, row.rows]));
}

function dumpTable(name: string): RawBuilder<unknown> {
  return sql`select ${sql.lit(name)} as name,
    coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)), '[]') as rows
    from ${sql.table(name)} t`;
}

/** Makes the store what it was when `wanted` was dumped. */
export async function restoreStore(db: Db, wanted: StoreDump): Promise<void> {
  const now = await dumpStore(db);
  const changed = Object.keys(wanted).filter(
    name => !isDeepStrictEqual(wanted[name], now[name]),
  );
  if (changed.length === 0) return;
  await db.transaction().execute(async tx => {
    // References are checked by triggers, which a replica does not run.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const name of changed) await restoreTable(tx, name, wanted[name]!);
  });
}

async function restoreTable(
  tx: Tx,
  name: string,
  rows: readonly object[],
): Promise<void> {
  const {rows: columns} = await sql<{name: string}>`
    select attname as name from pg_attribute
    where attrelid = to_regclass(${name}) and attnum > 0
      and not attisdropped and attgenerated = ''`.execute(tx);
  const names = sql.join(columns.map(column => sql.ref(column.name)));
  await sql`delete from ${sql.table(name)}`.execute(tx);
  await sql`
    insert into ${sql.table(name)} (${names}) overriding system value
    select ${names} from jsonb_populate_recordset(
      null::${sql.table(name)}, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
}
