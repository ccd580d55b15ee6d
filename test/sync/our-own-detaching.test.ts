import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {expectOnlyLists} from '../support/sharing.ts';

const VIEWER = 'viewer@example.com';
const REMOVER = 'remover@example.com';

let team: Customers;
/** Called before contacts are changed at Google. */
let beforeUpdate: () => void;

beforeEach(async () => {
  beforeUpdate = () => {};
  team = await openCustomers(
    {[VIEWER]: 'viewer', [REMOVER]: 'remover'},
    ['Mia', 'Noa'],
    {
      wrapPeople: client => ({
        ...client,
        updatePeople(writes) {
          beforeUpdate();
          return client.updatePeople(writes);
        },
      }),
    },
  );
});

afterEach(() => team.close());

async function nameOfMia(): Promise<string> {
  const {contacts} = await team.ok(OWNER, `GET /v1/${team.label}/contacts`);
  return contacts.find(
    (each: Draft) => each['person'].names[0].givenName === 'Mia',
  ).name;
}

const fault = (given: object) =>
  team.world.emulator.control('fault', {user: OWNER, count: 1, ...given});

const listAll = (email: string) =>
  team.store.database.db
    .updateTable('accounts')
    .set({sync_token: null})
    .where('email', '=', email)
    .execute();

async function expectMiaEverywhere(): Promise<void> {
  for (const email of [OWNER, VIEWER, REMOVER]) {
    expect([email, ...team.names(email)]).toEqual([email, 'Mia', 'Noa']);
  }
  await expectOnlyLists(team.world, OWNER, VIEWER, REMOVER);
}

test('a label that we took off an own contact, unanswered, is nobody’s removal when the contact is back', async () => {
  const mia = await nameOfMia();
  fault({method: 'members.modify', effect: 'cut', when: 'after'});
  fault({effect: 'status', status: 503, skip: 1, count: 50});
  await team.ok(REMOVER, `DELETE /v1/${mia}`);
  expect(team.names(VIEWER)).toEqual(['Noa']);
  await team.ok(REMOVER, `POST /v1/${mia}:undelete`, {});
  team.world.emulator.control('clearFaults');
  await team.pollTwice(OWNER, VIEWER, REMOVER);
  await expectMiaEverywhere();
});

test('an own contact that was released and is linked again after a stale read keeps the contact in its label', async () => {
  const mia = await nameOfMia();
  await team.ok(REMOVER, `DELETE /v1/${mia}`);
  fault({method: 'getBatchGet', effect: 'staleRead'});
  await team.ok(REMOVER, `POST /v1/${mia}:undelete`, {});
  await listAll(OWNER);
  await team.pollTwice(OWNER, VIEWER, REMOVER);
  await expectMiaEverywhere();
});

test('a copy out of Google’s trash that lacks a label made anew takes the contact off it for nobody', async () => {
  const {world} = team;
  const old = team.entry(REMOVER, 'Mia')['resourceName'];
  const {groups} = world.emulator.control('account', {user: REMOVER});
  world.emulator.control('deleteLabel', {
    user: REMOVER,
    label: groups.find(({name}: Draft) => name === 'Customers').resourceName,
    deleteContacts: true,
  });
  await team.pollTwice(REMOVER);
  await team.pollTwice(REMOVER);
  expect(team.names(REMOVER)).toEqual(['Mia', 'Noa']);
  world.emulator.control('restoreContact', {user: REMOVER, contacts: [old]});
  await team.pollTwice(REMOVER, OWNER, VIEWER);
  await expectMiaEverywhere();
});

test('a label that its account deletes while a run writes is made again, and no contact leaves it', async () => {
  const mia = await nameOfMia();
  await team.ok(OWNER, `PATCH /v1/${mia}?updateMask=nicknames`, {
    person: {nicknames: [{value: 'Mimi'}]},
  });
  const {groups} = team.world.emulator.control('account', {user: REMOVER});
  beforeUpdate = () => {
    beforeUpdate = () => {};
    team.world.emulator.control('deleteLabel', {
      user: REMOVER,
      label: groups.find(({name}: Draft) => name === 'Customers').resourceName,
    });
  };
  await team.store.database.db
    .updateTable('accounts')
    .set({groups_list_time: null})
    .where('email', '=', REMOVER)
    .execute();
  // Of all copies, this account's alone is to be written.
  await team.world.call(
    OWNER,
    `PATCH /v1/${team.grants.get(REMOVER)}?updateMask=hiddenFields`,
    {hiddenFields: ['nicknames']},
  );
  await team.world.poll(REMOVER);
  await team.pollTwice(REMOVER, OWNER, VIEWER);
  await expectMiaEverywhere();
});
