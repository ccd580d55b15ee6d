/** How fast the emulator lists contacts from memory: 50 accounts of 10,000, pages of 1,000. */
import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {createEmulator} from '../emulator/emulator.ts';
import {serveEmulator} from '../emulator/http.ts';
import {samplePeople} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {addContact, addUser} from '../emulator/world/seed.ts';
import type {Emulator} from '../emulator/emulator.ts';
import type {ListOrder} from './support/list-client.ts';
import {timePages} from './support/list-pages.ts';
import {median, quantile} from './support/statistics.ts';
import type {Row, Table} from './support/table.ts';

const ACCOUNTS = 50;
const CONTACTS = 10_000;
const PAGE_SIZE = 1000;
const PAGE_MS_MAX = 20;
const ACCOUNTS_READ = 10;
const OBJECT = '{'.charCodeAt(0);

function fill(emulator: Emulator) {
  const {world} = emulator;
  const next = samplePeople(seededRandom(1));
  // The same people in every account; each account keeps its own copies.
  const people = Array.from({length: CONTACTS}, () => ({
    ...next(),
    clientData: [{key: 'marker', value: 'f3b1c2d4-0000'}],
  }));
  for (let account = 0; account < ACCOUNTS; account++) {
    const user = addUser(world, {email: `user${account}@example.com`});
    const target = world.account(user.id);
    for (const person of people) {
      addContact(world, target, user, {person, labels: ['Customers']});
    }
    target.feed.flush();
  }
}

function accessToken(emulator: Emulator, email: string): string {
  const {world} = emulator;
  const token = `bench-${email}`;
  world.tokens.set(token, {
    userId: world.directory.findUser(email)!.id,
    clientId: 'bench',
    scopes: ['contacts'],
    expiresAtMs: Number.POSITIVE_INFINITY,
    refreshToken: undefined,
  });
  return token;
}

async function timeInProcess(
  emulator: Emulator,
  tokens: readonly string[],
): Promise<number[]> {
  return timePages(
    async (url, token) => {
      const {status, body} = await emulator.handle({
        method: 'GET',
        url,
        headers: {authorization: `Bearer ${token}`},
      });
      const text = String(body);
      // Looking into a text puts it together, which is part of the price.
      if (status !== 200 || text.charCodeAt(0) !== OBJECT)
        throw new Error(text);
      return text;
    },
    tokens,
    {pageSize: PAGE_SIZE, contacts: CONTACTS},
  );
}

async function timeOverHttp(
  emulator: Emulator,
  tokens: readonly string[],
): Promise<number[]> {
  const server = await serveEmulator(emulator);
  const order: ListOrder = {
    url: server.url,
    tokens,
    pageSize: PAGE_SIZE,
    contacts: CONTACTS,
  };
  const client = new Worker(
    new URL('support/list-client.ts', import.meta.url),
    {workerData: order},
  );
  // `once` rejects when the client fails.
  const [times] = await once(client, 'message');
  await client.terminate();
  await server.close();
  return times;
}

function toRow(way: string, times: readonly number[]): Row {
  const middle = median(times);
  return {
    cells: [
      way,
      times.length,
      middle,
      quantile(times, 0.95),
      quantile(times, 1),
    ],
    goal: {text: `median < ${PAGE_MS_MAX} ms`, isMet: middle < PAGE_MS_MAX},
  };
}

export async function run(): Promise<Table> {
  const emulator = createEmulator({
    now: () => Date.now(),
    random: seededRandom(1),
    world: {switches: {rereadWindowMs: 0}},
  });
  fill(emulator);
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  const tokens = Array.from({length: ACCOUNTS_READ}, (_, account) =>
    accessToken(emulator, `user${account}@example.com`),
  );
  const rows = [
    toRow('handle() in process', await timeInProcess(emulator, tokens)),
    toRow('HTTP, client on a thread', await timeOverHttp(emulator, tokens)),
  ];
  return {
    title: `emulator: a page of ${PAGE_SIZE} of people.connections.list`,
    conditions: [
      `${ACCOUNTS} accounts x ${CONTACTS} contacts in memory, ${megabytes} MB; the whole lists of ${ACCOUNTS_READ} of them, 9 fields, no compression`,
    ],
    columns: ['way', 'pages', 'median ms', 'p95 ms', 'max ms'],
    rows,
  };
}
