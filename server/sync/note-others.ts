import type {Content} from '../core/content.ts';
import {matchKeys, valueKeys} from '../core/normalize.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {deleteOwnKeys, writeOwnKeys, type KeyHash} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';
import {takeUpArrivals, type Arrival} from './arrivals.ts';
import type {Twin} from './join-twins.ts';
import type {Run} from './run.ts';

/**
 * Contacts that are no copies: with a shared label on they may become shared;
 * of all others only keyed hashes are kept, for matching.
 */
export async function noteOthers(
  tx: Tx,
  run: Run,
  others: readonly Arrival[],
  hash: KeyHash,
): Promise<readonly Twin[]> {
  if (others.length === 0) return [];
  const sourceIds = others.map(({person}) => person.sourceId);
  await dropArrivals(tx, run.account.id, sourceIds);
  const taken = await takeUpArrivals(
    tx,
    run,
    others.filter(({labelIds}) => labelIds.length > 0),
  );
  await deleteOwnKeys(tx, run.account.id, [...taken.sourceIds]);
  await writeOwnKeys(
    tx,
    run.account.id,
    others
      .filter(({person}) => !taken.sourceIds.has(person.sourceId))
      .map(({person}) => ({
        sourceId: person.sourceId,
        resourceName: person.resourceName,
        keys: ownKeysOf(person.content),
      })),
    hash,
  );
  return taken.twins;
}

/** By its values where nothing is looked up by it: a merge is told by what a copy gains. */
function ownKeysOf(content: Content): readonly string[] {
  const keys = matchKeys(content);
  return keys.length > 0 ? keys : valueKeys(content);
}
