import {setTimeout as delay} from 'node:timers/promises';
import type {App} from './http/openapi.ts';
import type {Worker} from './queue/worker.ts';
import type {Database} from './store/database.ts';

/**
 * In all less than the 10 s after which those who stop a service kill it. A run
 * that is told to end has a while more.
 */
const CALLS_GRACE_MS = 3_000;
const RUNS_GRACE_MS = 6_000;
const CLOSE_MS_MAX = 1_000;

/** Between two looks at connections that nobody uses any longer. */
const LOOK_MS = 50;

/** Finishes calls and runs that are under way, within bounds, and closes the store. */
export async function stopService({
  app,
  worker,
  database,
}: {
  readonly app: App;
  readonly worker: Worker;
  readonly database: Database;
}): Promise<void> {
  await Promise.all([closeCalls(app), worker.stop({graceMs: RUNS_GRACE_MS})]);
  // What still runs is left to its leases, and may hold a connection.
  await Promise.race([
    database.close(),
    delay(CLOSE_MS_MAX, undefined, {ref: false}),
  ]);
}

/**
 * A connection is kept for over a minute after its last answer, also by a server
 * that closes: those that fall idle are closed as they do.
 */
async function closeCalls(app: App): Promise<void> {
  const {server} = app;
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const late = setTimeout(() => server.closeAllConnections(), CALLS_GRACE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}
