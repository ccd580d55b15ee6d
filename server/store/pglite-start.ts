import {EventEmitter} from 'node:events';
import {mkdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import type {DatabaseOptions, StoreLog} from './database.ts';
import {lockDirectory, type DirectoryLock} from './directory-lock.ts';
import type {Engine, EngineOptions} from './engine.ts';

export type EmbeddedOptions = DatabaseOptions & {
  readonly dataDir: string;
  readonly log: StoreLog;
};

/** An engine that opens in its thread, and the place that is ours meanwhile. */
export interface StartedEngine {
  readonly dataDir: string;
  readonly engine: CurrentEngine;
  /** Absent in memory. */
  readonly lock: DirectoryLock | undefined;
}

const IN_MEMORY = 'memory://';

/**
 * Locks `DATA_DIR` and lets PGlite open there. It takes longest of all that a start
 * does, so this file imports nothing that takes time to load.
 *
 * @throws in one line, where the folder cannot be made or another process has it.
 */
export async function startEngine(
  options: EmbeddedOptions,
): Promise<StartedEngine> {
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
): StartedEngine {
  const signals = new EventEmitter();
  const engine = new CurrentEngine(
    async () => {
      const open = await loadOpen(thread);
      return open(engineOptions, channel => signals.emit(channel));
    },
    {signals, log, isReplaceable: lock !== undefined},
  );
  return {dataDir, engine, lock};
}

type OpenEngine = (
  options: EngineOptions,
  onSignal: (channel: string) => void,
) => Promise<Engine>;

/** Only who runs PGlite loads it. */
async function loadOpen(
  thread: DatabaseOptions['thread'],
): Promise<OpenEngine> {
  return thread === 'caller'
    ? (await import('./pglite-engine.ts')).openEngine
    : (await import('./pglite-client.ts')).openWorkerEngine;
}

interface EngineSurroundings {
  readonly signals: EventEmitter;
  readonly log: StoreLog;
  /** A new engine finds what the broken one committed, unless it was in memory. */
  readonly isReplaceable: boolean;
}

/** The engine in use; another takes its place when it breaks down. */
export class CurrentEngine {
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
