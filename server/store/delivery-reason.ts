import {sql, type RawBuilder} from 'kysely';
import {NEXT_FIT_TIME} from './account-size.ts';
import {UNANSWERED_UNTIL} from './awaited-copies.ts';
import type {AccountFault, AccountState} from './schema.ts';

export type DeliveryReason =
  | 'QUOTA'
  | 'PERMISSION_LOST'
  | 'SUSPENDED'
  | 'FULL'
  | 'HELD'
  | 'REMOVED_BY_MEMBER'
  | 'PAUSED'
  | 'SYNCING';

/** What of an account may be in the way of its copies. */
export interface AccountStanding {
  readonly state: AccountState;
  readonly paused: boolean;
  readonly fault: AccountFault | null;
  /** Until when its lane waits after a failure; null: it does not. */
  readonly retryTime: Date | null;
  /** When its lane runs next by itself; null: it runs now, or must be woken. */
  readonly nextTime: Date | null;
  /** Until when what waits finds no room in Google's quota; null: it does. */
  readonly quotaUntil: Date | null;
  /** When what does not fit is tried again. */
  readonly fitTime: Date | null;
}

const NEXT_TIME = sql`case when l.owner is null
  and l.due_time > (select service_now()) then l.due_time end`;

/** `a` is the account and `l` its lane, where it has one. A quota that has room again is no fault. */
export const ACCOUNT_STANDING = sql`a.state, a.paused,
  case when a.fault = 'QUOTA' and a.quota_until <= (select service_now())
    then null else a.fault end as fault,
  a.quota_until as "quotaUntil",
  case when l.owner is null and l.retry_time > (select service_now())
    then l.retry_time end as "retryTime",
  ${NEXT_TIME} as "nextTime",
  case when ${NEXT_FIT_TIME} > (select service_now())
    then ${NEXT_FIT_TIME} end as "fitTime"`;

/** How many copies wait, and of those how many for what is their own matter. */
export interface WaitingCounts {
  readonly waiting: number;
  /** For somebody to decide or to look. */
  readonly held: number;
  /** For room in their account. */
  readonly full: number;
  /** For their account to ask for them again. */
  readonly away: number;
  /** For a pause to end: in nothing but a field that another program keeps rewriting. */
  readonly looping: number;
}

/** What an account's state alone explains. */
const STATE_REASONS: Record<AccountState, DeliveryReason | undefined> = {
  ACTIVE: undefined,
  INVITED: 'PERMISSION_LOST',
  PERMISSION_LOST: 'PERMISSION_LOST',
  SUSPENDED: 'SUSPENDED',
  DELETED: 'SUSPENDED',
};

const FAULT_REASONS: Record<AccountFault, DeliveryReason> = {
  QUOTA: 'QUOTA',
  FULL: 'FULL',
  ABSENT: 'PAUSED',
};

/**
 * The first cause in the way: who may sync at all, then what waits for a person,
 * then what Google refuses. Undefined where nothing waits.
 */
export function reasonOf(
  account: AccountStanding,
  {waiting, held, full, away, looping}: WaitingCounts,
): DeliveryReason | undefined {
  if (waiting === 0) return undefined;
  const state = STATE_REASONS[account.state];
  if (state !== undefined) return state;
  if (account.paused || account.fault === 'ABSENT') return 'PAUSED';
  if (waiting === away) return 'REMOVED_BY_MEMBER';
  if (waiting === looping + away) return 'PAUSED';
  if (waiting === held + looping + away) return 'HELD';
  if (account.fault !== null) return FAULT_REASONS[account.fault];
  return waiting === held + full + looping + away ? 'FULL' : 'SYNCING';
}

/**
 * When a copy `c` that is held is looked at again by itself, which is no sooner than the next
 * run of its account; null: when somebody edits it, or decides.
 */
export function heldUntil(nextTime: RawBuilder<unknown> = NEXT_TIME) {
  return sql<Date | null>`case
    when c.hold in ('CHANGED_MEANWHILE', 'COPY_NOT_FOUND', 'LABEL_GROUP_MISSING') then ${nextTime}
    when c.hold = 'PHOTO_UNREAD' then greatest(c.photo_retry_time, ${nextTime})
    when c.hold = 'UNANSWERED' then greatest(${UNANSWERED_UNTIL}, ${nextTime}) end`;
}

/** When what waits on its own account waits no longer. */
export interface Ends {
  /** The first of the held removals counts as rejected, or of what is held is tried again. */
  readonly heldUntil: Date | null;
  /** The first pause of a field is over. */
  readonly pausedUntil: Date | null;
}

type Until = (account: AccountStanding, ends: Ends) => Date | null;

/** Until when each reason lasts at least, as far as anybody knows. */
const UNTIL: Record<DeliveryReason, Until> = {
  // The lane reads before then, and finds no room for what waits.
  QUOTA: ({retryTime, nextTime, quotaUntil}) =>
    later(retryTime ?? nextTime, quotaUntil),
  PERMISSION_LOST: ({retryTime}) => retryTime,
  FULL: ({fitTime, nextTime}) => fitTime ?? nextTime,
  HELD: (_account, {heldUntil}) => heldUntil,
  // Google did not answer, or a run failed; else it is on its way.
  SYNCING: ({retryTime}) => retryTime,
  SUSPENDED: () => null,
  REMOVED_BY_MEMBER: () => null,
  PAUSED: ({paused, fault}, {pausedUntil}) =>
    paused || fault === 'ABSENT' ? null : pausedUntil,
};

function later(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b > a) ? b : a;
}

export function retryTimeOf(
  reason: DeliveryReason,
  account: AccountStanding,
  ends: Ends,
): Date | undefined {
  return UNTIL[reason](account, ends) ?? undefined;
}
