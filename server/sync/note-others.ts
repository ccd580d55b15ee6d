import {ownKeys} from '../core/normalize.ts';
import {
  dropArrivals,
  holdArrivals,
  readSeenWithoutAccess,
  type HeldArrival,
} from '../store/arrivals.ts';
import {deleteOwnKeys, readKeyHash, writeOwnKeys} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';
import {readRoles} from '../store/sync-state.ts';
import {takeUpArrivals, type Arrival} from './arrivals.ts';
import type {Run} from './run.ts';

/**
 * Contacts that are no copies: only keyed hashes of them are kept, for matching.
 * Returns those with a shared label on. They may become shared, but first the
 * list has to show to its end whether they are what copies were merged into.
 */
export async function noteOthers(
  tx: Tx,
  run: Run,
  others: readonly Arrival[],
): Promise<readonly Arrival[]> {
  const plain = others.filter(({labelIds}) => labelIds.length === 0);
  await dropArrivals(
    tx,
    run.account.id,
    plain.map(({person}) => person.sourceId),
  );
  await writeKeys(tx, run, plain);
  return others.filter(({labelIds}) => labelIds.length > 0);
}

/** Decides about contacts with a shared label on. */
export async function noteArrivals(
  tx: Tx,
  run: Run,
  arrivals: readonly Arrival[],
): Promise<void> {
  if (arrivals.length === 0) return;
  const acted = await withoutFormer(tx, run, arrivals);
  const taken = await takeUpArrivals(tx, run, acted);
  await deleteOwnKeys(tx, run.account.id, [...taken]);
  await writeKeys(
    tx,
    run,
    arrivals.filter(({person}) => !taken.has(person.sourceId)),
  );
}

/**
 * Those on which somebody put a label that was shared with them. What came into
 * the group that a deleted label left, or one that its account has lost, was put
 * there as into any group of one's own: nobody shares it by bringing the label back.
 */
async function withoutFormer(
  tx: Tx,
  run: Run,
  arrivals: readonly Arrival[],
): Promise<readonly Arrival[]> {
  const accountId = run.account.id;
  const sourceIds = arrivals.map(({person}) => person.sourceId);
  const roles = await readRoles(tx, accountId);
  const before = await readSeenWithoutAccess(tx, accountId, sourceIds);
  const known = new Set(before.map(each => `${each.sourceId} ${each.labelId}`));
  await dropArrivals(tx, accountId, sourceIds);
  const former: HeldArrival[] = [];
  const acted = arrivals.flatMap(({person, labelIds}): readonly Arrival[] => {
    const {sourceId, resourceName} = person;
    const isActed = (labelId: string) =>
      roles.has(labelId) && !known.has(`${sourceId} ${labelId}`);
    for (const labelId of labelIds.filter(id => !isActed(id))) {
      former.push({sourceId, resourceName, labelId});
    }
    const put = labelIds.filter(isActed);
    return put.length === 0 ? [] : [{person, labelIds: put}];
  });
  await holdArrivals(tx, accountId, 'SEEN_WITHOUT_ACCESS', former);
  return acted;
}

async function writeKeys(
  tx: Tx,
  run: Run,
  contacts: readonly Arrival[],
): Promise<void> {
  if (contacts.length === 0) return;
  await writeOwnKeys(
    tx,
    run.account.id,
    contacts.map(({person}) => ({
      sourceId: person.sourceId,
      resourceName: person.resourceName,
      keys: ownKeys(person.content),
    })),
    await readKeyHash(tx),
  );
}
