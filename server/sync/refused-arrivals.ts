import {dropArrivals, readRefusedArrivals} from '../store/arrivals.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {MEMBERS_MAX, changeMembers, chunks, readGroups} from './tasks.ts';

/** Takes shared labels off contacts whose owner may not add them. Nothing else of them changes. */
export async function takeLabelsOffArrivals(run: Run): Promise<Step> {
  const {account, deps} = run;
  const refused = await readRefusedArrivals(deps.database.db, account.id);
  if (refused.length === 0) return DONE;
  const {names} = await readGroups(run);
  for (const [labelId, alike] of Map.groupBy(refused, row => row.labelId)) {
    const group = names.get(labelId);
    if (group === undefined) continue;
    for (const batch of chunks(alike, MEMBERS_MAX)) {
      const people = batch.map(({resourceName}) => resourceName);
      const outcome = await changeMembers(run, group, [], people);
      const isOver =
        outcome.kind === 'fault' && outcome.fault.kind === 'notFound';
      if (outcome.kind === 'fault' && !isOver) return stopped(outcome.fault);
    }
  }
  await fenced(run, tx =>
    dropArrivals(
      tx,
      account.id,
      refused.map(({sourceId}) => sourceId),
    ),
  );
  return DONE;
}
