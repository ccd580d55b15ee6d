/**
 * When accounts are polled, on a virtual clock: 10,000 of them, all due at once to begin with, under
 * a quota of the project that is a little more than they need.
 */
import {sql} from 'kysely';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import type {Db} from '../../server/store/queries.ts';
import {TURNS_SHARE} from '../../server/core/quota.ts';
import {ADMIN} from './support/service.ts';
import {quantile} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';
import {openVirtualWorld, type VirtualWorld} from './support/virtual.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const INTERVAL_MS = MINUTE_MS;

/** Accounts by when a label of theirs changed last, and how long they may wait (contract section 2). */
const CLASSES = [
  {name: 'changed today', days: 0, accounts: 500, longestMs: INTERVAL_MS},
  {
    name: 'changed 17½ days ago',
    days: 17.5,
    accounts: 1_000,
    longestMs: 5.5 * INTERVAL_MS,
  },
  {
    name: 'changed 30 days ago',
    days: 30,
    accounts: 8_500,
    longestMs: 10 * INTERVAL_MS,
  },
] as const;

/** They need about 1,530 a minute, of eight tenths of it. */
const PROJECT_READS = 2_000;

/** The burst of the beginning is worked off by then: turns get little more than accounts need. */
const BEGIN_MS = 24 * MINUTE_MS;
const MEASURE_MS = 10 * MINUTE_MS;
/** Changes are made for so long, and whoever was polled last in it is polled once more. */
const CHANGES_MS = 5 * MINUTE_MS;
const END_MS = BEGIN_MS + CHANGES_MS + 11 * MINUTE_MS;

const WINDOW_MS = 10 * SECOND_MS;
const PEAK_RATIO_MAX = 1.25;
/** What a poll waits for its turn where the project's minute is full. */
const LATE_MS_MAX = 5 * SECOND_MS;

const LABEL = 'Team';
const LIST = 'people.people.connections.list';

/** When each account was listed, milliseconds since the world began. */
type Polls = ReadonlyMap<string, readonly number[]>;

export async function run(): Promise<readonly Table[]> {
  const users = CLASSES.flatMap(({accounts}, at) =>
    Array.from({length: accounts}, (_, index) => userOf(at, index)),
  );
  const polls = await poll(users.map(({email}) => email));
  return [spreadTable(polls), freshnessTable(polls)];
}

/** Ids as Google's: 21 digits. */
function userOf(at: number, index: number) {
  const number = at * 100_000 + index;
  return {
    email: `user${number}@example.com`,
    id: `1${String(number).padStart(20, '0')}`,
    labels: [LABEL],
  };
}

async function poll(emails: readonly string[]): Promise<Polls> {
  const seed: WorldSeed = {
    domains: [{name: 'example.com'}],
    users: [
      {email: ADMIN, isAdmin: true},
      ...CLASSES.flatMap(({accounts}, at) =>
        Array.from({length: accounts}, (_, index) => userOf(at, index)),
      ),
    ],
  };
  await using world = await openVirtualWorld(seed, {
    syncIntervalMs: INTERVAL_MS,
  });
  await fill(world);
  const polls = new Map<string, number[]>(emails.map(email => [email, []]));
  const beganMs = world.nowMs();
  await world.run({
    forMs: END_MS,
    // The emulator tells its last 2,000 calls, fewer than are made at once.
    onRun: () => {
      const {requests} = world.emulator.control('requests');
      world.emulator.control('resetCounters');
      for (const {method, user, timeMs, status} of requests) {
        if (method !== LIST || status !== 200) continue;
        polls.get(user)?.push(timeMs - beganMs);
      }
    },
  });
  return polls;
}

/** By statements of the store's own: accounts that were in step before, and all of them are due. */
async function fill({emulator, store}: VirtualWorld): Promise<void> {
  const {db} = store.database;
  for (const [at, {days, accounts}] of CLASSES.entries()) {
    const {rows} = await sql<{id: string}>`
      insert into labels (id, display_name, activity_time)
      values (gen_random_uuid(), ${LABEL},
        service_now() - ${days * DAY_MS}::float8 * interval '1 millisecond')
      returning id`.execute(db);
    const labelId = rows[0]!.id;
    const users = Array.from({length: accounts}, (_, index) => {
      const {id, email} = userOf(at, index);
      const {groups} = emulator.control('account', {user: email});
      const group = groups.find((each: Draft) => each['name'] === LABEL);
      return {id, email, resourceName: group.resourceName};
    });
    await addAccounts(db, labelId, users);
  }
  await sql`
    insert into quota_limits (scope, bucket, units, learn_time)
    values ('project', 'criticalReads', ${PROJECT_READS}, '2100-01-01')`.execute(
    db,
  );
  await sql`analyze`.execute(db);
}

