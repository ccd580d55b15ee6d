import {ownKeys} from '../core/normalize.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {deleteOwnKeys, readKeyHash, writeOwnKeys} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';
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
  const sourceIds = arrivals.map(({person}) => person.sourceId);
  await dropArrivals(tx, run.account.id, sourceIds);
  const taken = await takeUpArrivals(tx, run, arrivals);
  await deleteOwnKeys(tx, run.account.id, [...taken]);
  await writeKeys(
    tx,
    run,
    arrivals.filter(({person}) => !taken.has(person.sourceId)),
  );
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
