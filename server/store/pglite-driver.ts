import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import {parseColumn, printParameter} from './column-values.ts';
import type {Engine} from './engine.ts';

/** Kysely's driver for an engine: one session, so one holder at a time, in order. */
export class EmbeddedDriver implements Driver {
  readonly #engine: () => Promise<Engine>;
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => {};

  /** `engine` is asked at each checkout, so that a broken one can be replaced. */
  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  async init(): Promise<void> {}

  async destroy(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const previous = this.#lastTurn;
    const {promise, resolve} = Promise.withResolvers<void>();
    this.#lastTurn = promise;
    await previous;
    this.#endTurn = resolve;
    try {
      return new EmbeddedConnection(await this.#engine());
    } catch (error) {
      resolve();
      throw error;
    }
  }

  async releaseConnection(): Promise<void> {
    this.#endTurn();
  }

  async beginTransaction(
    connection: DatabaseConnection,
    {isolationLevel, accessMode}: TransactionSettings,
  ): Promise<void> {
    const words = ['start transaction'];
    if (isolationLevel) words.push(`isolation level ${isolationLevel}`);
    if (accessMode) words.push(accessMode);
    await connection.executeQuery(CompiledQuery.raw(words.join(' ')));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const {rows} = await connection.executeQuery<{command?: string}>(
      CompiledQuery.raw('commit'),
    );
    // A transaction in which a statement failed answers COMMIT with ROLLBACK.
    if (rows[0]?.command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
}

const CHANGING = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

class EmbeddedConnection implements DatabaseConnection {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  // Kysely's own dialects trust the caller's type of a row as well.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async executeQuery(query: CompiledQuery): Promise<QueryResult<any>> {
    const {command, affectedRows, columns, rows} = await this.#engine.query(
      query.sql,
      query.parameters.map(printParameter),
    );
    if (command === 'COMMIT' || command === 'ROLLBACK') {
      return {rows: [{command}]};
    }
    const records = rows.map(row =>
      Object.fromEntries(
        columns.map(({name, typeId}, index) => {
          const text = row[index] ?? null;
          return [name, text === null ? null : parseColumn(text, typeId)];
        }),
      ),
    );
    return CHANGING.has(command)
      ? {rows: records, numAffectedRows: BigInt(affectedRows)}
      : {rows: records};
  }

  // eslint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The embedded database has no cursors: read by pages.');
  }
}