async function addAccounts(
  db: Db,
  labelId: string,
  users: readonly {readonly id: string}[],
): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(users)}::jsonb)
    as r(id text, email text, "resourceName" text)`;
  await sql`
    insert into accounts (id, email, state)
    select id, email, 'ACTIVE' from ${rows}`.execute(db);
  await sql`
    insert into collaborators (label_id, account_id, role, hidden_fields, show_on_phones)
    select ${labelId}, id, 'editor', '{}', true from ${rows}`.execute(db);
  await sql`
    insert into label_groups (label_id, account_id, origin, resource_name, display_name)
    select ${labelId}, id, 'account', "resourceName", ${LABEL} from ${rows}`.execute(
    db,
  );
  await sql`
    insert into lanes (key, next_time)
    select 'accounts/' || id, service_now() from ${rows}`.execute(db);
}

function spreadTable(polls: Polls): Table {
  const all = [...polls.values()].flat().sort((a, b) => a - b);
  const firsts = [...polls.values()].map(times => times[0] ?? Infinity);
  const everyoneMs = Math.max(...firsts);
  const perMinute = PROJECT_READS * TURNS_SHARE;
  const boundMs = (Math.ceil(polls.size / perMinute) - 1) * MINUTE_MS;
  const measured = all.filter(isMeasured);
  const mean = (measured.length / MEASURE_MS) * WINDOW_MS;
  const windows = Map.groupBy(measured, timeMs =>
    Math.floor(timeMs / WINDOW_MS),
  );
  const peak = Math.max(...[...windows.values()].map(each => each.length));
  const ratio = peak / mean;
  const most = mostWithin(all, MINUTE_MS);
  return {
    title: `schedule: when ${polls.size.toLocaleString('en')} accounts are polled, on a virtual clock`,
    conditions: [
      'service and emulator in one process; all accounts are due at once at first, as after an outage',
      `the project may read ${PROJECT_READS.toLocaleString('en')} times a minute; polls every ${INTERVAL_MS / SECOND_MS} s where a label changed within a week`,
      `all polled once: at ${TURNS_SHARE} of that in whole minutes; the rest is kept for edits`,
      `even: from minute ${BEGIN_MS / MINUTE_MS} to ${(BEGIN_MS + MEASURE_MS) / MINUTE_MS}, the most polls in ${WINDOW_MS / SECOND_MS} s beside their mean`,
    ],
    columns: ['what', 'measured', 'bound', 'ratio'],
    rows: [
      {
        cells: [
          'all polled once, s',
          Math.round(everyoneMs / SECOND_MS),
          boundMs / SECOND_MS,
          (everyoneMs / boundMs).toFixed(2),
        ],
        goal: {
          text: 'ratio ≤ 1.2',
          isMet: everyoneMs <= 1.2 * boundMs,
        },
      },
      {
        cells: [
          'reads of the project in any minute',
          most,
          PROJECT_READS,
          (most / PROJECT_READS).toFixed(2),
        ],
        goal: {text: 'ratio ≤ 1', isMet: most <= PROJECT_READS},
      },
      {
        cells: ['polls in 10 s', peak, Math.round(mean), ratio.toFixed(2)],
        goal: {
          text: `ratio ≤ ${PEAK_RATIO_MAX}`,
          isMet: ratio <= PEAK_RATIO_MAX,
        },
      },
    ],
  };
}

function isMeasured(timeMs: number): boolean {
  return timeMs >= BEGIN_MS && timeMs < BEGIN_MS + MEASURE_MS;
}

/** The most of these sorted times that lie within so long. */
function mostWithin(times: readonly number[], lengthMs: number): number {
  let most = 0;
  let from = 0;
  for (const [at, timeMs] of times.entries()) {
    while ((times[from] ?? 0) <= timeMs - lengthMs) from++;
    most = Math.max(most, at - from + 1);
  }
  return most;
}

function freshnessTable(polls: Polls): Table {
  return {
    title:
      'schedule: until a change in Google Contacts is seen, by when a label of the account changed last',
    conditions: [
      `of changes every 10 s in each account, from minute ${BEGIN_MS / MINUTE_MS} to ${(BEGIN_MS + CHANGES_MS) / MINUTE_MS}; the longest wait is what the contract allows`,
    ],
    columns: ['account', 'accounts', 'p50 s', 'p95 s', 'max s', 'longest s'],
    rows: CLASSES.map((each, at) => freshnessRow(each, at, polls)),
  };
}

function freshnessRow(
  {name, accounts, longestMs}: (typeof CLASSES)[number],
  at: number,
  polls: Polls,
): Row {
  const waits: number[] = [];
  for (let index = 0; index < accounts; index++) {
    const times = polls.get(userOf(at, index).email) ?? [];
    for (let each = BEGIN_MS; each < BEGIN_MS + CHANGES_MS; each += WINDOW_MS) {
      const next = times.find(timeMs => timeMs >= each) ?? Infinity;
      waits.push(next - each);
    }
  }
  const [p50, p95, max] = [0.5, 0.95, 1].map(share => quantile(waits, share));
  const inSeconds = (ms = 0) => Math.round(ms / SECOND_MS);
  return {
    cells: [
      name,
      accounts,
      inSeconds(p50),
      inSeconds(p95),
      inSeconds(max),
      inSeconds(longestMs),
    ],
    goal: {
      text: `max ≤ longest + ${LATE_MS_MAX / SECOND_MS} s`,
      isMet: (max ?? Infinity) <= longestMs + LATE_MS_MAX,
    },
  };
}
