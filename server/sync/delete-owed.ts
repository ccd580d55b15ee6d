import type {ObservedPerson} from '../core/google.ts';
import type {CopyRow} from '../store/copies.ts';
import {
  readOwedDeletions,
  settleDeletions,
  type OwedDeletion,
} from '../store/former-copies.ts';
import {lookAt} from './read-people.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {chunks} from './tasks.ts';
import {keepLastEdits} from './withdraw-copies.ts';

/** What the deletion of a copy that gives way is known by; none where nothing of it stands. */
export function owedFor(copy: CopyRow): readonly OwedDeletion[] {
  const {contactId, presence, sourceId, resourceName, base} = copy;
  return presence !== 'present' || sourceId === null || resourceName === null
    ? []
    : [{contactId, sourceId, resourceName, base: base ?? {}}];
}

/** `people:batchGet` takes this many names. */
const NAMES_MAX = 200;

/**
 * Deletes what the service made and another contact has taken the place of. Each
 * is read a last time, and what somebody typed into it since is not lost; one that
 * was merged away meanwhile is not there any more. Owed until it is done.
 */
export async function deleteOwed(run: Run): Promise<Step> {
  const {account, deps} = run;
  const owed = await readOwedDeletions(deps.database.db, account.id);
  for (const batch of chunks(owed, NAMES_MAX)) {
    const people = await lookAt(
      run,
      batch.map(({resourceName}) => resourceName),
    );
    if (people.kind === 'fault') return stopped(people.fault);
    const step = await deleteBatch(run, batch, people.value);
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

async function deleteBatch(
  run: Run,
  owed: readonly OwedDeletion[],
  people: readonly ObservedPerson[],
): Promise<Step> {
  const ids = new Set(owed.map(({sourceId}) => sourceId));
  const there = people.filter(({sourceId}) => ids.has(sourceId));
  await keepLastEdits(run, owed, there);
  const names = there.map(({resourceName}) => resourceName);
  if (names.length > 0) {
    const outcome = await run.people.deletePeople(names);
    if (outcome.kind === 'fault') return stopped(outcome.fault);
  }
  await fenced(run, tx => settleDeletions(tx, run.account.id, [...ids]));
  return DONE;
}
