/**
 * What it costs the service to look at an address book: all of it where nothing changed, and one
 * change among all; by contacts and by members.
 */
import {setTimeout as delay} from 'node:timers/promises';
import {USER_LIMITS} from '../../server/core/quota-costs.ts';
import type {Draft} from '../emulator/types.ts';
import {measureUse, type Use} from './support/process-use.ts';
import {
  startGoogle,
  startService,
  type Google,
  type Service,
} from './support/service.ts';
import {quantile} from './support/statistics.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Goal, Row, Table} from './support/table.ts';
import {
  atRest,
  grantToTeam,
  OWNER,
  shareLabel,
  teamSeed,
  until,
} from './support/team.ts';

const CONTACTS = [1_000, 5_000, 25_000];
const MEMBERS = [1, 10, 50];
const MEMBERS_CONTACTS = 1_000;
const ROUNDS = 5;

const LIST_CPU_MS_MAX = 2_000;
const LIST_MB_MAX = 200;
/** One change among the most contacts beside one among the fewest: what differs is noise. */
const CHANGE_RATIO_MAX = 1.5;

/** A poll of its own would be counted too. */
const SETTINGS = {SYNC_INTERVAL_SECONDS: '3600'};
/** What a run leaves to do, such as its lane's end. */
const QUIET_MS = 500;

const LIST = 'people.people.connections.list';
const PAGE = 1_000;

/** More than the minute in which the service counts what it reads. */
const QUOTA_MS = 62_000;

export async function run(): Promise<readonly Table[]> {
  await using stores = await openStores();
  const byContacts: Row[] = [];
  const byMembers: Row[] = [];
  for (const store of stores.all) {
    byContacts.push(...(await measureContacts(store)));
    byMembers.push(...(await measureMembers(store)));
  }
  const conditions = [
    `service and emulator in two processes, over HTTP; medians of n = ${ROUNDS}`,
    'CPU: all threads of the service, so the embedded store is in it and PostgreSQL is not; memory: the most it held, beyond before',
  ];
  return [
    {
      title:
        'reconcile: an address book of contacts that are all shared, by their number',
      conditions: [
        ...conditions,
        'complete list: the sync token has expired and nothing changed; one change: made in Google Contacts',
      ],
      columns: [
        'store',
        'contacts',
        'what',
        'CPU ms',
        'MB',
        'wall ms',
        'lists',
      ],
      rows: byContacts,
    },
    {
      title: `reconcile: ${MEMBERS_CONTACTS.toLocaleString('en')} contacts, by the members they are shared with`,
      conditions: [
        ...conditions,
        'complete list: of the owner; one change: of the owner in Google Contacts, until it stands at every member',
      ],
      columns: ['store', 'members', 'what', 'CPU ms', 'MB', 'wall ms', 'lists'],
      rows: byMembers,
    },
  ];
}

interface Measured extends Use {
  readonly wallMs: number;
  readonly lists: number;
}

interface Costs {
  readonly list: Measured;
  readonly change: Measured;
}

async function measureContacts(store: Store): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let fewest: Costs | undefined;
  for (const contacts of CONTACTS) {
    const costs = await measure(store, {contacts, members: 0});
    fewest ??= costs;
    const isMost = contacts === CONTACTS.at(-1);
    const {list, change} = costs;
    const times = change.cpuMs / fewest.change.cpuMs;
    rows.push(
      toRow(
        [store.name, contacts, 'complete list'],
        list,
        isMost && {
          text: `≤ ${LIST_CPU_MS_MAX / 1_000} s CPU, ≤ ${LIST_MB_MAX} MB`,
          isMet: list.cpuMs <= LIST_CPU_MS_MAX && list.extraMb <= LIST_MB_MAX,
        },
      ),
      toRow(
        [store.name, contacts, 'one change'],
        change,
        isMost && {
          text: `CPU ≤ ${CHANGE_RATIO_MAX} × that of ${CONTACTS[0]?.toLocaleString('en')}`,
          isMet: times <= CHANGE_RATIO_MAX,
        },
      ),
    );
  }
  return rows;
}

