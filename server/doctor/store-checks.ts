import {existsSync, mkdtempSync, rmdirSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {sql} from 'kysely';
import type {Settings} from '../settings.ts';
import {openDatabase, type Database} from '../store/database.ts';
import {DirectoryInUseError, lockDirectory} from '../store/directory-lock.ts';
import {compareSchema} from '../store/migrate.ts';
import {compareClocks, failed, ok, skipped, type Finding} from './finding.ts';

export interface StoreReport {
  readonly findings: readonly Finding[];
  /** The workplace it belongs to, where one is remembered. */
  readonly customerId?: string;
  /** What it remembers could not be read. */
  readonly isUnread?: boolean;
}

type Place = Pick<Settings, 'databaseUrl' | 'dataDir'>;

/** The store as it is: nothing is made or migrated. */
export function checkStore(
  place: Place,
  nowMs: () => number,
): Promise<StoreReport> {
  return place.databaseUrl === undefined
    ? checkEmbedded(place.dataDir)
    : checkPostgres(place.databaseUrl, nowMs);
}

async function checkPostgres(
  databaseUrl: string,
  nowMs: () => number,
): Promise<StoreReport> {
  let database: Database;
  try {
    database = await openDatabase({databaseUrl, connectionsMax: 1});
  } catch (error) {
    const fix =
      'Start PostgreSQL 15 or newer, and check host, port, name, user and password in DATABASE_URL.';
    return {
      findings: [failed('PostgreSQL', messageOf(error), fix)],
      isUnread: true,
    };
  }
  try {
    const beforeMs = nowMs();
    const server = await readServer(database);
    const afterMs = nowMs();
    const clock = compareClocks('PostgreSQL’s clock', {
      hereMs: (beforeMs + afterMs) / 2,
      thereMs: server.nowMs,
      uncertainMs: (afterMs - beforeMs) / 2,
    });
    const findings = [
      ok('PostgreSQL', `${server.version} answers`),
      checkRights(server),
      clock,
      ...checkOwner(server),
    ];
    const content = await checkContent(database).catch(unreadable);
    return {...content, findings: [...findings, ...content.findings]};
  } finally {
    await database.close();
  }
}

interface Server {
  readonly version: string;
  readonly encoding: string;
  readonly readOnly: boolean;
  readonly mayCreate: boolean;
  readonly user: string;
  /** Of the tables, where that is a role the user does not act for. */
  readonly otherOwner: string | null;
  readonly nowMs: number;
}

async function readServer({db}: Database): Promise<Server> {
  const {rows} = await sql<Server>`
    select current_setting('server_version') as version,
      current_setting('server_encoding') as encoding,
      current_setting('transaction_read_only')::boolean as "readOnly",
      has_schema_privilege(current_schema(), 'create')
        and has_language_privilege('plpgsql', 'usage') as "mayCreate",
      current_user as "user",
      (select pg_get_userbyid(relowner) from pg_class
       where oid = to_regclass('applied_migrations')
         and not pg_has_role(relowner, 'usage')) as "otherOwner",
      (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`.execute(
    db,
  );
  const [server] = rows;
  if (server === undefined) throw new Error('PostgreSQL answered without rows');
  return server;
}

function checkRights(server: Server): Finding {
  const what = 'Database';
  if (server.readOnly) {
    return failed(
      what,
      'is read only',
      'Point DATABASE_URL at the primary server, not at a replica.',
    );
  }
  if (server.encoding !== 'UTF8') {
    return failed(
      what,
      `keeps text as ${server.encoding}`,
      'Make one that can hold every name: create database … encoding UTF8 template template0.',
    );
  }
  return server.mayCreate
    ? ok(what, 'its user may create tables and functions')
    : failed(
        what,
        'its user may not create tables and functions',
        'Make that user the owner of a database of its own: alter database … owner to ….',
      );
}

/** Who may not change the tables cannot migrate them, whatever else was granted. */
function checkOwner({user, otherOwner}: Server): readonly Finding[] {
  if (otherOwner === null) return [];
  return [
    failed(
      'Owner of the tables',
      `is ${otherOwner}, the service is ${user}`,
      `Put ${otherOwner} in DATABASE_URL, or make ${user} the owner of every table, sequence and function there: alter table … owner to ${user}.`,
    ),
  ];
}

function unreadable(error: unknown): StoreReport {
  const fix =
    'Let the user of DATABASE_URL own the tables, then ask again: what is in them could not be read.';
  return {findings: [failed('Schema', messageOf(error), fix)], isUnread: true};
}

async function checkContent(database: Database): Promise<StoreReport> {
  const schema = describeSchema(await compareSchema(database));
  const {rows} = await sql<{value: unknown}>`
    select value from settings where key = 'customerId'`
    .execute(database.db)
    // A new database has no tables yet.
    .catch((error: unknown) => {
      if (!isUndefinedTable(error)) throw error;
      return {rows: []};
    });
  const customerId = rows[0]?.value;
  return {
    findings: [schema],
    ...(typeof customerId === 'string' && {customerId}),
  };
}

function describeSchema({
  newer,
  missing,
}: {
  readonly newer: string | undefined;
  readonly missing: string | undefined;
}): Finding {
  const what = 'Schema';
  if (newer !== undefined) {
    return failed(
      what,
      `has migration ${newer}, which this release does not know`,
      'Start the newer release that wrote it, or one after that: this one refuses to start on it.',
    );
  }
  return missing === undefined
    ? ok(what, 'as this release needs it')
    : ok(what, 'not yet as this release needs it: the next start sees to that');
}

async function checkEmbedded(dataDir: string): Promise<StoreReport> {
  const what = 'DATA_DIR';
  const path = resolve(dataDir);
  const fix = `Make the folder and let the service’s user write there: mkdir -p ${path}, chown.`;
  try {
    checkWritable(path);
  } catch (error) {
    return {findings: [failed(what, messageOf(error), fix)], isUnread: true};
  }
  const writable = ok(what, `${path} can be written`);
  try {
    const content = await checkOpened(path);
    return {...content, findings: [writable, ...content.findings]};
  } catch (error) {
    const finding =
      error instanceof DirectoryInUseError
        ? skipped(
            'Database',
            'the running service has it open; stop it to have a look inside',
          )
        : failed(
            'Database',
            messageOf(error),
            `Look at ${path}; copies made before migrations are in ${join(path, 'backups')}.`,
          );
    return {findings: [writable, finding], isUnread: true};
  }
}

/** In the folder, or in the nearest one there is: the rest is made at the start. */
function checkWritable(path: string): void {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) {
    throw new Error(`${folder} is not a folder`);
  }
  rmdirSync(mkdtempSync(join(folder, '.doctor-')));
}

async function checkOpened(path: string): Promise<StoreReport> {
  if (!existsSync(join(path, 'postgres', 'PG_VERSION'))) {
    if (existsSync(path)) await (await lockDirectory(path)).release();
    return {findings: [ok('Database', 'is made at the first start')]};
  }
  const database = await openDatabase({dataDir: path});
  try {
    const content = await checkContent(database);
    const opens = ok('Database', 'opens, and nobody else has it open');
    return {...content, findings: [opens, ...content.findings]};
  } finally {
    await database.close();
  }
}

/** undefined_table (PostgreSQL, appendix A). */
function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
