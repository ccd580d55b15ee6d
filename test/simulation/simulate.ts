import {sql} from 'kysely';
import {DIRECTORY_LANE, wakeLane} from '../../server/store/lanes.ts';
import {ACTS} from './acts.ts';
import {beginBooks, shareOwnLabel} from './beginning.ts';
import type {Dice} from './dice.ts';
import {brokenLaws, noteViolations} from './laws.ts';
import {installPrograms, runProgram} from './loops.ts';
import {
  createNotes,
  noteDeletion,
  notePictureWrite,
  noteRead,
  noteRights,
  noteUnseen,
  type Notes,
} from './notes.ts';
import {OFFICE_ACTS} from './office.ts';
import {breakPictures} from './pictures.ts';
import {noteRefusal, workFast} from './quota.ts';
import {RECORD_ACTS} from './records.ts';
import {liftCeiling, moveCeiling, noteFull} from './room.ts';
import type {AskedByName, Death} from './service.ts';
import {changeState, findAll, isAway} from './states.ts';
import type {SimulatedStore} from './store.ts';
import {happeningIn, traitsOf, type Trait, type Weighted} from './traits.ts';
import {makeTrouble} from './trouble.ts';
import {brokenWaiting} from './waiting.ts';
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
const MINUTE_MS = 61_000;
/** How often something happens while the service waits for Google. */
const INTERRUPTIONS = 0.1;
/** Longer than the longest wait between two polls. */
const ROUND_MS = 11 * 60_000;
const TOKEN_LIFE_MS = 8 * 24 * 3_600_000;
const ROUNDS_MAX = 40;
/** After so long an account that was full is counted anew. */
const RECOUNT_MS = 25 * 3_600_000;
const RUNS_MAX = 500;

