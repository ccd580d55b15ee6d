import {linkContent} from '../core/own-layer.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {writeCopies} from '../store/copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {deleteOwnKeys} from '../store/own-keys.ts';
import {lookAtPhotos} from './look-at-photos.ts';
import type {PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';
import {tasksOf} from './tasks.ts';

/**
 * Makes own contacts the copies of shared ones. Nothing is written at Google
 * here: the next round finds a copy that lacks what the share has.
 */
export async function linkCopies(
  run: Run,
  plans: readonly PlannedCopy[],
): Promise<void> {
  const tasks = tasksOf(plans, 'linkCopy');
  if (tasks.length === 0) return;
  const groups = await readLabelGroups(run.deps.database.db, run.account.id);
  const people = await lookAtPhotos(
    run,
    tasks.map(({operation}) => operation.person),
    () => true,
  );
  const writes = tasks.map(({plan, operation}, at) => {
    const person = people[at] ?? operation.person;
    const view = plan.snapshot.contact?.content ?? {};
    const {own, found, base} = linkContent(person.content, view);
    const labelIds = groups
      .filter(({resourceName}) => person.groups.includes(resourceName ?? ''))
      .map(({labelId}) => labelId);
    return {
      contactId: plan.copy.contactId,
      presence: 'present',
      origin: 'account',
      sourceId: person.sourceId,
      resourceName: person.resourceName,
      etag: person.etag,
      updateTimeMs: person.updateTimeMs,
      own,
      found,
      base,
      baseLabelIds: labelIds,
      observedLabelIds: labelIds,
    } as const;
  });
  await fenced(run, async tx => {
    await writeCopies(tx, run.account.id, writes);
    const sourceIds = writes.map(({sourceId}) => sourceId);
    await notePhotos(
      tx,
      run.account.id,
      people.flatMap(({look}) => look ?? []),
    );
    await deleteOwnKeys(tx, run.account.id, sourceIds);
    await dropArrivals(tx, run.account.id, sourceIds);
  });
}
