import {createCopies} from './create-copies.ts';
import type {PlannedCopy} from './plan-account.ts';
import {relabelCopies} from './relabel-copies.ts';
import {releaseCopies} from './release-copies.ts';
import {showOnPhones} from './show-on-phones.ts';
import {DONE, type Run, type Step} from './run.ts';
import {readGroups, tasksOf} from './tasks.ts';
import {updateCopies} from './update-copies.ts';
import {withdrawCopies} from './withdraw-copies.ts';

/** Carries to Google what the plans say, in batches, one call after another. */
export async function applyThere(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<Step> {
  const groups = await readGroups(run);
  const steps: readonly (() => Promise<Step>)[] = [
    () => withdrawCopies(run, tasksOf(plans, 'deleteCopy')),
    () => releaseCopies(run, tasksOf(plans, 'releaseCopy'), groups),
    () => updateCopies(run, tasksOf(plans, 'updateCopy')),
    () => showOnPhones(run, tasksOf(plans, 'setOnPhones')),
    () => relabelCopies(run, plans, groups),
    () => createCopies(run, tasksOf(plans, 'createCopy'), groups),
  ];
  for (const take of steps) {
    const step = await take();
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}
