import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {accountLane, wakeLanes} from '../../server/store/lanes.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';

const WORKER = fileURLToPath(new URL('worker-process.ts', import.meta.url));
const PROCESSES = 3;
const ACCOUNTS = Array.from({length: 12}, (_, n) => String(n));
const GOAL = 15;
const KILLS = Number(process.env['TEST_WORKER_KILLS'] ?? 6);
/** Runs between two kills, at most. */
const RUNS_MAX = 20;

(hasPostgres() ? describe : describe.skip)('killed workers', () => {
  let store: TestStore;
  let kills = 0;
  let runsLeft = 0;
  let nextOwner = 0;
  const children = new Map<ChildProcess, Promise<unknown>>();
  let isOver = false;
  const isDone = Promise.withResolvers<void>();

  beforeAll(async () => {
    store = await openTestStore('postgres');
    const {db} = store.database;
    await sql`create table counts (account text primary key, count int)`.execute(
      db,
    );
    await sql`create table steps (id bigint generated always as identity,
      account text, token bigint)`.execute(db);
    await sql`insert into counts select unnest(${ACCOUNTS}::text[]), 0`.execute(
      db,
    );
    await wakeLanes(db, ACCOUNTS.map(accountLane));
  });

  afterAll(async () => {
    for (const child of children.keys()) child.kill('SIGKILL');
    await Promise.all(children.values());
    await store.close();
  });

  function startChild(): void {
    const owner = `process ${nextOwner++}`;
    const child = spawn(
      process.execPath,
      [WORKER, store.databaseUrl!, owner, String(GOAL)],
      {stdio: ['ignore', 'pipe', 'inherit']},
    );
    children.set(child, once(child, 'exit'));
    createInterface(child.stdout).on('line', () => void afterRun());
  }

  /** Kills any process after any number of runs, and starts another for it. */
  async function afterRun(): Promise<void> {
    if (isOver) return;
    if (kills < KILLS && --runsLeft < 0) {
      kills += 1;
      runsLeft = Math.floor(Math.random() * RUNS_MAX);
      const victims = [...children.keys()].filter(child => !child.killed);
      victims[Math.floor(Math.random() * victims.length)]?.kill('SIGKILL');
      startChild();
    }
    const {rows} =
      await sql`select 1 from counts where count < ${GOAL}`.execute(
        store.database.db,
      );
    if (rows.length > 0) return;
    isOver = true;
    isDone.resolve();
  }

  test('every account reaches its goal, and no two runs of one interleave', async () => {
    for (let n = 0; n < PROCESSES; n++) startChild();
    await isDone.promise;
    const {rows: overlaps} = await sql`
      select * from (
        select account, token, lag(token) over
          (partition by account order by id) as earlier
        from steps) as steps
      where token < earlier`.execute(store.database.db);
    expect(overlaps).toEqual([]);
    const {rows: counts} = await sql<{count: number}>`
      select count from counts`.execute(store.database.db);
    expect(counts).toEqual(ACCOUNTS.map(() => ({count: GOAL})));
    expect(kills).toBe(KILLS);
  });
});
