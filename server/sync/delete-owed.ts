import type {ObservedPerson, Outcome} from '../core/google.ts';
import {pickSaid} from '../core/history.ts';
import type {CopyRow} from '../store/copies.ts';
import {PHOTO_TRIES_MAX} from '../store/copy-photos.ts';
import {
  awaitPictures,
  oweDeletions,
  readOwedDeletions,
  settleDeletions,
  type DueDeletion,
  type OwedDeletion,
} from '../store/former-copies.ts';
import type {Tx} from '../store/queries.ts';
import {readSaid} from '../store/revisions.ts';
import {pollWithin} from '../store/sync-state.ts';
import {isUnread, type LookedPerson} from './look-at-photos.ts';
import {lookAt} from './read-people.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {chunks} from './tasks.ts';
import {fromNextPlace, sendInHalves} from './unanswered.ts';
import {keepLastEdits} from './withdraw-copies.ts';

/** What the deletion of a copy that gives way is known by; none where nothing of it stands. */
export function owedFor(copy: CopyRow): readonly OwedDeletion[] {
  const {contactId, presence, sourceId, resourceName, base} = copy;
  return presence !== 'present' || sourceId === null || resourceName === null
    ? []
    : [{contactId, sourceId, resourceName, base: base ?? {}}];
}

/**
 * A second contact of one that has its copy is deleted at the end of the run, or of
 * one after it. It was made of what the contact said then: what that ever said
 * nobody typed there.
 */
export async function oweTwin(
  tx: Tx,
  {account}: Run,
  contactId: string,
  {sourceId, resourceName, content}: ObservedPerson,
): Promise<void> {
  const base = pickSaid(content, await readSaid(tx, contactId));
  await oweDeletions(tx, account.id, [
    {contactId, sourceId, resourceName, base},
  ]);
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
  for (const batch of chunks(fromNextPlace(run, owed), NAMES_MAX)) {
    const people = await lookAt(
      run,
      batch.map(({resourceName}) => resourceName),
    );
    if (people.kind === 'fault') return stopped(people.fault);
    const waiting = withoutPicture(batch, people.value);
    const ready = batch.filter(({sourceId}) => !waiting.has(sourceId));
    const gone = await deleteBatch(run, ready, people.value);
    if (gone.kind === 'fault') return stopped(gone.fault);
    const ids = gone.value.map(({sourceId}) => sourceId);
    await fenced(run, async tx => {
      await awaitPictures(tx, account.id, [...waiting]);
      await settleDeletions(tx, account.id, ids);
      if (ids.length === ready.length) return;
      await pollWithin(tx, account.id, deps.pollIntervalMs);
    });
    if (ids.length < ready.length) {
      deps.log.warn(
        {accountId: account.id, count: ready.length - ids.length},
        'deletions without an answer: they are tried again',
      );
    }
  }
  return DONE;
}

/** Those whose picture cannot be fetched, and may be one that somebody set: they wait, but not for ever. */
function withoutPicture(
  owed: readonly DueDeletion[],
  people: readonly LookedPerson[],
): ReadonlySet<string> {
  const unread = new Set(people.filter(isUnread).map(each => each.sourceId));
  return new Set(
    owed.flatMap(({sourceId, photoTries}) =>
      unread.has(sourceId) && photoTries < PHOTO_TRIES_MAX ? [sourceId] : [],
    ),
  );
}

/** Returns those that are gone: what Google did not answer may be asked again. */
async function deleteBatch(
  run: Run,
  owed: readonly OwedDeletion[],
  people: readonly LookedPerson[],
): Promise<Outcome<readonly OwedDeletion[]>> {
  const bySource = new Map(people.map(person => [person.sourceId, person]));
  const there = owed.flatMap(({sourceId}) => bySource.get(sourceId) ?? []);
  await keepLastEdits(run, owed, there, (tx, kept) =>
    oweDeletions(
      tx,
      run.account.id,
      kept.map(({copy, content}) => ({...copy, base: content})),
    ),
  );
  const deleted = await sendInHalves(there, part =>
    run.people.deletePeople(part.map(({resourceName}) => resourceName)),
  );
  if (deleted.kind === 'fault') return deleted;
  const left = new Set(there.map(({sourceId}) => sourceId));
  for (const {sourceId} of deleted.value) left.delete(sourceId);
  return {kind: 'ok', value: owed.filter(({sourceId}) => !left.has(sourceId))};
}
