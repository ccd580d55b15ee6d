import {setTimeout as delay} from 'node:timers/promises';
import {accountLane, readLane, wakeLane} from '../store/lanes.ts';
import type {Db, Tx} from '../store/queries.ts';

export type SyncNow = (
  accountId: string,
  limit: {
    readonly timeoutMs: number;
    /** Written with the wake-up, such as that a poll is due. */
    readonly prepare?: (tx: Tx) => Promise<void>;
  },
) => Promise<SyncNowEnd>;

/**
 * done: a run that began after the call ended well; failed: it did not; waiting:
 * an earlier failure has the lane wait, nothing ran; timeout: still going on.
 */
export type SyncNowEnd = 'done' | 'failed' | 'waiting' | 'timeout';

const LOOK_MS = 100;

/**
 * Wakes an account's lane and waits for a run that began afterwards, in whichever
 * process: one that goes on already may have read before what it should see.
 */
export async function syncNow(
  db: Db,
  accountId: string,
  {timeoutMs, prepare}: Parameters<SyncNow>[1],
): Promise<SyncNowEnd> {
  const key = accountLane(accountId);
  const before = await db.transaction().execute(async tx => {
    await prepare?.(tx);
    await wakeLane(tx, key);
    return readLane(tx, key);
  });
  if (before === undefined || before.waitsMs > 0) return 'waiting';
  const awaited = before.token + 1;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += LOOK_MS) {
    await delay(LOOK_MS);
    const lane = await readLane(db, key);
    if (lane === undefined) return 'done';
    if (lane.token > awaited && !lane.isLeased && !lane.goesOn) return 'done';
    if (lane.token === awaited && !lane.isLeased && !lane.goesOn) {
      return lane.attempts === 0 ? 'done' : 'failed';
    }
  }
  return 'timeout';
}