/** One seed, one world: people act, then it gets quiet, then every law holds. */
export async function simulate(
  store: SimulatedStore,
  seed: number,
  {
    isCalm = false,
    traits = traitsOf(seed),
  }: {
    readonly isCalm?: boolean;
    readonly traits?: ReadonlySet<Trait>;
  } = {},
): Promise<Outcome> {
  const notes = createNotes();
  const {db} = store.database;
  let isInterrupted = false;
  const world: SimulatedWorld = await openWorld(
    store,
    {seed, traits},
    {
      onCall: async (_, when, lane) => {
        if (when === 'before') await pass(world, CALL_MS);
        if (world.isQuiet || isInterrupted || lane === undefined) return;
        if (isCalm || !world.dice.chance(INTERRUPTIONS)) return;
        isInterrupted = true;
        await happen(world, notes, {during: lane, isCalm});
        isInterrupted = false;
      },
      onAsk: (accountId, asked) => noteAsked(notes, accountId, asked),
      onRefused: (_, answer, begunMs) =>
        noteRefusal(world, notes, {answer, begunMs}),
      onFull: (_, call) => {
        if (world.isQuiet) noteFull(world, notes, call);
      },
    },
  );
  try {
    await share(world, notes);
    if (traits.has('loops')) installPrograms(world);
    // As from the start of a service on: the Directory tells who is there.
    if (traits.has('states')) await wakeLane(db, DIRECTORY_LANE);
    world.isQuiet = false;
    for (let step = 0; step < STEPS; step++) {
      await happen(world, notes, {isCalm});
      await pass(world, STEP_MS);
    }
    world.isQuiet = true;
    await goHome(world);
    const early = await waitingLaws(world, notes);
    const unsettled = await settle(world, notes);
    const broken = [
      ...early,
      ...unsettled,
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

/** The service reads contacts by name, deletes them, writes over their pictures or finds none. */
function noteAsked(
  notes: Notes,
  accountId: string,
  {kind, names, isAgain = false, isUnheard = false}: AskedByName,
): void {
  switch (kind) {
    case 'read':
      return noteRead(notes, accountId, {names, isAgain, isUnheard});
    case 'delete':
      return noteDeletion(notes, accountId, names);
    case 'photo':
      return notePictureWrite(notes, accountId, names);
    case 'unseen':
      return noteUnseen(notes, accountId, names);
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
  const happenings: readonly (Weighted & {
    readonly begin: () => Promise<void>;
  })[] = [
    {
      weight: 10,
      begin: async () => {
        const person = dice.pick(world.people);
        const isRaced = during === `accounts/${person.id}`;
        const {perform} = dice.weigh(happeningIn(world.traits, ACTS));
        if (isAway(world, person)) return;
        const done = await perform(world, notes, {person, isRaced});
        tell(done && `${person.email} ${done}`);
      },
    },
    {
      weight: 5,
      begin: async () =>
        tell(
          await dice
            .weigh(happeningIn(world.traits, OFFICE_ACTS))
            .perform(world, notes),
        ),
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
          await look();
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
    {
      weight: isCalm ? 0 : 1,
      trait: 'photos',
      begin: async () => tell(breakPictures(world)),
    },
    {
      weight: 8,
      trait: 'records',
      begin: async () =>
        tell(await dice.weigh(RECORD_ACTS).perform(world, notes)),
    },
    {
      weight: 2,
      trait: 'states',
      begin: async () => tell(changeState(world, {isRaced: during !== NOBODY})),
    },
    {
      weight: 2,
      trait: 'capacity',
      begin: async () => tell(moveCeiling(world)),
    },
    {
      weight: during === NOBODY ? 2 : 0,
      trait: 'quota',
      begin: async () => tell(await workFast(world, notes)),
    },
    {
      weight: during === NOBODY ? 5 : 0,
      trait: 'loops',
      begin: async () => live(world, notes, tell),
    },
  ];
  if (during !== NOBODY) await look();
  await dice.weigh(happeningIn(world.traits, happenings)).begin();
  await look();
}

/** Minutes in each of which programs look at their contact and their accounts are synced. */
async function live(
  world: SimulatedWorld,
  notes: Notes,
  tell: (words: string | undefined) => void,
): Promise<void> {
  const {dice, programs} = world;
  const minutes = 1 + dice.below(4);
  for (let minute = 0; minute < minutes; minute++) {
    for (const program of programs) {
      if (isAway(world, program.person)) continue;
      tell(await runProgram(world, notes, program));
    }
    await pass(world, MINUTE_MS);
    for (const {person} of programs) {
      await world.service.run(`accounts/${person.id}`);
      await learn(world);
      noteRights(world, notes);
    }
  }
}

function deathOf(dice: Dice): Death {
  const nth = 1 + dice.below(8);
  return dice.chance(0.6)
    ? {kind: 'call', nth, isDone: dice.chance(0.6)}
    : {kind: 'transaction', nth};
}

/** Google and the service fail no longer. */
async function goHome(world: SimulatedWorld): Promise<void> {
  const {emulator, story} = world;
  story.push('people go home');
  emulator.control('clearFaults');
  emulator.control('switches', {
    staleReadChance: 0,
    pictureStatus: 200,
  });
  // What a delta left out shows when the sync token expires, and not before.
  if (world.hasLied) await pass(world, TOKEN_LIFE_MS);
}

/** What cannot go on waits with a reason, and all else is done; then it may. */
async function waitingLaws(
  world: SimulatedWorld,
  notes: Notes,
): Promise<readonly string[]> {
  const {traits, story} = world;
  if (!traits.has('states') && !traits.has('capacity')) return [];
  const unsettled = await settle(world, notes);
  const broken = [...unsettled, ...(await brokenWaiting(world))];
  story.push('what waited may go on');
  findAll(world);
  liftCeiling(world);
  if (traits.has('capacity')) await pass(world, RECOUNT_MS);
  return broken;
}

/** Whoever was told to wait goes on, until two rounds in a row write nothing: they come, or a law is broken. */
async function settle(
  world: SimulatedWorld,
  notes: Notes,
): Promise<readonly string[]> {
  let restful = 0;
  for (let round = 0; round < ROUNDS_MAX && restful < 2; round++) {
    countAnew(world, notes);
    await pass(world, ROUND_MS);
    for (const program of world.programs) {
      await runProgram(world, notes, program);
    }
    await runAll(world);
    // By now every book has been read as it is.
    if (round > 0) notes.unsure.clear();
    await learn(world);
    noteRights(world, notes);
    const isRestful =
      methodsCalled(world).length === 0 && (await isDone(world));
    restful = isRestful ? restful + 1 : 0;
  }
  return restful < 2 ? [`no rest in ${ROUNDS_MAX} rounds`] : [];
}

/** What was counted until now is judged by who was unsure until now. */
function countAnew(world: World, notes: Notes): void {
  noteViolations(world, notes);
  world.emulator.control('resetCounters');
}

/** Whether every lane is well and no copy waits, but for those of accounts that are lost. */
async function isDone(world: World): Promise<boolean> {
  const {isDelegated, lost, store} = world;
  // Without delegation nobody is reached, and no Directory is read.
  if (!isDelegated) return true;
  const ids = sql.val([...lost.keys()]);
  const {rows} = await sql`
    select 1 from lanes where (attempts > 0 or retry_time is not null)
      and replace(key, 'accounts/', '') <> all(${ids}::text[])
    union all select 1 from copies
      where due and account_id <> all(${ids}::text[]) limit 1`.execute(
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
  const {picturesServed} = world.emulator.world;
  await pass(world, ROUND_MS);
  await runAll(world);
  return [
    ...methodsCalled(world).map(method => `at rest ${method} is called`),
    ...(world.emulator.world.picturesServed > picturesServed
      ? ['at rest pictures are fetched']
      : []),
  ];
}
