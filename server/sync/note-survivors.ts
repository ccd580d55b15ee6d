import {holdsAll, holdsValues} from '../core/own-layer.ts';
import {restoreUnshown} from '../core/unshown.ts';
import {readEditedCopies, readFreshlyGone} from '../store/awaited-copies.ts';
import {writeCopies, type CopyRow, type CopyWrite} from '../store/copies.ts';
import type {Tx} from '../store/queries.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Copies that went in this list or the one before, while another of the account
 * was written that says all that they did: merged into that one. It may have
 * gained what they said, or have said so itself. Noted before anything is planned:
 * a plan sees a part of the account, and a merge is decided as a whole.
 * `touched`: contacts whose copies were written without a change of content.
 */
export async function noteSurvivors(
  tx: Tx,
  accountId: string,
  touched = NONE,
): Promise<void> {
  const gone = await readFreshlyGone(tx, accountId);
  if (gone.length === 0) return;
  const written = await readEditedCopies(tx, accountId, [...touched]);
  const [grown, same] = [
    written.filter(isGrown),
    written.filter(({contactId}) => touched.has(contactId)),
  ];
  const writes = gone.flatMap(({contactId, base}): CopyWrite[] => {
    const survivor = [...grown, ...same].find(copy =>
      holdsValues(standing(copy), base ?? {}),
    );
    return survivor === undefined
      ? []
      : [{contactId, survivorId: survivor.contactId}];
  });
  await writeCopies(tx, accountId, writes);
}

function standing({base, observed}: CopyRow) {
  return observed ?? base ?? {};
}

/** An edit that only adds, but for what a phone leaves out. */
function isGrown(copy: CopyRow): boolean {
  const base = copy.base ?? {};
  return (
    copy.observed !== null &&
    holdsAll(restoreUnshown(copy.observed, base), base)
  );
}
