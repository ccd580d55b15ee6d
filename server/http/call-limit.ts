import rateLimit from '@fastify/rate-limit';
import type {FastifyRequest} from 'fastify';
import {addCalls} from '../store/call-counts.ts';
import type {Db} from '../store/queries.ts';
import type {Deps} from './deps.ts';
import type {App} from './openapi.ts';
import {StatusError} from './status.ts';

const MINUTE_MS = 60_000;

/** Far above what people and the add-on do; below what would starve the others. */
const CALLS_PER_MINUTE_MAX = 6000;

/**
 * How many parts of its bound an account uses before the store is told: who
 * calls less is no matter for other processes, and costs no write.
 */
const SHARE = 60;

/**
 * Bounds on calls, so that one caller cannot take it all. Calls that are refused
 * count by address, in this process: behind a proxy that is everybody's, so it
 * never bars whoever signs in.
 */
export interface CallLimits {
  /** Throws when too many calls from this address were refused lately. */
  readonly countRefused: (request: FastifyRequest) => Promise<void>;
  /** Throws when whoever signed in as `sub` made too many calls this minute. */
  readonly countCall: (request: FastifyRequest, sub: string) => Promise<void>;
}

/** How a caller stands to a bound. */
interface Standing {
  readonly policy: 'account' | 'address';
  readonly remaining: number;
  readonly seconds: number;
}

/** Answers that were counted say so in `RateLimit` and `RateLimit-Policy`. */
export async function createCallLimits(
  app: App,
  {
    db,
    callsPerMinuteMax = CALLS_PER_MINUTE_MAX,
    nowMs = Date.now,
  }: Pick<Deps, 'db' | 'callsPerMinuteMax' | 'nowMs'>,
): Promise<CallLimits> {
  await app.register(rateLimit, {global: false});
  const bounds = {max: callsPerMinuteMax, timeWindow: MINUTE_MS};
  const byAddress = app.createRateLimit(bounds);
  const countBySub = createCallCounter(db, callsPerMinuteMax, nowMs);
  const standings = new WeakMap<FastifyRequest, Standing>();
  // draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
  app.addHook('onSend', async (request, reply) => {
    const standing = standings.get(request);
    if (standing === undefined) return;
    const {policy, remaining, seconds} = standing;
    void reply.headers({
      'ratelimit-policy': `"${policy}";q=${callsPerMinuteMax};w=60`,
      ratelimit: `"${policy}";r=${remaining};t=${seconds}`,
    });
  });
  const refuseBeyond = (
    request: FastifyRequest,
    standing: Standing,
    isBeyond: boolean,
  ) => {
    standings.set(request, standing);
    if (!isBeyond) return;
    throw new StatusError(
      'RESOURCE_EXHAUSTED',
      'Too many calls: wait a little.',
      {retryAfterSeconds: standing.seconds},
    );
  };
  return {
    countRefused: async request => {
      const count = await byAddress(request);
      if (count.isAllowed) return;
      const {remaining, ttlInSeconds: seconds} = count;
      const standing: Standing = {policy: 'address', remaining, seconds};
      refuseBeyond(request, standing, count.isExceeded);
    },
    countCall: async (request, sub) => {
      const {calls, seconds} = await countBySub(sub);
      const remaining = Math.max(0, callsPerMinuteMax - calls);
      const standing: Standing = {policy: 'account', remaining, seconds};
      refuseBeyond(request, standing, calls > callsPerMinuteMax);
    },
  };
}

interface Minute {
  /** Of all processes, as the store last said. */
  told: number;
  /** Of this one, since. */
  untold: number;
}

/**
 * Counts a call of an account in the present minute, those of other processes
 * on the store included: late by at most a 60th of the bound for each of them.
 */
function createCallCounter(
  db: Db,
  callsMax: number,
  readNowMs: () => number,
): (sub: string) => Promise<{
  readonly calls: number;
  /** Until the minute ends. */
  readonly seconds: number;
}> {
  const untoldMax = Math.max(1, Math.floor(callsMax / SHARE));
  let present = 0;
  const counts = new Map<string, Minute>();
  return async sub => {
    const nowMs = readNowMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== present) {
      counts.clear();
      present = minute;
    }
    const count = counts.get(sub) ?? {told: 0, untold: 0};
    counts.set(sub, count);
    count.untold += 1;
    if (count.untold >= untoldMax) {
      const calls = count.untold;
      count.told += calls;
      count.untold = 0;
      const told = await addCalls(db, {accountId: sub, minute, calls});
      if (told === undefined) {
        // Not enrolled yet: what it called until then is told afterwards.
        count.told -= calls;
        count.untold += calls;
      } else {
        count.told = Math.max(count.told, told);
      }
    }
    return {
      calls: count.told + count.untold,
      seconds: Math.ceil(((minute + 1) * MINUTE_MS - nowMs) / 1000),
    };
  };
}
