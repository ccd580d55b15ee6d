import type {Outcome} from '../core/google.ts';
import {
  dropArrivals,
  readRefusedArrivals,
  type HeldArrival,
} from '../store/arrivals.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {MEMBERS_MAX, changeMembers, chunks, readGroups} from './tasks.ts';
import {fromNextPlace, sendInHalves} from './unanswered.ts';

/**
 * Takes shared labels off contacts whose owner may not add them. Nothing else of
 * them changes. Where Google does not answer, those are asked again in another run.
 */
export async function takeLabelsOffArrivals(run: Run): Promise<Step> {
  const {account, deps} = run;
  const refused = await readRefusedArrivals(deps.database.db, account.id);
  if (refused.length === 0) return DONE;
  const {names} = await readGroups(run);
  const left = new Set<string>();
  const byLabel = Map.groupBy(fromNextPlace(run, refused), row => row.labelId);
  for (const [labelId, alike] of byLabel) {
    const group = names.get(labelId);
    if (group === undefined) continue;
    for (const batch of chunks(alike, MEMBERS_MAX)) {
      const off = await takeOff(run, group, batch);
      if (off.kind === 'fault') return stopped(off.fault);
      for (const arrival of batch) {
        if (!off.value.includes(arrival)) left.add(arrival.sourceId);
      }
    }
  }
  const done = refused.filter(({sourceId}) => !left.has(sourceId));
  await fenced(run, tx =>
    dropArrivals(
      tx,
      account.id,
      done.map(({sourceId}) => sourceId),
    ),
  );
  return DONE;
}

/** A label that is not there any more is off. */
async function takeOff(
  run: Run,
  group: string,
  arrivals: readonly HeldArrival[],
): Promise<Outcome<readonly HeldArrival[]>> {
  const off = await sendInHalves(arrivals, part =>
    changeMembers(
      run,
      group,
      [],
      part.map(({resourceName}) => resourceName),
    ),
  );
  const isOver = off.kind === 'fault' && off.fault.kind === 'notFound';
  return isOver ? {kind: 'ok', value: arrivals} : off;
}
