import {sweepChanges} from '../store/changes.ts';
import {expirePendingRemovals} from '../store/pending-removals.ts';
import {sweepNotices} from '../store/notices.ts';
import {sweepPhotos} from '../store/photos.ts';
import {readDirectory} from '../sync/read-directory.ts';
import {
  fenced,
  type Hold,
  type SyncDeps,
  type SyncResult,
} from '../sync/run.ts';

/** What the service does by itself every few minutes: what waited too long ends, old changes and notices and photos that nobody has go, the Directory is read. */
export async function runDirectoryLane(
  deps: SyncDeps,
  hold: Hold,
): Promise<SyncResult> {
  const count = await fenced({...hold, deps}, expirePendingRemovals);
  if (count > 0) deps.log.info({count}, 'held removals ran out undecided');
  const swept = await fenced({...hold, deps}, sweepPhotos);
  if (swept > 0)
    deps.log.info({count: swept}, 'photos removed that nothing has');
  const forgotten = await fenced({...hold, deps}, sweepNotices);
  if (forgotten > 0) deps.log.info({count: forgotten}, 'old notices forgotten');
  const old = await fenced({...hold, deps}, sweepChanges);
  if (old > 0) deps.log.info({count: old}, 'old changes forgotten');
  return readDirectory(deps, hold);
}
