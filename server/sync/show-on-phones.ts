import {recordWritten} from './record-written.ts';
import {DONE, stopped, type Run, type Step} from './run.ts';
import {
  MEMBERS_MAX,
  ON_PHONES,
  changeMembers,
  chunks,
  settledAfter,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

type Show = Task<'setOnPhones'>;

/** Puts copies into the phone's address book or takes them out, where the setting changed. */
export async function showOnPhones(
  run: Run,
  tasks: readonly Show[],
): Promise<Step> {
  return sendInTurn(run, tasks, {
    cut: async some => chunks(some, MEMBERS_MAX),
    send: call => showBatch(run, call),
  });
}

async function showBatch(run: Run, batch: readonly Show[]): Promise<Step> {
  const named = (onPhones: boolean) =>
    batch
      .filter(({operation}) => operation.onPhones === onPhones)
      .flatMap(({plan}) => plan.copy.resourceName ?? []);
  const outcome = await changeMembers(
    run,
    ON_PHONES,
    named(true),
    named(false),
  );
  const left = await leftUnanswered(run, batch, outcome);
  if (left !== undefined) return left;
  // Google refuses to take a contact out of its last group: then it stays in.
  if (outcome.kind === 'fault') return stopped(outcome.fault);
  await recordWritten(
    run,
    'update',
    batch.map(task => ({
      contactId: task.plan.copy.contactId,
      onPhones: task.operation.onPhones,
      ...settledAfter(task),
    })),
  );
  return DONE;
}
