import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {grantTo, person, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const EDITOR = 'editor@example.com';
const OTHER = 'other@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: [
        {
          person: person('Mia', {
            biographies: [{value: 'a note'}],
            phoneNumbers: [{value: '+81 3 0000 0001', type: 'work'}],
          }),
          labels: ['Customers'],
        },
      ],
    },
    {email: EDITOR},
    {email: OTHER},
  ],
};

let store: TestStore;
let world: World;
let label: string;
/** How late Google's clock is: what was done there was done before it is seen. */
let lateMs: number;

beforeEach(async () => {
  lateMs = 120_000;
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED), {
    googleNow: () => Date.now() - lateMs,
  });
  label = await shareLabelOf(world, OWNER);
  for (const email of [EDITOR, OTHER]) {
    await grantTo(world, {owner: OWNER, label}, email, {role: 'remover'});
  }
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const copyOf = (email: string): Draft => world.book(email)[0]!.person;

/** Somebody edits Mia in Google Contacts, so many seconds ago. */
function edit(email: string, fields: object, secondsAgo: number): void {
  lateMs = secondsAgo * 1000;
  world.emulator.control('editContact', {
    user: email,
    contact: copyOf(email)['resourceName'],
    person: fields,
  });
}

async function mia(): Promise<{name: string; person: Draft}> {
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  return body.contacts[0];
}

async function patch(fields: object): Promise<void> {
  const {name} = await mia();
  const mask = Object.keys(fields).join();
  const answer = await world.call(
    OWNER,
    `PATCH /v1/${name}?updateMask=${mask}`,
    {person: fields},
  );
  expect(answer.status).toBe(200);
}

/** While somebody's account is paused nothing is seen there, nor written. */
async function whilePaused(
  email: string,
  act: () => Promise<void>,
): Promise<void> {
  await world.call(email, 'POST /v1/accounts/me:pause');
  await act();
  await world.call(email, 'POST /v1/accounts/me:resume');
  await world.poll(email);
}

const note = (value: string) => ({biographies: [{value}]});

/** What lost a conflict, as the history tells it. */
async function lostValues(): Promise<string> {
  const rows = await store.database.db
    .selectFrom('revisions')
    .select('changes')
    .where('kind', '=', 'lost')
    .execute();
  return JSON.stringify(rows);
}

test('of two edits in Google Contacts the later stands, whichever is observed first', async () => {
  edit(EDITOR, note('earlier'), 60);
  edit(OTHER, note('later'), 50);
  await whilePaused(OTHER, () => world.poll(EDITOR));
  for (const email of [OWNER, EDITOR, OTHER]) {
    expect(copyOf(email)['biographies']).toMatchObject([{value: 'later'}]);
  }
  expect(await lostValues()).toContain('earlier');
});

test('an edit that is observed late does not undo a later one', async () => {
  edit(EDITOR, note('earlier'), 60);
  edit(OTHER, note('later'), 50);
  await world.poll(OTHER);
  await world.poll(EDITOR);
  expect((await mia()).person['biographies']).toMatchObject([{value: 'later'}]);
  expect(await lostValues()).toContain('earlier');
});

test('an edit of another field does not make an older value the later one', async () => {
  edit(EDITOR, note('earlier'), 60);
  edit(OTHER, note('later'), 50);
  await whilePaused(OTHER, async () => {
    await world.poll(EDITOR);
    await patch({nicknames: [{value: 'Mimi'}]});
  });
  expect((await mia()).person).toMatchObject({
    ...note('later'),
    nicknames: [{value: 'Mimi'}],
  });
});

test('each number goes by its own edit, and each part of a name', async () => {
  const number = (value: string, type = 'work') => ({value, type});
  edit(EDITOR, {names: [{givenName: 'Maria', familyName: 'Rossi'}]}, 70);
  await world.poll(EDITOR, OTHER);
  edit(
    EDITOR,
    {
      names: [{givenName: 'Marie', familyName: 'Rossi'}],
      phoneNumbers: [number('+81 3 0000 0002')],
    },
    60,
  );
  edit(
    OTHER,
    {
      names: [{givenName: 'Mary', familyName: 'Rossi'}],
      phoneNumbers: [number('+81 3 0000 0003')],
    },
    50,
  );
  await whilePaused(OTHER, async () => {
    await world.poll(EDITOR);
    await patch({names: [{givenName: 'Marie', familyName: 'Rossini'}]});
  });
  expect((await mia()).person).toMatchObject({
    names: [{givenName: 'Mary', familyName: 'Rossini'}],
    phoneNumbers: [number('+81 3 0000 0003')],
  });
});

test('what was taken away later stays away, and what was typed is in the history', async () => {
  edit(EDITOR, {phoneNumbers: []}, 40);
  edit(OTHER, {phoneNumbers: [{value: '+81 3 0000 0009', type: 'work'}]}, 30);
  lateMs = 20_000;
  await world.poll(EDITOR);
  await world.poll(OTHER);
  expect((await mia()).person['phoneNumbers']).toMatchObject([
    {value: '+81 3 0000 0009'},
  ]);
  edit(EDITOR, {phoneNumbers: [{value: '+81 3 0000 0010', type: 'work'}]}, 15);
  edit(OTHER, {phoneNumbers: []}, 10);
  await world.poll(EDITOR);
  await world.poll(OTHER);
  expect((await mia()).person['phoneNumbers']).toBeUndefined();
  expect(await lostValues()).toContain('+81 3 0000 0010');
});

test.each([
  ['within two seconds our own doors win', -1, 'through our door'],
  ['later than that Google Contacts does', -10, 'in Google'],
])('%s', async (_rule, secondsAgo, winner) => {
  lateMs = 0;
  await patch(note('through our door'));
  // Google's clock runs ahead of the database's here.
  edit(OTHER, note('in Google'), secondsAgo);
  await world.poll(OTHER);
  expect((await mia()).person).toMatchObject(note(winner));
});
