import {EventEmitter} from 'node:events';
import {mkdirSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import type {Kysely} from 'kysely';
import type {Database, DatabaseOptions, StoreLog} from './database.ts';
import {lockDirectory, type DirectoryLock} from './directory-lock.ts';
import {createKysely} from './guarded-kysely.ts';
import {openWorkerEngine} from './pglite-client.ts';
import {EmbeddedDriver} from './pglite-driver.ts';
import {openEngine, type Engine, type EngineOptions} from './pglite-engine.ts';
import {syncPath} from './pglite-files.ts';
import {startUpkeep} from './pglite-upkeep.ts';
import type {Schema} from './schema.ts';

type EmbeddedOptions = DatabaseOptions & {
  readonly dataDir: string;
  readonly log: StoreLog;
};

const IN_MEMORY = 'memory://';

/**
 * The embedded store under `DATA_DIR`: `postgres/`, `backups/` and its lock.
 * In memory it has neither lock nor upkeep and is gone when closed.
 */
export async function openEmbeddedDatabase(
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase(options);
  try {
    await database.opened;
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The same once its place is locked; statements wait until it is open. */
export async function startEmbeddedDatabase(
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const {dataDir, template} = options;
  if (dataDir === IN_MEMORY) {
    return start(options, {directory: undefined, template});
  }
  makeDataDir(dataDir);
  const lock = await lockDirectory(dataDir);
  return start(options, {directory: join(dataDir, 'postgres'), template}, lock);
}

function makeDataDir(dataDir: string): void {
  try {
    makeFolder(resolve(dataDir));
  } catch (error) {
    throw new Error(
      `DATA_DIR ${dataDir} cannot be made a folder, choose one that the service may write to: ${String(error)}`,
    );
  }
}

/**
 * One level after the other: `recursive` never returns where a file system, as
 * /proc does, says that a folder is missing whose parent is there.
 */
function makeFolder(folder: string): void {
  if (statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, {mode: 0o700});
}

function start(
  {dataDir, thread, log}: EmbeddedOptions,
  engineOptions: EngineOptions,
  lock?: DirectoryLock,
): EmbeddedDatabase {
  const openThread = thread === 'caller' ? openEngine : openWorkerEngine;
  const signals = new EventEmitter();
  const current = new CurrentEngine(
    () => openThread(engineOptions, channel => signals.emit(channel)),
    {signals, log, isReplaceable: lock !== undefined},
  );
  return new EmbeddedDatabase(dataDir, current, lock);
}

interface EngineSurroundings {
  readonly signals: EventEmitter;
  readonly log: StoreLog;
  /** A new engine finds what the broken one committed, unless it was in memory. */
  readonly isReplaceable: boolean;
}

/** The engine in use; another takes its place when it breaks down. */
class CurrentEngine {
  readonly #start: () => Promise<Engine>;
  readonly #surroundings: EngineSurroundings;
  #engine: Promise<Engine> | undefined;

  constructor(start: () => Promise<Engine>, surroundings: EngineSurroundings) {
    this.#start = start;
    this.#surroundings = surroundings;
    this.#engine = start();
    this.#engine.catch(() => {}); // Whoever asks for it is told.
  }

  get signals(): EventEmitter {
    return this.#surroundings.signals;
  }

  get log(): StoreLog {
    return this.#surroundings.log;
  }

  /** Rejects with the reason when the first engine did not open. */
  async opened(): Promise<void> {
    await this.#engine;
  }

  /** Called by one at a time, who holds the only connection. */
  async get(): Promise<Engine> {
    const engine = await this.#engine;
    if (engine === undefined) throw new Error('The store is closed.');
    const {isReplaceable, log, signals} = this.#surroundings;
    if (engine.stopped === undefined || !isReplaceable) return engine;
    log.warn({err: engine.stopped}, 'The embedded database starts again.');
    await engine.close();
    const next = await this.#start();
    this.#engine = Promise.resolve(next);
    for (const channel of signals.eventNames()) {
      await next.listen(String(channel));
      signals.emit(channel);
    }
    return next;
  }

  async close(): Promise<void> {
    const engine = await this.#engine;
    this.#engine = undefined;
    await engine?.close();
  }
}

export class EmbeddedDatabase implements Database {
  readonly kind = 'embedded';
  readonly db: Kysely<Schema>;
  readonly #dataDir: string;
  readonly #engine: CurrentEngine;
  readonly #lock: DirectoryLock | undefined;
  readonly #stopUpkeep: () => void;
  #isClosed = false;

  constructor(
    dataDir: string,
    engine: CurrentEngine,
    lock: DirectoryLock | undefined,
  ) {
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
