/** How often accounts are looked at (contract section 2). */

const DAY_MS = 24 * 3_600_000;

/** Within a week of a change an account is looked at as often as is set. */
const ACTIVE_MS = 7 * DAY_MS;
/** After four weeks without one, as rarely as it may be. */
const QUIET_MS = 28 * DAY_MS;
const QUIET_FACTOR = 10;

/** A tenth sooner at most, so that polls that fell together part again. */
const SPREAD = 0.1;

/** From so many on, polls that fall together are a burst that nothing else evens out. */
export const CROWD_LEAST = 100;

/** A crowd is even after two rounds, for one poll more by each that was out of its turn. */
const SOONER_MAX = 0.5;

/** A longest wait that changes hardly ever, so that turns stay what they are. */
const FACTOR_STEP = 0.5;

export interface PollNeed {
  /** Of an account whose labels changed lately. */
  readonly longestMs: number;
  /** Since a label of its changed; Infinity where it has none. */
  readonly idleMs: number;
}

/** How long an account may wait for its next poll, milliseconds. `random`: from 0 to 1. */
export function pollIntervalMs({
  random,
  ...need
}: PollNeed & {readonly random: number}): number {
  return Math.round(need.longestMs * quietFactor(need) * (1 - SPREAD * random));
}

/**
 * The same among many accounts: each has its own turn within the wait, `turn` of
 * it, from 0 to 1, and comes sooner until it has it. However polls fell together,
 * soon they are spread evenly, and come no more often than they must.
 */
export function pollTurnMs({
  turn,
  nowMs,
  ...need
}: PollNeed & {readonly turn: number; readonly nowMs: number}): number {
  const factor = Math.floor(quietFactor(need) / FACTOR_STEP) * FACTOR_STEP;
  const waitMs = need.longestMs * factor;
  // Whole, or who is polled in its turn comes a part of a millisecond before it, and again half a wait later.
  const turnMs = Math.floor(turn * waitMs);
  const pastTurnMs = (nowMs + waitMs - turnMs) % waitMs;
  return Math.ceil(waitMs - Math.min(pastTurnMs, SOONER_MAX * waitMs));
}

function quietFactor({idleMs}: PollNeed): number {
  const quiet = (idleMs - ACTIVE_MS) / (QUIET_MS - ACTIVE_MS);
  return 1 + (QUIET_FACTOR - 1) * Math.min(Math.max(quiet, 0), 1);
}
