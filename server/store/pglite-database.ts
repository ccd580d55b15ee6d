import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Kysely} from 'kysely';
import type {Database} from './database.ts';
import type {DirectoryLock} from './directory-lock.ts';
import {syncPath} from './durable-files.ts';
import type {Engine} from './engine.ts';
import {createKysely} from './guarded-kysely.ts';
import {EmbeddedDriver} from './pglite-driver.ts';
import {
  startEngine,
  type CurrentEngine,
  type EmbeddedOptions,
  type StartedEngine,
} from './pglite-start.ts';
import {startUpkeep} from './pglite-upkeep.ts';
import type {Schema} from './schema.ts';

/** `EmbeddedDatabase` once it is open. @throws in one line where it does not open. */
export async function openEmbeddedDatabase(
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const database = new EmbeddedDatabase(await startEngine(options));
  try {
    await database.opened;
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * The embedded store under `DATA_DIR`: `postgres/`, `backups/` and its lock.
 * In memory it has neither lock nor upkeep and is gone when closed. Statements
 * wait until it is open.
 */
export class EmbeddedDatabase implements Database {
  readonly kind = 'embedded';
  readonly db: Kysely<Schema>;
  readonly #dataDir: string;
  readonly #engine: CurrentEngine;
  readonly #lock: DirectoryLock | undefined;
  readonly #stopUpkeep: () => void;
  #isClosed = false;

  constructor({dataDir, engine, lock}: StartedEngine) {
    this.#dataDir = dataDir;
    this.#engine = engine;
    this.#lock = lock;
    this.db = createKysely(new EmbeddedDriver(() => engine.get()));
    this.#stopUpkeep =
      lock === undefined ? () => {} : startUpkeep(this.db, engine.log);
  }

  get opened(): Promise<void> {
    return this.#engine.opened();
  }

  async listen(channel: string, onSignal: () => void): Promise<() => void> {
    const {signals} = this.#engine;
    signals.on(channel, onSignal);
    await this.#alone(engine => engine.listen(channel));
    return () => signals.off(channel, onSignal);
  }

  /** To `DATA_DIR/backups/<name>.tar.gz`: the contents of `DATA_DIR/postgres`. */
  async backUp(name: string): Promise<void> {
    if (this.#lock === undefined) return;
    const directory = join(this.#dataDir, 'backups');
    const path = join(directory, `${name}.tar.gz`);
    const tar = await this.dump('gzip');
    mkdirSync(directory, {recursive: true, mode: 0o700});
    writeFileSync(`${path}.new`, tar, {flush: true, mode: 0o600});
    renameSync(`${path}.new`, path);
    await syncPath(directory);
  }

  /** The whole database as a tar file; see `template` of `openDatabase`. */
  dump(compression: 'gzip' | 'none'): Promise<Uint8Array> {
    return this.#alone(async engine => {
      await engine.query('checkpoint', []);
      return engine.dump(compression);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopUpkeep();
    const hasOpened = await this.opened.then(
      () => true,
      () => false,
    );
    if (hasOpened) await this.#alone(() => this.#engine.close());
    await this.#lock?.release();
  }

  /** Between the statements of others, never inside their transactions. */
  #alone<T>(act: (engine: Engine) => Promise<T>): Promise<T> {
    return this.db
      .connection()
      .execute(async () => act(await this.#engine.get()));
  }
}
