import {setTimeout as delay} from 'node:timers/promises';
import type {GoogleFault, Outcome} from '../core/google.ts';
import {readSetting, settleSetting} from '../store/settings.ts';
import type {SyncDeps} from './run.ts';

const CUSTOMER_ID = 'customerId';

/** The store and the Directory are not of one workplace, or nobody can tell. One line. */
export class WorkplaceError extends Error {
  override readonly name = 'WorkplaceError';
}

type WorkplaceDeps = Pick<SyncDeps, 'database' | 'directory'>;

/**
 * Ties the store to its workplace for good: the first customer id it meets is
 * remembered, any other refused. Asked before anything else is written, at the
 * start and at every reading. `ready`: the store's tables, which the question does not wait for.
 *
 * @throws WorkplaceError on another workplace.
 */
export async function bindWorkplace(
  {database, directory}: WorkplaceDeps,
  ready?: Promise<unknown>,
): Promise<Outcome<void>> {
  const [asked] = await Promise.all([directory.getCustomerId(), ready]);
  if (asked.kind === 'fault') return asked;
  const remembered = await database.db
    .transaction()
    .execute(tx => settleSetting(tx, CUSTOMER_ID, asked.value));
  if (remembered !== asked.value) {
    throw new WorkplaceError(
      `The store belongs to workplace ${String(remembered)} and WORKSPACE_ADMIN to ${asked.value}: set DATABASE_URL or DATA_DIR to a store of its own.`,
    );
  }
  return {kind: 'ok', value: undefined};
}

/** Between tries of a first start, half a minute in all: Google may be slow to come up, or busy. */
const FIRST_START_WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * `bindWorkplace` for a service that starts. While the Directory does not answer,
 * a store that knows its workplace may start: each reading asks again before it
 * writes. A new store may not: what it would keep first could be anybody's.
 *
 * @throws WorkplaceError, or whatever `ready` rejects with.
 */
export async function startOnWorkplace(
  deps: WorkplaceDeps & Pick<SyncDeps, 'log'>,
  {
    ready,
    wait = delay,
  }: {
    readonly ready?: Promise<unknown>;
    readonly wait?: (ms: number) => Promise<unknown>;
  } = {},
): Promise<void> {
  for (const ms of [...FIRST_START_WAITS_MS, undefined]) {
    const bound = await bindWorkplace(deps, ready);
    if (bound.kind === 'ok') return;
    const {fault} = bound;
    const remembered = await readSetting(deps.database.db, CUSTOMER_ID);
    if (remembered !== undefined) {
      deps.log.warn({fault: fault.kind}, 'workplace not confirmed at start');
      return;
    }
    if (ms === undefined || !PASSES.has(fault.kind)) throw unknown(fault);
    deps.log.warn({fault: fault.kind, retryInMs: ms}, 'workplace not known');
    await wait(ms);
  }
}

const PASSES: ReadonlySet<GoogleFault['kind']> = new Set([
  'unreachable',
  'rateLimited',
]);

function unknown(fault: GoogleFault): WorkplaceError {
  const reason = 'detail' in fault ? fault.detail : fault.kind;
  return new WorkplaceError(
    `The Directory does not say which workplace this is (${reason}): npm run doctor finds out why.`,
  );
}
