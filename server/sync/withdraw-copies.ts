import {differingFields} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {diffContent, insertRevisions, readVersion} from '../store/contacts.ts';
import {deleteCopies, type CopyRow} from '../store/copies.ts';
import {readPeople} from './observe.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {chunks, type Task} from './tasks.ts';

/** Read by `people:batchGet` before they are deleted. */
const WITHDRAWALS_MAX = 200;

/**
 * Withdraws copies the service made. A delete cannot be made conditional, so
 * each is read a last time first, and what differs goes to the history.
 */
export async function withdrawCopies(
  run: Run,
  tasks: readonly Task<'deleteCopy'>[],
): Promise<Step> {
  for (const batch of chunks(tasks, WITHDRAWALS_MAX)) {
    const copies = batch.map(({plan}) => plan.copy);
    const names = copies.flatMap(copy => copy.resourceName ?? []);
    const people = await readPeople(run, names);
    if (people.kind === 'fault') return stopped(people.fault);
    await keepLastEdits(run, copies, people.value);
    // A name may answer with the survivor of a merge: that one is not ours.
    const ours = new Set(copies.map(copy => copy.sourceId));
    const there = people.value
      .filter(person => ours.has(person.sourceId))
      .map(person => person.resourceName);
    if (there.length > 0) {
      const outcome = await run.people.deletePeople(there);
      if (outcome.kind === 'fault') return stopped(outcome.fault);
    }
    await fenced(run, tx =>
      deleteCopies(
        tx,
        run.account.id,
        copies.map(copy => copy.contactId),
      ),
    );
  }
  return DONE;
}

/** What copies say beyond what was agreed, and nobody will see any more, goes to the history. */
export async function keepLastEdits(
  run: Run,
  copies: readonly Pick<CopyRow, 'contactId' | 'sourceId' | 'base'>[],
  people: readonly ObservedPerson[],
): Promise<void> {
  const bySource = new Map(people.map(person => [person.sourceId, person]));
  const revisions = copies.flatMap(copy => {
    const person = bySource.get(copy.sourceId ?? '');
    const base = copy.base ?? {};
    if (person === undefined) return [];
    if (differingFields(base, person.content).length === 0) return [];
    return [
      {
        contactId: copy.contactId,
        kind: 'withdrawn',
        changes: diffContent(base, person.content),
      },
    ];
  });
  if (revisions.length === 0) return;
  const by = {accountId: run.account.id, via: 'GOOGLE'} as const;
  await fenced(run, async tx => {
    for (const revision of revisions) {
      const version = await readVersion(tx, revision.contactId);
      await insertRevisions(tx, [{...revision, version}], by);
    }
  });
}
