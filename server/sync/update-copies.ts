import type {GoogleFault} from '../core/google.ts';
import {photoOf, withPhoto} from '../core/content.ts';
import {layContent, uncoverOwn} from '../core/own-layer.ts';
import {readCopiesOf, writeCopies, type CopyWrite} from '../store/copies.ts';
import {forgetSyncToken, pollWithin} from '../store/sync-state.ts';
import {shareOf} from './note-observation.ts';
import {observeAgain} from './observe.ts';
import {photoAfter} from './photo-copies.ts';
import {deliveredAs} from './plan-account.ts';
import {recordWritten} from './record-written.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {
  calls,
  holdAll,
  oneByOne,
  owesPhoto,
  settledAfter,
  whereItStands,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

/** `people:batchUpdateContacts`. */
const UPDATES_MAX = 200;

type Update = Task<'updateCopy'>;

/** Writes edited contacts into their copies. */
export async function updateCopies(
  run: Run,
  tasks: readonly Update[],
): Promise<Step> {
  // One mask for a whole batch, and a masked field that is absent is cleared:
  // only edits of the very same fields go together.
  const byMask = Map.groupBy(tasks, ({operation}) => operation.fields.join());
  // An edit of a few goes before bulk work, which may find no room.
  const small = [...byMask.values()].sort((a, b) => a.length - b.length);
  for (const alike of small) {
    const step = await sendInTurn(run, alike, {
      cut: tasks => calls(run, tasks, UPDATES_MAX),
      send: call => updateBatch(run, call),
    });
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

/** What is hidden from now on covers nothing of the account's own any more. */
function uncovered(task: Update): Update {
  const {copy} = task.plan;
  const {own, found} = copy;
  if (own === null || found === null) return task;
  const {hiddenFields} = deliveredAs(copy);
  const layer = uncoverOwn({own, found}, hiddenFields);
  return {...task, plan: {...task.plan, copy: {...copy, ...layer}}};
}

/** What is about to be written, before it is: nobody may answer. */
async function noteSent(run: Run, tasks: readonly Update[]): Promise<void> {
  await fenced(run, tx =>
    writeCopies(
      tx,
      run.account.id,
      tasks.map(({plan: {copy}, operation}) => ({
        contactId: copy.contactId,
        sent: operation.content,
        ...(copy.own !== null && {own: copy.own}),
        ...(copy.found !== null && {found: copy.found}),
      })),
    ),
  );
}

async function updateBatch(
  run: Run,
  planned: readonly Update[],
): Promise<Step> {
  const tasks = planned.map(uncovered);
  await noteSent(run, tasks);
  const outcome = await run.people.updatePeople(
    tasks.map(({plan: {copy}, operation: {fields, content}}) => ({
      resourceName: copy.resourceName ?? '',
      sourceId: copy.sourceId ?? '',
      etag: copy.etag ?? '',
      fields,
      content: layContent(content, copy.own ?? {}),
    })),
  );
  const left = await leftUnanswered(run, tasks, outcome);
  if (left !== undefined) return left;
  if (outcome.kind === 'fault') {
    return updateFailed(run, tasks, outcome.fault);
  }
  await recordWritten(
    run,
    'update',
    tasks.flatMap((task, index): CopyWrite[] => {
      const person = outcome.value[index];
      if (person === undefined) return [];
      const {copy} = task.plan;
      const {content} = task.operation;
      const standing = withPhoto(
        person.content,
        photoOf(layContent(content, copy.own ?? {})),
      );
      const answered = shareOf(copy, standing, content);
      const owed = owesPhoto(task.plan);
      return [
        {
          ...whereItStands(person),
          contactId: copy.contactId,
          base: answered.content,
          ...(answered.own !== null && {own: answered.own}),
          observed: null,
          sent: null,
          ...photoAfter(copy, person),
          photoOwed: owed,
          ...(!owed && {delivered: deliveredAs(copy)}),
          ...settledAfter(task),
        },
      ];
    }),
  );
  return DONE;
}

async function updateFailed(
  run: Run,
  tasks: readonly Update[],
  fault: GoogleFault,
): Promise<Step> {
  if (fault.kind === 'staleEtag')
    return seeWhatChanged(run, tasks, single => updateBatch(run, single));
  const local = fault.kind === 'invalidArgument' || fault.kind === 'notFound';
  if (!local) return stopped(fault);
  if (tasks.length > 1) {
    return oneByOne(tasks, single => updateBatch(run, single));
  }
  if (fault.kind === 'notFound') {
    await holdAll(run, tasks, 'COPY_NOT_FOUND');
    // Only a complete list without it can say that it is absent.
    await fenced(run, tx => forgetSyncToken(tx, run.account.id));
  } else {
    await holdAll(run, tasks, 'REFUSED_BY_GOOGLE');
  }
  return DONE;
}

/**
 * Somebody wrote since: see what, and plan these again in the next round. What a
 * read by name shows unchanged would be refused again: such a copy was merged into
 * another, where its name leads now, or the read was stale. It waits for the next list.
 */
export async function seeWhatChanged<Written extends Pick<Update, 'plan'>>(
  run: Run,
  tasks: readonly Written[],
  write: (single: readonly Written[]) => Promise<Step>,
): Promise<Step> {
  const {account, deps} = run;
  const names = tasks.flatMap(({plan}) => plan.copy.resourceName ?? []);
  const step = await observeAgain(run, names);
  if (step.kind === 'stopped') return step;
  const rows = await readCopiesOf(
    deps.database.db,
    account.id,
    tasks.map(({plan}) => plan.copy.contactId),
  );
  const etags = new Map(rows.map(({contactId, etag}) => [contactId, etag]));
  const isUnchanged = ({plan: {copy}}: Written) =>
    etags.get(copy.contactId) === copy.etag;
  if (!tasks.every(isUnchanged)) {
    // What is known now may lack a label that was deleted since they were listed.
    run.labels.seen = false;
    return DONE;
  }
  if (tasks.length > 1) {
    return oneByOne(tasks, write);
  }
  await holdAll(run, tasks, 'CHANGED_MEANWHILE');
  await fenced(run, tx => pollWithin(tx, account.id, deps.pollIntervalMs));
  return DONE;
}
