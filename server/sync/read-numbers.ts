import {readNumbersAnew} from '../store/contact-keys.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import type {SyncDeps} from './run.ts';

/** Of one run: then others have their turn. */
const PARTS_MAX = 20;

/**
 * Has contacts of a label found by their numbers as its region reads them now, part by
 * part: whoever goes on after a crash goes on from there.
 */
export async function readNumbers(
  {database}: Pick<SyncDeps, 'database'>,
  labelId: string,
  {lane, signal}: {readonly lane: Lane; readonly signal: AbortSignal},
): Promise<{readonly nextInMs: number | null; readonly isBulk?: boolean}> {
  for (let part = 0; part < PARTS_MAX; part++) {
    if (signal.aborted) return {nextInMs: 0, isBulk: true};
    const isOver = await database.db.transaction().execute(async tx => {
      await assertFence(tx, lane);
      return readNumbersAnew(tx, labelId);
    });
    if (isOver) return {nextInMs: null};
  }
  return {nextInMs: 0, isBulk: true};
}
