import rateLimit from '@fastify/rate-limit';
import type {FastifyRequest} from 'fastify';
import type {App} from './openapi.ts';
import {StatusError} from './status.ts';

const MINUTE_MS = 60_000;

/** Far above what people and the add-on do; below what would starve the others. */
const CALLS_PER_MINUTE_MAX = 6000;

/**
 * Bounds on calls in this process, so that one caller cannot take it all. Calls
 * that are refused count by address: behind a proxy that is everybody's, so it
 * never bars whoever signs in.
 */
export interface CallLimits {
  /** Throws when too many calls from this address were refused lately. */
  readonly countRefused: (request: FastifyRequest) => Promise<void>;
  /** Throws when whoever signed in as `sub` made too many calls lately. */
  readonly countCall: (request: FastifyRequest, sub: string) => Promise<void>;
}

export async function createCallLimits(
  app: App,
  callsPerMinuteMax = CALLS_PER_MINUTE_MAX,
): Promise<CallLimits> {
  await app.register(rateLimit, {global: false});
  const subs = new WeakMap<FastifyRequest, string>();
  const bounds = {max: callsPerMinuteMax, timeWindow: MINUTE_MS};
  const byAddress = app.createRateLimit(bounds);
  const bySub = app.createRateLimit({
    ...bounds,
    keyGenerator: request => subs.get(request) ?? request.ip,
  });
  return {
    countRefused: async request => refuseExcess(await byAddress(request)),
    countCall: async (request, sub) => {
      subs.set(request, sub);
      refuseExcess(await bySub(request));
    },
  };
}

function refuseExcess(
  count: Awaited<ReturnType<ReturnType<App['createRateLimit']>>>,
): void {
  if (count.isAllowed || !count.isExceeded) return;
  throw new StatusError(
    'RESOURCE_EXHAUSTED',
    'Too many calls: wait a little.',
    {retryAfterSeconds: count.ttlInSeconds},
  );
}
