import {sql} from 'kysely';
import {ACTS} from './acts.ts';
import {beginBooks, shareOwnLabel} from './beginning.ts';
import type {Dice} from './dice.ts';
import {brokenLaws, noteViolations} from './laws.ts';
import {
  createNotes,
  noteDeletion,
  noteRead,
  noteRights,
  type Notes,
} from './notes.ts';
import {OFFICE_ACTS} from './office.ts';
import type {Death} from './service.ts';
import type {SimulatedStore} from './store.ts';
import {makeTrouble} from './trouble.ts';
import {
  declareOwnership,
  learn,
  openWorld,
  pass,
  ROLES,
  type SimulatedWorld,
  type World,
} from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly story: readonly string[];
  /** The laws that do not hold; empty when all is well. */
  readonly broken: readonly string[];
  /** What the service logged. */
  readonly log: readonly string[];
}

const STEPS = 60;
/** A call to Google takes so long. */
const CALL_MS = 100;
/** Between two things that happen. */
const STEP_MS = 2_000;
/** How often something happens while the service waits for Google. */
const INTERRUPTIONS = 0.1;
/** Longer than the longest wait between two polls. */
const ROUND_MS = 11 * 60_000;
const TOKEN_LIFE_MS = 8 * 24 * 3_600_000;
const ROUNDS_MAX = 12;
const RUNS_MAX = 500;

/** One seed, one world: people act, then it gets quiet, then every law holds. */
export async function simulate(
  store: SimulatedStore,
  seed: number,
  {isCalm = false} = {},
): Promise<Outcome> {
  const notes = createNotes();
  let isInterrupted = false;
  const world: SimulatedWorld = await openWorld(store, seed, {
    onCall: async (_, when, lane) => {
      if (when === 'before') await pass(world, CALL_MS);
      if (world.isQuiet || isInterrupted || lane === undefined) return;
      if (isCalm || !world.dice.chance(INTERRUPTIONS)) return;
      isInterrupted = true;
      await happen(world, notes, {during: lane, isCalm});
      isInterrupted = false;
    },
    onAsk: (accountId, {kind, names, isAgain = false, isUnheard = false}) =>
      kind === 'read'
        ? noteRead(notes, accountId, {names, isAgain, isUnheard})
        : noteDeletion(notes, accountId, names),
  });
  try {
    await share(world, notes);
    world.isQuiet = false;
    for (let step = 0; step < STEPS; step++) {
      await happen(world, notes, {isCalm});
      await pass(world, STEP_MS);
    }
    world.isQuiet = true;
    await settle(world, notes);
    const broken = [
      ...(await brokenLaws(world, notes)),
      ...(await restlessness(world)),
    ];
    return {seed, story: world.story, broken, log: world.service.log};
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : '';
    return {
      seed,
      story: world.story,
      broken: [`thrown: ${words}`],
      log: world.service.log,
    };
  } finally {
    await world.service.close();
  }
}

async function share(world: SimulatedWorld, notes: Notes): Promise<void> {
  const {service, emulator, dice, people} = world;
  if (emulator.world.switches.staleReadChance > 0) {
    for (const {email} of people) notes.unsure.add(email);
  }
  await beginBooks(world, notes);
  for (const [index, name] of ['Customers', 'Partners'].entries()) {
    const owner = people[index]!;
    const label = await shareOwnLabel(world, notes, owner, name);
    for (const person of people) {
      if (person === owner || dice.chance(0.3)) continue;
      const role = dice.pick(ROLES);
      await pass(world, STEP_MS);
      await service.call(owner, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email: person.email},
        role,
      });
      world.story.push(`${person.email} becomes ${role} of ${name}`);
    }
  }
  await runAll(world);
  await pass(world, ROUND_MS);
  await runAll(world);
  await learn(world);
  declareOwnership(world);
  noteRights(world, notes);
}

const NOBODY = 'nobody';

