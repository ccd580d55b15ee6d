/**
 * How long calls take in a workplace of 1,000 accounts and 100,000 contacts, of which each account
 * sees a fifth: what the sidebar asks with each mail, a search, a page of a list, an edit, a history.
 */
import autocannon, {type Request} from 'autocannon';
import {openDatabase} from '../../server/store/database.ts';
import {migrate} from '../../server/store/migrate.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {
  enrolAll,
  fillLabel,
  settle,
  type FilledLabel,
  type Member,
} from './support/filled-store.ts';
import {measureUse} from './support/process-use.ts';
import {quantile} from './support/statistics.ts';
import {
  ADMIN,
  startGoogle,
  startService,
  type Google,
} from './support/service.ts';
import {openStores, type Store} from './support/stores.ts';
import type {Row, Table} from './support/table.ts';

/** A smaller one for a first look: BENCH_CONTACTS=5000. */
const CONTACTS = Number(process.env['BENCH_CONTACTS'] ?? 100_000);
const ACCOUNTS = 1_000;
/** All see a fifth of the contacts; of the rest each team sees its part. */
const COMMON = CONTACTS / 5;
const TEAMS = 80;
const TEAM = CONTACTS - COMMON;

const CONNECTIONS = 10;
const SECONDS = 10;
const WARM_SECONDS = 3;
const REQUESTS = 1_000;
const LOOKED_UP = 20;
const LOOKUP_P95_MS_MAX = 30;

const WORDS = [
  '林',
  'やまだ',
  '田中 美咲',
  '0-0123',
  'example',
  'ta',
  'qwertyuiop',
];

export async function run(): Promise<Table> {
  await using stores = await openStores();
  await using workplace = await openWorkplace();
  const {google, tokens} = workplace;
  const rows: Row[] = [];
  for (const store of stores.all) {
    rows.push(...(await measureStore(store, google, tokens)));
  }
  return {
    title: `api: ${WORKPLACE}`,
    conditions: [
      `autocannon, ${CONNECTIONS} connections that ask again as soon as they are answered, ${SECONDS} s each after ${WARM_SECONDS} s to warm up, and one connection alone`,
      `lookup: ${LOOKED_UP} addresses, half of them of contacts that the caller sees, with cards; list and search: pages of 100; patch: one field of a contact with ${ACCOUNTS / TEAMS} members; history: 31 acts`,
      'service and load in two processes over HTTP; ID tokens checked; nothing is synced meanwhile',
      'CPU: processor time of the service, the embedded store’s included, PostgreSQL’s own not',
    ],
    columns: [
      'store',
      'call',
      'requests/s',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'alone p50 ms',
      'alone p95 ms',
      'CPU ms each',
    ],
    rows,
  };
}

/** By address. */
export type Tokens = ReadonlyMap<string, string>;

export const WORKPLACE = `${CONTACTS.toLocaleString('en')} contacts, ${ACCOUNTS.toLocaleString('en')} accounts, each seeing ${(COMMON + TEAM / TEAMS).toLocaleString('en')} of them`;

/** Google with the accounts; `fill` writes what they share. */
export async function openWorkplace(): Promise<
  AsyncDisposable & {readonly google: Google; readonly tokens: Tokens}
> {
  const members = Array.from({length: ACCOUNTS}, (_, index) => ({
    email: `member${index}@example.com`,
  }));
  const google = await startGoogle({
    domains: [{name: 'example.com'}],
    users: [{email: ADMIN, isAdmin: true}, ...members],
  });
  const tokens = new Map(
    members.map(({email}) => [
      email,
      google.emulator.control('idToken', {email, audience: 'bench'})['idToken'],
    ]),
  );
  return {
    google,
    tokens,
    [Symbol.asyncDispose]: () => google[Symbol.asyncDispose](),
  };
}

async function measureStore(
  store: Store,
  google: Google,
  tokens: Tokens,
): Promise<Row[]> {
  const settings = await store.create(google);
  const labels = await fill(settings, tokens);
  await using service = await startService(google, settings);
  const rows: Row[] = [];
  for (const [call, requests] of callsOf(labels, tokens)) {
    await shoot(service.child.url, requests, CONNECTIONS, WARM_SECONDS);
    let many = {times: [] as readonly number[], seconds: 0};
    const {cpuMs} = await measureUse(service.child.pid, async () => {
      many = await shoot(service.child.url, requests, CONNECTIONS, SECONDS);
    });
    const alone = await shoot(service.child.url, requests, 1, SECONDS / 2);
    const p95 = quantile(alone.times, 0.95);
    rows.push({
      cells: [
        store.name,
        call,
        many.times.length / many.seconds,
        ...[0.5, 0.95, 0.99].map(share => quantile(many.times, share)),
        ...[0.5, 0.95].map(share => quantile(alone.times, share)),
        cpuMs / many.times.length,
      ],
      ...(call === 'lookup' && {
        goal: {
          text: `alone p95 < ${LOOKUP_P95_MS_MAX} ms`,
          isMet: p95 < LOOKUP_P95_MS_MAX,
        },
      }),
    });
  }
  return rows;
}

