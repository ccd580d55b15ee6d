import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {readRoom} from '../../server/store/account-size.ts';
import type {Draft} from '../emulator/types.ts';
import {setClock} from '../support/clock.ts';
import {describeOnBothStores, emptyStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

const NOON = Date.now();
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const NAMES = ['Ada', 'Bea', 'Cleo', 'Dora'];

/** Contacts that an account may have here. */
const CONTACTS_MAX = 12;

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
    await emptyStore(getDatabase());
    await clockAfter(0);
    const users = [
      {email: 'admin@example.com', isAdmin: true},
      {email: OWNER},
      {email: BEN, contacts: [{person: person('Zoe')}]},
    ];
    world = await openWorld(
      getDatabase(),
      {domains: [{name: 'example.com'}], users},
      {contactsMax: CONTACTS_MAX},
    );
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

  const inBensBook = (act: string, args: object) =>
    world.emulator.control(act, {user: BEN, ...args});

  /** Ben has so many more contacts of his own, which a delta shows. */
  async function addOwn(count: number): Promise<readonly string[]> {
    const names = Array.from({length: count}, (_, at) => {
      const givenName = `Own ${String(at)}`;
      return inBensBook('createContact', {person: person(givenName)})[
        'resourceName'
      ];
    });
    await world.poll(BEN);
    return names;
  }

  const idOfBen = () =>
    world.emulator
      .control('world')
      ['users'].find(({email}: Draft) => email === BEN)['id'];

  async function room(): Promise<number | null> {
    const {db} = getDatabase();
    return (await readRoom(db, idOfBen(), CONTACTS_MAX)).count;
  }

  const namesOf = () =>
    world
      .book(BEN)
      .map(({name}) => name)
      .filter(name => name !== 'Zoe' && !name.startsWith('Own'));

  const creates = () =>
    Object.entries(world.emulator.control('counters')['byMethod'])
      .filter(([method]) => /create/i.test(method) && !/group/i.test(method))
      .reduce((sum, [, count]) => sum + Number(count), 0);

  async function delivery(): Promise<Draft> {
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    return body.accounts.find((each: {email: string}) => each.email === BEN);
  }

  test('gets what fits, is told so before, and never asks Google for more', async () => {
    await addOwn(9);
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
    await addOwn(9);
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
    await world.poll(BEN);
    expect(namesOf()).toEqual(['Adele', 'Cleo']);
  });

  test('gets the rest by itself once a complete list shows room', async () => {
    const names = await addOwn(9);
    await grantBen();
    await world.settle();
    // They are gone, and no delta says so.
    const account = world.emulator.world.account(idOfBen());
    for (const name of names) {
      account.dropSilently(account.contacts.get(name)!, Date.now(), false);
    }
    await world.poll(BEN);
    await world.poll(BEN);
    expect(namesOf()).toHaveLength(2);
    // Its own contacts are counted anew after a day: there is Zoe alone.
    await clockAfter(DAY_MS);
    await world.poll(BEN);
    await world.poll(BEN);
    expect(namesOf()).toEqual(NAMES);
    expect(await delivery()).toEqual({email: BEN, upToDate: 4, waiting: 0});
  });

  test('has more of it once own contacts are deleted, and less when they come back', async () => {
    const names = await addOwn(9);
    inBensBook('deleteContact', {contacts: names.slice(0, 3)});
    await world.poll(BEN);
    const roomy = await grantBen('?validateOnly=true');
    expect(roomy.body.accounts).toEqual([
      {email: BEN, arrive: 4, doesNotFit: 0},
    ]);
    inBensBook('restoreContact', {contacts: names.slice(0, 2)});
    await world.poll(BEN);
    await world.poll(BEN);
    const {body} = await grantBen('?validateOnly=true');
    expect(body.accounts).toEqual([{email: BEN, arrive: 4, doesNotFit: 1}]);
    await grantBen();
    await world.settle();
    expect(namesOf()).toEqual(['Ada', 'Bea', 'Cleo']);
    expect(creates()).toBe(3);
  });

  test('counts what stays when access ends, until it is deleted', async () => {
    await addOwn(9);
    await grantBen();
    await world.settle();
    await world.call(OWNER, `DELETE /v1/${label}?keepCopies=true`);
    await world.settle();
    await world.poll(BEN);
    expect(namesOf()).toEqual(['Ada', 'Bea']);
    expect(await room()).toBe(0);
    const kept = world.book(BEN).filter(({name}) => name === 'Ada');
    inBensBook('deleteContact', {
      contacts: kept.map(each => each.person['resourceName']),
    });
    await world.poll(BEN);
    // What the service made counts in the trash.
    expect(await room()).toBe(0);
    await clockAfter(31 * DAY_MS);
    expect(await room()).toBe(1);
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