/** Something happens: people act, the service works, time passes, Google stumbles. */
async function happen(
  world: SimulatedWorld,
  notes: Notes,
  {during = NOBODY, isCalm}: {during?: string | undefined; isCalm: boolean},
): Promise<void> {
  const {dice} = world;
  const tell = (words: string | undefined) => {
    const indent = during === NOBODY ? '' : '  meanwhile ';
    if (words !== undefined) world.story.push(indent + words);
  };
  const look = async () => {
    await learn(world);
    noteRights(world, notes);
  };
  const happenings: readonly {
    readonly weight: number;
    readonly begin: () => Promise<void>;
  }[] = [
    {
      weight: 10,
      begin: async () => {
        const person = dice.pick(world.people);
        const isRaced = during === `accounts/${person.id}`;
        const {perform} = dice.weigh(ACTS);
        const done = await perform(world, notes, {person, isRaced});
        tell(done && `${person.email} ${done}`);
      },
    },
    {
      weight: 5,
      begin: async () =>
        tell(await dice.weigh(OFFICE_ACTS).perform(world, notes)),
    },
    {
      weight: 14,
      begin: async () => {
        const person = dice.pick(world.people);
        const prefix = dice.chance(0.1) ? 'directory' : `accounts/${person.id}`;
        if (prefix === during) return;
        const death = isCalm || dice.chance(0.8) ? undefined : deathOf(dice);
        const lane = await world.service.run(prefix, death);
        if (death !== undefined) {
          // Who starts again has forgotten what it read.
          notes.unsure.add(person.email);
          countAnew(world, notes);
        }
        const who = prefix === 'directory' ? prefix : person.email;
        tell(
          lane &&
            `the lane of ${who} runs ${death ? JSON.stringify(death) : ''}`,
        );
      },
    },
    {
      weight: during === NOBODY ? 6 : 2,
      begin: async () => {
        const most = dice.pick(during === NOBODY ? [5, 60, 400] : [5, 5, 90]);
        const seconds = 1 + dice.below(most);
        await pass(world, seconds * 1000);
        tell(`${seconds} s pass`);
      },
    },
    {
      weight: isCalm ? 0 : 3,
      begin: async () => {
        const {trouble, users} = makeTrouble(world);
        for (const email of users) notes.unsure.add(email);
        tell(`trouble: ${JSON.stringify(trouble)}`);
      },
    },
  ];
  if (during !== NOBODY) await look();
  await dice.weigh(happenings).begin();
  await look();
}

function deathOf(dice: Dice): Death {
  const nth = 1 + dice.below(8);
  return dice.chance(0.6)
    ? {kind: 'call', nth, isDone: dice.chance(0.6)}
    : {kind: 'transaction', nth};
}

/** People go home; who was told to wait goes on, until two rounds in a row write nothing. */
async function settle(world: SimulatedWorld, notes: Notes): Promise<void> {
  const {emulator, story} = world;
  story.push('people go home');
  emulator.control('clearFaults');
  emulator.control('switches', {staleReadChance: 0});
  // What a delta left out shows when the sync token expires, and not before.
  if (world.hasLied) await pass(world, TOKEN_LIFE_MS);
  let restful = 0;
  for (let round = 0; round < ROUNDS_MAX && restful < 2; round++) {
    countAnew(world, notes);
    await pass(world, ROUND_MS);
    await runAll(world);
    // By now every book has been read as it is.
    if (round > 0) notes.unsure.clear();
    await learn(world);
    noteRights(world, notes);
    const isRestful =
      methodsCalled(world).length === 0 && (await isDone(world));
    restful = isRestful ? restful + 1 : 0;
  }
}

/** What was counted until now is judged by who was unsure until now. */
function countAnew(world: World, notes: Notes): void {
  noteViolations(world, notes);
  world.emulator.control('resetCounters');
}

/** Whether every lane is well and no copy waits. */
async function isDone({store}: World): Promise<boolean> {
  const {rows} = await sql`
    select 1 from lanes where attempts > 0 or retry_time is not null
    union all select 1 from copies where due limit 1`.execute(
    store.database.db,
  );
  return rows.length === 0;
}

async function runAll(world: SimulatedWorld): Promise<void> {
  for (let runs = 0; runs < RUNS_MAX; runs++) {
    if ((await world.service.run('')) === undefined) return;
  }
  throw new Error(`lanes are still due after ${RUNS_MAX} runs`);
}

const AT_REST = new Set([
  'people.people.connections.list',
  'people.contactGroups.list',
]);

/** What was asked of the People API beyond the lists of a poll. */
function methodsCalled(world: World): readonly string[] {
  const {byMethod} = world.emulator.control('counters');
  return Object.keys(byMethod).filter(
    method => method.startsWith('people.') && !AT_REST.has(method),
  );
}

/** Law 6: polling everybody again writes nothing, and reads lists alone. */
async function restlessness(world: SimulatedWorld): Promise<readonly string[]> {
  world.emulator.control('resetCounters');
  await pass(world, ROUND_MS);
  await runAll(world);
  return methodsCalled(world).map(method => `at rest ${method} is called`);
}
