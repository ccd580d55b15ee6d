/**
 * Writes that Google leaves without an answer, which may have happened. One bad
 * contact must not keep a run from all the others, and an outage must not become
 * a burst of calls; a single fault does not tell the two apart. So:
 *
 * - One such write ends nothing. The next one is of a single contact that was not
 *   tried before; unanswered too, it ends the run: that is an outage.
 * - What was tried waits for another run, which sends it before all else, the
 *   oldest attempt first and each group in halves, so that after log2 n runs the
 *   bad one is alone. One of them without an answer, and the others wait again.
 * - Alone once more without an answer while Google answers others, or reads for
 *   long enough, it is held and tried again later.
 *
 * Creates are no different but for what comes between two attempts: they are
 * looked for by their markers first (contract section 5, "No duplicates").
 */
import type {Outcome} from '../core/google.ts';
import {writeCopies} from '../store/copies.ts';
import type {PlannedCopy} from './plan-account.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {chunks, FEW_MAX, holdAll} from './tasks.ts';

/** Writes in a row without an answer that are an outage. */
const UNANSWERED_MAX = 2;

/** So many runs in a row that left something, about a minute of them, are long enough. */
const RUNS_MAX = 7;

interface Tried {
  readonly plan: PlannedCopy;
}

function attemptOf({plan}: Tried): number | null {
  return plan.copy.attemptTimeMs;
}

interface Sending<T> {
  readonly cut: (tasks: readonly T[]) => Promise<readonly (readonly T[])[]>;
  readonly send: (call: readonly T[]) => Promise<Step>;
}

/**
 * Sends tasks in the calls that `cut` makes of them, what was tried before first. Of
 * many, they leave room in Google's quota to others.
 */
export async function sendInTurn<T extends Tried>(
  run: Run,
  tasks: readonly T[],
  sending: Sending<T>,
): Promise<Step> {
  run.pace.work = tasks.length > FEW_MAX ? 'bulk' : 'few';
  try {
    return await sendAll(run, tasks, sending);
  } finally {
    run.pace.work = undefined;
  }
}

async function sendAll<T extends Tried>(
  run: Run,
  tasks: readonly T[],
  {cut, send}: Sending<T>,
): Promise<Step> {
  const {silence} = run;
  const open = tasks.filter(({plan}) => !silence.aside.has(idOf(plan)));
  for (const half of halvesOfTried(open)) {
    for (const call of await cut(half)) {
      if (silence.inRow > 0) {
        putAside(run, call);
        continue;
      }
      const step = await send(call);
      if (step.kind === 'stopped') return step;
    }
  }
  const fresh = open.filter(task => attemptOf(task) === null);
  for (const call of await cut(fresh)) {
    const [probe, ...rest] = call;
    const isDoubtful = silence.inRow > 0 && probe !== undefined;
    for (const part of isDoubtful ? [[probe], rest] : [call]) {
      if (part.length === 0) continue;
      const step = await send(part);
      if (step.kind === 'stopped') return step;
    }
  }
  return DONE;
}

/** What was tried together, the oldest attempt first, each in two; one alone stays so. */
function halvesOfTried<T extends Tried>(
  tasks: readonly T[],
): readonly (readonly T[])[] {
  const tried = tasks.filter(task => attemptOf(task) !== null);
  const groups = [...Map.groupBy(tried, attemptOf)];
  return groups
    .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
    .flatMap(([, group]) => chunks(group, Math.ceil(group.length / 2)));
}

function idOf({copy}: PlannedCopy): string {
  return copy.contactId;
}

function putAside(run: Run, tasks: readonly Tried[]): void {
  for (const {plan} of tasks) run.silence.aside.add(idOf(plan));
}

/**
 * Notes whether Google answered a write of these copies. Where it did not, what
 * follows: they wait for another run, and this one goes on unless it is an outage.
 */
export async function leftUnanswered(
  run: Run,
  tasks: readonly Tried[],
  outcome: Outcome<unknown>,
): Promise<Step | undefined> {
  const {silence, account} = run;
  if (outcome.kind === 'ok' || outcome.fault.kind !== 'unreachable') {
    silence.inRow = 0;
    silence.answered = true;
    return undefined;
  }
  silence.inRow += 1;
  putAside(run, tasks);
  const [task] = tasks;
  if (task !== undefined && tasks.length === 1 && attemptOf(task) !== null) {
    silence.alone.push(task.plan);
  }
  // It may have arrived as late as now, when nobody waited any longer.
  await fenced(run, tx =>
    writeCopies(
      tx,
      account.id,
      tasks.map(({plan}) => ({contactId: idOf(plan), attempted: true})),
    ),
  );
  return silence.inRow < UNANSWERED_MAX ? DONE : stopped(outcome.fault);
}

/**
 * Holds what stayed without an answer alone, once it is no outage. Returns what a
 * run that came to its end left: nothing, a part of its writes, or all it tried.
 */
export async function settleUnanswered(
  run: Run,
): Promise<'nothing' | 'part' | 'all'> {
  const {silence, lane} = run;
  if (silence.answered || lane.attempts >= RUNS_MAX) {
    const hopeless = silence.alone.map(plan => ({plan}));
    await holdAll(run, hopeless, 'UNANSWERED');
    for (const {plan} of hopeless) silence.aside.delete(idOf(plan));
  }
  if (silence.aside.size === 0) return 'nothing';
  return silence.answered ? 'part' : 'all';
}

/**
 * Sends what may be sent twice, in halves wherever Google leaves it unanswered.
 * Once one is alone without an answer, another single one tells whether that is an
 * outage: so it takes log2 n + 2 calls to be sure. Returns what it answered.
 */
export async function sendInHalves<T>(
  all: readonly T[],
  send: (part: readonly T[]) => Promise<Outcome<unknown>>,
): Promise<Outcome<readonly T[]>> {
  const answered = new Set<T>();
  const parts: (readonly T[])[] = all.length > 0 ? [all] : [];
  for (let inRow = 0; inRow < UNANSWERED_MAX;) {
    const part = inRow > 0 ? takeProbe(parts) : parts.shift();
    if (part === undefined) break;
    const outcome = await send(part);
    if (outcome.kind === 'ok') {
      for (const each of part) answered.add(each);
      inRow = 0;
    } else if (outcome.fault.kind !== 'unreachable') {
      return outcome;
    } else if (part.length === 1) {
      inRow += 1;
    } else {
      parts.unshift(...chunks(part, Math.ceil(part.length / 2)));
    }
  }
  return {kind: 'ok', value: all.filter(each => answered.has(each))};
}

/** Takes a single one out of the largest part, of which the least is known. */
function takeProbe<T>(parts: (readonly T[])[]): readonly T[] | undefined {
  const largest = parts.pop();
  if (largest === undefined || largest.length < 2) return largest;
  parts.push(largest.slice(1));
  return largest.slice(0, 1);
}

/**
 * The same, from another place after each list: should those that come first be
 * bad, one of the next runs begins behind them.
 */
export function fromNextPlace<T>(
  {account}: {readonly account: Pick<Run['account'], 'lists'>},
  all: readonly T[],
): readonly T[] {
  const place = all.length === 0 ? 0 : account.lists % all.length;
  return [...all.slice(place), ...all.slice(0, place)];
}
