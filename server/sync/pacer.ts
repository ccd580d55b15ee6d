import type {Pacer} from '../core/google.ts';
import {costOf} from '../core/quota-costs.ts';
import type {Work} from '../core/quota.ts';
import type {Lane} from '../store/lanes.ts';
import type {Db} from '../store/queries.ts';
import {learnQuota, takeCallQuota, writeExhausted} from '../store/quota.ts';

/** Where a limit leaves no room at all: it may be a wrong lesson, and those are forgotten. */
const NO_ROOM_MS = 60 * 60_000;

/** What the calls of a run are part of, from one call to the next. */
export interface Pace {
  /** Whoever holds it may call; undefined: whoever asks, outside of runs. */
  readonly lane?: Lane;
  /** Undefined: nothing more is known than what they cost. */
  work?: Work | undefined;
}

/** Keeps an account's calls within its quota and the project's, wherever they are made. */
export function createPacer(
  db: Db,
  accountId: string,
  pace: Readonly<Pace> = {},
): Pacer {
  return {
    async admit(method) {
      const cost = costOf(method);
      const waitMs = await takeCallQuota(db, accountId, cost, pace);
      return waitMs === Infinity ? NO_ROOM_MS : waitMs;
    },
    async learn(method, fault) {
      if (fault.kind !== 'rateLimited' && fault.kind !== 'exhausted') {
        return fault;
      }
      if (fault.quota !== undefined) {
        await learnQuota(db, accountId, costOf(method), fault.quota);
      }
      if (fault.kind === 'rateLimited') return fault;
      const retryAfterMs = await writeExhausted(db, accountId, fault);
      return {...fault, retryAfterMs};
    },
  };
}
