import {ACTS} from './acts.ts';
import {brokenLaws} from './laws.ts';
import {createNotes, noteRights, type Notes} from './notes.ts';
import type {SimulatedStore} from './store.ts';
import {
  declareOwnership,
  learn,
  openWorld,
  pass,
  ROLES,
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

const STEPS = 40;
const ROUND_MS = 6 * 60_000;
const ROUNDS_MAX = 12;
const RUNS_MAX = 500;

/** One seed, one world: people act, then it gets quiet, then every law holds. */
export async function simulate(
  store: SimulatedStore,
  seed: number,
): Promise<Outcome> {
  const notes = createNotes();
  const world = await openWorld(store, seed, {onCall: async () => {}});
  try {
    await share(world);
    await live(world, notes);
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

async function share(world: World): Promise<void> {
  const {service, emulator, dice, people} = world;
  for (const [index, name] of ['Customers', 'Partners'].entries()) {
    const owner = people[index]!;
    const {groups} = emulator.control('account', {user: owner.email});
    const {status, body} = await service.call(owner, 'POST /v1/labels', {
      contactGroup: groups[0].resourceName,
    });
    if (status !== 200) throw new Error(`not shared: ${JSON.stringify(body)}`);
    world.story.push(`${owner.email} shares ${name}`);
    for (const person of people) {
      if (person === owner || dice.chance(0.3)) continue;
      const role = dice.pick(ROLES);
      await service.call(owner, `POST /v1/${body['name']}/grants`, {
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
}

async function live(world: World, notes: Notes): Promise<void> {
  const {dice} = world;
  world.isQuiet = false;
  for (let step = 0; step < STEPS; step++) {
    if (dice.chance(0.6)) {
      const person = dice.pick(world.people);
      const done = await dice
        .weigh(Object.values(ACTS))
        .perform(world, notes, person, false);
      if (done !== undefined) world.story.push(`${person.email} ${done}`);
    } else if (dice.chance(0.7)) {
      const lane = await world.service.run('');
      if (lane !== undefined) world.story.push(`runs ${lane.key}`);
    } else {
      const seconds = 1 + dice.below(120);
      await pass(world, seconds * 1000);
      world.story.push(`${seconds} s pass`);
    }
    await learn(world);
    noteRights(world, notes);
  }
  world.isQuiet = true;
}

/** People go home; who was told to wait goes on, until two rounds in a row write nothing. */
async function settle(world: World, notes: Notes): Promise<void> {
  world.story.push('people go home');
  let restful = 0;
  for (let round = 0; round < ROUNDS_MAX && restful < 2; round++) {
    world.emulator.control('resetCounters');
    await pass(world, ROUND_MS);
    await runAll(world);
    await learn(world);
    noteRights(world, notes);
    restful = methodsCalled(world).length === 0 ? restful + 1 : 0;
  }
}

async function runAll(world: World): Promise<void> {
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
async function restlessness(world: World): Promise<readonly string[]> {
  world.emulator.control('resetCounters');
  await pass(world, ROUND_MS);
  await runAll(world);
  return methodsCalled(world).map(method => `at rest ${method} is called`);
}
