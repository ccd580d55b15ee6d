import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {NodeFS} from '@electric-sql/pglite/nodefs';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  jest,
  test,
} from '@jest/globals';
import {sql} from 'kysely';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {SyncedFiles} from '../../server/store/pglite-files.ts';
import {
  checkpointWhenDue,
  vacuumWhatNeedsIt,
} from '../../server/store/pglite-upkeep.ts';
import {embeddedTemplate} from '../support/database.ts';

const WRITER = fileURLToPath(new URL('database-writer.ts', import.meta.url));
const KILLS = Number(process.env['TEST_STORE_KILLS'] ?? 3);
const KILL_MS_MAX = 30_000;
/** Rows after which a writer is killed: a few, at a moment nobody chose. */
const ROWS_MAX = 150;

/** A closed store that each test gets a copy of: making one takes its time. */
let prepared = '';
let dataDir = '';
const opened: Database[] = [];

beforeAll(async () => {
  dataDir = prepared = mkdtempSync(join(tmpdir(), 'store-'));
  await close(await open());
});

afterAll(() => {
  rmSync(prepared, {recursive: true});
});

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  cpSync(join(prepared, 'postgres'), join(dataDir, 'postgres'), {
    recursive: true,
  });
});

afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  rmSync(dataDir, {recursive: true});
});

async function open(options: {thread?: 'caller'} = {}) {
  const template = await embeddedTemplate();
  const database = await openDatabase({dataDir, template, ...options});
  opened.push(database);
  return database;
}

/** Closes it before the test is over. */
async function close(database: Database): Promise<void> {
  opened.splice(opened.indexOf(database), 1);
  await database.close();
}

/** Starts a writer, kills it after some rows, and returns the last it acknowledged. */
async function writeUntilKilled(first: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'exit');
  const until = first + Math.floor(Math.random() * ROWS_MAX);
  let last = first - 1;
  for await (const line of createInterface(writer.stdout)) {
    if (line !== 'open') last = Number(line);
    if (last >= until) writer.kill('SIGKILL');
  }
  await ended;
  return last;
}

test(
  'a killed process loses nothing it acknowledged, and no half of a transaction stays',
  async () => {
    let next = 1;
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = await writeUntilKilled(next);
      const database = await open();
      const {rows} = await sql<{row: number; twin: number}>`select
      count(*) filter (where key like 'row/%') as row,
      count(*) filter (where key like 'twin/%') as twin
      from settings`.execute(database.db);
      await close(database);
      const [count] = rows;
      expect(count!.row).toBeGreaterThanOrEqual(acknowledged);
      expect(count!.twin).toBe(count!.row);
      next = count!.row + 1;
    }
  },
  KILLS * KILL_MS_MAX,
);

test('a store that was closed opens with what it held', async () => {
  const first = await open();
  await first.db
    .insertInto('settings')
    .values({key: 'kept', value: '1'})
    .execute();
  await close(first);
  const second = await open();
  const rows = await second.db.selectFrom('settings').selectAll().execute();
  expect(rows).toContainEqual({key: 'kept', value: 1});
});

test('a store opened twice is refused in one line that names DATA_DIR', async () => {
  await open();
  await expect(open()).rejects.toThrow(/^DATA_DIR .*in use.*$/);
});

test.each([['/proc/nothing/below'], [import.meta.filename]])(
  'a DATA_DIR that cannot be a folder is refused in one line: %s',
  async path => {
    await expect(openDatabase({dataDir: path})).rejects.toThrow(
      /^DATA_DIR \S+ cannot be made a folder, .*$/,
    );
  },
);

test('a first start that was cut off is begun again', async () => {
  rmSync(join(dataDir, 'postgres', 'global'), {recursive: true});
  writeFileSync(join(dataDir, 'postgres.unfinished'), '');
  await close(await open());
  expect(readdirSync(dataDir)).not.toContain('postgres.unfinished');
});

test('a database whose commits are not fsynced stays closed', async () => {
  const init = jest
    .spyOn(SyncedFiles.prototype, 'init')
    .mockImplementation(NodeFS.prototype.init);
  await expect(open({thread: 'caller'})).rejects.toThrow('did not fsync');
  init.mockRestore();
  await close(await open({thread: 'caller'}));
});

test('an engine that breaks down is replaced, with all it committed', async () => {
  const database = await open();
  let signals = 0;
  await database.listen('test', () => (signals += 1));
  await database.db
    .insertInto('settings')
    .values({key: 'kept', value: '1'})
    .execute();
  const log = join(dataDir, 'postgres', 'pg_wal');
  renameSync(log, `${log}.away`);
  await sql`select pg_switch_wal()`.execute(database.db);
  const broken = database.db
    .insertInto('settings')
    .values({key: 'lost', value: '1'})
    .execute();
  await expect(broken).rejects.toThrow(
    'The embedded database stopped: could not create file',
  );
  await expect(
    database.db.selectFrom('settings').selectAll().execute(),
  ).rejects.toThrow();
  renameSync(`${log}.away`, log);
  const rows = await database.db.selectFrom('settings').selectAll().execute();
  expect(rows).toContainEqual({key: 'kept', value: 1});
  expect(signals).toBe(1);
});

test('the log is written back by size and by time, and dead rows are removed', async () => {
  const {db} = await open();
  await sql`insert into settings select 'row/' || n, '{}'
    from generate_series(1, 5000) as n`.execute(db);
  await sql`delete from settings`.execute(db);
  expect(await checkpointWhenDue(db, false)).toBe(false);
  expect(await checkpointWhenDue(db, true)).toBe(true);
  await sql`select pg_stat_force_next_flush()`.execute(db);
  expect(await vacuumWhatNeedsIt(db)).toContain('settings');
  expect(await vacuumWhatNeedsIt(db)).toEqual([]);
});
