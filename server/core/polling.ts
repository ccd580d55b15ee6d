/** How often accounts are looked at (contract section 2). */

const DAY_MS = 24 * 3_600_000;

/** Within a week of a change an account is looked at as often as is set. */
const ACTIVE_MS = 7 * DAY_MS;
/** After four weeks without one, as rarely as it may be. */
const QUIET_MS = 28 * DAY_MS;
const QUIET_FACTOR = 10;

/** A tenth sooner at most, so that polls that fell together part again. */
const SPREAD = 0.1;

/**
 * How long an account may wait for its next poll, milliseconds. `idleMs`: since
 * a label of its changed; Infinity where it has none. `random`: from 0 to 1.
 */
export function pollIntervalMs({
  longestMs,
  idleMs,
  random,
}: {
  readonly longestMs: number;
  readonly idleMs: number;
  readonly random: number;
}): number {
  const quiet = (idleMs - ACTIVE_MS) / (QUIET_MS - ACTIVE_MS);
  const factor = 1 + (QUIET_FACTOR - 1) * Math.min(Math.max(quiet, 0), 1);
  return Math.round(longestMs * factor * (1 - SPREAD * random));
}
