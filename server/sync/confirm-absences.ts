import type {Outcome} from '../core/google.ts';
import {
  noteAbsences,
  readAbsent,
  readUnlisted,
  type AbsentCopy,
} from '../store/absences.ts';
import {guardAccount} from '../core/guard.ts';
import {countCopies} from '../store/due-copies.ts';
import {restoreCopies} from '../store/copy-endings.ts';
import {writeCopies} from '../store/copies.ts';
import {pollWithin} from '../store/sync-state.ts';
import {lookAt} from './read-people.ts';
import {observePeople} from './observe.ts';
import {fenced, type Run} from './run.ts';

/** Runs in which a copy was not found by name before it is made again. */
const NOT_FOUND_MIN = 2;

/**
 * Copies that a complete list left out without any mark of a deletion. Each is
 * asked for by name, in this run and in another; only then it is made again,
 * and only if not much of the account is absent (contract section 5).
 * `listed`: the source ids of a complete list that has just ended.
 */
export async function confirmAbsences(
  run: Run,
  listed: ReadonlySet<string> | undefined,
): Promise<Outcome<'go' | 'pause'>> {
  const {account, deps} = run;
  const {db} = deps.database;
  const known = await readAbsent(db, account.id);
  const unlisted =
    listed === undefined ? [] : await readUnlisted(db, account.id, listed);
  const suspects = new Map(
    [...known, ...unlisted].map(copy => [copy.sourceId, copy]),
  );
  if (suspects.size === 0) return {kind: 'ok', value: 'go'};
  const names = [...suspects.values()].map(copy => copy.resourceName);
  const people = await lookAt(run, names);
  if (people.kind === 'fault') return people;
  const found = people.value.filter(({sourceId}) => suspects.has(sourceId));
  const there = new Set(found.map(({sourceId}) => sourceId));
  const absent = [...suspects.values()].filter(
    ({sourceId}) => !there.has(sourceId),
  );
  await releaseFound(run, known, there);
  await fenced(run, tx =>
    noteAbsences(
      tx,
      account.id,
      absent.map(({contactId}) => contactId),
    ),
  );
  const step = await observePeople(run, found);
  if (step.kind === 'stopped') return {kind: 'fault', fault: step.fault};
  return {kind: 'ok', value: await restoreAbsent(run, absent)};
}

/** What was missed and is there after all is an ordinary copy again. */
async function releaseFound(
  run: Run,
  known: readonly AbsentCopy[],
  there: ReadonlySet<string>,
): Promise<void> {
  const writes = known
    .filter(({sourceId}) => there.has(sourceId))
    .map(({contactId}) => ({contactId, present: true, marked: true}) as const);
  if (writes.length === 0) return;
  await fenced(run, tx => writeCopies(tx, run.account.id, writes));
}

async function restoreAbsent(
  run: Run,
  absent: readonly AbsentCopy[],
): Promise<'go' | 'pause'> {
  const {account, deps} = run;
  if (absent.length === 0) return 'go';
  const census = await countCopies(deps.database.db, account.id);
  if (guardAccount(census) === 'pause') {
    deps.log.warn({accountId: account.id, ...census}, 'much is absent');
    return 'pause';
  }
  const contactIds = absent
    .filter(({absences}) => absences + 1 >= NOT_FOUND_MIN)
    .map(({contactId}) => contactId);
  await fenced(run, async tx => {
    await restoreCopies(tx, account.id, {contactIds, counted: false});
    await pollWithin(tx, account.id, deps.pollIntervalMs);
  });
  return 'go';
}
