import type {
  DirectoryClient,
  GoogleFault,
  PeopleClient,
  PhotoReader,
} from '../core/google.ts';
import type {Database} from '../store/database.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import type {Tx} from '../store/queries.ts';
import type {SyncAccount} from '../store/sync-state.ts';
import type {LookedPerson} from './look-at-photos.ts';
import type {Pace} from './pacer.ts';
import type {PlannedCopy} from './plan-account.ts';
import type {SyncMetrics} from './sync-metrics.ts';

/** Ids and counts only: contact content never reaches a log. */
export interface SyncLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SyncDeps {
  readonly database: Database;
  readonly people: (
    account: Pick<SyncAccount, 'id' | 'locale'>,
    pace?: Pace,
  ) => Promise<PeopleClient>;
  readonly directory: DirectoryClient;
  readonly photos: PhotoReader;
  readonly newId: () => string;
  readonly log: SyncLog;
  readonly metrics: SyncMetrics;
  /** Hash of the list parameters a sync token is bound to. */
  readonly syncParameters: string;
  readonly pollIntervalMs: number;
  readonly directoryIntervalMs: number;
  readonly confirmSeconds: number;
  /** Rejects with the signal's reason when that fires first. Undefined: runs never wait. */
  readonly wait:
    ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** How long copies stay after a grant was revoked: it may come back. */
  readonly withdrawalGraceMs: number;
  /** Contacts that Google lets an account have, its trash included. */
  readonly contactsMax: number;
  /** Copies planned at a time: memory stays flat for an account of 25,000. */
  readonly copiesMax: number;
}

/** The lane a run holds, and the signal to begin nothing more. */
export interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

/** When a lane wants its next run, milliseconds from now. */
export type SyncResult =
  /** It went well. A wake-up comes first. `isBulk`: much is left, and others go before it. */
  | {readonly nextInMs: number; readonly isBulk?: boolean}
  /** As well, but for something that is tried again before: soon, and later each time in a row. */
  | {readonly nextInMs: number; readonly isPartial?: boolean}
  /** It did not. Nothing hurries it, and failures in a row wait longer, unless that is `isExact`. */
  | {readonly retryInMs: number; readonly isExact?: boolean};

/** Writes of a run that Google did not answer; `unanswered.ts` decides by them. */
export interface Silence {
  /** The last writes in a row. */
  inRow: number;
  /** Whether it answered any. */
  answered: boolean;
  /** Contacts whose copies wait for another run. */
  readonly aside: Set<string>;
  /** Copies that were tried before and stayed without an answer alone. */
  readonly alone: PlannedCopy[];
}

/** One run over one account, under its lane. */
export interface Run extends Hold {
  readonly deps: SyncDeps;
  readonly account: SyncAccount;
  /** Waits, and has another lane run meanwhile. */
  readonly rest: (wait: () => Promise<void>) => Promise<void>;
  readonly people: PeopleClient;
  /** What the next calls of `people` are part of. */
  readonly pace: Pace;
  /** Seconds for which what this run wrote had been due. */
  readonly waits: number[];
  /**
   * What Google answered in this run to names of contacts, before anything was written
   * to them: the contact, the survivor of a merge, or nothing.
   */
  readonly looked: Map<string, readonly LookedPerson[]>;
  /** Names of contacts that were read in this run, for whatever reason. */
  readonly read: Set<string>;
  readonly silence: Silence;
  /** `seen`: the account's labels were listed after all that is known of its contacts. */
  readonly labels: {seen: boolean};
}

/**
 * A transaction that only the lane's holder can commit: a worker that slept
 * through its lease writes nothing. Throws when the run is to end.
 */
export async function fenced<T>(
  {deps, lane, signal}: Pick<Run, 'deps' | 'lane' | 'signal'>,
  write: (tx: Tx) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  return deps.database.db.transaction().execute(async tx => {
    await assertFence(tx, lane);
    return write(tx);
  });
}

/** A stage ended, or Google stopped it: then the run ends and says when to go on. */
export type Step =
  | {readonly kind: 'done'}
  | {readonly kind: 'stopped'; readonly fault: GoogleFault};

export const DONE: Step = {kind: 'done'};

export function stopped(fault: GoogleFault): Step {
  return {kind: 'stopped', fault};
}
