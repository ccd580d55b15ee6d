import {guardAccount} from '../core/guard.ts';
import type {Operation} from '../core/operation.ts';
import {
  readOverflow,
  readRoom,
  releaseOverflow,
} from '../store/account-size.ts';
import {countCopies, hasCopyToMake} from '../store/due-copies.ts';
import {readDueLinks, type DueLink} from '../store/own-duplicates.ts';
import {readSparedMs} from '../store/revocations.ts';
import {readPhotoRetries} from '../store/copy-photos.ts';
import {
  pollWithin,
  readSyncAccount,
  writeAccountFault,
  type SyncAccount,
} from '../store/sync-state.ts';
import {settleHere} from './apply-here.ts';
import {applyThere} from './apply-there.ts';
import {carryActs} from './carry-acts.ts';
import {keepActsOfRevoked} from './spare-copies.ts';
import {settleFault} from './settle-fault.ts';
import {takeUpWaiting} from './steer-pauses.ts';
import {ensureLabelGroups} from './groups.ts';
import {linkAccepted, observeGivingWay} from './link-accepted.ts';
import {linkCopies} from './link-copies.ts';
import {nextPollInMs} from './next-poll.ts';
import {observeAccount, observeAgain} from './observe.ts';
import type {Pace} from './pacer.ts';
import {planDueCopies, type PlannedCopy} from './plan-account.ts';
import {takeLabelsOffArrivals} from './refused-arrivals.ts';
import {settleUnanswered} from './unanswered.ts';
import {
  DONE,
  fenced,
  type Hold,
  type Run,
  type Step,
  type SyncDeps,
  type SyncResult,
} from './run.ts';

/** What follows from a round is done by then. */
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
  hold: Hold & Pick<Run, 'rest'>,
): Promise<SyncResult> {
  const account = await readSyncAccount(deps.database.db, accountId);
  if (account === undefined || !canSync(account)) return {nextInMs: IDLE_MS};
  const pace: Pace = {lane: hold.lane};
  const people = await deps.people(account, pace);
  const run: Run = {
    ...hold,
    deps,
    account,
    people,
    pace,
    waits: [],
    looked: new Map(),
    read: new Set(),
    silence: {inRow: 0, answered: false, aside: new Set(), alone: []},
    labels: {seen: false},
  };
  const polled =
    account.syncToken === null || account.nowMs >= account.nextPollMs;
  const step = await runStages(run, polled);
  if (run.waits.length > 0) {
    deps.metrics.noteSyncLag(run.waits.reduce((a, b) => Math.max(a, b)));
  }
  if (step.kind === 'stopped') return settleFault(run, step.fault);
  const left = await settleUnanswered(run);
  if (left === 'all') return settleFault(run, {kind: 'unreachable'});
  if (step.kind === 'yielded') return {nextInMs: 0, isBulk: true};
  const sparedMs = await readSparedMs(
    deps.database.db,
    accountId,
    deps.withdrawalGraceMs,
  );
  const pollMs = await msUntilPoll(run, polled);
  const nextInMs = Math.min(pollMs, Math.max(0, sparedMs ?? Infinity));
  return left === 'part' ? {nextInMs, isPartial: true} : {nextInMs};
}

async function msUntilPoll(run: Run, polled: boolean): Promise<number> {
  const {account, deps} = run;
  const after = await readSyncAccount(deps.database.db, account.id);
  if (after === undefined) return IDLE_MS;
  const waitMs = Math.max(0, after.nextPollMs - after.nowMs);
  if (polled || waitMs <= deps.pollIntervalMs) return waitMs;
  // A quiet label that wakes up brings its accounts' next polls forward.
  return fenced(run, async tx => {
    const intervalMs = await nextPollInMs(tx, run);
    await pollWithin(tx, account.id, intervalMs);
    return Math.min(waitMs, intervalMs);
  });
}

function canSync({state, paused}: SyncAccount): boolean {
  return !paused && (state === 'ACTIVE' || state === 'PERMISSION_LOST');
}

/** Much is left: the account's next round comes after those who waited meanwhile. */
type Yielded = {readonly kind: 'yielded'};

