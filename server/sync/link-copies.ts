import {linkContent} from '../core/own-layer.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {writeCopies} from '../store/copies.ts';
import {dropFormerCopies, readFormerCopies} from '../store/former-copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {deleteOwnKeys} from '../store/own-keys.ts';
import {lookAtPhotos} from './look-at-photos.ts';
import type {PlannedCopy} from './plan-account.ts';
import {fenced, type Run} from './run.ts';
import {relinkWrite} from './returned-copies.ts';
import {tasksOf, whereItStands} from './tasks.ts';

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
  const {db} = run.deps.database;
  const former = await readFormerCopies(
    db,
    run.account.id,
    people.map(({sourceId}) => sourceId),
  );
  const writes = tasks.map(({plan, operation}, at) => {
    const person = people[at] ?? operation.person;
    const view = plan.snapshot.contact?.content ?? {};
    const before = former.get(person.sourceId);
    const isBack = operation.reason === 'formerCopyStands';
    // Our labels came off it: one that a read shows is of before, or is met as put on.
    const standing = isBack ? [] : groups;
    const labelIds = standing
      .filter(({resourceName}) => person.groups.includes(resourceName ?? ''))
      .map(({labelId}) => labelId);
    return {
      contactId: plan.copy.contactId,
      ...whereItStands(person),
      ...(isBack && before !== undefined
        ? relinkWrite(before, person.content, view)
        : {origin: 'account' as const, ...linkContent(person.content, view)}),
      baseLabelIds: labelIds,
      observedLabelIds: labelIds,
    };
  });
  await fenced(run, async tx => {
    await writeCopies(tx, run.account.id, writes);
    const sourceIds = writes.map(({sourceId}) => sourceId);
    await notePhotos(
      tx,
      run.account.id,
      people.flatMap(({look}) => look ?? []),
    );
    await dropFormerCopies(tx, run.account.id, sourceIds);
    await deleteOwnKeys(tx, run.account.id, sourceIds);
    await dropArrivals(tx, run.account.id, sourceIds);
  });
}
