import {writeCopies, type CopyWrite} from '../store/copies.ts';
import type {PlannedCopy} from './plan-account.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {
  changeMembers,
  chunks,
  holdAll,
  settledAfter,
  tasksOf,
  type GroupNames,
  type Task,
} from './tasks.ts';

/** `contactGroups/…/members:modify`, additions and removals together. */
const MEMBERS_MAX = 1000;

type Relabel = Task<'attachLabel'> | Task<'detachLabel'>;

/** Puts shared labels on copies and takes them off. */
export async function relabelCopies(
  run: Run,
  plans: readonly PlannedCopy[],
  groups: GroupNames,
): Promise<Step> {
  const tasks: readonly Relabel[] = [
    ...tasksOf(plans, 'attachLabel'),
    ...tasksOf(plans, 'detachLabel'),
  ];
  const labels = new Map(
    tasks.map(({plan: {copy}}) => [
      copy.contactId,
      new Set(copy.observedLabelIds),
    ]),
  );
  for (const [labelId, alike] of Map.groupBy(tasks, t => t.operation.labelId)) {
    const group = groups.get(labelId);
    if (group === undefined) {
      await holdAll(run, alike, 'LABEL_GROUP_MISSING');
      continue;
    }
    for (const batch of chunks(alike, MEMBERS_MAX)) {
      const step = await relabelBatch(run, group, batch, labels);
      if (step.kind === 'stopped') return step;
    }
  }
  return DONE;
}

async function relabelBatch(
  run: Run,
  group: string,
  tasks: readonly Relabel[],
  labels: ReadonlyMap<string, Set<string>>,
): Promise<Step> {
  const named = (kind: Relabel['operation']['kind']) =>
    tasks
      .filter(({operation}) => operation.kind === kind)
      .flatMap(({plan}) => plan.copy.resourceName ?? []);
  const outcome = await changeMembers(
    run,
    group,
    named('attachLabel'),
    named('detachLabel'),
  );
  if (outcome.kind === 'fault') {
    if (outcome.fault.kind !== 'notFound') return stopped(outcome.fault);
    await holdAll(run, tasks, 'LABEL_GROUP_MISSING');
    return DONE;
  }
  const refused = new Set(outcome.value);
  const isRefused = ({plan}: Relabel) =>
    refused.has(plan.copy.resourceName ?? '');
  await holdAll(run, tasks.filter(isRefused), 'REFUSED_BY_GOOGLE');
  const changed = tasks.filter(task => !isRefused(task));
  await fenced(run, tx =>
    writeCopies(
      tx,
      run.account.id,
      changed.map(task => recordLabels(task, labels)),
    ),
  );
  return DONE;
}

function recordLabels(
  task: Relabel,
  labels: ReadonlyMap<string, Set<string>>,
): CopyWrite {
  const {copy} = task.plan;
  const now = labels.get(copy.contactId) ?? new Set<string>();
  const {kind, labelId} = task.operation;
  if (kind === 'attachLabel') now.add(labelId);
  else now.delete(labelId);
  const labelIds = [...now].sort();
  const settled = settledAfter(task);
  return {
    contactId: copy.contactId,
    observedLabelIds: labelIds,
    ...(settled.settled !== undefined && {
      baseLabelIds: labelIds,
      deliveredVersion: copy.version,
      delivered: true,
    }),
    ...settled,
  };
}
