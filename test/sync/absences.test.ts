import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

const NAMES = Array.from({length: 30}, (_, n) => `Person ${n + 10}`);

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: NAMES.map(name => ({
        person: {names: [{givenName: name}]},
        labels: ['Customers'],
      })),
    },
    {email: BEN},
  ],
};

let store: TestStore;
let world: World;
let label: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  label = await shareLabelOf(world, OWNER);
  await world.call(OWNER, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email: BEN},
    role: 'remover',
  });
  await world.settle();
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const names = (email: string) => world.book(email).map(({name}) => name);

/** Contacts vanish, and no list ever shows a mark of it. */
async function vanish(email: string, count: number): Promise<void> {
  world.emulator.control('deleteContact', {
    user: email,
    contacts: world
      .book(email)
      .slice(0, count)
      .map(entry => entry.person['resourceName']),
  });
  world.emulator.control('emptyTrash', {user: email});
  // As after a token that expired: only a complete list is left.
  await store.database.db
    .updateTable('accounts')
    .set({sync_token: null})
    .where('email', '=', email)
    .execute();
}

test('a copy that a complete list lacks is made again after two runs that do not find it', async () => {
  await vanish(BEN, 2);
  await world.poll(BEN);
  expect(names(BEN)).toHaveLength(28);
  await world.poll(BEN);
  expect(names(BEN)).toEqual(NAMES);
  expect(names(OWNER)).toEqual(NAMES);
  world.emulator.control('resetCounters');
  await world.poll(OWNER, BEN);
  const {byMethod} = world.emulator.control('counters');
  expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
});

test('an account of which much is absent is paused, nobody else loses anything, and it goes on when asked', async () => {
  await vanish(BEN, 12);
  for (let run = 0; run < 4; run++) await world.poll(BEN);
  expect(names(BEN)).toHaveLength(18);
  expect(names(OWNER)).toEqual(NAMES);
  const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
  expect(body.accounts[0]).toMatchObject({
    email: BEN,
    waiting: 12,
    reason: 'PAUSED',
  });
  await world.call(BEN, 'POST /v1/accounts/me:resume', {});
  await world.settle();
  expect(names(BEN)).toEqual(NAMES);
});

describe('removals that are too many within the hour', () => {
  beforeEach(async () => {
    world.emulator.control('deleteContact', {
      user: BEN,
      contacts: world
        .book(BEN)
        .slice(0, 12)
        .map(entry => entry.person['resourceName']),
    });
    await world.poll(BEN);
    await world.poll(BEN);
  });

  async function decide(verdict: 'approve' | 'reject'): Promise<void> {
    const {body} = await world.call(OWNER, 'GET /v1/pendingRemovals');
    expect(body.pendingRemovals).toHaveLength(3);
    for (const {name} of body.pendingRemovals) {
      const answer = await world.call(OWNER, `POST /v1/${name}:${verdict}`, {});
      expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    }
    await world.settle();
    await world.poll(OWNER, BEN);
    await world.poll(OWNER, BEN);
  }

  test('are held, and everybody else keeps them', async () => {
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(body.accounts[0]).toMatchObject({waiting: 3, reason: 'HELD'});
    expect(names(BEN)).toHaveLength(18);
    const {body: shared} = await world.call(OWNER, `GET /v1/${label}`);
    expect(shared.contactCount).toBe(21);
  });

  test('are carried out when approved', async () => {
    await decide('approve');
    const {body: shared} = await world.call(OWNER, `GET /v1/${label}`);
    expect(shared.contactCount).toBe(18);
    expect(names(BEN)).toHaveLength(18);
  });

  test('are put back when rejected, also after the hour', async () => {
    await sql`update revisions set time = time - interval '2 hours'`.execute(
      store.database.db,
    );
    await decide('reject');
    const {body: shared} = await world.call(OWNER, `GET /v1/${label}`);
    expect(shared.contactCount).toBe(21);
    expect(names(BEN)).toHaveLength(21);
  });
});
