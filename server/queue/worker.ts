import type {Database} from '../store/database.ts';
import {claimLane, LANES_CHANNEL, type Lane} from '../store/lanes.ts';
import {
  faultFields,
  runLane,
  type Handlers,
  type LaneRunner,
  type QueueLog,
} from './run-lane.ts';
import {wakeStandingLanes} from './schedule.ts';
import {syncNow, type SyncNow} from './sync-now.ts';

export interface WorkerOptions {
  readonly database: Database;
  /** Names this process in the lanes it holds. */
  readonly owner: string;
  readonly handlers: Handlers;
  readonly log: QueueLog;
  /** Lanes that run at once in this process. */
  readonly concurrency?: number;
  /** Longer than any call to Google; renewed while a handler runs. */
  readonly leaseMs?: number;
  /** Longest wait for a wake-up whose signal was lost. */
  readonly pollMs?: number;
  /** From 0 to 1, for the spread of retries. */
  readonly random?: () => number;
}

/** Runs lanes as they come due: several at once, none of them twice at once. */
export interface Worker {
  /** Runs lanes from now on. */
  start(): Promise<void>;
  /**
   * Claims nothing more, and waits for what runs: after `graceMs` handlers are
   * told by their signals, and a while later they are left to their leases.
   */
  stop(options?: {readonly graceMs?: number}): Promise<void>;
  /**
   * Without `start`: runs all that is due, and what becomes due by that, and
   * returns the number of runs. Throws when they do not come to an end.
   */
  runUntilIdle(options?: {readonly runsMax?: number}): Promise<number>;
  /** Runs an account's lane now, wherever that happens, and waits for it. */
  readonly syncNow: SyncNow;
}

const CONCURRENCY = 8;
/** Of these, kept from lanes that go on with bulk work, for whoever does a little. */
const QUICK_RUNS = 2;
const LEASE_MS = 60_000;
const POLL_MS = 1_500;
const GRACE_MS = 10_000;
/** For handlers to notice their signal. */
const ABORT_MS = 2_000;
const RUNS_MAX = 100_000;

export function createWorker(options: WorkerOptions): Worker {
  const {database} = options;
  const worker = new LaneWorker(options);
  return {
    start: () => worker.start(),
    stop: ({graceMs = GRACE_MS} = {}) => worker.stop(graceMs),
    runUntilIdle: ({runsMax = RUNS_MAX} = {}) => worker.runUntilIdle(runsMax),
    syncNow: (accountId, limit) => syncNow(database.db, accountId, limit),
  };
}

class LaneWorker {
  readonly #options: WorkerOptions;
  readonly #runner: Omit<LaneRunner, 'rest'>;
  readonly #concurrency: number;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #bulk = 0;
  #resting = 0;
  #isEnding = false;
  #news = Promise.withResolvers<void>();
  #loop: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => {};

  constructor(options: WorkerOptions) {
    const {database, handlers, log} = options;
    const {leaseMs = LEASE_MS, random = Math.random} = options;
    const signal = this.#stopping.signal;
    this.#options = options;
    this.#concurrency = options.concurrency ?? CONCURRENCY;
    const {db} = database;
    this.#runner = {db, handlers, log, leaseMs, random, signal};
  }

  async start(): Promise<void> {
    const {database, handlers} = this.#options;
    this.#stopListening = await database.listen(LANES_CHANNEL, () =>
      this.#news.resolve(),
    );
    const sendsMail = handlers.mail !== undefined;
    await wakeStandingLanes(database.db, {sendsMail});
    this.#loop = this.#runUntilStopped();
  }

  async stop(graceMs: number): Promise<void> {
    this.#isEnding = true;
    this.#news.resolve();
    this.#stopListening();
    await this.#loop;
    const ended = Promise.all(this.#running.values());
    if (await endsWithin(ended, graceMs)) return;
    this.#stopping.abort(new Error('The service stops.'));
    if (await endsWithin(ended, ABORT_MS)) return;
    const {log} = this.#options;
    log.warn({lanes: this.#running.size}, 'lanes left to their leases');
  }

  async runUntilIdle(runsMax: number): Promise<number> {
    for (let runs = 0; runs <= runsMax;) {
      // A run that ended during the look may have woken what the look missed.
      const isQuiet = this.#running.size === 0;
      const begun = await this.#claimWhatIsDue();
      if (isQuiet && begun === 0) return runs;
      runs += begun;
      if (this.#running.size > 0) await Promise.race(this.#running.values());
    }
    throw new Error(`Lanes are still due after ${runsMax} runs.`);
  }

  async #runUntilStopped(): Promise<void> {
    const {log, pollMs = POLL_MS} = this.#options;
    while (!this.#isEnding) {
      // Made before the look, so that what comes during it counts.
      this.#news = Promise.withResolvers();
      try {
        await this.#claimWhatIsDue();
      } catch (error) {
        log.warn({error: faultFields(error)}, 'no lane can be claimed now');
      }
      await endsWithin(this.#news.promise, pollMs);
    }
  }

  /** Returns how many runs it began. */
  async #claimWhatIsDue(): Promise<number> {
    const {database, owner} = this.#options;
    const {leaseMs} = this.#runner;
    const free = this.#concurrency - this.#working();
    const bulkMax = Math.max(1, this.#concurrency - QUICK_RUNS);
    for (let begun = 0; begun < free && !this.#isEnding; begun++) {
      const noBulk = this.#bulk >= bulkMax;
      const lane = await claimLane(database.db, {owner, leaseMs, noBulk});
      if (lane === undefined) return begun;
      this.#begin(lane);
    }
    return Math.max(free, 0);
  }

  /** In the place of a lane that rests another runs, but in no more than there are. */
  #working(): number {
    return this.#running.size - Math.min(this.#resting, this.#concurrency);
  }

  async #rest(bulk: number, wait: () => Promise<void>): Promise<void> {
    this.#resting += 1;
    this.#bulk -= bulk;
    this.#news.resolve();
    try {
      await wait();
    } finally {
      this.#resting -= 1;
      this.#bulk += bulk;
    }
  }

  /** A lane whose lease was lost may come back here before its run noticed. */
  #begin(lane: Lane): void {
    const earlier = this.#running.get(lane.key) ?? Promise.resolve();
    const bulk = lane.isBulk ? 1 : 0;
    this.#bulk += bulk;
    const rest: LaneRunner['rest'] = wait => this.#rest(bulk, wait);
    const run = earlier
      .then(() => runLane({...this.#runner, rest}, lane))
      .finally(() => {
        this.#bulk -= bulk;
        if (this.#running.get(lane.key) === run) this.#running.delete(lane.key);
        this.#news.resolve();
      });
    this.#running.set(lane.key, run);
  }
}

/** False: it takes longer. */
async function endsWithin(
  ended: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  const timer = Promise.withResolvers<boolean>();
  const timeout = setTimeout(() => timer.resolve(false), timeoutMs);
  try {
    return await Promise.race([ended.then(() => true), timer.promise]);
  } finally {
    clearTimeout(timeout);
  }
}
