import {guardAccount} from '../core/guard.ts';
import {readAllowedArrivals} from '../store/arrivals.ts';
import {countCopies} from '../store/copies.ts';
import {
  pollWithin,
  readSyncAccount,
  writeAccountFault,
  type SyncAccount,
} from '../store/sync-state.ts';
import {pullEdits, settleHere} from './apply-here.ts';
import {applyThere} from './apply-there.ts';
import {settleFault} from './settle-fault.ts';
import {ensureLabelGroups} from './groups.ts';
import {linkCopies} from './link-copies.ts';
import {observeAccount, observeAgain, pollIntervalMs} from './observe.ts';
import {planDueCopies, type PlannedCopy} from './plan-account.ts';
import {
  DONE,
  fenced,
  type Hold,
  type Run,
  type Step,
  type SyncDeps,
  type SyncResult,
} from './run.ts';

/** Enough for 25,000 copies at 1,000 a round, twice; then another run goes on. */
const ROUNDS_MAX = 50;

/** An account that cannot be synced is looked at again this late; a wake-up comes first. */
const IDLE_MS = 24 * 60 * 60 * 1000;

/**
 * One run over one account, a stage a line: observe, labels, then plan, guard
 * and apply until nothing is due. A fault ends the run; what was recorded
 * stays, and the next run observes and plans again.
 */
export async function syncAccount(
  deps: SyncDeps,
  accountId: string,
  hold: Hold,
): Promise<SyncResult> {
  const account = await readSyncAccount(deps.database.db, accountId);
  if (account === undefined || !canSync(account)) return {nextInMs: IDLE_MS};
  const run: Run = {...hold, deps, account, people: await deps.people(account)};
  const polled =
    account.syncToken === null || account.nowMs >= account.nextPollMs;
  const step = await runStages(run, polled);
  if (step.kind === 'stopped') return settleFault(run, step.fault);
  if (!polled) {
    // A quiet label that wakes up brings its accounts' next polls forward.
    await fenced(run, async tx =>
      pollWithin(tx, accountId, await pollIntervalMs(tx, run)),
    );
  }
  const after = await readSyncAccount(deps.database.db, accountId);
  return {
    nextInMs:
      after === undefined
        ? IDLE_MS
        : Math.max(0, after.nextPollMs - after.nowMs),
  };
}

function canSync({state, paused}: SyncAccount): boolean {
  return !paused && (state === 'ACTIVE' || state === 'PERMISSION_LOST');
}

async function runStages(run: Run, polled: boolean): Promise<Step> {
  if (polled) {
    const observed = await observeAccount(run);
    if (observed.kind === 'stopped') return observed;
  }
  const arrived = await observeAgain(
    run,
    await readAllowedArrivals(run.deps.database.db, run.account.id),
  );
  if (arrived.kind === 'stopped') return arrived;
  const grouped = await ensureLabelGroups(run, polled);
  if (grouped.kind === 'stopped') return grouped;
  const converged = await converge(run);
  if (converged.kind === 'stopped') return converged;
  // Labels whose last copy was withdrawn just now go with it.
  return ensureLabelGroups(run, false);
}

async function converge(run: Run): Promise<Step> {
  const {account, deps} = run;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const plans = await planDueCopies(run);
    if (plans.kind === 'fault') return {kind: 'stopped', fault: plans.fault};
    if (plans.value.length === 0) return DONE;
    const census = await countCopies(deps.database.db, account.id);
    if (guardAccount(census) === 'pause') {
      deps.log.warn(
        {accountId: account.id, ...census},
        'account paused: much of it is absent',
      );
      await fenced(run, tx => writeAccountFault(tx, account.id, 'ABSENT'));
      return DONE;
    }
    logPlans(run, plans.value);
    await linkCopies(run, plans.value);
    await pullEdits(run, plans.value);
    await settleHere(run, plans.value);
    const step = await applyThere(run, plans.value);
    if (step.kind === 'stopped') return step;
  }
  deps.log.warn({accountId: account.id}, 'run ended with copies still due');
  return DONE;
}

/** What is done and why, as counts: the plan itself holds contact content. */
function logPlans({account, deps}: Run, plans: readonly PlannedCopy[]): void {
  const operations = plans.flatMap(plan => plan.operations);
  const counts = Map.groupBy(
    operations,
    ({kind, reason}) => `${kind} ${reason}`,
  );
  deps.log.info(
    {
      accountId: account.id,
      operations: Object.fromEntries(
        [...counts].map(([name, list]) => [name, list.length]),
      ),
    },
    'planned',
  );
}
