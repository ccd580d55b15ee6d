import {afterEach, beforeEach, expect, test} from '@jest/globals';
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
const EDITOR = 'editor@example.com';

const CODE = {userDefined: [{key: 'Code', value: '7'}]};
const numbered = (type: string) => ({
  phoneNumbers: [{value: '+49 30 123456', type}],
});

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {
          person: person('Mia', {...CODE, ...numbered('assistant')}),
          labels: ['Customers'],
        },
      ],
    },
    {email: EDITOR},
  ],
};

let store: TestStore;
let world: World;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  const label = await shareLabelOf(world, OWNER);
  await grantTo(world, {owner: OWNER, label}, EDITOR, {role: 'editor'});
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const miaOf = (email: string): Draft => world.book(email)[0]!.person;

async function edit(
  kind: 'editContact' | 'phoneEdit',
  fields: object,
): Promise<void> {
  world.emulator.control(kind, {
    user: EDITOR,
    contact: miaOf(EDITOR)['resourceName'],
    person: fields,
  });
  await world.poll(EDITOR);
}

test('the only custom field, taken away in Google Contacts, is gone for everybody', async () => {
  await edit('editContact', {userDefined: []});
  expect(miaOf(OWNER)['userDefined']).toBeUndefined();
  expect(miaOf(EDITOR)['userDefined']).toBeUndefined();
  await expectOnlyLists(world, OWNER, EDITOR);
});

test('taken away beside another edit it is put back, and the second time it is gone', async () => {
  await edit('editContact', {userDefined: [], nicknames: [{value: 'Mimi'}]});
  for (const email of [OWNER, EDITOR]) {
    expect(miaOf(email)).toMatchObject({
      ...CODE,
      nicknames: [{value: 'Mimi'}],
    });
  }
  await edit('editContact', {userDefined: []});
  expect(miaOf(OWNER)['userDefined']).toBeUndefined();
  expect(miaOf(OWNER)).toMatchObject({nicknames: [{value: 'Mimi'}]});
  await expectOnlyLists(world, OWNER, EDITOR);
});

test('the type of a number, chosen anew in Google Contacts, is so for everybody', async () => {
  await edit('editContact', numbered('other'));
  expect(miaOf(OWNER)).toMatchObject({...CODE, ...numbered('other')});
  await expectOnlyLists(world, OWNER, EDITOR);
});

test('the type of a number, chosen anew beside another edit, is put back, and is so the second time', async () => {
  const nicknames = [{value: 'Mimi'}];
  await edit('editContact', {...numbered('other'), nicknames});
  for (const email of [OWNER, EDITOR]) {
    expect(miaOf(email)).toMatchObject({...numbered('assistant'), nicknames});
  }
  await edit('editContact', numbered('other'));
  expect(miaOf(OWNER)).toMatchObject({...numbered('other'), nicknames});
  await expectOnlyLists(world, OWNER, EDITOR);
});

test('a phone that saves an edit of the card takes it from nobody, however often', async () => {
  for (const value of ['Mimi', 'Mi']) {
    await edit('phoneEdit', {nicknames: [{value}]});
    for (const email of [OWNER, EDITOR]) {
      expect(miaOf(email)).toMatchObject({
        ...{...CODE, ...numbered('assistant')},
        nicknames: [{value}],
      });
    }
  }
  await expectOnlyLists(world, OWNER, EDITOR);
});
