import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const MEMBER = 'member@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: ['Mia', 'Noa'].map(name => ({
        person: person(name),
        labels: ['Customers'],
      })),
    },
    {email: MEMBER},
  ],
};

let store: TestStore;
let world: World;
let grant: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
});

afterEach(async () => {
  await world.close();
  await store.close();
});

async function shareAs(role: string): Promise<void> {
  const label = await shareLabelOf(world, OWNER);
  grant = await grantTo(world, {owner: OWNER, label}, MEMBER, {role});
}

async function becomes(role: string): Promise<void> {
  const {status} = await world.call(
    OWNER,
    `PATCH /v1/${grant}?updateMask=role`,
    {role},
  );
  expect(status).toBe(200);
  await world.settle();
}

const names = (email: string) => world.book(email).map(({name}) => name);

function deleteMia(): void {
  const mia = world.book(MEMBER).find(({name}) => name === 'Mia');
  world.emulator.control('deleteContact', {
    user: MEMBER,
    contacts: [mia!.person['resourceName']],
  });
}

describe('a deletion that is observed, and decided after another list', () => {
  test.each([
    ['who might not yet', 'editor', 'remover'],
    ['who may no more', 'remover', 'editor'],
  ])('by one %s removes it from nobody', async (_who, first, then) => {
    await shareAs(first);
    deleteMia();
    await world.poll(MEMBER);
    await becomes(then);
    await world.poll(MEMBER);
    expect(names(OWNER)).toEqual(['Mia', 'Noa']);
    expect(names(MEMBER)).toEqual(['Mia', 'Noa']);
    await expectOnlyLists(world, OWNER, MEMBER);
  });

  test('by one who may throughout removes it for everybody', async () => {
    await shareAs('remover');
    deleteMia();
    await world.poll(MEMBER);
    await becomes('manager');
    await world.poll(MEMBER);
    expect(names(MEMBER)).toEqual(['Noa']);
    await expectOnlyLists(world, OWNER, MEMBER);
  });

  test('again, by one who may by then, counts', async () => {
    await shareAs('viewer');
    deleteMia();
    await world.poll(MEMBER);
    await becomes('remover');
    await world.poll(MEMBER);
    deleteMia();
    await world.poll(MEMBER);
    await world.poll(MEMBER);
    expect(names(MEMBER)).toEqual(['Noa']);
  });
});
