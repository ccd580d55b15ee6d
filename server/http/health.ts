import * as z from 'zod/mini';
import type {Deps} from './deps.ts';
import {answers, type App} from './openapi.ts';
import {StatusError} from './status.ts';

const Health = z.object({status: z.literal('OK')});

/** Liveness says that the process answers; readiness, that the store does. */
export function healthRoutes(app: App, {isReady}: Pick<Deps, 'isReady'>): void {
  app.get(
    '/healthz',
    {
      config: {access: 'public'},
      schema: {summary: 'Liveness', response: answers(Health)},
    },
    () => ({status: 'OK' as const}),
  );
  app.get(
    '/readyz',
    {
      config: {access: 'public'},
      schema: {
        summary: 'Readiness: the database answers and is migrated',
        response: answers(Health),
      },
    },
    async () => {
      if (!(await isReady().catch(() => false))) {
        throw new StatusError('UNAVAILABLE', 'The store is not ready.');
      }
      return {status: 'OK' as const};
    },
  );
}
