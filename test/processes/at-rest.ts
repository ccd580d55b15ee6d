import {sql} from 'kysely';
import {accountLane, wakeLanes} from '../../server/store/lanes.ts';
import {look, type ProcessWorld} from './world.ts';
import {until} from './until.ts';

const ROUNDS_MAX = 20;

/** What a poll reads. */
const LISTS = new Set([
  'people.people.connections.list',
  'people.contactGroups.list',
]);

/**
 * Polls everybody until nothing is due and, twice in a row, nothing but lists is
 * asked of Google.
 */
export async function comeToRest(world: ProcessWorld): Promise<void> {
  let rests = 0;
  for (let round = 0; rests < 2; round++) {
    if (round === ROUNDS_MAX) throw new Error(`never at rest: ${said(world)}`);
    world.emulator.control('resetCounters');
    await pollEverybody(world);
    await look(world);
    rests =
      said(world).length === 0 && (await owes(world)) === 0 ? rests + 1 : 0;
  }
}

/** What was asked of the People API besides lists. */
function said({emulator}: ProcessWorld): readonly string[] {
  const {byMethod} = emulator.control('counters');
  return Object.keys(byMethod).filter(
    method => method.startsWith('people.') && !LISTS.has(method),
  );
}

async function owes({store}: ProcessWorld): Promise<number> {
  const {rows} = await sql`
    select 1 from copies where due
    union all select 1 from lanes where retry_time is not null`.execute(
    store.database.db,
  );
  return rows.length;
}

/** Everybody's next poll is due, their labels' too; until all have ended. */
async function pollEverybody({store}: ProcessWorld): Promise<void> {
  const {db} = store.database;
  const before = await readLists();
  await db.transaction().execute(async tx => {
    await sql`
      update accounts set next_poll_time = service_now(),
        groups_list_time = null, poll_requests = poll_requests + 1`.execute(tx);
    await wakeLanes(tx, [...before.keys()].map(accountLane));
  });
  await until('everybody is polled', async () => {
    const after = await readLists();
    return [...before].every(([id, lists]) => (after.get(id) ?? 0) > lists);
  });
  await until('the runs end', async () => {
    const {rows} = await sql`
      select 1 from lanes where owner is not null
        and starts_with(key, ${accountLane('')})`.execute(db);
    return rows.length === 0;
  });

  async function readLists(): Promise<ReadonlyMap<string, number>> {
    const rows = await db
      .selectFrom('accounts')
      .select(['id', 'lists'])
      .where('state', '=', 'ACTIVE')
      .execute();
    return new Map(rows.map(({id, lists}) => [id, lists]));
  }
}
