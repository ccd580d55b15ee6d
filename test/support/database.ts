import {randomUUID} from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe} from '@jest/globals';
import {sql} from 'kysely';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';
import {openEmbeddedDatabase} from '../../server/store/pglite-database.ts';
import {hasPostgres, keepPostgres, postgresUrl} from './postgres.ts';
import {oncePerRun, runDirectory} from './run-directory.ts';

/** One fresh database, with the present schema unless it was asked for empty. */
export interface TestStore {
  readonly database: Database;
  /** For other processes; the embedded store has none. */
  readonly databaseUrl?: string | undefined;
  /**
   * The same database as another process would have it: a pool of its own on
   * PostgreSQL. Nobody else can open the embedded one, so there it is the same.
   */
  openAnother(): Promise<Database>;
  /** Closes all that was opened, and drops the database unless it is to be kept. */
  close(options?: {readonly keep?: boolean}): Promise<void>;
}

export type Kind = Database['kind'];

type Define = (
  getDatabase: () => Database,
  store: {readonly kind: Kind; openAnother(): Promise<Database>},
) => void;

/**
 * The same tests on the embedded store and on PostgreSQL, each with a database of
 * its own. A failed test keeps PostgreSQL's and prints its name.
 */
export function describeOnBothStores(name: string, define: Define): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    const isPossible = kind === 'embedded' || hasPostgres();
    const run = isPossible ? describe : describe.skip;
    run(`${name}, ${kind} store`, () => defineOn(kind, define));
  }
}

/**
 * What is decided beyond any statement, which is the same on both stores: for suites
 * whose statements others run on the embedded one too.
 */
export function describeOnOneStore(name: string, define: Define): void {
  describe(name, () => defineOn(ONE_STORE, define));
}

/** PostgreSQL, where several processes and their locks are, unless there is none. */
export const ONE_STORE: Kind = hasPostgres() ? 'postgres' : 'embedded';

function defineOn(kind: Kind, define: Define): void {
  let store: TestStore | undefined;
  beforeAll(async () => {
    store = await openTestStore(kind);
  });
  afterAll(() => store?.close({keep: hasFailedTest()}));
  define(() => store!.database, {
    kind,
    openAnother: () => store!.openAnother(),
  });
}

/** A fresh database for one test or one file; close it afterwards. */
export async function openTestStore(
  kind: Kind = 'embedded',
  options: {readonly isEmpty?: boolean} = {},
): Promise<TestStore> {
  const {isEmpty = false} = options;
  if (isEmpty) return lend(await openers[kind](true));
  const opened = spare[kind].pop() ?? (await openers[kind](false));
  const {database} = opened;
  if (!resets.has(database)) resets.set(database, await resetOf(database));
  return lend(opened);
}

/**
 * The database as it was when it was opened: no rows, and time passes. Truncating
 * takes a third of a second whatever the tables hold.
 */
export async function emptyStore(database: Database): Promise<void> {
  await resets.get(database)!();
}

const resets = new WeakMap<Database, () => Promise<void>>();

/** A database of this file: made once, emptied for one test after another. */
interface Opened {
  readonly database: Database;
  readonly databaseUrl?: string;
  openAnother(): Promise<Database>;
  close(options?: {readonly keep?: boolean}): Promise<void>;
}

const openers = {embedded: openEmbedded, postgres: openPostgres};

/** Half a second or more is needed to make one, and a tenth of that to empty it. */
const spare: Readonly<Record<Kind, Opened[]>> = {embedded: [], postgres: []};
/** Hooks run in the order of their definition: a file's own may give one back after this. */
const file = {isOver: false};

afterAll(async () => {
  file.isOver = true;
  for (const {close} of Object.values(spare).flat()) await close();
});

function lend(opened: Opened): TestStore {
  const {database} = opened;
  const others: Database[] = [];
  let isKnownElsewhere = false;
  return {
    database,
    get databaseUrl() {
      isKnownElsewhere = true;
      return opened.databaseUrl;
    },
    async openAnother() {
      const other = await opened.openAnother();
      if (other !== database) others.push(other);
      return other;
    },
    async close({keep = false} = {}) {
      for (const other of others) await other.close();
      // Whoever has the address may still be writing.
      const isOurs = !keep && !isKnownElsewhere && !file.isOver;
      if (isOurs && (await isEmptied(database))) {
        spare[database.kind].push(opened);
      } else {
        await opened.close({keep});
      }
    },
  };
}

/** What somebody still holds is not waited for any longer. */
const RESET_MS = 5_000;

