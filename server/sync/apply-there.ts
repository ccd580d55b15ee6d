import type {GoogleFault} from '../core/google.ts';
import type {Operation} from '../core/operation.ts';
import {createCopies} from './create-copies.ts';
import type {PlannedCopy} from './plan-account.ts';
import {setPhotos} from './photo-copies.ts';
import {relabelCopies, relabelsOf} from './relabel-copies.ts';
import {releaseCopies} from './release-copies.ts';
import {showOnPhones} from './show-on-phones.ts';
import {DONE, stopped, type Run, type Step} from './run.ts';
import {readGroups, FEW_MAX, tasksOf, type Groups} from './tasks.ts';
import {updateCopies} from './update-copies.ts';
import {withdrawCopies} from './withdraw-copies.ts';

/** Carries to Google what the plans say, in batches, one call after another. */
export async function applyThere(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<Step> {
  const groups = plans.some(concernsGroups) ? await readGroups(run) : NO_GROUPS;
  const deletions = tasksOf(plans, 'deleteCopy');
  const releases = tasksOf(plans, 'releaseCopy');
  const edits = tasksOf(plans, 'updateCopy');
  const shows = tasksOf(plans, 'setOnPhones');
  const labels = relabelsOf(plans);
  const creates = tasksOf(plans, 'createCopy');
  const photos = tasksOf(plans, 'setPhoto');
  const stages: readonly Stage[] = [
    [deletions.length, () => withdrawCopies(run, deletions)],
    [releases.length, () => releaseCopies(run, releases, groups)],
    [edits.length, () => updateCopies(run, edits)],
    [shows.length, () => showOnPhones(run, shows)],
    [labels.length, () => relabelCopies(run, labels, groups)],
    [creates.length, () => createCopies(run, creates, groups)],
    [photos.length, () => setPhotos(run, photos)],
  ];
  const waits: Waiting[] = [];
  for (const [, take] of fewFirst(stages)) {
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

/** How many tasks, and what carries them out. */
type Stage = readonly [count: number, take: () => Promise<Step>];

/** Somebody waits for what is few; bulk work may find no room for long. */
function fewFirst(stages: readonly Stage[]): readonly Stage[] {
  const isFew = ([count]: Stage) => count <= FEW_MAX;
  return [...stages.filter(isFew), ...stages.filter(each => !isFew(each))];
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
