import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {person} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
/** Has the label of the contact that lives on. */
const ANA = 'ana@example.com';
/** Has the other label, and a contact of their own of that person. */
const BEN = 'ben@example.com';
/** Has both. */
const CHO = 'cho@example.com';
const EVERYBODY = [OWNER, ANA, BEN, CHO];

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {email: OWNER},
    {email: ANA},
    {
      email: BEN,
      contacts: [
        {person: person('Mimi', {biographies: [{value: 'my own note'}]})},
      ],
    },
    {email: CHO},
  ],
};

let store: TestStore;
let world: World;
let mia: string;
let mimi: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  const first = await ok('POST /v1/labels', {displayName: 'Customers'});
  const second = await ok('POST /v1/labels', {displayName: 'Partners'});
  mia = (
    await ok(`POST /v1/${first.name}/contacts`, {
      person: person('Mia', {nicknames: [{value: 'M'}]}),
    })
  ).name;
  mimi = (
    await ok(`POST /v1/${second.name}/contacts`, {person: person('Mimi')})
  ).name;
  for (const [label, email] of [
    [first, ANA],
    [second, BEN],
    [first, CHO],
    [second, CHO],
  ]) {
    await ok(`POST /v1/${label.name}/grants`, {
      principal: {type: 'user', email},
      role: 'editor',
    });
  }
  await world.settle();
});

afterEach(async () => {
  await world.close();
  await store.close();
});

async function ok(request: string, body?: object) {
  const answer = await world.call(OWNER, request, body);
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return answer.body;
}

const names = (email: string) => world.book(email).map(({name}) => name);

function only(email: string) {
  const [entry, ...others] = world.book(email);
  expect(others).toEqual([]);
  return entry!;
}

async function expectQuiet(): Promise<void> {
  await world.poll(...EVERYBODY);
  world.emulator.control('resetCounters');
  await world.poll(...EVERYBODY);
  const {byMethod} = world.emulator.control('counters');
  expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
}

test('a copy of the contact that goes stays the very one, and every account has one', async () => {
  const before = only(BEN).person['resourceName'];
  await ok('POST /v1/contacts:merge', {contacts: [mia, mimi]});
  await world.settle();
  for (const email of EVERYBODY) {
    expect(names(email)).toEqual(['Mia']);
    expect(only(email).person['emailAddresses']).toHaveLength(2);
  }
  expect(only(BEN).person['resourceName']).toBe(before);
  expect(only(BEN).labels).toEqual(['Partners']);
  expect(only(ANA).labels).toEqual(['Customers']);
  expect(only(CHO).labels.toSorted()).toEqual(['Customers', 'Partners']);
  expect(JSON.stringify(only(BEN))).toContain('my own note');
  expect(JSON.stringify(only(ANA))).not.toContain('my own note');
  await expectQuiet();
});

test('taken apart again, each has what they had, what was typed since included', async () => {
  const before = only(BEN).person['resourceName'];
  await ok('POST /v1/contacts:merge', {contacts: [mia, mimi]});
  await world.settle();
  world.emulator.control('editContact', {
    user: ANA,
    contact: only(ANA).person['resourceName'],
    person: {biographies: [{value: 'typed since'}]},
  });
  await world.poll(ANA);
  await ok(`POST /v1/${mia}:unmerge`);
  await world.settle();
  expect(names(ANA)).toEqual(['Mia']);
  expect(names(BEN)).toEqual(['Mimi']);
  expect(names(CHO)).toEqual(['Mia', 'Mimi']);
  expect(names(OWNER)).toEqual(['Mia', 'Mimi']);
  expect(only(BEN).person['resourceName']).toBe(before);
  expect(only(BEN).person).toMatchObject({
    emailAddresses: [{value: 'mimi@customer.example'}],
    biographies: [{value: 'my own note'}],
  });
  expect(only(BEN).person['nicknames'] ?? []).toEqual([]);
  expect(only(ANA).person).toMatchObject({
    emailAddresses: [{value: 'mia@customer.example'}],
    biographies: [{value: 'typed since'}],
  });
  await expectQuiet();
});

test('an edit that was under way in a copy that goes is in the survivor', async () => {
  world.emulator.control('editContact', {
    user: BEN,
    contact: only(BEN).person['resourceName'],
    person: {urls: [{value: 'https://mimi.example'}]},
  });
  await ok('POST /v1/contacts:merge', {contacts: [mia, mimi]});
  await world.poll(BEN);
  for (const email of EVERYBODY) {
    expect(names(email)).toEqual(['Mia']);
    expect(only(email).person['urls']).toMatchObject([
      {value: 'https://mimi.example'},
    ]);
    expect(only(email).person['emailAddresses']).toHaveLength(2);
    expect(only(email).person['nicknames']).toHaveLength(1);
  }
  await expectQuiet();
});