/** Not where it is closed or broken, nor where a test left a transaction open. */
async function isEmptied(database: Database): Promise<boolean> {
  if (!resets.has(database)) return false;
  const timeout = new AbortController();
  const isDone = await Promise.race([
    emptyStore(database).then(
      () => true,
      () => false,
    ),
    delay(RESET_MS, false, {signal: timeout.signal}),
  ]);
  timeout.abort();
  return isDone;
}

async function resetOf({db}: Database): Promise<() => Promise<void>> {
  const {rows: tables} = await sql<{name: string}>`
    select tablename::text as name from pg_tables
    where schemaname = 'public' and tablename not like 'applied_migrations%'
    order by 1`.execute(db);
  // A test may have stopped the clock.
  const {rows: clocks} = await sql<{source: string}>`
    select pg_get_functiondef(oid) as source from pg_proc
    where proname = 'service_now'`.execute(db);
  const filled = sql.join(
    tables.map(
      ({name}) =>
        sql`select ${sql.lit(name)} as name where exists (select from ${sql.table(name)})`,
    ),
    sql` union all `,
  );
  return () =>
    db.transaction().execute(async transaction => {
      // Neither order nor triggers: everything goes.
      await sql`set local session_replication_role = replica`.execute(
        transaction,
      );
      const {rows} = await sql<{name: string}>`${filled}`.execute(transaction);
      for (const {name} of rows) {
        await sql`delete from ${sql.table(name)}`.execute(transaction);
      }
      await sql`
        select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        from pg_sequences where last_value is not null`.execute(transaction);
      for (const {source} of clocks) await sql.raw(source).execute(transaction);
    });
}

async function openEmbedded(isEmpty: boolean): Promise<Opened> {
  const template = await embeddedTemplate(isEmpty);
  const database = await openDatabase({dataDir: 'memory://', template});
  return {
    database,
    openAnother: async () => database,
    close: () => database.close(),
  };
}

/** A dump of a new embedded database; see `template` of `openDatabase`. */
export async function embeddedTemplate(isEmpty = false): Promise<Uint8Array> {
  const empty = await oncePerRun('empty-template', makeEmptyTemplate);
  if (isEmpty) return readFileSync(empty);
  const migrated = await oncePerRun('migrated-template', () =>
    dumpTo(join(runDirectory(), 'migrated.tar'), readFileSync(empty)),
  );
  return readFileSync(migrated);
}

const ROOT = new URL('../../', import.meta.url);

/** initdb takes seconds, so what it made is kept for later runs. */
async function makeEmptyTemplate(): Promise<string> {
  const {dependencies} = JSON.parse(
    readFileSync(new URL('package.json', ROOT), 'utf8'),
  );
  const version = dependencies['@electric-sql/pglite'];
  const cache = fileURLToPath(
    new URL('node_modules/.cache/shared-contacts', ROOT),
  );
  const path = join(cache, `pglite-${version}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(cache, {recursive: true});
  await dumpTo(`${path}.${process.pid}`, undefined);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

/** From a template a migrated database, from nothing an empty one. */
async function dumpTo(
  path: string,
  template: Uint8Array | undefined,
): Promise<string> {
  const database = await openEmbeddedDatabase({
    dataDir: 'memory://',
    template,
    log: console,
  });
  if (template !== undefined) await migrate(database);
  writeFileSync(path, await database.dump('none'));
  await database.close();
  return path;
}

async function openPostgres(isEmpty: boolean): Promise<Opened> {
  const server = await openDatabase({
    databaseUrl: await postgresUrl('postgres'),
    connectionsMax: 1,
  });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = isEmpty ? 'template1' : await migratedTemplate(server);
  await copyDatabase(server, name, template);
  const databaseUrl = await postgresUrl(name);
  const openAnother = () => openDatabase({databaseUrl});
  const database = await openAnother();
  return {
    database,
    databaseUrl,
    openAnother,
    async close({keep = false} = {}) {
      await database.close();
      if (keep) {
        console.warn(`Kept for the failed test: ${databaseUrl}`);
        keepPostgres(name);
      } else {
        await sql`drop database ${sql.id(name)}`.execute(server.db);
      }
      await server.close();
    },
  };
}

function migratedTemplate(server: Database): Promise<string> {
  return oncePerRun('migrated-database', async () => {
    const name = `template_${randomUUID().replaceAll('-', '')}`;
    await copyDatabase(server, name, 'template1');
    const database = await openDatabase({databaseUrl: await postgresUrl(name)});
    await migrate(database);
    await database.close();
    return name;
  });
}

async function copyDatabase(
  {db}: Database,
  name: string,
  template: string,
): Promise<void> {
  await sql`create database ${sql.id(name)} template ${sql.id(template)}`.execute(
    db,
  );
}

/** Set by the test environment. */
function hasFailedTest(): boolean {
  return Reflect.get(globalThis, 'hasFailedTest') === true;
}
