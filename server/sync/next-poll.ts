import {createHash} from 'node:crypto';
import {pollIntervalMs} from '../core/polling.ts';
import type {Tx} from '../store/queries.ts';
import {readIdleMs} from '../store/sync-state.ts';
import type {Run} from './run.ts';

/** How long the account may wait for its next poll. */
export async function nextPollInMs(
  tx: Tx,
  {account, deps}: Run,
): Promise<number> {
  return pollIntervalMs({
    longestMs: deps.pollIntervalMs,
    idleMs: await readIdleMs(tx, account.id),
    random: spreadOf(account),
  });
}

/** From 0 to 1, another for each account and each of its polls. */
function spreadOf({id, lists}: Run['account']): number {
  const hash = createHash('sha256').update(`${id} ${lists}`).digest();
  return hash.readUInt32BE() / 2 ** 32;
}