async function runStages(run: Run, polled: boolean): Promise<Step | Yielded> {
  if (polled) {
    await takeUpOverflow(run);
    await takeUpWaiting(run);
  }
  // Before a copy is made, see whether the account has the person by now.
  const looks =
    polled || (await hasCopyToMake(run.deps.database.db, run.account.id));
  if (looks) {
    const observed = await observeAccount(run);
    if (observed.kind === 'stopped') return observed;
  }
  if (polled && run.account.photosDue) {
    const names = await readPhotoRetries(run.deps.database.db, run.account.id);
    const unread = names.filter(name => !run.read.has(name));
    const looked = await observeAgain(run, unread);
    if (looked.kind === 'stopped') return looked;
  }
  const grouped = await ensureLabelGroups(run, {polled});
  if (grouped.kind === 'stopped') return grouped;
  await keepActsOfRevoked(run);
  const refused = await takeLabelsOffArrivals(run);
  if (refused.kind === 'stopped') return refused;
  const links = await readDueLinks(run.deps.database.db, run.account.id);
  run.labels.seen = grouped.kind === 'listed';
  return links.length === 0 ? converge(run) : convergeLinking(run, links);
}

/** What was typed into copies that give way is carried before, what they lack is pushed after. */
async function convergeLinking(
  run: Run,
  links: readonly DueLink[],
): Promise<Step | Yielded> {
  const observed = await observeGivingWay(run, links);
  if (observed.kind === 'stopped') return observed;
  const converged = await converge(run);
  if (converged.kind !== 'done') return converged;
  const linked = await linkAccepted(run, links);
  return linked.kind === 'stopped' ? linked : converge(run);
}

/** After a refusal by Google, so many are tried first. */
const PROBE_MAX = 200;

/** Copies that did not fit are made as soon as there is room for them. */
async function takeUpOverflow(run: Run): Promise<void> {
  const {database, contactsMax} = run.deps;
  const {db} = database;
  const {id} = run.account;
  const {isFull} = await readOverflow(db, id);
  if (!isFull) return;
  const {count, isDoubtful} = await readRoom(db, id, contactsMax);
  const limit = Math.min(count ?? Infinity, isDoubtful ? PROBE_MAX : Infinity);
  if (limit === 0) return;
  await fenced(run, tx =>
    releaseOverflow(tx, id, Math.min(limit, contactsMax)),
  );
}

async function converge(run: Run): Promise<Step | Yielded> {
  const {account, deps} = run;
  let labelsEnd = false;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const plans = await planDueCopies(run);
    if (plans.kind === 'fault') return {kind: 'stopped', fault: plans.fault};
    if (plans.value.length === 0) {
      // Labels whose last copy was withdrawn just now go with it.
      if (!labelsEnd) return DONE;
      const ended = await ensureLabelGroups(run, {});
      return ended.kind === 'stopped' ? ended : DONE;
    }
    if (!run.labels.seen && plans.value.some(mayLackLabel)) {
      // A label that was deleted takes itself off everything: that is no act on a contact.
      run.labels.seen = true;
      const looked = await ensureLabelGroups(run, {look: true});
      if (looked.kind === 'stopped') return looked;
      continue;
    }
    const relabelled = unreadRelabelled(run, plans.value);
    if (relabelled.length > 0) {
      const observed = await observeAgain(run, relabelled);
      if (observed.kind === 'stopped') return observed;
      continue;
    }
    labelsEnd ||= plans.value.some(mayEndLabel);
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
    await carryActs(run, plans.value);
    await settleHere(run, plans.value);
    const step = await applyThere(run, plans.value);
    if (step.kind === 'stopped') return step;
    if (plans.value.length >= deps.copiesMax) return {kind: 'yielded'};
  }
  deps.log.warn({accountId: account.id}, 'run ended with copies still due');
  return DONE;
}

/** After which a label may stand on fewer copies. */
const LABEL_ENDINGS: ReadonlySet<Operation['kind']> = new Set([
  'agree',
  'deleteCopy',
  'detachLabel',
  'forgetCopy',
  'releaseCopy',
]);

function mayLackLabel({operations}: PlannedCopy): boolean {
  return operations.some(
    ({kind, reason}) =>
      kind === 'removeFromLabels' ||
      kind === 'restoreCopy' ||
      kind === 'leaveAway' ||
      reason === 'labelPutBack',
  );
}

/**
 * Names of copies on which somebody put a label or took one off, as a list says: it
 * may lag behind what we did ourselves, so each is read by name first, once in a run.
 */
function unreadRelabelled(
  run: Run,
  plans: readonly PlannedCopy[],
): readonly string[] {
  return plans
    .filter(
      ({snapshot, operations}) =>
        snapshot.copy.kind === 'present' &&
        operations.some(({kind}) => LABEL_ACTS.has(kind)),
    )
    .flatMap(({copy}) => copy.resourceName ?? [])
    .filter(name => !run.read.has(name));
}

const LABEL_ACTS: ReadonlySet<Operation['kind']> = new Set([
  'addToLabel',
  'removeFromLabels',
  'suggestLabel',
]);

function mayEndLabel({operations}: PlannedCopy): boolean {
  return operations.some(({kind}) => LABEL_ENDINGS.has(kind));
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