async function measureMembers(store: Store): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const members of MEMBERS) {
    const {list, change} = await measure(store, {
      contacts: MEMBERS_CONTACTS,
      members,
    });
    rows.push(
      toRow([store.name, members, 'complete list'], list, false),
      toRow([store.name, members, 'one change'], change, false),
    );
  }
  return rows;
}

function toRow(
  words: readonly (string | number)[],
  {cpuMs, extraMb, wallMs, lists}: Measured,
  goal: Goal | false,
): Row {
  const cells = [
    ...words,
    cpuMs,
    Math.round(extraMb),
    Math.round(wallMs),
    lists,
  ];
  return goal === false ? {cells} : {cells, goal};
}

async function measure(
  store: Store,
  size: {readonly contacts: number; readonly members: number},
): Promise<Costs> {
  await using google = await startGoogle(teamSeed(size));
  await using service = await startService(google, {
    ...(await store.create(google)),
    ...SETTINGS,
  });
  const label = await shareLabel(google, service, size.contacts);
  if (size.members > 0) await grantToTeam(service, label);
  await atRest(service, label, size.members + 1);
  const room = createRoom(listsOf(google.emulator));
  const pages = 1 + Math.ceil(size.contacts / PAGE);
  const often = async (act: (round: number) => Promise<void>) => {
    const measured: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await room.wait(pages);
      const costs = await once(google, service, () => act(round));
      room.take(costs.lists);
      measured.push(costs);
    }
    return medianOf(measured);
  };
  const list = await often(async () => {
    google.emulator.control('fault', {
      effect: 'expiredSyncToken',
      user: OWNER,
      count: 1,
    });
    await syncTo(google, service, pages);
  });
  const change = await often(async round => {
    const {contacts} = google.emulator.control('account', {user: OWNER});
    google.emulator.control('editContact', {
      user: OWNER,
      contact: contacts[round].resourceName,
      person: {biographies: [{value: `Called on day ${round}.`}]},
    });
    await syncTo(google, service, 1);
    await atRest(service, label, size.members + 1);
  });
  return {list, change};
}

/**
 * Room in the minute's quota for a whole list: one that has to wait for it ends
 * the run, and the next one knows nothing of a token that was refused once.
 */
function createRoom(taken: number): {
  wait(lists: number): Promise<void>;
  take(lists: number): void;
} {
  let counted = [{atMs: performance.now(), lists: taken}];
  return {
    async wait(lists) {
      for (;;) {
        const sinceMs = performance.now() - QUOTA_MS;
        counted = counted.filter(({atMs}) => atMs > sinceMs);
        const sum = counted.reduce((all, each) => all + each.lists, lists);
        const [oldest] = counted;
        if (sum <= USER_LIMITS.criticalReads || oldest === undefined) return;
        await delay(oldest.atMs - sinceMs);
      }
    },
    take: lists => void counted.push({atMs: performance.now(), lists}),
  };
}

async function once(
  {emulator}: Google,
  {child}: Service,
  act: () => Promise<void>,
): Promise<Measured> {
  emulator.control('resetCounters');
  let wallMs = 0;
  const use = await measureUse(child.pid, async () => {
    const sinceMs = performance.now();
    await act();
    wallMs = performance.now() - sinceMs;
    await delay(QUIET_MS);
  });
  return {...use, wallMs, lists: listsOf(emulator)};
}

/** A poll that the owner asks for, until it has read so many pages. */
async function syncTo(
  {emulator}: Google,
  service: Service,
  lists: number,
): Promise<void> {
  await service.call(OWNER, 'POST accounts/me:sync');
  await until(() => listsOf(emulator) >= lists, 'all pages are read');
}

function listsOf(emulator: Google['emulator']): number {
  const {byMethod} = emulator.control('counters') as Draft;
  return byMethod[LIST] ?? 0;
}

function medianOf(measured: readonly Measured[]): Measured {
  const of = (key: keyof Measured) =>
    quantile(
      measured.map(each => each[key]),
      0.5,
    );
  return {
    cpuMs: of('cpuMs'),
    extraMb: of('extraMb'),
    wallMs: of('wallMs'),
    lists: of('lists'),
  };
}
