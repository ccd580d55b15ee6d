/**
 * How long a label takes to reach its members at Google's quota, on a virtual clock: calls take
 * none of it, so what passes is waiting for quota alone.
 */
import type {Draft} from '../emulator/types.ts';
import {USER_LIMITS} from '../../server/core/quota-costs.ts';
import {DEFAULT_SWITCHES} from '../emulator/world/switches.ts';
import type {Row, Table} from './support/table.ts';
import {GROUP, memberOf, OWNER, teamSeed} from './support/team.ts';
import {openVirtualWorld, type VirtualWorld} from './support/virtual.ts';

const CONTACTS = 5_000;
const MEMBERS = 20;
const WALL_RATIO_MAX = 1.2;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A batch, and the pages of a list (People API, usage limits). */
const BATCH_UNITS = 6;
const BATCH_MAX = 200;
const PAGE_MAX = 1_000;

/** Rounds of edits that together are more than a day allows. */
const EDITED = 400;
const DAYS_LIMIT = 1_600;
const ROUNDS = 6;

export async function run(): Promise<Table> {
  return {
    title: `quota: ${CONTACTS.toLocaleString('en')} contacts to ${MEMBERS} members, on a virtual clock`,
    conditions: [
      'service and emulator in one process; the emulator counts as people-api notes section 12 say and refuses what is too much',
      `bound: the members in parallel, each ⌈${CONTACTS}/${BATCH_MAX}⌉ batches of ${BATCH_UNITS} units and a list, in whole minutes`,
      `a day: ${EDITED.toLocaleString('en')} contacts rewritten ${ROUNDS} times for one member, at ${DAYS_LIMIT.toLocaleString('en')} daily writes instead of 100,000`,
    ],
    columns: [
      'what',
      'limit',
      'bound s',
      'wall s',
      'ratio',
      'refused',
      'calls',
    ],
    rows: [
      await measureFanOut(90, MEMBERS),
      await measureFanOut(60, 2),
      await measureDay(),
    ],
  };
}

async function measureFanOut(perMinute: number, members: number): Promise<Row> {
  const size = {contacts: CONTACTS, members};
  await using world = await openShared(size, {
    criticalReads: perMinute,
    criticalWrites: perMinute,
  });
  const begunMs = world.elapsedMs();
  await world.run({forMs: HOUR_MS, isDone: () => haveAll(world, size)});
  const units =
    Math.ceil(CONTACTS / BATCH_MAX) * BATCH_UNITS +
    Math.ceil(CONTACTS / PAGE_MAX);
  return row(world, {
    what: `to ${members} members`,
    limit: `${perMinute}/${perMinute} a minute`,
    boundMs: (Math.ceil(units / perMinute) - 1) * MINUTE_MS,
    wallMs: world.elapsedMs() - begunMs,
    // Where Google allows less than is believed, one refusal tells it.
    refusedMax: perMinute < USER_LIMITS.criticalWrites ? members : 0,
  });
}

/** Each round hides a field from the member or shows it again. */
async function measureDay(): Promise<Row> {
  await using world = await openShared(
    {contacts: EDITED, members: 1},
    {dailyContactWrites: DAYS_LIMIT},
  );
  // As if Google had told it.
  await world.store.database.db
    .insertInto('quota_limits')
    .values({
      scope: 'user',
      bucket: 'contactWrites',
      units: DAYS_LIMIT,
      learn_time: new Date(Date.UTC(2100, 0)),
    })
    .execute();
  await world.run({forMs: 30 * MINUTE_MS});
  const {grants} = await world.call(OWNER, `GET /v1/${world.label}/grants`);
  const grant = grants.find((each: Draft) => each['role'] !== 'owner');
  const begunMs = world.elapsedMs();
  for (let round = 0; round < ROUNDS; round++) {
    await world.call(OWNER, `PATCH /v1/${grant.name}?updateMask=hiddenFields`, {
      hiddenFields: round % 2 === 0 ? ['phoneNumbers'] : [],
    });
    await world.run({forMs: 2 * DAY_MS, isDone: () => isDelivered(world)});
  }
  const wallMs = world.elapsedMs() - begunMs;
  const writes = (1 + ROUNDS) * Math.ceil(EDITED / BATCH_MAX) * BATCH_MAX;
  return row(world, {
    what: `${ROUNDS} rounds`,
    limit: `${DAYS_LIMIT.toLocaleString('en')} a day`,
    boundMs: (Math.ceil(writes / DAYS_LIMIT) - 1) * DAY_MS,
    wallMs,
    refusedMax: 0,
  });
}

async function isDelivered(world: SharedWorld): Promise<boolean> {
  const {accounts} = await world.call(OWNER, `GET /v1/${world.label}/delivery`);
  return accounts.every((each: Draft) => each['waiting'] === 0);
}

function row(
  {emulator}: VirtualWorld,
  {
    what,
    limit,
    boundMs,
    wallMs,
    refusedMax,
  }: {
    readonly what: string;
    readonly limit: string;
    readonly boundMs: number;
    readonly wallMs: number;
    readonly refusedMax: number;
  },
): Row {
  const {calls, counts} = emulator.control('counters');
  const refused = counts
    .map((each: Draft) => each['errors'][429] ?? 0)
    .reduce((sum: number, times: number) => sum + times, 0);
  const ratio = wallMs / boundMs;
  return {
    cells: [
      what,
      limit,
      boundMs / 1_000,
      Math.round(wallMs / 1_000),
      ratio.toFixed(2),
      refused,
      calls,
    ],
    goal: {
      text: `ratio ≤ ${WALL_RATIO_MAX}, refused ≤ ${refusedMax}`,
      isMet: ratio <= WALL_RATIO_MAX && refused <= refusedMax,
    },
  };
}

type SharedWorld = VirtualWorld & {readonly label: string};

async function openShared(
  size: {readonly contacts: number; readonly members: number},
  limits: Partial<typeof DEFAULT_SWITCHES.quotaLimits>,
): Promise<SharedWorld> {
  const quotaLimits = {...DEFAULT_SWITCHES.quotaLimits, ...limits};
  const world = await openVirtualWorld(
    {...teamSeed(size), switches: {quotaLimits}},
    // No poll but those that work asks for.
    {syncIntervalMs: 30 * DAY_MS},
  );
  await world.run({forMs: MINUTE_MS});
  const {groups} = world.emulator.control('account', {user: OWNER});
  const {name: label} = await world.call(OWNER, 'POST /v1/labels', {
    contactGroup: groups.find((each: Draft) => each['name'] === 'Customers')
      .resourceName,
  });
  await world.run({forMs: 2 * MINUTE_MS});
  world.emulator.control('resetCounters');
  await world.call(OWNER, `POST /v1/${label}/grants`, {
    principal: {type: 'group', email: GROUP},
    role: 'editor',
  });
  return {...world, label};
}

function haveAll(
  {emulator}: VirtualWorld,
  {contacts, members}: {readonly contacts: number; readonly members: number},
): boolean {
  return Array.from({length: members}, (_, index) => memberOf(index)).every(
    email =>
      emulator.control('account', {user: email})['contacts'].length ===
      contacts,
  );
}
