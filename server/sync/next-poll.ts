import {createHash} from 'node:crypto';
import {pollIntervalMs, pollTurnMs} from '../core/polling.ts';
import type {Tx} from '../store/queries.ts';
import {readIdleness} from '../store/sync-state.ts';
import type {Run} from './run.ts';

/** How long the account may wait for its next poll. */
export async function nextPollInMs(
  tx: Tx,
  {account, deps}: Run,
): Promise<number> {
  const {idleMs, isCrowd} = await readIdleness(tx, account.id);
  const need = {longestMs: deps.pollIntervalMs, idleMs};
  const {id, lists, nowMs} = account;
  return isCrowd
    ? pollTurnMs({...need, turn: shareOf(id), nowMs})
    : pollIntervalMs({...need, random: shareOf(`${id} ${lists}`)});
}

/** From 0 to 1: another for each account, and for each of its polls. */
function shareOf(name: string): number {
  const hash = createHash('sha256').update(name).digest();
  return hash.readUInt32BE() / 2 ** 32;
}
