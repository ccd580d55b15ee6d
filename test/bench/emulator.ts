/**
 * How fast the emulator lists contacts from memory: 50 accounts of 10,000, pages of 1,000.
 * `node test/bench/emulator.ts`, or `run()` from the dispatcher.
 */
import {pathToFileURL} from 'node:url';
import {createEmulator} from '../emulator/emulator.ts';
import {serveEmulator} from '../emulator/http.ts';
import {samplePeople} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import {addContact, addUser} from '../emulator/world/seed.ts';
import type {Emulator} from '../emulator/emulator.ts';

const ACCOUNTS = 50;
const CONTACTS = 10_000;
const PAGE_SIZE = 1000;
const PAGE_MS_MAX = 20;
const ACCOUNTS_READ = 10;
const FIELDS =
  'metadata,names,emailAddresses,phoneNumbers,organizations,addresses,biographies,memberships,clientData';

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

function pageUrl(pageToken: string | undefined): string {
  const query = new URLSearchParams({
    personFields: FIELDS,
    sources: 'READ_SOURCE_TYPE_CONTACT',
    pageSize: String(PAGE_SIZE),
    requestSyncToken: 'true',
    prettyPrint: 'false',
    ...(pageToken ? {pageToken} : {}),
  });
  return `/v1/people/me/connections?${query}`;
}

interface Page {
  readonly connections: readonly unknown[];
  readonly nextPageToken?: string;
}

/** Milliseconds of every page of `ACCOUNTS_READ` whole lists. */
async function timePages(
  emulator: Emulator,
  read: (url: string, token: string) => Promise<() => Promise<Page>>,
): Promise<number[]> {
  const times: number[] = [];
  for (let account = 0; account < ACCOUNTS_READ; account++) {
    const token = accessToken(emulator, `user${account}@example.com`);
    let pageToken: string | undefined;
    let seen = 0;
    do {
      const began = performance.now();
      const parse = await read(pageUrl(pageToken), token);
      times.push(performance.now() - began);
      const page = await parse();
      seen += page.connections.length;
      pageToken = page.nextPageToken;
    } while (pageToken);
    if (seen !== CONTACTS) throw new Error(`${seen} contacts listed`);
  }
  return times;
}

function row(name: string, times: number[]) {
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.floor(share * (times.length - 1))]!.toFixed(1);
  return {
    name,
    pages: times.length,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
  };
}

/** @throws Error when the median page takes longer than 20 ms. */
export async function run(): Promise<void> {
  const began = performance.now();
  const emulator = createEmulator({
    now: () => Date.now(),
    random: seededRandom(1),
    world: {switches: {rereadWindowMs: 0}},
  });
  fill(emulator);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `${ACCOUNTS} accounts x ${CONTACTS} contacts in ${seconds} s, ${megabytes} MB`,
  );
  const direct = await timePages(emulator, async (url, token) => {
    const {status, body} = await emulator.handle({
      method: 'GET',
      url,
      headers: {authorization: `Bearer ${token}`},
    });
    if (status !== 200) throw new Error(String(body));
    return async () => JSON.parse(String(body));
  });
  const server = await serveEmulator(emulator);
  const served = await timePages(emulator, async (url, token) => {
    const response = await fetch(`${server.url}${url}`, {
      headers: {
        authorization: `Bearer ${token}`,
        'accept-encoding': 'identity',
      },
    });
    const text = await response.text();
    return async () => JSON.parse(text);
  });
  await server.close();
  const rows = [row('handle()', direct), row('HTTP', served)];
  console.table(rows);
  const [first] = rows;
  if (Number(first!.medianMs) > PAGE_MS_MAX) {
    throw new Error(`a page takes ${first!.medianMs} ms`);
  }
}

const [, script] = process.argv;
if (script && import.meta.url === pathToFileURL(script).href) await run();
