import {sameContent} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {matchKeys, valueKeys} from '../core/normalize.ts';
import {
  holdsAll,
  layContent,
  linkContent,
  linkMerged,
  takeOwnOut,
} from '../core/own-layer.ts';
import {
  readCopiesSeen,
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
 * Contacts of an account that are no longer there, by mark or because a complete
 * list lacks them, may have been merged into copies. Nothing of their own spreads.
 */
export async function noteMerged(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await noteMergedOwn(tx, accountId, sourceIds);
  await noteMergedLinked(tx, accountId, sourceIds);
}

/**
 * Own contacts that were merged into copies: seen as an edit that only adds,
 * together with the deletion of a contact whose addresses and numbers the copy
 * has now, or any value of which where it had neither. What was added joins the own layer before anybody plans to spread it.
 */
async function noteMergedOwn(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  const deleted = await readOwnKeys(tx, accountId, sourceIds);
  if (deleted.length === 0) return;
  const hash = await readKeyHash(tx);
  const own = [...Map.groupBy(deleted, ({sourceId}) => sourceId).values()];
  const writes = (await readEditedCopies(tx, accountId)).flatMap(copy => {
    const {observed} = copy;
    const base = copy.base ?? {};
    if (observed === null || !holdsAll(observed, base)) return [];
    const keys = new Set(matchKeys(observed).map(hash));
    const values = new Set(valueKeys(observed).map(hash));
    const isIn = own.some(
      rows =>
        rows.every(({key}) => keys.has(key)) ||
        rows.some(({key}) => values.has(key)),
    );
    return isIn ? [mergedWrite(copy, observed, base)] : [];
  });
  await writeCopies(tx, accountId, writes);
}

/**
 * Linked copies that were merged into other copies: what the gone one had
 * beyond its share joins the survivor's own layer, and never spreads.
 */
async function noteMergedLinked(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  const copies = await readCopiesSeen(tx, accountId, {sourceIds, markers: []});
  const layers = copies.flatMap(({own}) => own ?? []);
  if (layers.length === 0) return;
  const gone = new Set(sourceIds);
  const writes = (await readEditedCopies(tx, accountId))
    .filter(({sourceId}) => !gone.has(sourceId ?? ''))
    .flatMap((copy): CopyWrite[] => {
      const base = copy.base ?? {};
      let shared = copy.observed ?? base;
      let own = copy.own ?? {};
      for (const layer of layers) {
        const parts = takeOwnOut(shared, {base, own: layer});
        shared = parts.shared;
        own = layContent(own, parts.own);
      }
      if (sameContent(own, copy.own ?? {})) return [];
      const observed = sameContent(shared, base) ? null : shared;
      const {contactId, found} = copy;
      const origin = 'account';
      return [
        {
          contactId,
          origin,
          own,
          found: found ?? {},
          ...{base, observed},
          marked: true,
        },
      ];
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
