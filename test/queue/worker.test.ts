import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Handlers, LaneRun} from '../../server/queue/run-lane.ts';
import {createWorker, type Worker} from '../../server/queue/worker.ts';
import {
  accountLane,
  assertFence,
  claimLane,
  LostLeaseError,
  readLane,
  readMsUntilDue,
  releaseLane,
  wakeLane,
  wakeLanes,
} from '../../server/store/lanes.ts';
import type {Database} from '../../server/store/database.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';

const SILENT = {info: () => {}, warn: () => {}, error: () => {}};
const LATER = {nextInMs: 3_600_000};
const ACCOUNTS = Array.from({length: 12}, (_, n) => String(n));

describeOnBothStores('a worker', (getDatabase, {openAnother}) => {
  const db = () => getDatabase().db;
  const workers: Worker[] = [];

  beforeEach(async () => {
    await db().deleteFrom('lanes').execute();
    await setClock(db(), '2030-01-01T00:00:00Z');
  });

  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop({graceMs: 0});
  });

  function work(
    account: Handlers['account'],
    options: {
      readonly database?: Database;
      readonly concurrency?: number;
      readonly leaseMs?: number;
      readonly pollMs?: number;
    } = {},
  ): Worker {
    const worker = createWorker({
      database: getDatabase(),
      owner: `worker ${workers.length}`,
      handlers: {account, directory: async () => LATER},
      log: SILENT,
      random: () => 0,
      ...options,
    });
    workers.push(worker);
    return worker;
  }

  /** Lanes that are due again in a second, to go on with bulk work. */
  async function leaveBulk(ids: readonly string[]): Promise<void> {
    await wakeLanes(db(), ids.map(accountLane));
    const earlier = {owner: 'earlier', leaseMs: 60_000};
    for (let lane; (lane = await claimLane(db(), earlier));) {
      const release = {kind: 'done', nextInMs: 1_000, isBulk: true} as const;
      await releaseLane(db(), lane, release);
    }
  }

  test('every lane that is due runs once', async () => {
    const ran: string[] = [];
    await wakeLanes(db(), ACCOUNTS.map(accountLane));
    const runs = await work(async accountId => {
      ran.push(accountId);
      return LATER;
    }).runUntilIdle();
    expect(runs).toBe(ACCOUNTS.length);
    expect(ran.sort()).toEqual(ACCOUNTS.toSorted());
  });

  test('lanes run side by side up to the limit, and none beside itself', async () => {
    const running: string[] = [];
    const seen: number[] = [];
    const doubles: string[] = [];
    const isFull = Promise.withResolvers<void>();
    await wakeLanes(db(), ACCOUNTS.map(accountLane));
    await work(
      async accountId => {
        if (running.includes(accountId)) doubles.push(accountId);
        running.push(accountId);
        seen.push(running.length);
        if (running.length === 3) isFull.resolve();
        await isFull.promise;
        await wakeLane(db(), accountLane(accountId), {
          at: new Date('2030-01-01T01:00:00Z'),
        });
        running.splice(running.indexOf(accountId), 1);
        return LATER;
      },
      {concurrency: 3},
    ).runUntilIdle();
    expect(Math.max(...seen)).toBe(3);
    expect(doubles).toEqual([]);
  });

  test('bulk work finds a place beside whatever others do, and leaves them two', async () => {
    const bulk = ['0', '1', '2'];
    const others = ['3', '4', '5'];
    const begun = new Map(ACCOUNTS.map(id => [id, Promise.withResolvers()]));
    const ended = new Map(ACCOUNTS.map(id => [id, Promise.withResolvers()]));
    const running = new Set<string>();
    let most = 0;
    await leaveBulk(bulk);
    await wakeLanes(db(), others.map(accountLane));
    await setClock(db(), '2030-01-01T00:00:01Z');
    const worker = work(
      async id => {
        running.add(id);
        most = Math.max(most, bulk.filter(each => running.has(each)).length);
        begun.get(id)!.resolve(undefined);
        await ended.get(id)!.promise;
        running.delete(id);
        return LATER;
      },
      {concurrency: 4, pollMs: 10},
    );
    await worker.start();
    for (const id of others) await begun.get(id)!.promise;
    await Promise.race(bulk.map(id => begun.get(id)!.promise));
    await setClock(db(), '2030-01-01T00:00:02Z');
    await wakeLane(db(), accountLane('6'));
    for (const id of others) ended.get(id)!.resolve(undefined);
    await begun.get('6')!.promise;
    expect(most).toBe(2);
    for (const {resolve} of ended.values()) resolve(undefined);
  });

  test('bulk work that rests keeps no other bulk work waiting', async () => {
    const bulk = ['0', '1', '2', '3'];
    const resting = Promise.withResolvers<void>();
    const allBegun = Promise.withResolvers<void>();
    let begun = 0;
    await leaveBulk(bulk);
    await setClock(db(), '2030-01-01T00:00:01Z');
    const worker = work(
      async (_id, run) => {
        if (++begun === bulk.length) allBegun.resolve();
        await run.rest(() => resting.promise);
        return LATER;
      },
      {concurrency: 4, pollMs: 10},
    );
    await worker.start();
    await allBegun.promise;
    resting.resolve();
  });

  test('what wakes a lane during its run is seen by a run after it', async () => {
    const key = accountLane('1');
    let runs = 0;
    await wakeLane(db(), key);
    const worker = work(async () => {
      runs += 1;
      if (runs === 1) await wakeLane(db(), key);
      return LATER;
    });
    await worker.runUntilIdle();
    expect(runs).toBe(2);
  });

  test('lanes that never come to rest are an error', async () => {
    await wakeLane(db(), accountLane('1'));
    const worker = work(async () => ({nextInMs: 0}));
    await expect(worker.runUntilIdle({runsMax: 20})).rejects.toThrow(
      'still due',
    );
  });

  test('a run that throws is tried again, each time later', async () => {
    await wakeLane(db(), accountLane('1'));
    const worker = work(async () => {
      throw new Error('Google is away');
    });
    await worker.runUntilIdle();
    expect(await readMsUntilDue(db())).toBe(1_000);
    await setClock(db(), '2030-01-01T00:00:01Z');
    await worker.runUntilIdle();
    expect(await readMsUntilDue(db())).toBe(2_000);
  });

  test('a run that asks for a later retry gets it', async () => {
    await wakeLane(db(), accountLane('1'));
    await work(async () => ({retryInMs: 45_000})).runUntilIdle();
    expect(await readMsUntilDue(db())).toBe(45_000);
  });

  test('a fault in one lane does not stop the others', async () => {
    const ran: string[] = [];
    await wakeLanes(db(), ACCOUNTS.map(accountLane));
    await work(async accountId => {
      if (accountId === '3') throw new Error('Google is away');
      ran.push(accountId);
      return LATER;
    }).runUntilIdle();
    expect(ran.length).toBe(ACCOUNTS.length - 1);
  });

  test('a lane of another release is left alone', async () => {
    await wakeLane(db(), 'mail/7');
    await work(async () => LATER).runUntilIdle();
    expect((await readLane(db(), 'mail/7'))?.waitsMs).toBeGreaterThan(0);
  });

  test('a wake-up reaches a worker that waits, by its signal', async () => {
    const ran = Promise.withResolvers<string>();
    const worker = work(
      async accountId => {
        ran.resolve(accountId);
        return LATER;
      },
      {pollMs: 3_600_000},
    );
    await worker.start();
    await wakeLane(db(), accountLane('7'));
    expect(await ran.promise).toBe('7');
  });

  test('the Directory is read from the first start on', async () => {
    const read = Promise.withResolvers<string>();
    const worker = createWorker({
      database: getDatabase(),
      owner: 'worker',
      log: SILENT,
      handlers: {
        account: async () => LATER,
        directory: async ({lane}) => {
          read.resolve(lane.key);
          return LATER;
        },
      },
    });
    workers.push(worker);
    await worker.start();
    expect(await read.promise).toBe('directory');
  });

  test('workers of several processes share the lanes, and none runs twice at once', async () => {
    const other = await openAnother();
    const running = new Set<string>();
    const doubles: string[] = [];
    let left = 5 * ACCOUNTS.length;
    const ended = Promise.withResolvers<void>();
    const counts = new Map<string, number>();
    const handle = async (accountId: string, {lane}: LaneRun) => {
      if (running.has(accountId)) doubles.push(accountId);
      running.add(accountId);
      await db()
        .transaction()
        .execute(tx => assertFence(tx, lane));
      running.delete(accountId);
      const count = (counts.get(accountId) ?? 0) + 1;
      counts.set(accountId, count);
      if (--left === 0) ended.resolve();
      return count < 5 ? {nextInMs: 0} : LATER;
    };
    await wakeLanes(db(), ACCOUNTS.map(accountLane));
    for (const database of [getDatabase(), other]) {
      await work(handle, {database, concurrency: 4}).start();
    }
    await ended.promise;
    expect(doubles).toEqual([]);
    expect([...counts.values()]).toEqual(ACCOUNTS.map(() => 5));
  });

  test('a run whose lane was taken over is told, and its result is dropped', async () => {
    const key = accountLane('1');
    const told = Promise.withResolvers<unknown>();
    await wakeLane(db(), key);
    const worker = work(
      async (_, {signal}) => {
        signal.addEventListener('abort', () => told.resolve(signal.reason));
        const thief = {owner: 'thief', leaseMs: 3_600_000};
        // The lease is renewed meanwhile, so one jump of the clock may not do.
        for (let minute = 10; minute < 60; minute++) {
          await setClock(db(), `2030-01-01T00:${minute}:00Z`);
          if (await claimLane(db(), thief)) break;
        }
        await told.promise;
        return {nextInMs: 0};
      },
      {leaseMs: 300, concurrency: 1},
    );
    await worker.runUntilIdle();
    expect(await told.promise).toBeInstanceOf(LostLeaseError);
    expect(await readLane(db(), key)).toMatchObject({token: 2, isLeased: true});
  });

  test('a lease is renewed for as long as its run takes', async () => {
    const key = accountLane('1');
    await wakeLane(db(), key);
    const worker = work(
      async () => {
        const before = await db()
          .selectFrom('lanes')
          .select('lease_until')
          .executeTakeFirstOrThrow();
        // Within the lease: past it the lane is anybody's.
        await setClock(db(), '2030-01-01T00:00:02Z');
        for (let after = before; ;) {
          after = await db()
            .selectFrom('lanes')
            .select('lease_until')
            .executeTakeFirstOrThrow();
          if (after.lease_until! > before.lease_until!) return LATER;
        }
      },
      {leaseMs: 3000},
    );
    expect(await worker.runUntilIdle()).toBe(1);
    expect(await readLane(db(), key)).toMatchObject({token: 1, attempts: 0});
  });

  test('what went well but in part is tried again soon, and later each time', async () => {
    const key = accountLane('1');
    let isPartial = true;
    const worker = work(async () => ({nextInMs: 60_000, isPartial}));
    const waits: (number | null)[] = [];
    for (let run = 0; run < 8; run++) {
      await wakeLane(db(), key);
      await worker.runUntilIdle();
      waits.push(await readMsUntilDue(db()));
    }
    expect(waits).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    // Unlike after a failure, a wake-up came first each time.
    expect(await readLane(db(), key)).toMatchObject({token: 8, waitsMs: 0});
    isPartial = false;
    await wakeLane(db(), key);
    await worker.runUntilIdle();
    expect(await readLane(db(), key)).toMatchObject({attempts: 0});
  });

  test('a worker that stops tells its runs, and another goes on at once', async () => {
    const key = accountLane('1');
    const began = Promise.withResolvers<void>();
    await wakeLane(db(), key);
    const worker = work(async (_, {signal}) => {
      began.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      return LATER;
    });
    await worker.start();
    await began.promise;
    await worker.stop({graceMs: 0});
    expect(await readLane(db(), key)).toMatchObject({
      isLeased: false,
      waitsMs: 0,
      attempts: 0,
    });
  });

  test('a sync asked for waits for a run that began after the call', async () => {
    let runs = 0;
    const firstBegan = Promise.withResolvers<void>();
    const firstMayEnd = Promise.withResolvers<void>();
    const worker = work(async () => {
      runs += 1;
      if (runs === 1) {
        firstBegan.resolve();
        await firstMayEnd.promise;
      }
      return LATER;
    });
    await wakeLane(db(), accountLane('1'));
    await worker.start();
    await firstBegan.promise;
    const synced = worker.syncNow('1', {
      timeoutMs: 30_000,
      prepare: async () => firstMayEnd.resolve(),
    });
    expect(await synced).toBe('done');
    expect(runs).toBe(2);
  });

  test('a sync asked for says that it failed, and waits for nothing then', async () => {
    const worker = work(async () => ({retryInMs: 60_000}));
    await worker.start();
    expect(await worker.syncNow('1', {timeoutMs: 30_000})).toBe('failed');
    expect(await worker.syncNow('1', {timeoutMs: 30_000})).toBe('waiting');
  });

  test('a sync asked for ends in time where nobody works', async () => {
    const worker = work(async () => LATER);
    expect(await worker.syncNow('1', {timeoutMs: 100})).toBe('timeout');
  });
});
