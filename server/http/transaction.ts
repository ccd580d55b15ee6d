import {setTimeout as delay} from 'node:timers/promises';
import {isConflict} from '../store/conflict.ts';
import type {Db, Tx} from '../store/queries.ts';

const ATTEMPTS_MAX = 4;
const RETRY_MS_MAX = 100;

/**
 * Does `work` in a transaction, and again from its start where another call's
 * was in the way: nothing of it stands then. Inside it only the store changes.
 */
export async function inTransaction<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // Two that begin again together would meet again.
      await delay(Math.random() * RETRY_MS_MAX);
    }
  }
  return db.transaction().execute(work);
}

/** What `work` would answer; nothing that it writes stays. */
export async function inPreview<Result extends object>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const seen: Result[] = [];
  const ending = new Error('The preview has been seen.');
  try {
    await inTransaction(db, async tx => {
      seen.push(await work(tx));
      throw ending;
    });
  } catch (error) {
    if (error !== ending) throw error;
  }
  const [result] = seen;
  if (result === undefined) throw new Error('A preview ended unseen.');
  return result;
}
