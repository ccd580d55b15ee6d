import {beforeEach, expect, test} from '@jest/globals';
import {
  assertFence,
  claimLane,
  LostLeaseError,
  readMsUntilDue,
  releaseLane,
  renewLease,
  wakeLane,
  wakeLanes,
  type Lane,
} from '../../server/store/lanes.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';

const CLAIM = {owner: 'worker', leaseMs: 60_000};

describeOnBothStores('lanes', (getDatabase, {kind, openAnother}) => {
  const db = () => getDatabase().db;

  beforeEach(async () => {
    await db().deleteFrom('lanes').execute();
    await setClock(db(), '2030-01-01T00:00:00Z');
  });

  async function mustClaim(): Promise<Lane> {
    const lane = await claimLane(db(), CLAIM);
    expect(lane).toBeDefined();
    return lane!;
  }

  test('a lane nobody woke is not due', async () => {
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
  });

  test('a burst of wake-ups is one run', async () => {
    await wakeLane(db(), 'accounts/1');
    await wakeLanes(db(), ['accounts/1', 'accounts/1']);
    const lane = await mustClaim();
    await releaseLane(db(), lane, {kind: 'done', nextInMs: null});
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
  });

  test('a claimed lane is nobody else’s', async () => {
    await wakeLane(db(), 'accounts/1');
    await mustClaim();
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
  });

  test('a wake-up during a run makes the lane run again', async () => {
    await wakeLane(db(), 'accounts/1');
    const lane = await mustClaim();
    await wakeLane(db(), 'accounts/1');
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
    await releaseLane(db(), lane, {kind: 'done', nextInMs: 3_600_000});
    expect((await mustClaim()).key).toBe('accounts/1');
  });

  test('a wake-up counts only when its transaction commits', async () => {
    const undone = db()
      .transaction()
      .execute(async tx => {
        await wakeLane(tx, 'accounts/1');
        throw new Error('undone');
      });
    await expect(undone).rejects.toThrow('undone');
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
  });

  test('a lane runs again when its time has come, and not before', async () => {
    await wakeLane(db(), 'accounts/1');
    await releaseLane(db(), await mustClaim(), {
      kind: 'done',
      nextInMs: 60_000,
    });
    expect(await readMsUntilDue(db())).toBe(60_000);
    await setClock(db(), '2030-01-01T00:00:59Z');
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
    await setClock(db(), '2030-01-01T00:01:00Z');
    expect(await mustClaim()).toMatchObject({key: 'accounts/1', attempts: 1});
  });

  test('a wake-up moves the next run forward and never back', async () => {
    await wakeLane(db(), 'accounts/1', {at: new Date('2030-01-01T00:05:00Z')});
    await wakeLane(db(), 'accounts/1', {at: new Date('2030-01-01T00:09:00Z')});
    expect(await readMsUntilDue(db())).toBe(300_000);
  });

  test('a lane that failed waits, whoever wakes it', async () => {
    await wakeLane(db(), 'accounts/1');
    await releaseLane(db(), await mustClaim(), {
      kind: 'failed',
      retryInMs: 30_000,
    });
    await wakeLane(db(), 'accounts/1');
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
    await setClock(db(), '2030-01-01T00:00:30Z');
    expect(await mustClaim()).toMatchObject({attempts: 2});
  });

  test('the lane that has been due longest comes first', async () => {
    await wakeLane(db(), 'accounts/2', {at: new Date('2029-12-31T00:00:00Z')});
    await wakeLane(db(), 'accounts/1', {at: new Date('2029-12-31T12:00:00Z')});
    expect((await mustClaim()).key).toBe('accounts/2');
    expect((await mustClaim()).key).toBe('accounts/1');
  });

  test('bulk work waits for those who came before it, and for nobody else', async () => {
    await wakeLane(db(), 'accounts/many');
    const lane = await mustClaim();
    await wakeLane(db(), 'accounts/before');
    await setClock(db(), '2030-01-01T00:00:01Z');
    await releaseLane(db(), lane, {
      kind: 'done',
      ...{nextInMs: 0, isBulk: true},
    });
    await setClock(db(), '2030-01-01T00:00:02Z');
    await wakeLane(db(), 'accounts/after');
    expect((await mustClaim()).key).toBe('accounts/before');
    expect(await mustClaim()).toMatchObject({
      ...{key: 'accounts/many', isBulk: true},
    });
    expect(await mustClaim()).toMatchObject({
      ...{key: 'accounts/after', isBulk: false},
    });
  });

  test('a worker may leave bulk work to others', async () => {
    await wakeLane(db(), 'accounts/1');
    const lane = await mustClaim();
    await releaseLane(db(), lane, {
      kind: 'done',
      ...{nextInMs: 0, isBulk: true},
    });
    expect(await claimLane(db(), {...CLAIM, noBulk: true})).toBeUndefined();
    // Whatever wakes it is not.
    await wakeLane(db(), 'accounts/1');
    expect(await claimLane(db(), {...CLAIM, noBulk: true})).toBeDefined();
  });

  test('a worker may ask for one sort of lanes', async () => {
    await wakeLanes(db(), ['accounts/1', 'directory']);
    const claim = {...CLAIM, prefix: 'directory'};
    expect((await claimLane(db(), claim))?.key).toBe('directory');
    expect(await claimLane(db(), claim)).toBeUndefined();
  });

  test('a lane whose holder died runs again when its lease is over', async () => {
    await wakeLane(db(), 'accounts/1');
    const dead = await mustClaim();
    await setClock(db(), '2030-01-01T00:01:00Z');
    const lane = await mustClaim();
    expect(lane.token).toBeGreaterThan(dead.token);
    expect(lane.attempts).toBe(2);
  });

  test('a renewed lease keeps the lane', async () => {
    await wakeLane(db(), 'accounts/1');
    const lane = await mustClaim();
    await setClock(db(), '2030-01-01T00:00:50Z');
    await renewLease(db(), lane, 60_000);
    await setClock(db(), '2030-01-01T00:01:30Z');
    expect(await claimLane(db(), CLAIM)).toBeUndefined();
  });

  test('a worker that slept through its lease writes nothing', async () => {
    await wakeLane(db(), 'accounts/1');
    const asleep = await mustClaim();
    await setClock(db(), '2030-01-01T00:02:00Z');
    await mustClaim();
    const late = db()
      .transaction()
      .execute(async tx => {
        await assertFence(tx, asleep);
        await tx.insertInto('settings').values(SETTING).execute();
      });
    await expect(late).rejects.toThrow(LostLeaseError);
    await expect(renewLease(db(), asleep, 60_000)).rejects.toThrow(
      LostLeaseError,
    );
    expect(await releaseLane(db(), asleep, {kind: 'done', nextInMs: 0})).toBe(
      false,
    );
    expect(await db().selectFrom('settings').selectAll().execute()).toEqual([]);
  });

  test('a worker that gave its lane back writes nothing under it', async () => {
    await wakeLane(db(), 'accounts/1');
    const lane = await mustClaim();
    await releaseLane(db(), lane, {kind: 'done', nextInMs: null});
    const late = db()
      .transaction()
      .execute(tx => assertFence(tx, lane));
    await expect(late).rejects.toThrow(LostLeaseError);
  });

  if (kind === 'postgres') {
    test('a lane is not claimed while its holder’s transaction is open', async () => {
      const other = await openAnother();
      await wakeLane(db(), 'accounts/1');
      const lane = await mustClaim();
      await setClock(db(), '2030-01-01T00:02:00Z');
      await db()
        .transaction()
        .execute(async tx => {
          await assertFence(tx, lane);
          expect(await claimLane(other.db, CLAIM)).toBeUndefined();
          await wakeLane(other.db, 'accounts/1');
        });
      expect(await claimLane(other.db, CLAIM)).toBeDefined();
    });

    test('two workers wake each other’s lanes without waiting', async () => {
      const other = await openAnother();
      await wakeLanes(db(), ['accounts/1', 'accounts/2']);
      const [first, second] = [await mustClaim(), await mustClaim()];
      await db()
        .transaction()
        .execute(async one => {
          await assertFence(one, first);
          await other.db.transaction().execute(async two => {
            await assertFence(two, second);
            await wakeLane(one, second.key);
            await wakeLane(two, first.key);
          });
        });
      for (const lane of [first, second]) {
        await releaseLane(db(), lane, {kind: 'done', nextInMs: null});
      }
      expect(await mustClaim()).toBeDefined();
      expect(await mustClaim()).toBeDefined();
    });

    test('workers that claim at once get different lanes', async () => {
      const other = await openAnother();
      const keys = Array.from({length: 40}, (_, n) => `accounts/${n}`);
      await wakeLanes(db(), keys);
      const lanes = await Promise.all(
        keys.map((_, n) => claimLane(n % 2 ? db() : other.db, CLAIM)),
      );
      // One that met a lane just being taken may find none: it comes again.
      const rest: Lane[] = [];
      for (let lane; (lane = await claimLane(db(), CLAIM));) rest.push(lane);
      const claimed = [...lanes, ...rest].flatMap(lane => lane?.key ?? []);
      expect(claimed.sort()).toEqual(keys.sort());
    });
  }
});

const SETTING = {key: 'test', value: '1'};
