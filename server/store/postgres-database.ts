import {PostgresDriver, sql, type Kysely} from 'kysely';
import pg from 'pg';
import {columnParser} from './column-values.ts';
import type {Database, DatabaseOptions, StoreLog} from './database.ts';
import {createKysely} from './guarded-kysely.ts';
import {listenOnPostgres} from './postgres-listener.ts';
import {PLANNED_ONCE} from './queries.ts';
import type {Schema} from './schema.ts';

const VERSION_MIN = 150_000;
const CONNECTIONS_MAX = 10;
const CONNECT_MS_MAX = 10_000;

/**
 * What the service's SQL relies on, whatever the server's defaults are. A
 * transaction that idles holds locks others wait for: ours never do. Compiling a plan
 * took 50 to 100 ms where it ran 300 ms, and far more than it saved where a guess of rows was too high.
 */
const SESSION_SETTINGS = sql`
  select set_config('DateStyle', 'ISO', false),
    set_config('TimeZone', 'UTC', false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('idle_in_transaction_session_timeout', '60s', false),
    set_config('jit', 'off', false)`;

type PostgresOptions = DatabaseOptions & {
  readonly databaseUrl: string;
  readonly log: StoreLog;
};

export async function openPostgresDatabase(
  options: PostgresOptions,
): Promise<Database> {
  const {databaseUrl, connectionsMax = CONNECTIONS_MAX, log} = options;
  const config: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: 'shared-contacts',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types: {getTypeParser: columnParser},
  };
  const pool = new pg.Pool({...config, max: connectionsMax});
  // A connection lost while idle; the pool replaces it.
  pool.on('error', error => {
    log.warn({err: error}, 'A connection to PostgreSQL was lost.');
  });
  // One lost in the middle of a transaction: that fails, and the process goes on.
  pool.on('connect', client => {
    keepPlans(client);
    client.on('error', error => {
      log.warn({err: error}, 'A connection to PostgreSQL was lost in use.');
    });
  });
  const driver = new PostgresDriver({
    pool,
    onCreateConnection: async connection => {
      await connection.executeQuery(SESSION_SETTINGS.compile(plain));
    },
  });
  await driver.init();
  const plain: Kysely<Schema> = createKysely(driver);
  const database: Database = {
    kind: 'postgres',
    db: plain,
    listen: (channel, onSignal) =>
      listenOnPostgres({config, channel, onSignal, log}),
    backUp: async () => {},
    close: () => driver.destroy(),
  };
  await checkServer(database).catch(async error => {
    await database.close();
    throw error;
  });
  return database;
}

/** Statements that are `plannedOnce` have a name, by which the server knows them again. */
function keepPlans(client: pg.PoolClient): void {
  const query = client.query.bind(client);
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `planned${names.size}`;
    names.set(text, name);
    return name;
  };
  Object.assign(client, {
    query: (text: unknown, ...others: readonly unknown[]): unknown =>
      Reflect.apply(query, client, [
        typeof text === 'string' && text.includes(PLANNED_ONCE)
          ? {text, name: nameOf(text)}
          : text,
        ...others,
      ]),
  });
}

async function checkServer({db}: Database): Promise<void> {
  const {rows} = await sql<{version: number; name: string}>`
    select current_setting('server_version_num')::integer as version,
      current_setting('server_version') as name`
    .execute(db)
    .catch(error => {
      throw new Error(
        `DATABASE_URL: PostgreSQL cannot be reached: ${reason(error)}`,
        {cause: error},
      );
    });
  for (const {version, name} of rows) {
    if (version < VERSION_MIN) {
      throw new Error(
        `DATABASE_URL: PostgreSQL ${name} is too old: 15 or newer is needed.`,
      );
    }
  }
}

/** A refused connection to a name with several addresses has no message of its own. */
function reason(error: unknown): string {
  if (error instanceof AggregateError)
    return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
}
