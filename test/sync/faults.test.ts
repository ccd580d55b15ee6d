import {afterEach, describe, expect, test} from '@jest/globals';
import type {PeopleClient} from '../../server/core/google.ts';
import type {WorldSeed} from '../emulator/types.ts';
import {hasPostgres} from '../support/postgres.ts';
import {ONE_STORE, openTestStore, type TestStore} from '../support/database.ts';
import {
  openWorld,
  type Answer,
  type World,
  type WorldOptions,
} from '../support/world.ts';

const OWNER = 'owner@example.com';
const MEMBERS = ['ana@example.com', 'ben@example.com'];
const NAMES = Array.from({length: 9}, (_, index) => `Person ${index + 1}`);

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: NAMES.map((givenName, index) => ({
        person: {
          names: [{givenName}],
          emailAddresses: [{value: `p${index}@customer.example`}],
        },
        labels: ['Customers'],
      })),
    },
    ...MEMBERS.map(email => ({email})),
  ],
  groups: [
    {email: 'team@example.com', members: MEMBERS.map(email => ({email}))},
  ],
};

const stores = ['embedded', ...(hasPostgres() ? ['postgres'] : [])] as const;

let store: TestStore | undefined;
let world: World | undefined;

async function open(kind: string, options: WorldOptions = {}): Promise<World> {
  store = await openTestStore(kind as 'embedded');
  world = await openWorld(store.database, structuredClone(SEED), options);
  return world;
}

afterEach(async () => {
  await world?.close();
  await store?.close();
  world = undefined;
  store = undefined;
});

/** As a client does: what failed for Google's sake is asked again. */
async function ask(
  here: World,
  request: string,
  body: object,
): Promise<Answer['body']> {
  for (let tries = 0; tries < 10; tries++) {
    const answer = await here.call(OWNER, request, body);
    if (answer.status === 200) return answer.body;
    expect([500, 503]).toContain(answer.status);
  }
  throw new Error(`${request} never succeeds`);
}

/** Shares, edits through the API, edits on a phone, removes one contact: every kind of write. */
async function live(here: World): Promise<void> {
  const {groups} = here.emulator.control('account', {user: OWNER});
  const label = await ask(here, 'POST /v1/labels', {
    contactGroup: groups[0].resourceName,
  });
  await here.settle();
  await ask(here, `POST /v1/${label.name}/grants`, {
    principal: {type: 'group', email: 'team@example.com'},
    role: 'editor',
  });
  await here.settle();
  // What a cut connection left unconfirmed shows in the next list.
  await here.poll(OWNER, ...MEMBERS);
  const {body: list} = await here.call(OWNER, `GET /v1/${label.name}/contacts`);
  const [first, second] = list.contacts;
  await here.call(OWNER, `PATCH /v1/${first.name}?updateMask=organizations`, {
    person: {organizations: [{name: 'Edited Ltd.'}]},
  });
  await here.settle();
  const [ana] = MEMBERS;
  const phone = here
    .book(ana!)
    .find(({name}) => name === second.person.names[0].givenName);
  here.emulator.control('editContact', {
    user: ana,
    contact: phone!.person['resourceName'],
    person: {urls: [{value: 'https://typed.example'}]},
  });
  await here.poll(ana!);
  await here.call(OWNER, `POST /v1/${label.name}/contacts:remove`, {
    contacts: [list.contacts[2].name],
  });
  await here.settle();
  await here.poll(OWNER, ...MEMBERS);
}

/** Everybody has each person once, with every edit; and nobody writes any more. */
async function expectConverged(here: World): Promise<void> {
  for (const email of MEMBERS) {
    const book = here.book(email);
    expect(book.map(({name}) => name)).toHaveLength(NAMES.length - 1);
    expect(new Set(book.map(({name}) => name)).size).toBe(NAMES.length - 1);
    const texts = JSON.stringify(book);
    expect(texts).toContain('Edited Ltd.');
    expect(texts).toContain('https://typed.example');
    const {groups} = here.emulator.control('account', {user: email});
    expect(groups.map((group: {name: string}) => group.name)).toEqual([
      'Customers',
    ]);
  }
  expect(here.book(OWNER)).toHaveLength(NAMES.length);
  here.emulator.control('resetCounters');
  await here.poll(OWNER, ...MEMBERS);
  const {byMethod} = here.emulator.control('counters');
  expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
}

describe('a Google that fails', () => {
  test.each([
    ['slow', {effect: 'delay', ms: 30}],
    ['throttled', {method: 'writes', effect: 'quota', count: 3}],
    ['cut off before a write', {method: 'writes', effect: 'cut', count: 3}],
    [
      'cut off after a write',
      {method: 'writes', effect: 'cut', when: 'after', count: 6},
    ],
    [
      'answering 503 after a write',
      {
        method: 'writes',
        effect: 'status',
        status: 503,
        when: 'after',
        count: 6,
      },
    ],
    [
      'cut off in the middle of lists',
      {method: 'reads', effect: 'cut', count: 4},
    ],
  ])('%s: everybody ends with each contact once', async (_name, fault) => {
    const here = await open(ONE_STORE);
    here.emulator.control('fault', fault);
    await live(here);
    here.emulator.control('clearFaults');
    await here.poll(OWNER, ...MEMBERS);
    await expectConverged(here);
  });
});

describe('a service that crashes', () => {
  /** Breaks the run after its nth call, which Google has carried out. */
  function crashAfter(call: number): {
    wrap: (client: PeopleClient) => PeopleClient;
    calls: () => number;
  } {
    let calls = 0;
    const wrap = (client: PeopleClient): PeopleClient =>
      new Proxy(client, {
        get: (target, name, receiver) => {
          const method = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            const outcome = await method.apply(target, args);
            calls += 1;
            if (calls === call) throw new Error('crash');
            return outcome;
          };
        },
      });
    return {wrap, calls: () => calls};
  }

  // The engine is the same on both, so that they share the calls.
  const starts = stores.map((kind, index) => [kind, index + 1] as const);

  test.each(starts)(
    'after any call, %s store: everybody ends with each contact once',
    async (kind, first) => {
      for (let call = first; ; call += stores.length) {
        const {wrap, calls} = crashAfter(call);
        const here = await open(kind, {wrapPeople: wrap});
        await live(here);
        await expectConverged(here);
        const made = calls();
        await here.close();
        await store!.close();
        if (made < call) break;
      }
      world = undefined;
      store = undefined;
    },
    480_000,
  );
});
