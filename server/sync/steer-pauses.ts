import type {SharedField} from '../core/content.ts';
import {steerPauses} from '../core/loops.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import {releaseUnanswered} from '../store/awaited-copies.ts';
import {writeCopies, type CopyWrite} from '../store/copies.ts';
import type {DueCopy} from '../store/due-copies.ts';
import {notePaused} from '../store/notices.ts';
import {markEndedPauses} from '../store/paused-fields.ts';
import {fenced, type Run} from './run.ts';

/** Has copies planned again of which a field was paused, or a write not answered, long enough ago. */
export async function takeUpWaiting(run: Run): Promise<void> {
  await fenced(run, async tx => {
    await markEndedPauses(tx, run.account.id);
    await releaseUnanswered(tx, run.account.id);
  });
}

/**
 * Pauses the fields of due copies that another program keeps rewriting, and ends
 * pauses that are over; returns the copies as they are to be planned.
 */
export async function pauseLoops(
  run: Run,
  copies: readonly DueCopy[],
): Promise<readonly DueCopy[]> {
  const {account, deps} = run;
  const writes: CopyWrite[] = [];
  const paused: {contactId: string; field: SharedField}[] = [];
  const steered = copies.map(copy => {
    if (copy.presence !== 'present') return copy;
    const {contactId} = copy;
    const steering = steerPauses(copy, {
      contact: viewOf(copy),
      nowMs: account.nowMs,
    });
    if (steering === undefined) return copy;
    const {observed, pauses, begun, ended} = steering;
    // A field that is taken up again may differ from the version that arrived.
    const isStale = ended.length > 0;
    writes.push({
      ...{contactId, observed, pauses},
      ...(isStale && {stale: true}),
    });
    paused.push(...begun.map(field => ({contactId, field})));
    if (begun.length > 0) {
      deps.log.warn(
        {accountId: account.id, contactId, fields: begun},
        'fields paused: another program keeps rewriting them',
      );
    }
    return {
      ...copy,
      ...{observed, pauses},
      ...(isStale && {deliveredVersion: 0}),
    };
  });
  if (writes.length > 0) {
    await fenced(run, async tx => {
      await writeCopies(tx, account.id, writes);
      await notePaused(tx, account.id, paused);
    });
  }
  return steered;
}

function viewOf({reach, content}: DueCopy) {
  return reach.length === 0
    ? undefined
    : viewContent(
        content,
        hiddenByAll(reach.map(({hiddenFields}) => hiddenFields)),
      );
}
