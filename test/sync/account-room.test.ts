import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Draft} from '../emulator/types.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

const NOON = Date.now();
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const NAMES = ['Ada', 'Bea', 'Cleo', 'Dora'];

const person = (givenName: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
});

describeOnBothStores('an account with little room', getDatabase => {
  let world: World;
  let label: string;

  const clockAfter = (ms: number) =>
    setClock(getDatabase().db, new Date(NOON + ms).toISOString());

  beforeEach(async () => {
    await sql`truncate labels, contacts, accounts, lanes, settings cascade`.execute(
      getDatabase().db,
    );
    await clockAfter(0);
    world = await openWorld(getDatabase(), {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {email: OWNER},
        {email: BEN, contacts: [{person: person('Zoe')}]},
      ],
    });
    await world.call(BEN, 'GET /v1/accounts/me');
    const made = await world.call(OWNER, 'POST /v1/labels', {
      displayName: 'Customers',
    });
    label = made.body.name;
    for (const name of NAMES) await add(name);
    await world.settle();
    world.emulator.control('resetCounters');
  });

  afterEach(() => world.close());

  async function add(givenName: string): Promise<string> {
    const {status, body} = await world.call(
      OWNER,
      `POST /v1/${label}/contacts`,
      {person: person(givenName)},
    );
    expect(status).toBe(200);
    return body.name;
  }

  const grantBen = (query = '') =>
    world.call(OWNER, `POST /v1/${label}/grants${query}`, {
      principal: {type: 'user', email: BEN},
      role: 'viewer',
    });

  /** As if a complete list had shown so many contacts of Ben's own. */
  const ownContacts = (count: number) =>
    getDatabase()
      .db.updateTable('accounts')
      .set({own_count: count, own_count_time: new Date(NOON)})
      .where('email', '=', BEN)
      .execute();

  const namesOf = () =>
    world
      .book(BEN)
      .map(({name}) => name)
      .filter(name => name !== 'Zoe');

  const creates = () =>
    Object.entries(world.emulator.control('counters')['byMethod'])
      .filter(([method]) => /create/i.test(method) && !/group/i.test(method))
      .reduce((sum, [, count]) => sum + Number(count), 0);

  async function delivery(): Promise<Draft> {
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    return body.accounts.find((each: {email: string}) => each.email === BEN);
  }

  test('gets what fits, is told so before, and never asks Google for more', async () => {
    await ownContacts(24_998);
    const preview = await grantBen('?validateOnly=true');
    expect(preview.body.accounts).toEqual([
      {email: BEN, arrive: 4, doesNotFit: 2},
    ]);
    await grantBen();
    await world.settle();
    expect(namesOf()).toEqual(['Ada', 'Bea']);
    expect(creates()).toBe(2);
    expect(await delivery()).toEqual({
      email: BEN,
      upToDate: 2,
      waiting: 2,
      reason: 'FULL',
      retryTime: new Date(NOON + DAY_MS).toISOString(),
    });
    const me = await world.call(BEN, 'GET /v1/accounts/me');
    expect(me.body.pendingWrites).toBe(0);
  });

  test('has its copies edited and withdrawn as ever', async () => {
    await ownContacts(24_998);
    await grantBen();
    await world.settle();
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const [ada, bea] = body.contacts;
    await world.call(OWNER, `PATCH /v1/${ada.name}`, {
      person: {names: [{givenName: 'Adele'}]},
    });
    await world.call(OWNER, `DELETE /v1/${bea.name}`);
    await world.settle();
    expect(namesOf()).toEqual(['Adele']);
    // What was withdrawn lies in the trash and takes its room there.
    await world.poll(BEN);
    expect(namesOf()).toEqual(['Adele']);
    expect(await delivery()).toMatchObject({upToDate: 1, waiting: 2});
    await clockAfter(31 * DAY_MS);
    await ownContacts(24_998);
    await getDatabase()
      .db.updateTable('accounts')
      .set({own_count_time: new Date(NOON + 31 * DAY_MS)})
      .execute();
    await world.poll(BEN);
    expect(namesOf()).toEqual(['Adele', 'Cleo']);
  });

  test('gets the rest by itself once a complete list shows room', async () => {
    await ownContacts(24_998);
    await grantBen();
    await world.settle();
    await world.poll(BEN);
    expect(namesOf()).toHaveLength(2);
    // Its own contacts are counted anew after a day: there is Zoe alone.
    await clockAfter(DAY_MS);
    await world.poll(BEN);
    await world.poll(BEN);
    expect(namesOf()).toEqual(NAMES);
    expect(await delivery()).toEqual({email: BEN, upToDate: 4, waiting: 0});
  });

  test('that Google calls full before it should be gets what fits, and is tried again later', async () => {
    world.emulator.control('switches', {contactsMax: 3});
    await grantBen();
    await world.settle();
    expect(namesOf()).toEqual(['Ada', 'Bea']);
    // Two that fit, and one that did not; the fourth was not even tried.
    expect(creates()).toBe(3);
    expect(await delivery()).toEqual({
      email: BEN,
      upToDate: 2,
      waiting: 2,
      reason: 'FULL',
      retryTime: new Date(NOON + HOUR_MS).toISOString(),
    });
    world.emulator.control('switches', {contactsMax: 25_000});
    await clockAfter(HOUR_MS / 2);
    await world.poll(BEN);
    expect(creates()).toBe(3);
    await clockAfter(HOUR_MS);
    await world.poll(BEN);
    expect(namesOf()).toEqual(NAMES);
  });

  test('that Google calls full in the middle of a batch gets as many as fit', async () => {
    for (const name of ['Emma', 'Fay', 'Gil', 'Hal', 'Ida', 'Jo']) {
      await add(name);
    }
    await world.settle();
    world.emulator.control('switches', {contactsMax: 8});
    await grantBen();
    await world.settle();
    expect(namesOf()).toHaveLength(7);
    expect(await delivery()).toMatchObject({upToDate: 7, waiting: 3});
  });
});
