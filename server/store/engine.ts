/** Where the embedded database lives: in a folder of its own, or in memory. */
export interface EngineOptions {
  readonly directory: string | undefined;
  /** A dump to start an empty database from, which saves the time of initdb. */
  readonly template?: Uint8Array | undefined;
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

/** PostgreSQL broke down; statements under way may or may not have happened. */
export class EngineStoppedError extends Error {
  override readonly name = 'EngineStoppedError';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The embedded database stopped: ${reason}`, {cause});
  }
}

/** One answer, values still as text: see `parseColumn`. */
export interface StatementResult {
  readonly command: string;
  readonly affectedRows: number;
  readonly columns: readonly {readonly name: string; readonly typeId: number}[];
  readonly rows: readonly (readonly (string | null)[])[];
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
