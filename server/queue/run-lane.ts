import {
  LostLeaseError,
  releaseLane,
  renewLease,
  type Lane,
  type Release,
} from '../store/lanes.ts';
import type {Db} from '../store/queries.ts';
import {parseJob, retryDelayMs, UNKNOWN_JOB_RETRY_MS} from './schedule.ts';

/** What a handler holds while it runs. */
export interface LaneRun {
  /** For `assertFence`, first in every transaction that writes. */
  readonly lane: Lane;
  /** Fires when the lease is lost or the service stops: begin nothing more. */
  readonly signal: AbortSignal;
  /** For whatever takes long and is no work: while it lasts, another lane may run as well. */
  readonly rest: (wait: () => Promise<void>) => Promise<void>;
}

/** When a lane wants its next run, milliseconds from now. */
export type RunResult =
  /** It went well. A wake-up comes first; null waits for one. `isBulk`: others go before it. */
  | {readonly nextInMs: number | null; readonly isBulk?: boolean}
  /** As well, but for something that is tried again before: soon, and later each time in a row. */
  | {readonly nextInMs: number; readonly isPartial?: boolean}
  /** It did not. Nothing hurries it, and failures in a row wait longer, unless that is `isExact`. */
  | {readonly retryInMs: number; readonly isExact?: boolean};

/** What lanes do. A handler that throws is run again later. */
export interface Handlers {
  account(accountId: string, run: LaneRun): Promise<RunResult>;
  directory(run: LaneRun): Promise<RunResult>;
  /** Absent where nothing long is done. */
  operation?(operationId: string, run: LaneRun): Promise<RunResult>;
  search?(operationId: string, run: LaneRun): Promise<RunResult>;
  act?(operationId: string, run: LaneRun): Promise<RunResult>;
  numbers?(labelId: string, run: LaneRun): Promise<RunResult>;
  /** Absent where no mail is sent. */
  mail?(run: LaneRun): Promise<RunResult>;
}

/** Ids and counts only. */
export interface QueueLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LaneRunner {
  readonly db: Db;
  readonly handlers: Handlers;
  readonly log: QueueLog;
  readonly leaseMs: number;
  readonly random: () => number;
  /** Fires when the service stops. */
  readonly signal: AbortSignal;
  readonly rest: LaneRun['rest'];
}

/** Renewals that may go missing before a lease runs out. */
const RENEWALS_PER_LEASE = 3;

/**
 * Runs the handler of a claimed lane, holds its lease meanwhile, and gives the
 * lane back. Never rejects: a fault is logged, and the lane is run again.
 */
export async function runLane(runner: LaneRunner, lane: Lane): Promise<void> {
  const {db, log} = runner;
  const lease = holdLease(runner, lane);
  try {
    const release = await handle(runner, lane, lease.signal);
    if (!(await releaseLane(db, lane, release))) throw new LostLeaseError(lane);
  } catch (error) {
    // Its lease runs out, or is another's already.
    const fields = {lane: lane.key, error: faultFields(error)};
    log.warn(fields, 'lane not given back');
  } finally {
    lease.end();
  }
}

async function handle(
  runner: LaneRunner,
  lane: Lane,
  signal: AbortSignal,
): Promise<Release> {
  const {log, random, rest} = runner;
  const backOffMs = retryDelayMs(lane.attempts, random());
  try {
    const result = await dispatch(runner, {lane, signal, rest});
    if ('isPartial' in result && result.isPartial === true) {
      const nextInMs = Math.min(result.nextInMs, backOffMs);
      return {kind: 'done', nextInMs, isPartial: true};
    }
    if ('nextInMs' in result) return {kind: 'done', ...result};
    const leastMs = result.isExact === true ? 0 : backOffMs;
    return {kind: 'failed', retryInMs: Math.max(result.retryInMs, leastMs)};
  } catch (error) {
    if (error instanceof LostLeaseError) throw error;
    // Whoever runs next takes it up at once.
    if (runner.signal.aborted) return {kind: 'done', nextInMs: 0};
    const {key, attempts} = lane;
    log.error(
      {lane: key, attempts, retryInMs: backOffMs, error: faultFields(error)},
      'run failed',
    );
    return {kind: 'failed', retryInMs: backOffMs};
  }
}

async function dispatch(
  {handlers, log}: LaneRunner,
  run: LaneRun,
): Promise<RunResult> {
  const job = parseJob(run.lane.key);
  switch (job?.kind) {
    case 'account':
      return handlers.account(job.accountId, run);
    case 'directory':
      return handlers.directory(run);
    case 'operation':
    case 'search':
    case 'act':
      return (
        (await handlers[job.kind]?.(job.operationId, run)) ?? {nextInMs: null}
      );
    case 'numbers':
      return (await handlers.numbers?.(job.labelId, run)) ?? {nextInMs: null};
    case 'mail':
      return (await handlers.mail?.(run)) ?? {nextInMs: null};
    case undefined:
      log.warn({lane: run.lane.key}, 'a lane of another release');
      return {retryInMs: UNKNOWN_JOB_RETRY_MS};
  }
}

/**
 * Renews the lease until `end`. The signal fires when it is lost: taken by
 * another, or not renewed for as long as it lasts.
 */
function holdLease(
  {db, log, leaseMs, signal}: LaneRunner,
  lane: Lane,
): {readonly signal: AbortSignal; end(): void} {
  const lost = new AbortController();
  let heldSince = performance.now();
  let isEnded = false;
  const renew = async () => {
    const askedAt = performance.now();
    try {
      await renewLease(db, lane, leaseMs);
      heldSince = askedAt;
    } catch (error) {
      if (isEnded) return;
      const isOver = performance.now() - heldSince >= leaseMs;
      if (error instanceof LostLeaseError) lost.abort(error);
      else if (isOver) lost.abort(new LostLeaseError(lane));
      const fields = {lane: lane.key, error: faultFields(error)};
      log.warn(fields, 'lease not renewed');
    }
  };
  const timer = setInterval(() => void renew(), leaseMs / RENEWALS_PER_LEASE);
  return {
    signal: AbortSignal.any([lost.signal, signal]),
    end() {
      isEnded = true;
      clearInterval(timer);
    },
  };
}

/** Without the fields in which PostgreSQL quotes rows: they hold contacts. */
export function faultFields(error: unknown): object {
  if (!(error instanceof Error)) return {message: String(error)};
  const {name, message, stack} = error;
  const code = 'code' in error ? error.code : undefined;
  return {name, message, code, stack};
}
