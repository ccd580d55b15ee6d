import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PGlite, type PGliteOptions} from '@electric-sql/pglite';
import {SyncedFiles, syncTree} from './pglite-files.ts';

/** Where the embedded database lives: in a folder of its own, or in memory. */
export interface EngineOptions {
  readonly directory: string | undefined;
  /** A dump to start an empty database from, which saves the time of initdb. */
  readonly template?: Uint8Array | undefined;
}

/** One answer, values still as text: see `parseColumn`. */
export interface StatementResult {
  readonly command: string;
  readonly affectedRows: number;
  readonly columns: readonly {readonly name: string; readonly typeId: number}[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A PostgreSQL with one session, in this thread or in another. */
export interface Engine {
  /** Why nothing more will come from it, once it broke down or was closed. */
  readonly stopped: Error | undefined;
  query(
    statement: string,
    parameters: readonly (string | null)[],
  ): Promise<StatementResult>;
  /** From now on the engine's `onSignal` is called for this channel. */
  listen(channel: string): Promise<void>;
  /** The whole database as a tar file, gzipped or plain. */
  dump(compression: 'gzip' | 'none'): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What PostgreSQL said about a statement; SQLSTATE in `code`. */
export interface StatementFault {
  readonly message: string;
  readonly code: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly where?: string | undefined;
}

/** A refused statement, with the fields that errors of `pg` have. */
export class StatementError extends Error implements StatementFault {
  override readonly name = 'StatementError';
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly where: string | undefined;

  constructor(fault: StatementFault) {
    super(fault.message);
    this.code = fault.code;
    this.detail = fault.detail;
    this.hint = fault.hint;
    this.schema = fault.schema;
    this.table = fault.table;
    this.column = fault.column;
    this.constraint = fault.constraint;
    this.where = fault.where;
  }
}

/** PostgreSQL broke down; statements under way may or may not have happened. */
export class EngineStoppedError extends Error {
  override readonly name = 'EngineStoppedError';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The embedded database stopped: ${reason}`, {cause});
  }
}

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
  const keepText = (text: string) => text;
  for (const typeId of Object.keys(pglite.parsers)) {
    pglite.parsers[typeId] = keepText;
  }
  pglite.serializers = {};
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

/** After these PostgreSQL is over; PGlite would wait for it forever. */
const FINAL_SEVERITIES = new Set(['FATAL', 'PANIC']);

class ThreadEngine implements Engine {
  stopped: Error | undefined;
  readonly #pglite: PGlite;
  readonly #onSignal: (channel: string) => void;

  constructor(pglite: PGlite, onSignal: (channel: string) => void) {
    this.#pglite = pglite;
    this.#onSignal = onSignal;
  }

  async query(
    statement: string,
    parameters: readonly (string | null)[],
  ): Promise<StatementResult> {
    if (this.stopped !== undefined) throw this.stopped;
    const result = await this.#pglite
      .query<(string | null)[]>(statement, [...parameters], {rowMode: 'array'})
      .catch(error => {
        throw this.#faultOf(error);
      });
    return {
      command: result.command ?? '',
      affectedRows: result.affectedRows ?? 0,
      columns: result.fields.map(field => ({
        name: field.name,
        typeId: field.dataTypeID,
      })),
      rows: result.rows,
    };
  }

  #faultOf(error: unknown): Error {
    if (isStatementFault(error) && !FINAL_SEVERITIES.has(error.severity)) {
      return new StatementError(error);
    }
    this.stopped = new EngineStoppedError(error);
    return this.stopped;
  }

  async listen(channel: string): Promise<void> {
    await this.#pglite.listen(channel, () => this.#onSignal(channel));
  }

  async dump(compression: 'gzip' | 'none'): Promise<Uint8Array> {
    const tar = await this.#pglite.dumpDataDir(compression);
    return new Uint8Array(await tar.arrayBuffer());
  }

  async close(): Promise<void> {
    if (this.stopped === undefined) await this.#pglite.close();
  }
}

/** PGlite's own class for these is not exported. */
function isStatementFault(
  error: unknown,
): error is StatementFault & {readonly severity: string} {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code) &&
    'severity' in error &&
    typeof error.severity === 'string'
  );
}
