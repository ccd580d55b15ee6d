import {z} from 'zod';
import {DIRECTORY_LANE, MAIL_LANE, wakeLanes} from '../store/lanes.ts';
import type {Db} from '../store/queries.ts';

/** What a lane's key says is to be done: ids and nothing else. */
export type Job =
  | {readonly kind: 'account'; readonly accountId: string}
  | {
      readonly kind: 'operation' | 'search' | 'act';
      readonly operationId: string;
    }
  /** Numbers of a label's contacts are read by another region. */
  | {readonly kind: 'numbers'; readonly labelId: string}
  | {readonly kind: 'directory'}
  | {readonly kind: 'mail'};

const ACCOUNT_KEY = /^accounts\/[^/]+$/;
const NUMBERS_KEY = /^numbers\/[^/]+$/;
/** By the first part of their keys, what is done for operations. */
const OPERATION_KINDS = {
  operations: 'operation',
  searches: 'search',
  acts: 'act',
} as const;

const JOB = z.union([
  z.literal(DIRECTORY_LANE).transform((): Job => ({kind: 'directory'})),
  z.literal(MAIL_LANE).transform((): Job => ({kind: 'mail'})),
  z
    .string()
    .regex(ACCOUNT_KEY)
    .transform((key): Job => ({
      kind: 'account',
      accountId: key.split('/')[1] ?? '',
    })),
  z
    .string()
    .regex(NUMBERS_KEY)
    .transform((key): Job => ({
      kind: 'numbers',
      labelId: key.split('/')[1] ?? '',
    })),
  ...Object.entries(OPERATION_KINDS).map(([first, kind]) =>
    z
      .string()
      .regex(new RegExp(`^${first}/[^/]+$`))
      .transform((key): Job => ({
        kind,
        operationId: key.split('/')[1] ?? '',
      })),
  ),
]);

/** Undefined: a key of some other release, which is left to that one. */
export function parseJob(laneKey: string): Job | undefined {
  return JOB.safeParse(laneKey).data;
}

/** Wakes what runs by itself from the first start on; accounts follow from it. */
export function wakeStandingLanes(
  db: Db,
  {sendsMail}: {readonly sendsMail: boolean},
): Promise<void> {
  return wakeLanes(db, [DIRECTORY_LANE, ...(sendsMail ? [MAIL_LANE] : [])]);
}

/** For a key this release cannot read. */
export const UNKNOWN_JOB_RETRY_MS = 60 * 60 * 1000;

const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 5 * 60 * 1000;

/**
 * How long a lane waits after its nth run in a row that failed, milliseconds:
 * twice as long each time, from about a second to five minutes. `random` from 0 to
 * 1 takes off up to half, so that lanes that failed together do not return together.
 */
export function retryDelayMs(attempts: number, random: number): number {
  const longest = Math.min(RETRY_MS_MIN * 2 ** (attempts - 1), RETRY_MS_MAX);
  return Math.round(longest * (1 - random / 2));
}
