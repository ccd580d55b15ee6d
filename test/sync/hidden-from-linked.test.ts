import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Draft, WorldSeed} from '../emulator/types.ts';
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

const SHARED = {value: '+81 3 0000 0001', type: 'work'};
const OWN = {value: '+81 90 0000 0002', type: 'mobile'};

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {
          person: person('Mia', {
            phoneNumbers: [SHARED, {value: '+81 3 0000 0003', type: 'home'}],
            biographies: [{value: 'Of the share'}],
          }),
          labels: ['Customers'],
        },
      ],
    },
    // Who has Mia already, with a number of the share's and one beyond it.
    {
      email: MEMBER,
      contacts: [
        {
          person: person('Mia', {
            phoneNumbers: [SHARED, OWN],
            biographies: [{value: 'My own'}],
          }),
        },
      ],
    },
  ],
};

let store: TestStore;
let world: World;
let grant: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  const label = await shareLabelOf(world, OWNER);
  grant = await grantTo(world, {owner: OWNER, label}, MEMBER, {role: 'editor'});
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const numbers = (email: string): string[] =>
  (world.book(email)[0]!.person['phoneNumbers'] ?? [])
    .map((phone: Draft) => phone['value'])
    .sort();

async function hide(hiddenFields: readonly string[]): Promise<void> {
  const {status} = await world.call(
    OWNER,
    `PATCH /v1/${grant}?updateMask=hiddenFields`,
    {hiddenFields},
  );
  expect(status).toBe(200);
  await world.settle();
}

const all = ['+81 3 0000 0001', '+81 3 0000 0003', '+81 90 0000 0002'];
const own = ['+81 3 0000 0001', '+81 90 0000 0002'];

test('numbers hidden from a linked copy leave all that the own contact had, also what both said', async () => {
  expect(numbers(MEMBER)).toEqual(all);
  await hide(['phoneNumbers']);
  expect(numbers(MEMBER)).toEqual(own);
  await expectOnlyLists(world, OWNER, MEMBER);
  await hide([]);
  expect(numbers(MEMBER)).toEqual(all);
  expect(numbers(OWNER)).toEqual(all.slice(0, 2));
  await expectOnlyLists(world, OWNER, MEMBER);
  await hide(['phoneNumbers']);
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  expect(numbers(MEMBER)).toEqual(own);
});

describe('a note hidden while the contact was touched and not looked at since', () => {
  const note = () => world.book(MEMBER)[0]!.person['biographies'][0].value;

  test.each(['by our label', 'by a star'])('%s', async by => {
    if (by === 'by a star') {
      await world.poll(MEMBER);
      world.emulator.control('starContact', {
        user: MEMBER,
        contacts: [world.book(MEMBER)[0]!.person['resourceName']],
        starred: true,
      });
    }
    expect(note()).toBe('Of the share');
    await hide(['biographies']);
    expect(note()).toBe('My own');
    await world.poll(MEMBER);
    await world.call(OWNER, `DELETE /v1/${grant}`);
    await world.settle();
    expect(note()).toBe('My own');
  });
});

test('also where nobody answered the write, and nothing is taken for typed there', async () => {
  world.emulator.control('fault', {
    user: MEMBER,
    method: 'writes',
    ...{effect: 'cut', when: 'after', count: 2},
  });
  await hide(['phoneNumbers']);
  await world.poll(MEMBER);
  expect(numbers(MEMBER)).toEqual(own);
  expect(numbers(OWNER)).toEqual(all.slice(0, 2));
  const suggestions = await store.database.db
    .selectFrom('suggestions')
    .selectAll()
    .execute();
  expect(suggestions).toEqual([]);
  await expectOnlyLists(world, OWNER, MEMBER);
});
