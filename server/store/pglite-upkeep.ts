import {sql, type Kysely} from 'kysely';
import type {StoreLog} from './database.ts';
import type {Schema} from './schema.ts';

const LOOK_MS = 10_000;
/** Replaying this much after a crash takes about half a second. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;
const CHECKPOINT_LOOKS_MAX = 30;
const VACUUM_LOOKS = 6;
/** Rows that may be dead or not yet counted, beside a tenth of the table. */
const STALE_ROWS_MAX = 1_000;
/** A twentieth of the transactions after which PostgreSQL would refuse to write. */
const TRANSACTION_AGE_MAX = 100_000_000;

/**
 * What PostgreSQL's background processes do elsewhere: PGlite has none, so its
 * log grows and its dead rows stay until somebody asks. Statements queue like
 * everybody's. Returns what ends it.
 */
export function startUpkeep(db: Kysely<Schema>, log: StoreLog): () => void {
  let looks = 0;
  let isBusy = false;
  const look = async () => {
    if (isBusy) return;
    isBusy = true;
    looks += 1;
    try {
      await checkpointWhenDue(db, looks % CHECKPOINT_LOOKS_MAX === 0);
      if (looks % VACUUM_LOOKS === 0) await vacuumWhatNeedsIt(db);
    } catch (error) {
      log.warn({err: error}, 'Upkeep of the embedded database failed.');
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Bounds the log on disk, and the time a start after a crash takes. */
export async function checkpointWhenDue(
  db: Kysely<Schema>,
  isTime: boolean,
): Promise<boolean> {
  const {rows} = await sql<{bytes: number}>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::bigint as bytes
    from pg_control_checkpoint()`.execute(db);
  const bytes = rows[0]?.bytes ?? 0;
  if (bytes < (isTime ? 1 : WAL_BYTES_MAX)) return false;
  await sql`checkpoint`.execute(db);
  return true;
}

/** Returns the names of the tables it vacuumed and counted. */
export async function vacuumWhatNeedsIt(
  db: Kysely<Schema>,
): Promise<readonly string[]> {
  const {rows: aged} = await sql`
    select 1 from pg_database
    where datname = current_database() and age(datfrozenxid) > ${TRANSACTION_AGE_MAX}::integer
    `.execute(db);
  if (aged.length > 0) await sql`vacuum`.execute(db);
  const {rows} = await sql<{name: string}>`
    select relname::text as name from pg_stat_user_tables
    where greatest(n_dead_tup, n_mod_since_analyze)
      > ${STALE_ROWS_MAX}::bigint + n_live_tup / 10
    order by relname`.execute(db);
  for (const {name} of rows) {
    await sql`vacuum (analyze) ${sql.id(name)}`.execute(db);
  }
  return rows.map(row => row.name);
}
