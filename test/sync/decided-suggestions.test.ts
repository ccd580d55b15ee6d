import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {expectOnlyLists, person} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const VIEWER = 'viewer@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {email: OWNER, contacts: [{person: person('Mia'), labels: ['Customers']}]},
    {email: VIEWER, contacts: [{person: person('Noa'), labels: []}]},
  ],
};

let store: TestStore;
let world: World;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  const {groups} = world.emulator.control('account', {user: OWNER});
  const {body} = await world.call(OWNER, 'POST /v1/labels', {
    contactGroup: groups[0].resourceName,
  });
  await world.settle();
  await world.call(OWNER, `POST /v1/${body.name}/grants`, {
    principal: {type: 'user', email: VIEWER},
    role: 'viewer',
  });
  await world.settle();
});

afterEach(async () => {
  await world.close();
  await store.close();
});

function copyOf(email: string, name: string) {
  const [entry, ...others] = world
    .book(email)
    .filter(each => each.name === name);
  expect([name, others]).toEqual([name, []]);
  return entry!;
}

async function acceptOnly(): Promise<void> {
  const {body} = await world.call(OWNER, 'GET /v1/suggestions');
  expect(body.suggestions).toHaveLength(1);
  const [{name}] = body.suggestions;
  const {status} = await world.call(OWNER, `POST /v1/${name}:accept`);
  expect(status).toBe(200);
  await world.settle();
}

const expectQuiet = () => expectOnlyLists(world, OWNER, VIEWER);

test('a viewer’s edit that is accepted reaches everybody, its author too', async () => {
  const {resourceName} = copyOf(VIEWER, 'Mia').person;
  world.emulator.control('editContact', {
    user: VIEWER,
    contact: resourceName,
    person: {nicknames: [{value: 'Mimi'}]},
  });
  await world.poll(VIEWER);
  expect(copyOf(VIEWER, 'Mia').person['nicknames']).toBeUndefined();
  await acceptOnly();
  for (const email of [OWNER, VIEWER]) {
    expect(copyOf(email, 'Mia').person['nicknames']).toMatchObject([
      {value: 'Mimi'},
    ]);
  }
  await expectQuiet();
});

test('a contact that a viewer offers and somebody takes up is linked at the viewer’s, not doubled', async () => {
  const own = copyOf(VIEWER, 'Noa').person['resourceName'];
  world.emulator.control('labelContact', {
    user: VIEWER,
    contacts: [own],
    label: 'Customers',
  });
  await world.poll(VIEWER);
  expect(copyOf(VIEWER, 'Noa').labels).not.toContain('Customers');
  await acceptOnly();
  expect(copyOf(VIEWER, 'Noa').person['resourceName']).toBe(own);
  for (const email of [OWNER, VIEWER]) {
    expect(copyOf(email, 'Noa').labels).toContain('Customers');
  }
  await expectQuiet();
});
