import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {noteDelivered, readDeliveredContacts} from '../store/delivery.ts';
import {fenced, type Run} from './run.ts';
import type {WriteKind} from './sync-metrics.ts';

/**
 * Writes down what Google answered, and measures how long it took. Copies of a
 * contact are marked due together, so the wait of the last one is the contact's:
 * nothing is looked for but copies that still wait. Asked after the commit, or of
 * two accounts that end at once neither would be last.
 */
export async function recordWritten(
  run: Run,
  kind: WriteKind,
  writes: readonly CopyWrite[],
): Promise<void> {
  const settled = await fenced(run, tx =>
    writeCopies(
      tx,
      run.account.id,
      // What is aside had another write that was not answered.
      writes.map(write =>
        run.silence.aside.has(write.contactId)
          ? write
          : {...write, attempted: false},
      ),
    ),
  );
  if (settled.length === 0) return;
  for (const {waitedSeconds} of settled) run.waits.push(waitedSeconds);
  const delivered = await readDeliveredContacts(
    run.deps.database.db,
    settled.map(({contactId}) => contactId),
  );
  if (delivered.length === 0) return;
  const news = await fenced(run, tx => noteDelivered(tx, delivered));
  for (const {contactId, waitedSeconds} of settled) {
    if (news.has(contactId)) run.deps.metrics.noteDelivery(kind, waitedSeconds);
  }
}
