import type {ObservedPerson, Outcome} from '../core/google.ts';
import type {HoldReason, Operation} from '../core/operation.ts';
import {batchLeast} from '../core/quota.ts';
import {readWriteRoom} from '../store/quota.ts';
import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {held} from './apply-here.ts';
import type {PlannedCopy} from './plan-account.ts';
import {DONE, fenced, type Run, type Step} from './run.ts';

/** Who is in this group is in the phone's address book. */
export const ON_PHONES = 'contactGroups/myContacts';

/** `contactGroups/…/members:modify`, additions and removals together. */
export const MEMBERS_MAX = 1000;

/** One operation of one copy's plan. */
export interface Task<K extends Operation['kind']> {
  readonly plan: PlannedCopy;
  readonly operation: Extract<Operation, {kind: K}>;
}

/** How our labels stand in this account. */
export interface Groups {
  /** Contact group of each label, `contactGroups/…`. */
  readonly names: ReadonlyMap<string, string>;
  /** Labels of the account's own whose share ended: they stay on what carries them. */
  readonly kept: ReadonlySet<string>;
}

export async function readGroups(run: Run): Promise<Groups> {
  const rows = await readLabelGroups(run.deps.database.db, run.account.id);
  return {
    names: new Map(
      rows.flatMap(row =>
        row.resourceName === null
          ? []
          : [[row.labelId, row.resourceName] as const],
      ),
    ),
    kept: new Set(
      rows
        .filter(({origin, visible}) => origin === 'account' && !visible)
        .map(({labelId}) => labelId),
    ),
  };
}

export function tasksOf<K extends Operation['kind']>(
  plans: readonly PlannedCopy[],
  kind: K,
): readonly Task<K>[] {
  return plans.flatMap(plan =>
    plan.operations
      .filter(
        (operation): operation is Extract<Operation, {kind: K}> =>
          operation.kind === kind && !plan.completed.has(operation),
      )
      .map(operation => ({plan, operation})),
  );
}

/** Until the photo is there too, the contact is not delivered. */
export function owesPhoto({operations}: PlannedCopy): boolean {
  return operations.some(({kind}) => kind === 'setPhoto');
}

/** Whether nothing of a plan is left, but for its photo. */
export function isPlaced({operations, completed}: PlannedCopy): boolean {
  return operations.every(
    each => each.kind === 'setPhoto' || completed.has(each),
  );
}

/**
 * Notes an operation as carried out. With the last one of its plan come the
 * marks that were planned: a copy of which anything failed stays due. The labels
 * it stands in are agreed then; those that we put on or take off are recorded there.
 */
export function settledAfter({
  plan: {copy, snapshot, operations, completed},
  operation,
}: {
  readonly plan: PlannedCopy;
  readonly operation: Operation;
}): Pick<CopyWrite, 'settled' | 'baseLabelIds'> {
  completed.add(operation);
  if (!operations.every(each => completed.has(each))) return {};
  const relabels = operations.some(
    ({kind}) => kind === 'attachLabel' || kind === 'detachLabel',
  );
  return {
    settled: copy.marks,
    ...(snapshot.copy.kind === 'present' &&
      !relabels && {baseLabelIds: snapshot.copy.labelIds}),
  };
}

export function chunks<T>(
  all: readonly T[],
  size: number,
): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += size) {
    parts.push(all.slice(from, from + size));
  }
  return parts;
}

/** No more of them are bulk work, nor cheaper by a batch. */
export const FEW_MAX = 6;

/**
 * Tasks as calls: whole batches, and singly what is left when that takes less of
 * what is scarce. Each call has one outcome, so none can half succeed unnoticed.
 */
export async function calls<T>(
  {account, deps}: Run,
  tasks: readonly T[],
  batchMax: number,
): Promise<readonly (readonly T[])[]> {
  if (tasks.length <= FEW_MAX) return chunks(tasks, 1);
  const room = await readWriteRoom(deps.database.db, account.id);
  const least = batchLeast(room);
  return chunks(tasks, batchMax).flatMap(chunk =>
    chunk.length < least ? chunks(chunk, 1) : [chunk],
  );
}

/** Where a copy stands, as Google's answer tells it. */
export function whereItStands(person: ObservedPerson) {
  return {
    presence: 'present',
    sourceId: person.sourceId,
    resourceName: person.resourceName,
    etag: person.etag,
    updateTimeMs: person.updateTimeMs,
  } as const;
}

/** Applies tasks singly, after a batch was refused for one of them. */
export async function oneByOne<T>(
  tasks: readonly T[],
  apply: (single: readonly T[]) => Promise<Step>,
): Promise<Step> {
  for (const task of tasks) {
    const step = await apply([task]);
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

export async function holdAll(
  run: Run,
  tasks: readonly {readonly plan: PlannedCopy}[],
  reason: HoldReason,
): Promise<void> {
  if (tasks.length === 0) return;
  await fenced(run, tx =>
    writeCopies(
      tx,
      run.account.id,
      tasks.map(({plan}) => held(plan.copy, reason)),
    ),
  );
}

/**
 * Puts contacts into a group and takes them out. Google keeps a contact in its
 * last group; such a one is put into My Contacts first, so that it stays.
 * Returns the names Google refused all the same.
 */
export async function changeMembers(
  run: Run,
  group: string,
  add: readonly string[],
  remove: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const first = await run.people.changeMembers({group, add, remove});
  if (first.kind === 'fault') return first;
  const kept = first.value.refused.filter(name => remove.includes(name));
  if (kept.length === 0 || group === ON_PHONES) {
    return {kind: 'ok', value: first.value.refused};
  }
  const home = await run.people.changeMembers({
    group: ON_PHONES,
    add: kept,
    remove: [],
  });
  if (home.kind === 'fault') return home;
  const second = await run.people.changeMembers({group, add: [], remove: kept});
  if (second.kind === 'fault') return second;
  const others = first.value.refused.filter(name => !remove.includes(name));
  return {kind: 'ok', value: [...others, ...second.value.refused]};
}
