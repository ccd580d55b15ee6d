import type {Kysely} from 'kysely';
import {startEngine, type EmbeddedOptions} from './pglite-start.ts';
import type {Schema} from './schema.ts';

/** The store: PostgreSQL, or the embedded one. The same SQL runs on both. */
export interface Database {
  readonly kind: 'postgres' | 'embedded';
  readonly db: Kysely<Schema>;
  /**
   * Calls back after commits that did `pg_notify(channel, ...)`, here or in
   * another process, and after a connection that may have missed some. A signal
   * is a hint: whoever relies on it looks for itself from time to time as well.
   * Returns what ends it.
   */
  listen(channel: string, onSignal: () => void): Promise<() => void>;
  /** Keeps a copy of the store as it is, where the store is ours to copy. */
  backUp(name: string): Promise<void>;
  /** Waits for statements under way; later ones fail. */
  close(): Promise<void>;
}

export interface StoreLog {
  warn(fields: object, message: string): void;
}

export interface DatabaseOptions {
  /** PostgreSQL 15 or newer. Without it the embedded database is used. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; `memory://` keeps nothing. */
  readonly dataDir?: string | undefined;
  /** A dump to start an empty embedded database from. */
  readonly template?: Uint8Array | undefined;
  /** Where PGlite runs; only a simulation wants it in its own thread. */
  readonly thread?: 'worker' | 'caller' | undefined;
  /** Connections to PostgreSQL at most. */
  readonly connectionsMax?: number | undefined;
  readonly log?: StoreLog | undefined;
}

/**
 * Opens the store; `migrate` comes next. Throws, in one line: no PostgreSQL at
 * the address or an old one, or a `DATA_DIR` that another process has open.
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return openWith(async embedded => {
    const {openEmbeddedDatabase} = await import('./pglite-database.ts');
    return openEmbeddedDatabase(embedded);
  }, options);
}

/**
 * The same as soon as the store is ours: the embedded one goes on opening in its
 * thread, its first statement waits for that and tells why it failed.
 */
export function startDatabase(options: DatabaseOptions): Promise<Database> {
  return openWith(async embedded => {
    const started = await startEngine(embedded);
    const {EmbeddedDatabase} = await import('./pglite-database.ts');
    return new EmbeddedDatabase(started);
  }, options);
}

/** Each store is loaded where it is used. */
async function openWith(
  openEmbedded: (options: EmbeddedOptions) => Promise<Database>,
  options: DatabaseOptions,
): Promise<Database> {
  const {databaseUrl, dataDir, log = SILENT} = options;
  if (databaseUrl !== undefined) {
    const {openPostgresDatabase} = await import('./postgres-database.ts');
    return openPostgresDatabase({...options, databaseUrl, log});
  }
  if (dataDir !== undefined) return openEmbedded({...options, dataDir, log});
  throw new Error('The store needs DATABASE_URL or DATA_DIR.');
}

const SILENT: StoreLog = {warn: () => {}};
