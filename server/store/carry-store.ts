import {sql, type RawBuilder} from 'kysely';
import type {Database} from './database.ts';
import {wakeLanes} from './lanes.ts';
import {compareSchema, migrate} from './migrate.ts';
import type {Db, Tx} from './queries.ts';

/** Of one statement; a contact is about a kilobyte, its search text thrice that. */
const BATCH_ROWS = 500;

/** A photo is up to 2 MB, twice that as text. */
const PHOTO_BATCH_ROWS = 8;

/** The release's own record of a schema: each store keeps its own. */
const APPLIED = 'applied_migrations';

/** By the source's transactions: who read it there is told to read everything again. */
const CHANGES = 'changes';

export interface CarriedTable {
  readonly table: string;
  readonly rows: number;
}

/** Both stores are as they were; the message is one line and says what to do. */
class CarryRefusedError extends Error {
  override readonly name = 'CarryRefusedError';
}

/**
 * Copies everything the embedded store holds, but the feed of changes, to a PostgreSQL that has neither
 * accounts nor labels yet, in one transaction there; the source is only read.
 * What a service that never got to work left there goes: settings, Directory.
 *
 * Which tables there are and which refers to which is asked of the source's
 * catalogue. Values travel as PostgreSQL prints them, so microseconds and
 * numbers beyond 2^53 arrive; before the commit each table's rows are counted
 * and summed up on both sides. Lanes arrive woken, and nobody holds them.
 *
 * Throws, in one line, `CarryRefusedError` or `NewerStoreError`.
 */
export async function carryStore({
  source,
  target,
  report,
}: {
  readonly source: Database;
  readonly target: Database;
  /** After each table, in the order in which they are copied. */
  readonly report: (carried: CarriedTable) => void;
}): Promise<void> {
  await refuseUsed(target.db);
  await refuseOtherSchema(source);
  await migrate(target);
  const reading = source.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only');
  await reading.execute(async from => {
    const tables = await readTables(from);
    await target.db.transaction().execute(async to => {
      await settle(from);
      await settle(to);
      await clear(to, tables);
      for (const table of tables) {
        await copyRows(from, to, table);
        report({table: table.name, rows: await compare(from, to, table)});
      }
      // What triggers noted of rows that arrived.
      await sql`truncate ${sql.table(CHANGES)}`.execute(to);
      await carrySequences(from, to);
      await wakeAll(to);
    });
  });
}

/** Asked twice: before anything changes, and once nobody else can write. */
async function refuseUsed(db: Db): Promise<void> {
  for (const name of ['accounts', 'labels']) {
    const {rows: tables} = await sql`
      select 1 where to_regclass(${name}) is not null`.execute(db);
    if (tables.length === 0) continue;
    const {rows} = await sql`select 1 from ${sql.table(name)} limit 1`.execute(
      db,
    );
    if (rows.length === 0) continue;
    throw new CarryRefusedError(
      `DATABASE_URL: this PostgreSQL already holds ${name}: name a new database.`,
    );
  }
}