export async function fill(
  {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
  }: Readonly<Record<string, string>>,
  tokens: Tokens,
): Promise<readonly FilledLabel[]> {
  const database = await openDatabase({databaseUrl, dataDir});
  await migrate(database);
  const members = [...tokens].map(([email, token]) => ({
    email,
    id: subjectOf(token),
  }));
  await enrolAll(database, members);
  const labels = [await fillLabel(database, {index: 0, size: COMMON, members})];
  for (let team = 0; team < TEAMS; team++) {
    labels.push(
      await fillLabel(database, {
        index: team + 1,
        size: TEAM / TEAMS,
        members: members.filter((_, at) => at % TEAMS === team),
      }),
    );
  }
  await settle(database);
  await database.close();
  return labels;
}

function subjectOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1]!, 'base64url').toString();
  return JSON.parse(claims).sub;
}

/** Calls of many people, each kind in its own order. */
function callsOf(
  [common, ...teams]: readonly FilledLabel[],
  tokens: Tokens,
): readonly (readonly [string, readonly Request[]])[] {
  const random = seededRandom(7);
  const any = <T>(list: readonly T[]): T =>
    list[Math.floor(random() * list.length)]!;
  const many = (make: (team: FilledLabel) => Request) =>
    Array.from({length: REQUESTS}, () => make(any(teams)));
  const call = (
    {email}: Member,
    method: string,
    path: string,
    body?: object,
  ): Request => ({
    method,
    path: `/v1/${path}`,
    headers: {
      authorization: `Bearer ${tokens.get(email)}`,
      ...(body && {'content-type': 'application/json'}),
    },
    ...(body && {body: JSON.stringify(body)}),
  });
  const emailOf = (label: FilledLabel) =>
    any(label.contacts).emails[0] ?? 'nobody@example.com';
  let edits = 0;
  return [
    [
      'lookup',
      many(team =>
        call(any(team.members), 'POST', 'contacts:lookup', {
          emails: Array.from({length: LOOKED_UP}, (_, at) =>
            emailOf(at % 4 === 0 ? team : at % 4 === 1 ? common! : any(teams)),
          ),
        }),
      ),
    ],
    [
      'search',
      many(team =>
        call(
          any(team.members),
          'GET',
          `contacts:search?query=${encodeURIComponent(any(WORDS))}`,
        ),
      ),
    ],
    [
      'list',
      many(team =>
        call(any(team.members), 'GET', `labels/${common!.id}/contacts`),
      ),
    ],
    [
      'patch',
      many(team => ({
        ...call(
          any(team.members),
          'PATCH',
          `contacts/${any(team.contacts).id}`,
          {},
        ),
        setupRequest: request => ({
          ...request,
          body: JSON.stringify({
            person: {nicknames: [{value: `Edit ${++edits}`}]},
          }),
        }),
      })),
    ],
    [
      'history',
      many(team =>
        call(
          any(team.members),
          'GET',
          `contacts/${any(team.contacts.filter((_, at) => at % 10 === 0)).id}/revisions`,
        ),
      ),
    ],
  ];
}

async function shoot(
  url: string,
  requests: readonly Request[],
  connections: number,
  duration: number,
): Promise<{readonly times: readonly number[]; readonly seconds: number}> {
  const times: number[] = [];
  const each = Math.floor(requests.length / connections);
  let clients = 0;
  const load = autocannon({
    ...{url, connections, duration},
    setupClient: client => {
      const from = (clients++ % connections) * each;
      client.setRequests(requests.slice(from, from + each));
    },
  });
  load.on('response', (_client, _status, _bytes, milliseconds) =>
    times.push(milliseconds),
  );
  const {non2xx, errors, timeouts, duration: seconds} = await load;
  if (non2xx + errors + timeouts > 0) {
    throw new Error(
      `${non2xx} refused, ${errors} failed, ${timeouts} timed out`,
    );
  }
  return {times, seconds};
}
