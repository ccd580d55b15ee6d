import type {ObservedPerson, Tombstone} from '../core/google.ts';
import {matchKeys} from '../core/normalize.ts';
import {holdsAll, linkContent, linkMerged} from '../core/own-layer.ts';
import {
  readEditedCopies,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import {readKeyHash, readOwnKeys} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';

/**
 * A copy's contact was merged into one of the account's own, whose id lives on:
 * that one is the linked copy now, and nothing of it spreads.
 */
export function survivorWrite(
  copy: CopyRow,
  person: ObservedPerson,
  labelIds: readonly string[],
): CopyWrite {
  const base = copy.base ?? copy.sent ?? {};
  const {sourceId, resourceName, etag, updateTimeMs} = person;
  return {
    contactId: copy.contactId,
    presence: 'present',
    origin: 'account',
    ...{sourceId, resourceName, etag, updateTimeMs},
    ...linkMerged(person.content, {...copy, base}),
    // What is not as the share has it is written over.
    base: linkContent(person.content, base).base,
    observed: null,
    observedLabelIds: labelIds,
    sent: null,
    stale: true,
    marked: true,
  };
}

/**
 * Own contacts that were merged into copies: seen as an edit that only adds,
 * together with the deletion of a contact whose addresses and numbers the copy
 * has now. What was added joins the own layer before anybody plans to spread it.
 */
export async function noteMergedOwn(
  tx: Tx,
  accountId: string,
  tombstones: readonly Tombstone[],
): Promise<void> {
  const deleted = await readOwnKeys(
    tx,
    accountId,
    tombstones.map(({sourceId}) => sourceId),
  );
  if (deleted.length === 0) return;
  const hash = await readKeyHash(tx);
  const own = [...Map.groupBy(deleted, ({sourceId}) => sourceId).values()];
  const writes = (await readEditedCopies(tx, accountId)).flatMap(copy => {
    const {observed} = copy;
    const base = copy.base ?? {};
    if (observed === null || !holdsAll(observed, base)) return [];
    const keys = new Set(matchKeys(observed).map(hash));
    const isIn = own.some(rows => rows.every(({key}) => keys.has(key)));
    return isIn ? [mergedWrite(copy, observed, base)] : [];
  });
  await writeCopies(tx, accountId, writes);
}

function mergedWrite(
  copy: CopyRow,
  observed: NonNullable<CopyRow['observed']>,
  base: NonNullable<CopyRow['base']>,
): CopyWrite {
  return {
    contactId: copy.contactId,
    origin: 'account',
    ...linkMerged(observed, {...copy, base}),
    base,
    observed: null,
    marked: true,
  };
}
