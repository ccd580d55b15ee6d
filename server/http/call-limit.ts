import rateLimit from '@fastify/rate-limit';
import type {FastifyRequest} from 'fastify';
import type {App} from './openapi.ts';
import {StatusError} from './status.ts';

const MINUTE_MS = 60_000;

/** Far above what people and the add-on do; below what would starve the others. */
const CALLS_PER_MINUTE_MAX = 6000;

/** Bounds on calls in this process, so that one caller cannot take it all. */
export interface CallLimits {
  /** Throws when too many calls from this address were refused lately. */
  readonly checkAddress: (request: FastifyRequest) => Promise<void>;
  readonly countRefused: (request: FastifyRequest) => Promise<void>;
  /** Throws when the account that calls made too many calls lately. */
  readonly countCall: (request: FastifyRequest) => Promise<void>;
}

export async function createCallLimits(
  app: App,
  callsPerMinuteMax = CALLS_PER_MINUTE_MAX,
): Promise<CallLimits> {
  await app.register(rateLimit, {global: false});
  const bounds = {max: callsPerMinuteMax, timeWindow: MINUTE_MS};
  const byAddress = app.createRateLimit(bounds);
  const byAccount = app.createRateLimit({
    ...bounds,
    keyGenerator: request => request.admission?.caller.id ?? request.ip,
  });
  return {
    checkAddress: async request =>
      refuseExcess(await byAddress(request, {increment: false})),
    countRefused: async request => refuseExcess(await byAddress(request)),
    countCall: async request => refuseExcess(await byAccount(request)),
  };
}

function refuseExcess(
  count: Awaited<ReturnType<ReturnType<App['createRateLimit']>>>,
): void {
  if (count.isAllowed || !count.isExceeded) return;
  throw new StatusError(
    'RESOURCE_EXHAUSTED',
    'Too many calls: wait a little.',
    {
      retryAfterSeconds: count.ttlInSeconds,
    },
  );
}