async function refuseOtherSchema(source: Database): Promise<void> {
  const {newer, missing} = await compareSchema(source);
  if (newer !== undefined) {
    throw new CarryRefusedError(
      `DATA_DIR: its store has migration ${newer}, which this release does not know: use the newer release that wrote it.`,
    );
  }
  if (missing !== undefined) {
    throw new CarryRefusedError(
      `DATA_DIR: its store lacks migration ${missing}: start this release on it once, stop it, and try again.`,
    );
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Table {
  readonly name: string;
  /** Without those that PostgreSQL computes. */
  readonly columns: readonly Column[];
  /** In the order of the primary key. */
  readonly key: readonly Column[];
}

/** Each table after those it refers to. */
async function readTables(from: Db): Promise<readonly Table[]> {
  const {rows} = await sql<{name: string; parents: readonly string[]}>`
    select c.relname::text as name, array(
      select distinct p.relname::text
      from pg_constraint f join pg_class p on p.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f') as parents
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and c.relname not in (${APPLIED}, ${`${APPLIED}_lock`}, ${CHANGES})
    order by c.relname`.execute(from);
  const tables: Table[] = [];
  let left = rows;
  while (left.length > 0) {
    const waiting = new Set(left.map(row => row.name));
    const ready = left.filter(({parents}) =>
      parents.every(parent => !waiting.has(parent)),
    );
    if (ready.length === 0) {
      throw new Error(`Tables refer to each other: ${[...waiting].join(', ')}`);
    }
    for (const {name} of ready) tables.push(await readTable(from, name));
    left = left.filter(row => !ready.includes(row));
  }
  return tables;
}

async function readTable(from: Db, name: string): Promise<Table> {
  const {rows} = await sql<Column & {key_position: number | null}>`
    select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
      array_position(i.indkey::smallint[], a.attnum) as key_position
    from pg_attribute a
      left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = to_regclass(quote_ident(${name}))
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum`.execute(from);
  const key = rows
    .filter(row => row.key_position !== null)
    .sort((a, b) => (a.key_position ?? 0) - (b.key_position ?? 0));
  if (key.length === 0) throw new Error(`Table ${name} has no primary key.`);
  return {name, columns: rows, key};
}

/**
 * The same text for the same value on both sides, and no end to a transaction
 * that waits while the other side reads.
 */
async function settle(tx: Tx): Promise<void> {
  await sql`select set_config('TimeZone', 'UTC', true),
    set_config('DateStyle', 'ISO', true),
    set_config('IntervalStyle', 'postgres', true),
    set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`.execute(tx);
}

/** From here on nobody else reads or writes there. */
async function clear(to: Tx, tables: readonly Table[]): Promise<void> {
  const names = sql.join(tables.map(table => sql.table(table.name)));
  await sql`lock table ${names} in access exclusive mode`.execute(to);
  await refuseUsed(to);
  await sql`truncate ${names} restart identity`.execute(to);
}

async function copyRows(from: Tx, to: Tx, table: Table): Promise<void> {
  const {name, columns, key} = table;
  const names = sql.join(columns.map(column => sql.ref(column.name)));
  const values = sql.join(
    columns.map(({type}, at) => sql`(r->>${sql.lit(at)})::${sql.raw(type)}`),
  );
  const keyAt = key.map(column => columns.indexOf(column));
  for (let after: readonly string[] | undefined; ;) {
    const rows: readonly string[] = await readBatch(from, table, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    await sql`insert into ${sql.table(name)} (${names})
      overriding system value
      select ${values} from json_array_elements(${`[${rows.join(',')}]`}::json) r
      `.execute(to);
    const texts: readonly string[] = JSON.parse(last);
    after = keyAt.map(at => must(texts[at], `${name} has a row without key`));
  }
}

/** The rows after a key, each as a JSON array of what its columns print. */
async function readBatch(
  from: Tx,
  table: Table,
  after: readonly string[] | undefined,
): Promise<readonly string[]> {
  const names = sql.join(table.key.map(column => sql.ref(column.name)));
  const isAfter =
    after === undefined
      ? sql`true`
      : sql`(${names}) > (${sql.join(
          table.key.map(({type}, at) => sql`${after[at]}::${sql.raw(type)}`),
        )})`;
  const {rows} = await sql<{row: string}>`
    select ${rowText(table)} as row from ${sql.table(table.name)}
    where ${isAfter} order by ${names}
    limit ${table.name === 'photos' ? PHOTO_BATCH_ROWS : BATCH_ROWS}`.execute(
    from,
  );
  return rows.map(({row}) => row);
}

function rowText({columns}: Table): RawBuilder<string> {
  const texts = columns.map(({name}) => sql`${sql.ref(name)}::text`);
  return sql`to_json(array[${sql.join(texts)}])::text`;
}

/** Returns how many rows both have; throws where anything differs. */
async function compare(from: Tx, to: Tx, table: Table): Promise<number> {
  const [there, here] = await Promise.all([
    sumUp(from, table),
    sumUp(to, table),
  ]);
  if (there.rows !== here.rows || there.sum !== here.sum) {
    throw new Error(
      `Table ${table.name} did not arrive as it was (${there.rows} rows, ${here.rows} arrived): nothing was carried.`,
    );
  }
  return here.rows;
}

interface TableSum {
  readonly rows: number;
  /** Of a hash of each row, so that their order is nothing to it. */
  readonly sum: string;
}

async function sumUp(tx: Tx, table: Table): Promise<TableSum> {
  const hash = sql`('x' || left(md5(${rowText(table)}), 15))::bit(60)::bigint`;
  const {rows} = await sql<TableSum>`
    select count(*) as rows, coalesce(sum(${hash}), 0)::text as sum
    from ${sql.table(table.name)}`.execute(tx);
  return must(rows[0], 'an aggregate has a row');
}

async function carrySequences(from: Tx, to: Tx): Promise<void> {
  const {rows} = await sql<{name: string; last: string}>`
    select sequencename::text as name, last_value::text as last
    from pg_sequences
    where schemaname = current_schema() and last_value is not null`.execute(
    from,
  );
  for (const {name, last} of rows) {
    await sql`select setval(quote_ident(${name})::regclass, ${last}::bigint)
      `.execute(to);
  }
}

/** What was under way ended with the source's service: each lane looks again. */
async function wakeAll(to: Tx): Promise<void> {
  await to
    .updateTable('lanes')
    .set({owner: null, lease_until: null})
    .where('owner', 'is not', null)
    .execute();
  const lanes = await to.selectFrom('lanes').select('key').execute();
  await wakeLanes(
    to,
    lanes.map(lane => lane.key),
  );
}

function must<T>(value: T | undefined, why: string): T {
  if (value === undefined) throw new Error(why);
  return value;
}
