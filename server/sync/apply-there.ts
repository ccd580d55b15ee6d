import type {GoogleFault} from '../core/google.ts';
import type {Operation} from '../core/operation.ts';
import {createCopies} from './create-copies.ts';
import type {PlannedCopy} from './plan-account.ts';
import {setPhotos} from './photo-copies.ts';
import {relabelCopies} from './relabel-copies.ts';
import {releaseCopies} from './release-copies.ts';
import {showOnPhones} from './show-on-phones.ts';
import {DONE, stopped, type Run, type Step} from './run.ts';
import {readGroups, SINGLE_MAX, tasksOf, type Groups} from './tasks.ts';
import {updateCopies} from './update-copies.ts';
import {withdrawCopies} from './withdraw-copies.ts';

/** Carries to Google what the plans say, in batches, one call after another. */
export async function applyThere(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<Step> {
  const groups = plans.some(concernsGroups) ? await readGroups(run) : NO_GROUPS;
  const edits = tasksOf(plans, 'updateCopy');
  const writeEdits = () => updateCopies(run, edits);
  // A few go before bulk work, which may find no room for hours.
  const areFew = edits.length <= SINGLE_MAX;
  const steps: readonly (() => Promise<Step>)[] = [
    ...(areFew ? [writeEdits] : []),
    () => withdrawCopies(run, tasksOf(plans, 'deleteCopy')),
    () => releaseCopies(run, tasksOf(plans, 'releaseCopy'), groups),
    ...(areFew ? [] : [writeEdits]),
    () => showOnPhones(run, tasksOf(plans, 'setOnPhones')),
    () => relabelCopies(run, plans, groups),
    () => createCopies(run, tasksOf(plans, 'createCopy'), groups),
    () => setPhotos(run, tasksOf(plans, 'setPhoto')),
  ];
  const waits: Waiting[] = [];
  for (const take of steps) {
    const step = await take();
    if (step.kind === 'done') continue;
    const {fault} = step;
    if (fault.kind !== 'paced' && fault.kind !== 'exhausted') return step;
    waits.push(fault);
  }
  // What finds room first is tried first.
  const [next] = waits.sort((a, b) => a.retryAfterMs - b.retryAfterMs);
  return next === undefined ? DONE : stopped(next);
}

/** No room for one kind of call says nothing of the others: each has a quota of its own. */
type Waiting = Extract<GoogleFault, {kind: 'paced' | 'exhausted'}>;

/** An edit is the commonest plan, and needs none of them. */
const CONCERNING_GROUPS: ReadonlySet<Operation['kind']> = new Set([
  'attachLabel',
  'createCopy',
  'detachLabel',
  'releaseCopy',
]);

const NO_GROUPS: Groups = {names: new Map(), kept: new Set()};

function concernsGroups({operations}: PlannedCopy): boolean {
  return operations.some(({kind}) => CONCERNING_GROUPS.has(kind));
}
