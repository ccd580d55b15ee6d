import type {FastifyBaseLogger} from 'fastify';
import type {App} from './openapi.ts';

/**
 * The logger of HTTP: ids only. Its serialisers are the last gate, since the
 * framework and the database log errors whose messages quote values.
 */
export function idsOnly(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.child(
    {},
    {
      serializers: {
        err: describeError,
        req: () => undefined,
        res: () => undefined,
      },
    },
  );
}

/** What failed and where, without its message. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return {type: typeof error};
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(code !== undefined && {code}),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && {cause: describeError(error.cause)}),
  };
}

/** One line for each call: the route's pattern, never the address with its query. */
export function logCalls(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        accountId: request.admission?.caller.id,
      },
      'call',
    );
  });
}
