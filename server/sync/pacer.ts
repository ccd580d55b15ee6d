import type {Pacer} from '../core/google.ts';
import {costOf} from '../core/quota.ts';
import type {Db} from '../store/queries.ts';
import {learnQuota, takeCallQuota, writeExhausted} from '../store/quota.ts';

/** Where a limit leaves no room at all: it may be a wrong lesson, and those are forgotten. */
const NO_ROOM_MS = 60 * 60_000;

/** Keeps an account's calls within its quota and the project's, wherever they are made. */
export function createPacer(db: Db, accountId: string): Pacer {
  return {
    async admit(method) {
      const waitMs = await takeCallQuota(db, accountId, costOf(method));
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
