import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {grantTo, person, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const VIEWER = 'viewer@example.com';
const REMOVER = 'remover@example.com';
const OTHER = 'other@example.com';

let store: TestStore;
let world: World;
let label: string;
let secret: string;
let mia: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, {
    domains: [{name: 'example.com'}],
    users: [
      {email: 'admin@example.com', isAdmin: true},
      {
        email: OWNER,
        contacts: [{person: person('Mia'), labels: ['Customers']}],
      },
      {email: VIEWER},
      {email: REMOVER},
      {email: OTHER},
    ],
  });
  label = await shareLabelOf(world, OWNER);
  const share = (to: string, email: string, role: string) =>
    grantTo(world, {owner: OWNER, label: to}, email, {role});
  await share(label, VIEWER, 'viewer');
  await share(label, REMOVER, 'remover');
  secret = (await ok(OWNER, 'POST /v1/labels', {displayName: 'Secret'})).name;
  await share(secret, OTHER, 'viewer');
  const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
  mia = contacts[0].name;
  await ok(OWNER, `POST /v1/${secret}/contacts:add`, {contacts: [mia]});
});

afterEach(async () => {
  await world.close();
  await store.close();
});

async function ok(who: string, request: string, body?: object) {
  const answer = await world.call(who, request, body);
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  await world.settle();
  return answer.body;
}

function act(
  kind: 'labelContact' | 'unlabelContact',
  user: string,
  to: string,
) {
  const entry = world.book(user).find(({name}) => name === 'Mia');
  world.emulator.control(kind, {
    user,
    contacts: [entry!.person['resourceName']],
    label: to,
  });
}

/** A removal counts after another list. */
async function poll(email: string) {
  await world.poll(email);
  await world.poll(email);
}

const note = (value: string) =>
  ok(OWNER, `PATCH /v1/${mia}?updateMask=biographies`, {
    person: {biographies: [{value}]},
  });

const labelsOf = (contact: Draft) =>
  contact['labels'].map((each: Draft) => each['name'] ?? each);

test('a label of their own on a contact that stayed shares nothing of what others share', async () => {
  await ok(VIEWER, 'POST /v1/labels', {displayName: 'Mine'});
  await ok(OWNER, `DELETE /v1/${label}?keepCopies=true`);
  act('labelContact', VIEWER, 'Mine');
  await poll(VIEWER);
  await note('secret');

  expect(JSON.stringify(world.book(VIEWER))).not.toContain('secret');
  const {status} = await world.call(
    VIEWER,
    `PATCH /v1/${mia}?updateMask=nicknames`,
    {person: {nicknames: [{value: 'changed'}]}},
  );
  expect(status).toBe(404);
  expect(labelsOf(await ok(OWNER, `GET /v1/${mia}`))).toEqual([secret]);
  const {contacts} = await ok(VIEWER, 'GET /v1/contacts:search?query=mia');
  expect(contacts).toHaveLength(1);
  expect(contacts[0].name).not.toBe(mia);
  expect(world.book(VIEWER)).toHaveLength(1);
});

test('a label put back on brings nothing of what was typed where its actor does not see', async () => {
  act('unlabelContact', REMOVER, 'Customers');
  await poll(REMOVER);
  expect(world.book(VIEWER)).toEqual([]);
  await note('secret');
  act('labelContact', REMOVER, 'Customers');
  await poll(REMOVER);
  await world.poll(OWNER, VIEWER, OTHER);

  expect(world.book(VIEWER)).toMatchObject([{name: 'Mia'}]);
  expect(world.book(REMOVER)).toHaveLength(1);
  for (const email of [VIEWER, REMOVER]) {
    expect(JSON.stringify(world.book(email))).not.toContain('secret');
  }
  expect(JSON.stringify(world.book(OTHER))).toContain('secret');
});
