import {expirePendingRemovals} from '../store/pending-removals.ts';
import {readDirectory} from '../sync/read-directory.ts';
import {
  fenced,
  type Hold,
  type SyncDeps,
  type SyncResult,
} from '../sync/run.ts';

/** What the service does by itself every few minutes: what waited too long ends, the Directory is read. */
export async function runDirectoryLane(
  deps: SyncDeps,
  hold: Hold,
): Promise<SyncResult> {
  const count = await fenced({...hold, deps}, expirePendingRemovals);
  if (count > 0) deps.log.info({count}, 'held removals ran out undecided');
  return readDirectory(deps, hold);
}
