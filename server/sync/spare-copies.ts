import {writeCopies} from '../store/copies.ts';
import {readTouchedSpared} from '../store/revocations.ts';
import {fenced, type Run} from './run.ts';
import {keepLastEdit} from './withdraw-copies.ts';

/**
 * What is done to a copy after its access was revoked goes to the history and
 * nowhere else (contract section 4). While the copy still stands, that is agreed
 * to be what stands there: should access come back, it is put right again, and
 * nobody's doing of that time counts.
 */
export async function keepActsOfRevoked(run: Run): Promise<void> {
  const {account, deps} = run;
  const graceMs = deps.withdrawalGraceMs;
  const {db} = deps.database;
  const touched = await readTouchedSpared(db, account.id, graceMs);
  if (touched.length === 0) return;
  await fenced(run, async tx => {
    for (const {observed, ...copy} of touched) {
      if (observed === null) continue;
      await keepLastEdit(tx, run, copy, observed);
    }
    await writeCopies(
      tx,
      account.id,
      touched.map(({contactId, observed, observedLabelIds}) => ({
        contactId,
        ...(observed !== null && {base: observed, observed: null}),
        baseLabelIds: observedLabelIds,
        stale: true,
      })),
    );
  });
}
