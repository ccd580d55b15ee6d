import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PGlite, type PGliteOptions} from '@electric-sql/pglite';
import {syncTree} from './durable-files.ts';
import {
  EngineStoppedError,
  StatementError,
  type Engine,
  type EngineOptions,
  type StatementResult,
} from './engine.ts';
import {SyncedFiles} from './pglite-files.ts';
import {Session} from './pglite-session.ts';

/** PGlite's own list without `-F`, which turns fsync off, and sized for a service. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'),
  ...Object.entries({
    fsync: 'on',
    wal_sync_method: 'fsync',
    shared_buffers: '32MB',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/**
 * Opens PGlite in this thread. On disk every commit is fsynced; when a commit
 * turns out not to be, the store refuses to open. The caller holds the
 * directory's lock.
 */
export async function openEngine(
  options: EngineOptions,
  onSignal: (channel: string) => void,
): Promise<Engine> {
  const pglite =
    options.directory === undefined
      ? await openInMemory(options.template)
      : await openOnDisk(options.directory, options.template);
  return new ThreadEngine(pglite, onSignal);
}

function openInMemory(template: Uint8Array | undefined): Promise<PGlite> {
  return PGlite.create(load(template));
}

async function openOnDisk(
  directory: string,
  template: Uint8Array | undefined,
): Promise<PGlite> {
  const unfinished = `${directory}.unfinished`;
  if (existsSync(unfinished)) rmSync(directory, {recursive: true, force: true});
  const isNew = !existsSync(join(directory, 'PG_VERSION'));
  if (isNew) {
    mkdirSync(directory, {recursive: true, mode: 0o700});
    writeFileSync(unfinished, '', {flush: true});
  }
  const files = new SyncedFiles(directory);
  const pglite = await PGlite.create({
    fs: files,
    startParams: START_PARAMETERS,
    ...(isNew ? load(template) : {}),
  });
  if (isNew) {
    // The first files were written before PostgreSQL took care of them.
    await syncTree(directory);
    rmSync(unfinished);
  }
  await assertCommitsReachDisk(pglite, files);
  return pglite;
}

function load(template: Uint8Array | undefined): PGliteOptions {
  return template === undefined
    ? {}
    : {loadDataDir: new Blob([new Uint8Array(template)])};
}

/**
 * The fsync hook sits inside PGlite, where a release may move it: a commit
 * without one would lose acknowledged work in a power cut.
 */
async function assertCommitsReachDisk(
  pglite: PGlite,
  files: SyncedFiles,
): Promise<void> {
  const before = files.syncCount;
  await pglite.query("select pg_logical_emit_message(true, 'self-test', '')");
  if (files.syncCount > before) return;
  await pglite.close();
  throw new Error(
    'The embedded database did not fsync a commit, so the store stays closed: ' +
      'install the exact version of @electric-sql/pglite named in package.json.',
  );
}

class ThreadEngine implements Engine {
  stopped: Error | undefined;
  readonly #pglite: PGlite;
  readonly #session: Session;

  constructor(pglite: PGlite, onSignal: (channel: string) => void) {
    this.#pglite = pglite;
    this.#session = new Session(pglite, onSignal);
  }

  async query(
    statement: string,
    parameters: readonly (string | null)[],
  ): Promise<StatementResult> {
    if (this.stopped !== undefined) throw this.stopped;
    try {
      return await this.#session.query(statement, parameters);
    } catch (error) {
      if (error instanceof StatementError) throw error;
      this.stopped = new EngineStoppedError(error);
      throw this.stopped;
    }
  }

  async listen(channel: string): Promise<void> {
    await this.query(`listen "${channel}"`, []);
  }

  async dump(compression: 'gzip' | 'none'): Promise<Uint8Array> {
    const tar = await this.#pglite.dumpDataDir(compression);
    return new Uint8Array(await tar.arrayBuffer());
  }

  async close(): Promise<void> {
    if (this.stopped === undefined) await this.#pglite.close();
  }
}
