/**
 * What the store costs beside the driver under it: the same statements through `openDatabase` and
 * through a bare `pg` pool, or through bare PGlite in the caller's thread, in turns.
 */
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {PGlite} from '@electric-sql/pglite';
import {CompiledQuery} from 'kysely';
import pg from 'pg';
import {openDatabase, type Database} from '../../server/store/database.ts';
import {SyncedFiles} from '../../server/store/pglite-files.ts';
import {samplePeople} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {openFolder, type Folder} from './support/folder.ts';
import {startPostgres} from './support/postgres.ts';
import {median} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';

const ROUNDS = 7;
const ROUND_MS = 300;
const BATCH_ROWS = 200;
/** One, and as many as lanes run at once. */
const CALLERS = [1, 8];

const CREATE =
  'create table people (id uuid primary key, content jsonb not null)';
const INSERT = 'insert into people (id, content) values ($1, $2)';
const READ = 'select id, content from people where id = $1';
const INSERT_BATCH = `insert into people (id, content)
  select r.id, r.content from jsonb_to_recordset($1::jsonb) as r(id uuid, content jsonb)`;

/** One way to a database of its own, with the table made. */
interface Side {
  query(statement: string, parameters: readonly string[]): Promise<unknown>;
  /** The statement in a transaction of its own: begin, statement, commit. */
  commit(statement: string, parameters: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}

interface Pair {
  readonly store: string;
  readonly peer: string;
  readonly ours: Side;
  readonly bare: Side;
}

export async function run(): Promise<Table> {
  using folder = openFolder();
  await using postgres = await startPostgres();
  const rows: Row[] = [];
  const measure = async (pair: Pair) => {
    rows.push(...(await measurePair(pair)));
    await pair.ours.close();
    await pair.bare.close();
  };
  await measure({
    store: 'embedded',
    peer: 'PGlite, fsync on',
    ours: await embedded(folder),
    bare: await barePglite(folder, {fsync: true}),
  });
  await measure({
    store: 'embedded',
    peer: 'PGlite as it comes, no fsync',
    ours: await embedded(folder),
    bare: await barePglite(folder, {fsync: false}),
  });
  if (postgres !== undefined) {
    await measure({
      store: `PostgreSQL ${postgres.version}`,
      peer: 'pg Pool',
      ours: await ours(
        await openDatabase({databaseUrl: await postgres.createDatabase()}),
      ),
      bare: await barePg(await postgres.createDatabase()),
    });
  }
  return {
    title: 'store: operations a second beside the bare driver',
    conditions: [
      `rows of about 450 bytes of jsonb; commit: begin, one insert, commit; rows: ${BATCH_ROWS} by one statement, counted as rows`,
      'embedded: on disk, PGlite in a worker thread, fsync on; bare PGlite: on disk, in the caller’s thread; PostgreSQL: unix socket, fsync on',
      `n = ${ROUNDS} rounds of ${ROUND_MS} ms each, ours and bare in turns; medians, the ratio is the median of the rounds’ ratios`,
      'stall: longest time the caller’s event loop stood still, for HTTP and timers stand still with it',
    ],
    columns: [
      'store',
      'beside',
      'what',
      'callers',
      'ours /s',
      'bare /s',
      'ours/bare',
      'our stall ms',
      'bare stall ms',
    ],
    rows,
  };
}

type Workload = (side: Side) => Promise<number>;

async function measurePair({store, peer, ours, bare}: Pair): Promise<Row[]> {
  const rows: Row[] = [];
  for (const callers of CALLERS) {
    for (const [what, workload] of workloads()) {
      const rounds: {ours: Round; bare: Round}[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({
          ours: await time(workload, ours, callers),
          bare: await time(workload, bare, callers),
        });
      }
      const middle = (of: (round: (typeof rounds)[0]) => number) =>
        median(rounds.map(of));
      rows.push({
        cells: [
          store,
          peer,
          what,
          callers,
          Math.round(middle(round => round.ours.rate)),
          Math.round(middle(round => round.bare.rate)),
          middle(round => round.ours.rate / round.bare.rate).toFixed(2),
          Math.round(middle(round => round.ours.stallMs)),
          Math.round(middle(round => round.bare.stallMs)),
        ],
      });
    }
  }
  return rows;
}

/** Each returns how many operations one turn of it was. */
function workloads(): readonly (readonly [string, Workload])[] {
  const nextPerson = samplePeople(seededRandom(1));
  const contents = Array.from({length: BATCH_ROWS}, nextPerson);
  const content = JSON.stringify(contents[0]);
  const id = crypto.randomUUID();
  const known = new WeakSet<Side>();
  const learn = async (side: Side) => {
    if (known.has(side)) return;
    known.add(side);
    await side.commit(INSERT, [id, content]);
  };
  return [
    [
      'commit',
      async side => {
        await side.commit(INSERT, [crypto.randomUUID(), content]);
        return 1;
      },
    ],
    [
      'point read',
      async side => {
        await learn(side);
        await side.query(READ, [id]);
        return 1;
      },
    ],
    [
      'rows',
      async side => {
        const batch = contents.map(each => ({
          id: crypto.randomUUID(),
          content: each,
        }));
        await side.query(INSERT_BATCH, [JSON.stringify(batch)]);
        return BATCH_ROWS;
      },
    ],
  ];
}

interface Round {
  /** Operations a second. */
  readonly rate: number;
  readonly stallMs: number;
}

/** The monitor counts from one tick of its timer to the next: one before, one after. */
const SETTLE_MS = 5;

async function time(
  workload: Workload,
  side: Side,
  callers: number,
): Promise<Round> {
  const stalls = monitorEventLoopDelay({resolution: 1});
  await workload(side);
  stalls.enable();
  await delay(SETTLE_MS);
  const startedMs = performance.now();
  const endMs = startedMs + ROUND_MS;
  let operations = 0;
  const call = async () => {
    while (performance.now() < endMs) {
      const done = await workload(side);
      operations += done;
    }
  };
  await Promise.all(Array.from({length: callers}, call));
  const tookMs = performance.now() - startedMs;
  await delay(SETTLE_MS);
  stalls.disable();
  return {rate: (operations * 1000) / tookMs, stallMs: stalls.max / 1e6};
}

async function embedded({path}: Folder): Promise<Side> {
  const dataDir = join(path, crypto.randomUUID());
  return ours(await openDatabase({dataDir}));
}

async function ours(database: Database): Promise<Side> {
  const {db} = database;
  await db.executeQuery(CompiledQuery.raw(CREATE));
  return {
    query: (statement, parameters) =>
      db.executeQuery(CompiledQuery.raw(statement, [...parameters])),
    commit: (statement, parameters) =>
      db
        .transaction()
        .execute(tx =>
          tx.executeQuery(CompiledQuery.raw(statement, [...parameters])),
        ),
    close: () => database.close(),
  };
}

async function barePg(databaseUrl: string): Promise<Side> {
  const pool = new pg.Pool({connectionString: databaseUrl});
  await pool.query(CREATE);
  return {
    query: (statement, parameters) => pool.query(statement, [...parameters]),
    async commit(statement, parameters) {
      const client = await pool.connect();
      await client.query('begin');
      await client.query(statement, [...parameters]);
      await client.query('commit');
      client.release();
    },
    close: () => pool.end(),
  };
}

/** As our store's engine starts, but for the thread. */
const SYNCED = [
  ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
  ...['-c', 'shared_buffers=32MB', '-c', 'max_wal_size=256MB'],
];

async function barePglite(
  {path}: Folder,
  {fsync}: {readonly fsync: boolean},
): Promise<Side> {
  const directory = join(path, crypto.randomUUID());
  const files = new SyncedFiles(directory);
  const pglite = fsync
    ? await PGlite.create({fs: files, startParams: SYNCED})
    : await PGlite.create(directory);
  const before = files.syncCount;
  await pglite.query(CREATE);
  if (fsync && files.syncCount === before) throw new Error('No fsync.');
  return {
    query: (statement, parameters) => pglite.query(statement, [...parameters]),
    commit: (statement, parameters) =>
      pglite.transaction(tx => tx.query(statement, [...parameters])),
    close: () => pglite.close(),
  };
}
