import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {readLists} from '../store/sync-state.ts';
import {deliveredAs, type PlannedCopy} from './plan-account.ts';
import {recordWritten} from './record-written.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {
  MEMBERS_MAX,
  changeMembers,
  chunks,
  holdAll,
  isPlaced,
  settledAfter,
  tasksOf,
  type Groups,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

type Relabel = Task<'attachLabel'> | Task<'detachLabel'>;

/** The labels of copies by contact, while they are put on and taken off. */
type Labels = ReadonlyMap<
  string,
  {
    readonly observed: Set<string>;
    /** What we do is agreed at once: it is nobody's act, whatever else fails. */
    readonly agreed: Set<string>;
  }
>;

export function relabelsOf(plans: readonly PlannedCopy[]): readonly Relabel[] {
  return [...tasksOf(plans, 'attachLabel'), ...tasksOf(plans, 'detachLabel')];
}

/** Puts shared labels on copies and takes them off. */
export async function relabelCopies(
  run: Run,
  tasks: readonly Relabel[],
  groups: Groups,
): Promise<Step> {
  if (tasks.length === 0) return DONE;
  const labels: Labels = new Map(
    tasks.map(({plan: {copy}}) => [
      copy.contactId,
      {
        observed: new Set(copy.observedLabelIds),
        agreed: new Set(copy.baseLabelIds),
      },
    ]),
  );
  for (const [labelId, alike] of Map.groupBy(tasks, t => t.operation.labelId)) {
    if (groups.kept.has(labelId)) {
      await record(run, alike, labels);
      continue;
    }
    const group = groups.names.get(labelId);
    if (group === undefined) {
      await holdAll(run, alike, 'LABEL_GROUP_MISSING');
      continue;
    }
    const step = await sendInTurn(run, alike, {
      cut: async tasks => chunks(tasks, MEMBERS_MAX),
      send: call => relabelBatch(run, group, call, labels),
    });
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

async function relabelBatch(
  run: Run,
  group: string,
  tasks: readonly Relabel[],
  labels: Labels,
): Promise<Step> {
  const named = (kind: Relabel['operation']['kind']) =>
    tasks
      .filter(({operation}) => operation.kind === kind)
      .flatMap(({plan}) => plan.copy.resourceName ?? []);
  await noteDetaching(
    run,
    tasks
      .filter(({operation}) => operation.kind === 'detachLabel')
      .map(({plan: {copy}, operation}) => ({
        ...{copy, labelIds: [operation.labelId]},
      })),
  );
  const outcome = await changeMembers(
    run,
    group,
    named('attachLabel'),
    named('detachLabel'),
  );
  const left = await leftUnanswered(run, tasks, outcome);
  if (left !== undefined) return left;
  if (outcome.kind === 'fault') {
    if (outcome.fault.kind !== 'notFound') return stopped(outcome.fault);
    await holdAll(run, tasks, 'LABEL_GROUP_MISSING');
    return DONE;
  }
  const refused = new Set(outcome.value);
  const isRefused = ({plan}: Relabel) =>
    refused.has(plan.copy.resourceName ?? '');
  await holdAll(run, tasks.filter(isRefused), 'REFUSED_BY_GOOGLE');
  await record(
    run,
    tasks.filter(task => !isRefused(task)),
    labels,
  );
  return DONE;
}

/**
 * A run may end before it records what came off, and who may have the contact back
 * by then: nobody took these labels off.
 */
export async function noteDetaching(
  run: Run,
  detached: readonly {
    readonly copy: PlannedCopy['copy'];
    readonly labelIds: readonly string[];
  }[],
): Promise<void> {
  if (detached.length === 0) return;
  const {id} = run.account;
  await fenced(run, async tx => {
    const lists = await readLists(tx, id);
    await writeCopies(
      tx,
      id,
      detached.map(({copy: {contactId, detaching}, labelIds}) => ({
        contactId,
        detaching: {
          labelIds: [...(detaching?.labelIds ?? []), ...labelIds],
          lists,
        },
      })),
    );
  });
}

async function record(
  run: Run,
  tasks: readonly Relabel[],
  labels: Labels,
): Promise<void> {
  await recordWritten(
    run,
    'update',
    tasks.map(task => recordLabels(task, labels)),
  );
}

function recordLabels(task: Relabel, labels: Labels): CopyWrite {
  const {copy} = task.plan;
  const {observed = new Set<string>(), agreed = new Set<string>()} =
    labels.get(copy.contactId) ?? {};
  const {kind, labelId} = task.operation;
  for (const set of [observed, agreed]) {
    if (kind === 'attachLabel') set.add(labelId);
    else set.delete(labelId);
  }
  const labelIds = [...observed].sort();
  const settled = settledAfter(task);
  return {
    contactId: copy.contactId,
    observedLabelIds: labelIds,
    baseLabelIds: isPlaced(task.plan) ? labelIds : [...agreed].sort(),
    ...(kind === 'detachLabel' && {detaching: null}),
    ...(settled.settled !== undefined && {delivered: deliveredAs(copy)}),
    ...settled,
  };
}
