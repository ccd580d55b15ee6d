/**
 * What a shared label costs at Google: 1,000 contacts to 10 empty accounts, an edit afterwards,
 * and polls when nothing happens. The service and the emulator are processes that talk HTTP.
 */
import {setTimeout as delay} from 'node:timers/promises';
import type {Draft} from '../emulator/types.ts';
import {startGoogle, startService, type Google} from './support/service.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Row, Table} from './support/table.ts';
import {
  atRest,
  grantToTeam,
  memberOf,
  OWNER,
  shareLabel,
  teamSeed,
} from './support/team.ts';

const CONTACTS = 1_000;
const MEMBERS = 10;
const ACCOUNTS = MEMBERS + 1;

/** `people:batchCreateContacts` takes as many. */
const CREATES_MAX = 200;
/** A list of contacts, a list of groups, a group, the creates. */
const LEAST_CALLS = MEMBERS * (3 + Math.ceil(CONTACTS / CREATES_MAX));
const CALLS_RATIO_MAX = 1.1;

/** Whoever writes too much does it by now. */
const QUIET_MS = 1_000;

/** No poll but those asked for. */
const SETTINGS = {SYNC_INTERVAL_SECONDS: '86400'};

export async function run(): Promise<Table> {
  await using stores = await openStores();
  const rows: Row[] = [];
  for (const store of stores.all) rows.push(...(await measure(store)));
  return {
    title: `fanout: ${CONTACTS.toLocaleString('en')} contacts to ${MEMBERS} empty accounts, calls to Google`,
    conditions: [
      'service and emulator in two processes, over HTTP, with Google’s libraries; n = 1, for calls do not vary',
      'calls for tokens are left out; Directory: the address a token is minted for, read by id before (contract section 3)',
      `bound: ${LEAST_CALLS} = ${MEMBERS} × (1 list + 1 group list + 1 group + ⌈${CONTACTS}/${CREATES_MAX}⌉ creates)`,
    ],
    columns: [
      'store',
      'what',
      'reads',
      'writes',
      'bound',
      'ratio',
      'Directory',
      'wall ms',
    ],
    rows,
  };
}

async function measure(store: Store): Promise<readonly Row[]> {
  await using google = await startGoogle(
    teamSeed({contacts: CONTACTS, members: MEMBERS}),
  );
  await using service = await startService(google, {
    ...(await store.create(google)),
    ...SETTINGS,
  });
  const label = await shareLabel(google, service, CONTACTS);
  const count = async (act: () => Promise<unknown>): Promise<Calls> => {
    google.emulator.control('resetCounters');
    const sinceMs = Date.now();
    await act();
    await atRest(service, label, ACCOUNTS);
    await delay(QUIET_MS);
    return callsSince(google, sinceMs);
  };
  const spread = await count(() => grantToTeam(service, label));
  assertDelivered(google);
  const {contacts} = await service.call(
    OWNER,
    `GET ${label}/contacts?pageSize=1`,
  );
  const apiEdit = await count(() =>
    service.call(OWNER, `PATCH ${contacts[0].name}?updateMask=organizations`, {
      person: {organizations: [{name: 'Sample Ltd.'}]},
    }),
  );
  const ownEdit = await count(() => editInGoogle(google, service));
  const poll = await count(async () => {
    for (const email of emails()) {
      await service.call(email, 'POST accounts/me:sync');
    }
  });
  return [
    toRow(store, `share with ${MEMBERS}`, spread, {
      bound: LEAST_CALLS,
      goal: {
        text: `≤ ${CALLS_RATIO_MAX} × bound`,
        isMet: spread.reads + spread.writes <= LEAST_CALLS * CALLS_RATIO_MAX,
      },
    }),
    toRow(store, 'edit in the API', apiEdit, {
      bound: ACCOUNTS,
      goal: {
        text: 'a write per copy, no read',
        isMet: apiEdit.reads === 0 && apiEdit.writes === ACCOUNTS,
      },
    }),
    toRow(store, 'edit in Google Contacts', ownEdit, {
      bound: ACCOUNTS,
      goal: {
        text: 'a write per other copy, no read but the poll that sees it',
        isMet: ownEdit.reads === 1 && ownEdit.writes === ACCOUNTS - 1,
      },
    }),
    toRow(store, `idle polls of ${ACCOUNTS}`, poll, {
      bound: ACCOUNTS,
      goal: {
        text: 'a connections.list each, nothing else',
        isMet: poll.lists === ACCOUNTS && poll.reads + poll.writes === ACCOUNTS,
      },
    }),
  ];
}

interface Calls {
  readonly reads: number;
  readonly writes: number;
  /** `connections.list` among the reads. */
  readonly lists: number;
  readonly directory: number;
  /** Until the last of them was answered. */
  readonly wallMs: number;
}

const LIST = 'people.people.connections.list';

function callsSince({emulator}: Google, sinceMs: number): Calls {
  const {byMethod, counts} = emulator.control('counters');
  for (const {method, errors} of counts) {
    if (Object.keys(errors).length > 0) throw new Error(`${method} failed.`);
  }
  const sum = (isCounted: (method: string) => boolean): number =>
    Object.entries<number>(byMethod)
      .filter(([method]) => isCounted(method))
      .reduce((total, [, calls]) => total + calls, 0);
  const {requests} = emulator.control('requests');
  return {
    reads: sum(method => isPeople(method) && isRead(method)),
    writes: sum(method => isPeople(method) && !isRead(method)),
    lists: sum(method => method === LIST),
    directory: sum(method => method.startsWith('directory.')),
    wallMs: Math.max(
      0,
      ...requests.map((each: Draft) => each['timeMs'] - sinceMs),
    ),
  };
}

function isPeople(method: string): boolean {
  return method.startsWith('people.');
}

function isRead(method: string): boolean {
  return /\.(list|get|getBatchGet|batchGet)$/.test(method);
}

function emails(): readonly string[] {
  return [
    OWNER,
    ...Array.from({length: MEMBERS}, (_, index) => memberOf(index)),
  ];
}

/** Calls that bring nothing would be cheap. */
function assertDelivered({emulator}: Google): void {
  for (const user of emails()) {
    const {contacts} = emulator.control('account', {user});
    if (contacts.length !== CONTACTS) {
      throw new Error(`${user} has ${contacts.length} contacts.`);
    }
  }
}

/** Somebody's edit, seen by the poll they ask for. */
async function editInGoogle(
  {emulator}: Google,
  service: Awaited<ReturnType<typeof startService>>,
): Promise<void> {
  const user = memberOf(0);
  const {contacts} = emulator.control('account', {user});
  emulator.control('editContact', {
    user,
    contact: contacts[0].resourceName,
    person: {biographies: [{value: 'Called on Monday.'}]},
  });
  await service.call(user, 'POST accounts/me:sync');
}

function toRow(
  store: Store,
  what: string,
  calls: Calls,
  {bound, goal}: {readonly bound: number} & Required<Pick<Row, 'goal'>>,
): Row {
  const {reads, writes, directory, wallMs} = calls;
  const ratio = (reads + writes) / bound;
  return {
    cells: [store.name, what, reads, writes, bound, ratio, directory, wallMs],
    goal,
  };
}
