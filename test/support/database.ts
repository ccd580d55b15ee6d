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
  readonly databaseUrl?: string;
  /**
   * The same database as another process would have it: a pool of its own on
   * PostgreSQL. Nobody else can open the embedded one, so there it is the same.
   */
  openAnother(): Promise<Database>;
  /** Closes all that was opened, and drops the database unless it is to be kept. */
  close(options?: {readonly keep?: boolean}): Promise<void>;
}

export type Kind = Database['kind'];

/**
 * The same tests on the embedded store and on PostgreSQL, each with a database of
 * its own. A failed test keeps PostgreSQL's and prints its name.
 */
export function describeOnBothStores(
  name: string,
  define: (
    getDatabase: () => Database,
    store: {readonly kind: Kind; openAnother(): Promise<Database>},
  ) => void,
): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    const isPossible = kind === 'embedded' || hasPostgres();
    (isPossible ? describe : describe.skip)(`${name}, ${kind} store`, () => {
      let store: TestStore | undefined;
      beforeAll(async () => {
        store = await openTestStore(kind);
      });
      afterAll(() => store?.close({keep: hasFailedTest()}));
      define(() => store!.database, {
        kind,
        openAnother: () => store!.openAnother(),
      });
    });
  }
}

/** A fresh database for one test or one file; close it afterwards. */
export function openTestStore(
  kind: Kind = 'embedded',
  options: {readonly isEmpty?: boolean} = {},
): Promise<TestStore> {
  const {isEmpty = false} = options;
  return kind === 'embedded' ? openEmbedded(isEmpty) : openPostgres(isEmpty);
}

async function openEmbedded(isEmpty: boolean): Promise<TestStore> {
  const store = isEmpty
    ? {database: await newEmbedded(true)}
    : (spare.pop() ?? (await resettable(await newEmbedded(false))));
  const {database} = store;
  return {
    database,
    openAnother: async () => database,
    close: () => ('reset' in store ? putBack(store) : database.close()),
  };
}

async function newEmbedded(isEmpty: boolean): Promise<Database> {
  const template = await embeddedTemplate(isEmpty);
  return openDatabase({dataDir: 'memory://', template});
}

/** An embedded database takes a second to open, and a fifth of that to empty. */
interface Resettable {
  readonly database: Database;
  /** As it was when it was opened. */
  reset(): Promise<void>;
}

/** Emptied ones of this file that no test uses. */
const spare: Resettable[] = [];
/** Hooks run in the order of their definition: a file's own may give one back after this. */
const file = {isOver: false};

afterAll(async () => {
  file.isOver = true;
  for (const {database} of spare) await database.close();
});

async function resettable(database: Database): Promise<Resettable> {
  const {db} = database;
  const {rows: tables} = await sql<{name: string}>`
    select tablename::text as name from pg_tables
    where schemaname = 'public' and tablename not like 'applied_migrations%'
    order by 1`.execute(db);
  // A test may have stopped the clock.
  const {rows: clocks} = await sql<{source: string}>`
    select pg_get_functiondef(oid) as source from pg_proc
    where proname = 'service_now'`.execute(db);
  return {
    database,
    async reset() {
      const all = sql.join(tables.map(({name}) => sql.table(name)));
      await sql`truncate ${all} restart identity`.execute(db);
      for (const {source} of clocks) await sql.raw(source).execute(db);
    },
  };
}

/** What somebody still holds is not waited for any longer. */
const RESET_MS = 5_000;

/**
 * For the next test, if it can be emptied: one that is closed or broken cannot, nor
 * one in which a test left a transaction open.
 */
async function putBack(store: Resettable): Promise<void> {
  if (file.isOver) return store.database.close();
  const timeout = new AbortController();
  const isEmpty = await Promise.race([
    store.reset().then(
      () => true,
      () => false,
    ),
    delay(RESET_MS, false, {signal: timeout.signal}),
  ]);
  timeout.abort();
  if (isEmpty) spare.push(store);
  else await store.database.close();
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

async function openPostgres(isEmpty: boolean): Promise<TestStore> {
  const server = await openDatabase({
    databaseUrl: await postgresUrl('postgres'),
    connectionsMax: 1,
  });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = isEmpty ? 'template1' : await migratedTemplate(server);
  await copyDatabase(server, name, template);
  const databaseUrl = await postgresUrl(name);
  const open = () => openDatabase({databaseUrl});
  const database = await open();
  const others: Database[] = [];
  return {
    database,
    databaseUrl,
    async openAnother() {
      const other = await open();
      others.push(other);
      return other;
    },
    async close({keep = false} = {}) {
      for (const each of [database, ...others]) await each.close();
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
