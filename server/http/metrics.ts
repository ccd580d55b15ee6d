import {Gauge, Histogram} from 'prom-client';
import * as z from 'zod/mini';
import {countAccounts, countWaitingAccounts} from '../store/accounts.ts';
import {countDueCopies, countHeldCopies} from '../store/delivery.ts';
import {countPausedCopies} from '../store/paused-fields.ts';
import {countOwedDeletions} from '../store/former-copies.ts';
import type {Deps} from './deps.ts';
import type {App} from './openapi.ts';

const DURATION_BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Prometheus metrics: sums over everybody, nothing about anybody. */
export function metricsRoutes(
  app: App,
  {db, metrics}: Pick<Deps, 'db' | 'metrics'>,
): void {
  measureStore({db, metrics});
  const duration = new Histogram({
    name: 'shared_contacts_http_request_duration_seconds',
    help: 'Calls by route and status code',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [metrics],
  });
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
      },
      reply.elapsedTime / 1000,
    );
  });
  app.get(
    '/metrics',
    {
      config: {access: 'public'},
      schema: {
        summary: 'Prometheus metrics',
        response: {200: {content: {'text/plain': {schema: z.string()}}}},
      },
    },
    async (_request, reply) => {
      void reply.type(metrics.contentType);
      return metrics.metrics();
    },
  );
}

function measureStore({db, metrics}: Pick<Deps, 'db' | 'metrics'>): void {
  new Gauge({
    name: 'shared_contacts_accounts',
    help: 'Accounts by state',
    labelNames: ['state'],
    registers: [metrics],
    async collect() {
      this.reset();
      for (const {state, count} of await countAccounts(db)) {
        this.set({state}, count);
      }
    },
  });
  new Gauge({
    name: 'shared_contacts_due_copies',
    help: 'Copies that wait to be written, held ones excluded',
    registers: [metrics],
    async collect() {
      this.set(await countDueCopies(db));
    },
  });
  new Gauge({
    name: 'shared_contacts_held_copies',
    help: 'Copies that wait for somebody to decide, to look or to make room',
    registers: [metrics],
    async collect() {
      this.set(await countHeldCopies(db));
    },
  });
  new Gauge({
    name: 'shared_contacts_paused_copies',
    help: 'Copies with a field that another program keeps rewriting',
    registers: [metrics],
    async collect() {
      this.set(await countPausedCopies(db));
    },
  });
  new Gauge({
    name: 'shared_contacts_owed_deletions',
    help: 'Contacts whose place another has taken, still to be deleted',
    registers: [metrics],
    async collect() {
      this.set(await countOwedDeletions(db));
    },
  });
  new Gauge({
    name: 'shared_contacts_waiting_accounts',
    help: 'Accounts that could sync and do not now, by why',
    labelNames: ['reason'],
    registers: [metrics],
    async collect() {
      this.reset();
      for (const {reason, count} of await countWaitingAccounts(db)) {
        this.set({reason}, count);
      }
    },
  });
}
