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

type Show = Task<'setOnPhones'>;

/** Puts copies into the phone's address book or takes them out, where the setting changed. */
export async function showOnPhones(
  run: Run,
  tasks: readonly Show[],
): Promise<Step> {
  for (const batch of chunks(tasks, MEMBERS_MAX)) {
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
  }
  return DONE;
}
