import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {describeOnBothStores} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const HARUKA = 'haruka@example.com';
const KEN = 'ken@example.com';
const ANNA = 'anna@example.com';
const ADMIN = 'admin@example.com';

const SEED = {
  domains: [{name: 'example.com'}],
  users: [
    {email: ADMIN, isAdmin: true},
    {
      email: HARUKA,
      contacts: [
        {
          person: {
            names: [{givenName: '花子', familyName: '山田'}],
            phoneNumbers: [{value: '03-1234-5678', type: 'work'}],
          },
          labels: ['Customers'],
        },
        {
          person: {
            names: [{givenName: 'Ben', familyName: 'Okafor'}],
            emailAddresses: [{value: 'ben@customer.example'}],
          },
          labels: ['Customers'],
        },
        {person: {names: [{givenName: 'Private', familyName: 'Friend'}]}},
      ],
    },
    {email: KEN},
    {
      email: ANNA,
      contacts: [
        {
          person: {
            names: [{givenName: 'Ben', familyName: 'Okafor'}],
            emailAddresses: [{value: 'Ben@Customer.example'}],
            biographies: [{value: 'private note'}],
          },
        },
      ],
    },
  ],
  groups: [
    {
      email: 'sales@example.com',
      members: [{email: KEN}, {email: 'osaka@example.com', type: 'GROUP'}],
    },
    {email: 'osaka@example.com', members: [{email: ANNA}]},
  ],
} as const;

describeOnBothStores('sharing a label with a team', getDatabase => {
  let world: World;
  let label: string;
  let grant: string;
  let hanako: string;

  beforeAll(async () => {
    world = await openWorld(getDatabase(), structuredClone(SEED) as never);
  });
  afterAll(() => world.close());

  test('an existing label becomes shared and its contacts stay the owner’s', async () => {
    const {groups} = world.emulator.control('account', {user: HARUKA});
    const group = groups.find(
      (each: {name: string}) => each.name === 'Customers',
    );
    const {status, body} = await world.call(HARUKA, 'POST /v1/labels', {
      contactGroup: group.resourceName,
    });
    expect([status, body]).toEqual([200, expect.anything()]);
    label = body.name;
    await world.settle();
    const list = await world.call(HARUKA, `GET /v1/${label}/contacts`);
    expect(list.body.contacts).toHaveLength(2);
    hanako = list.body.contacts.find(
      (each: {person: {names: {familyName: string}[]}}) =>
        each.person.names[0]!.familyName === '山田',
    ).name;
    expect(world.book(HARUKA)).toHaveLength(3);
  });

  test('every member of the group, nested ones too, gets the copies', async () => {
    const {status, body} = await world.call(
      HARUKA,
      `POST /v1/${label}/grants`,
      {
        principal: {type: 'group', email: 'sales@example.com'},
        role: 'editor',
      },
    );
    expect([status, body]).toEqual([200, expect.anything()]);
    grant = body.name;
    await world.settle();
    expect(world.book(KEN).map(({name, labels}) => [name, labels])).toEqual([
      ['Ben Okafor', expect.arrayContaining(['Customers'])],
      ['山田 花子', expect.arrayContaining(['Customers'])],
    ]);
  });

  test('a member’s own contact of the same person is linked, never doubled', async () => {
    expect(world.book(ANNA).map(({name}) => name)).toEqual([
      'Ben Okafor',
      '山田 花子',
    ]);
    const {body} = await world.call(HARUKA, `GET /v1/${label}/delivery`);
    expect(body.accounts).toEqual([
      {email: ANNA, upToDate: 2, waiting: 0},
      {email: HARUKA, upToDate: 2, waiting: 0},
      {email: KEN, upToDate: 2, waiting: 0},
    ]);
  });

  test('a private note on a linked contact stays there and nowhere else', async () => {
    const note = JSON.stringify({value: 'private note'}).slice(1, -1);
    await world.poll(ANNA);
    expect(JSON.stringify(world.book(ANNA))).toContain(note);
    for (const email of [HARUKA, KEN]) {
      expect(JSON.stringify(world.book(email))).not.toContain(note);
    }
    const list = await world.call(ANNA, `GET /v1/${label}/contacts`);
    expect(JSON.stringify(list.body)).not.toContain(note);
  });

  test('an edit on one member’s phone reaches everybody', async () => {
    edit(KEN, '山田 花子', {
      phoneNumbers: [{value: '03-1234-9999', type: 'work'}],
    });
    await world.poll(KEN);
    for (const email of [HARUKA, ANNA]) {
      const entry = world.book(email).find(({name}) => name === '山田 花子');
      expect(entry?.person['phoneNumbers'][0].value).toBe('03-1234-9999');
    }
  });

  test('a contact somebody adds to the label in Google Contacts reaches everybody', async () => {
    world.emulator.control('createContact', {
      user: KEN,
      person: {names: [{givenName: 'New', familyName: 'Customer'}]},
      labels: ['Customers'],
    });
    await world.poll(KEN);
    for (const email of [HARUKA, ANNA]) {
      expect(world.book(email).map(({name}) => name)).toContain('New Customer');
    }
  });

  test('an edit through the API reaches everybody with one write each and no read', async () => {
    world.emulator.control('resetCounters');
    const {status, body} = await world.call(
      HARUKA,
      `PATCH /v1/${hanako}?updateMask=organizations`,
      {person: {organizations: [{name: '株式会社サンプル'}]}},
    );
    expect([status, body]).toEqual([200, expect.anything()]);
    await world.settle();
    const {byMethod} = world.emulator.control('counters');
    expect(byMethod).toEqual({'people.people.updateContact': 3});
  });

  test('a contact removed through the API leaves every copy', async () => {
    const {status} = await world.call(
      HARUKA,
      `POST /v1/${label}/contacts:remove`,
      {
        contacts: [hanako],
      },
    );
    expect(status).toBe(200);
    await world.settle();
    expect(world.book(KEN)).toHaveLength(2);
    // The owner's own contact stays, without the label.
    expect(world.book(HARUKA)).toHaveLength(4);
  });

  test('at rest nobody writes, and a poll is one list', async () => {
    world.emulator.control('resetCounters');
    await world.poll(HARUKA, KEN, ANNA);
    const {byMethod} = world.emulator.control('counters');
    expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
  });

  test('revoking withdraws what the service made and nothing else', async () => {
    const {status} = await world.call(HARUKA, `DELETE /v1/${grant}`);
    expect(status).toBe(200);
    await world.settle();
    // Ken's own contact, added to the label by him, stays his.
    expect(world.book(KEN).map(({name}) => name)).toEqual(['New Customer']);
    // Anna's contact is what it was before it was linked.
    const [ben, ...others] = world.book(ANNA);
    expect(others).toEqual([]);
    expect(ben!.labels).toEqual([]);
    expect(ben!.person['emailAddresses'][0].value).toBe('Ben@Customer.example');
    expect(ben!.person['biographies'][0].value).toBe('private note');
    const {groups} = world.emulator.control('account', {user: ANNA});
    expect(groups.map((each: {name: string}) => each.name)).not.toContain(
      'Customers',
    );
  });

  function edit(user: string, name: string, person: object): void {
    const {contacts: all} = world.emulator.control('account', {user});
    const contact = all.find(
      (each: {names?: {displayName: string}[]}) =>
        each.names?.[0]?.displayName === name,
    );
    world.emulator.control('editContact', {
      user,
      contact: contact.resourceName,
      person,
    });
  }
});
