import type {GoogleFault} from '../core/google.ts';
import type {AccountState} from '../store/schema.ts';
import {
  readSyncAccount,
  writeAccountFault,
  writeAccountState,
  writeQuotaFault,
} from '../store/sync-state.ts';
import {fenced, type Run, type SyncResult} from './run.ts';

const MINUTE_MS = 60_000;

/** After an answer that did not come; the lane's own back-off lengthens it. */
const UNREACHABLE_MS = 5_000;
/** A lost permission is looked at again this often. */
const PERMISSION_MS = 10 * MINUTE_MS;
/** What does not fit now may fit once somebody made room. */
const FULL_MS = 60 * MINUTE_MS;

/**
 * What a fault means for the account, written down, and when to go on.
 * Nothing is removed anywhere because of a fault.
 */
export async function settleFault(
  run: Run,
  fault: GoogleFault,
): Promise<SyncResult> {
  const {account, deps} = run;
  deps.log.warn({accountId: account.id, fault: fault.kind}, 'run stopped');
  switch (fault.kind) {
    case 'rateLimited': {
      const retryAfterMs = rateLimitedMs(fault, run.lane.attempts);
      await fenced(run, tx => writeQuotaFault(tx, account.id, {retryAfterMs}));
      return {retryInMs: retryAfterMs, isExact: true};
    }
    case 'paced':
    case 'exhausted':
      await fenced(run, tx => writeQuotaFault(tx, account.id, fault));
      // Reading and small edits may go on before there is room for this.
      return {nextInMs: await msUntilTry(run, fault), isBulk: true};
    case 'full':
      await fenced(run, tx => writeAccountFault(tx, account.id, 'FULL'));
      return {nextInMs: FULL_MS};
    case 'revoked':
    case 'denied': {
      if (isOfProject(fault)) return {retryInMs: UNREACHABLE_MS};
      const state = await stateByDirectory(run);
      if (state === undefined) return {retryInMs: UNREACHABLE_MS};
      await fenced(run, tx => writeAccountState(tx, account.id, state));
      return {retryInMs: PERMISSION_MS};
    }
    case 'unreachable':
    case 'staleEtag':
    case 'expiredSyncToken':
    case 'notFound':
    case 'alreadyExists':
    case 'invalidArgument':
      return {retryInMs: UNREACHABLE_MS};
  }
}

/** Longer each time, up to a minute: then Google counts anew. */
function rateLimitedMs(
  {retryAfterMs}: {readonly retryAfterMs: number},
  attempts: number,
): number {
  const longerMs = Math.min(retryAfterMs * 2 ** (attempts - 1), MINUTE_MS);
  return Math.max(retryAfterMs, longerMs);
}

/**
 * When there is room, or when the account is to be read anyway. Where that is due
 * by now, the run made it so, or found no room to read: an interval later.
 */
async function msUntilTry(
  {account, deps}: Run,
  {retryAfterMs}: {readonly retryAfterMs: number},
): Promise<number> {
  const now = await readSyncAccount(deps.database.db, account.id);
  const pollInMs = now === undefined ? 0 : now.nextPollMs - now.nowMs;
  return Math.min(retryAfterMs, pollInMs > 0 ? pollInMs : deps.pollIntervalMs);
}

/**
 * `invalid_grant` says that access is gone; the Directory says why (contract
 * section 7). Undefined while it does not answer: then nothing is known.
 */
async function stateByDirectory(run: Run): Promise<AccountState | undefined> {
  const user = await run.deps.directory.getUser(run.account.id);
  if (user.kind === 'ok') {
    return user.value.suspended ? 'SUSPENDED' : 'PERMISSION_LOST';
  }
  if (isOfProject(user.fault)) return undefined;
  switch (user.fault.kind) {
    case 'notFound':
      return 'DELETED';
    case 'unreachable':
    case 'rateLimited':
    case 'paced':
    case 'exhausted':
      return undefined;
    case 'revoked':
    case 'denied':
    case 'full':
    case 'staleEtag':
    case 'expiredSyncToken':
    case 'alreadyExists':
    case 'invalidArgument':
      return 'PERMISSION_LOST';
  }
}

function isOfProject(fault: GoogleFault): boolean {
  return fault.kind === 'denied' && fault.isOfProject === true;
}
