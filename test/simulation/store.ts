import {sql} from 'kysely';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';

/** A store whose clock stands still until it is told the time. */
export interface SimulatedStore {
  readonly database: Database;
  setClock(nowMs: number): Promise<void>;
  /** Empties it for the next world. */
  clear(): Promise<void>;
}

/**
 * One embedded store in memory, in this thread: a statement takes 0.2 ms less
 * than through a worker, and happens in the order the seed decides. It takes
 * seconds to make, so worlds use it one after another.
 */
export async function openSimulatedStore(
  template?: Uint8Array,
): Promise<SimulatedStore> {
  const database = await openDatabase({
    dataDir: 'memory://',
    thread: 'caller',
    template,
  });
  await migrate(database);
  const {db} = database;
  await sql`create or replace function service_now() returns timestamptz
    language sql volatile as
    $$select to_timestamp(current_setting('simulation.now_ms')::float8 / 1000)$$`.execute(
    db,
  );
  await sql`set synchronous_commit = off`.execute(db);
  const {rows} = await sql<{name: string}>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'applied_migrations%'
    order by 1`.execute(db);
  const tables = sql.join(rows.map(({name}) => sql.table(name)));
  const setClock = async (nowMs: number) => {
    await sql`select set_config('simulation.now_ms', ${String(nowMs)}, false)`.execute(
      db,
    );
  };
  return {
    database,
    setClock,
    async clear() {
      await sql`truncate ${tables} restart identity`.execute(db);
    },
  };
}
