import {AsyncLocalStorage} from 'node:async_hooks';
import {
  DefaultQueryExecutor,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely';
import type {Schema} from './schema.ts';

/**
 * Kysely over a driver, which fails at once where code inside a transaction
 * asks for a second connection: on the embedded store that would wait forever
 * for itself, on PostgreSQL as soon as the pool is empty. Inside a transaction,
 * pass `tx`.
 */
export function createKysely(driver: Driver): Kysely<Schema> {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  const executor = new DefaultQueryExecutor(
    new PostgresQueryCompiler(),
    new PostgresAdapter(),
    new OneAtATime(driver),
  );
  return new Kysely<Schema>({config: {dialect}, dialect, driver, executor});
}

/** The connection this chain of calls holds, until it gave it back. */
interface Checkout {
  isHeld: boolean;
}

class OneAtATime implements ConnectionProvider {
  readonly #driver: Driver;
  readonly #checkouts = new AsyncLocalStorage<Checkout>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async provideConnection<T>(
    consumer: (connection: DatabaseConnection) => Promise<T>,
  ): Promise<T> {
    if (this.#checkouts.getStore()?.isHeld) {
      throw new Error(
        'A transaction is open here: use its `tx`, not the database.',
      );
    }
    const connection = await this.#driver.acquireConnection();
    const checkout: Checkout = {isHeld: true};
    try {
      return await this.#checkouts.run(checkout, () => consumer(connection));
    } finally {
      checkout.isHeld = false;
      await this.#driver.releaseConnection(connection);
    }
  }
}
