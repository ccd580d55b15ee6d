import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {WorldSeed} from '../emulator/types.ts';
import {
  describeOnOneStore,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const BEN = 'ben@example.com';

const SEED: WorldSeed = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: OWNER,
      contacts: ['Mia', 'Noa', 'Ole'].map(name => ({
        person: person(name),
        labels: ['Customers'],
      })),
    },
    {
      email: ANA,
      contacts: [
        {person: {names: [{givenName: 'Own'}]}, labels: ['Customers']},
        {person: {...person('Mia'), biographies: [{value: 'my note'}]}},
      ],
    },
    {email: BEN},
  ],
};

let store: TestStore;
let world: World;
let label: string;

describeOnOneStore('a label', (_, {kind}) => {
  beforeEach(async () => {
    store = await openTestStore(kind);
    world = await openWorld(store.database, structuredClone(SEED));
    label = await shareLabelOf(world, OWNER);
    await share(ANA, {role: 'editor'});
    await share(BEN, {role: 'viewer'});
  });

  afterEach(async () => {
    await world.close();
    await store.close();
  });

  const share = (email: string, grant: object) =>
    grantTo(world, {owner: OWNER, label}, email, grant);

  function labelsOf(email: string): string[] {
    const {groups} = world.emulator.control('account', {user: email});
    return groups.map((group: {name: string}) => group.name).sort();
  }

  const names = (email: string) => world.book(email).map(({name}) => name);

  const expectQuiet = () => expectOnlyLists(world, OWNER, ANA, BEN);

  test('a label name that is taken gets a suffix and the own label is left alone', () => {
    expect(labelsOf(ANA)).toEqual(['Customers', 'Customers (shared)']);
    const own = world.book(ANA).find(({name}) => name === 'Own');
    expect(own!.labels).toEqual(['Customers']);
  });

  test('a label whose making nobody answered is not made twice, though the next list lacks it', async () => {
    await world.call(OWNER, `DELETE /v1/${await grantOf(BEN)}`);
    await world.settle();
    world.emulator.control('fault', {
      ...{user: BEN, method: 'contactGroups.create'},
      ...{effect: 'cut', when: 'after', count: 1},
    });
    world.emulator.control('fault', {
      ...{user: BEN, method: 'contactGroups.list'},
      ...{effect: 'shortList', count: 1, skip: 1},
    });
    await share(BEN, {role: 'editor'});
    await world.settle();
    await world.poll(BEN);
    expect(labelsOf(BEN)).toEqual(['Customers']);
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
  });

  test('a deleted label takes its copies away; own contacts stay as they were', async () => {
    const {status} = await world.call(OWNER, `DELETE /v1/${label}`);
    expect(status).toBe(200);
    await world.settle();
    expect(names(BEN)).toEqual([]);
    expect(labelsOf(BEN)).toEqual([]);
    expect(names(ANA)).toEqual(['Mia', 'Own']);
    const mia = world.book(ANA).find(({name}) => name === 'Mia');
    expect(mia!.person['biographies'][0].value).toBe('my note');
    expect(labelsOf(ANA)).toEqual(['Customers']);
    expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(labelsOf(OWNER)).toEqual(['Customers']);
    const mine = await world.call(OWNER, `GET /v1/${label}`);
    expect(mine.status).toBe(404);
    await expectQuiet();
  });

  test('a deleted label comes back whole, and doubles nobody', async () => {
    await world.call(OWNER, `DELETE /v1/${label}`);
    await world.settle();
    const denied = await world.call(ANA, `POST /v1/${label}:undelete`, {});
    expect(denied.status).toBe(404);
    const {status, body} = await world.call(
      OWNER,
      `POST /v1/${label}:undelete`,
      {},
    );
    expect([status, body.contactCount]).toEqual([200, 3]);
    await world.settle();
    for (const email of [OWNER, BEN]) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
    }
    expect(names(ANA)).toEqual(['Mia', 'Noa', 'Ole', 'Own']);
    expect(labelsOf(OWNER)).toEqual(['Customers']);
    await expectQuiet();
  });

  test('with keepCopies everybody keeps ordinary contacts, and undeleting links them again', async () => {
    await world.call(OWNER, `DELETE /v1/${label}?keepCopies=true`);
    await world.settle();
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(names(ANA)).toEqual(['Mia', 'Noa', 'Ole', 'Own']);
    await expectQuiet();
  });

  test('what is put into the group of a deleted label is not shared when that comes back, until somebody puts it on again', async () => {
    const listAll = async () => {
      world.emulator.control('fault', {
        method: 'connections.list',
        effect: 'expiredSyncToken',
        user: OWNER,
        count: 1,
      });
      await world.poll(OWNER);
    };
    await world.call(OWNER, `DELETE /v1/${label}`);
    await world.settle();
    const {resourceName} = world.emulator.control('createContact', {
      user: OWNER,
      person: person('Zoe'),
      labels: ['Customers'],
    });
    await world.poll(OWNER);
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    await listAll();
    await listAll();
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
    const zoe = () => world.book(OWNER).find(({name}) => name === 'Zoe');
    expect(zoe()!.labels).toEqual(['Customers']);
    for (const act of ['unlabelContact', 'labelContact']) {
      world.emulator.control(act, {
        user: OWNER,
        contacts: [resourceName],
        label: 'Customers',
      });
      await world.poll(OWNER);
    }
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole', 'Zoe']);
    await expectQuiet();
  });

  test('what is typed into a contact while its label is deleted stays with who typed it', async () => {
    await world.call(OWNER, `DELETE /v1/${label}?keepCopies=true`);
    await world.settle();
    for (const [email, note] of [
      [ANA, 'typed by an editor'],
      [BEN, 'typed by a viewer'],
    ] as const) {
      const noa = world.book(email).find(({name}) => name === 'Noa');
      world.emulator.control('editContact', {
        user: email,
        contact: noa!.person['resourceName'],
        person: {biographies: [{value: note}]},
      });
    }
    await world.poll(ANA, BEN);
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    const notes = (email: string) => {
      const noa = world.book(email).find(({name}) => name === 'Noa');
      return [noa!.labels.length, noa!.person['biographies']?.[0].value];
    };
    expect([OWNER, ANA, BEN].map(notes)).toEqual([
      [1, undefined],
      [1, 'typed by an editor'],
      [1, 'typed by a viewer'],
    ]);
    const suggestions = await store.database.db
      .selectFrom('suggestions')
      .select('id')
      .execute();
    expect(suggestions).toEqual([]);
    await expectQuiet();
  });

  test('contacts leave the phone and come back when the setting changes', async () => {
    const onPhone = () =>
      world
        .book(BEN)
        .filter(({person: {memberships}}) =>
          JSON.stringify(memberships).includes('contactGroups/myContacts'),
        ).length;
    expect(onPhone()).toBe(3);
    const {body} = await world.call(OWNER, `GET /v1/${label}/grants`);
    const grant = body.grants.find(
      (each: {principal: {email: string}}) => each.principal.email === BEN,
    );
    await world.call(OWNER, `PATCH /v1/${grant.name}?updateMask=showOnPhones`, {
      showOnPhones: false,
    });
    await world.settle();
    expect(onPhone()).toBe(0);
    expect(names(BEN)).toHaveLength(3);
    await world.call(OWNER, `PATCH /v1/${grant.name}?updateMask=showOnPhones`, {
      showOnPhones: true,
    });
    await world.settle();
    expect(onPhone()).toBe(3);
  });

  /** A second contact with the marker of somebody's copy of Noa, with a note typed into it. */
  async function doubleOfNoa(user: string): Promise<void> {
    const noa = world.book(user).find(({name}) => name === 'Noa');
    world.emulator.control('createContact', {
      user,
      person: {
        ...person('Noa'),
        biographies: [{value: 'typed into the second'}],
        clientData: noa!.person['clientData'],
      },
      labels: ['Customers'],
    });
    await world.settle();
    await world.poll(user, OWNER, ANA, BEN);
  }

  const notesOfNoa = (user: string) =>
    world
      .book(user)
      .filter(({name}) => name === 'Noa')
      .map(({person: {biographies}}) => biographies);

  test('two contacts with one marker become one copy, with what was typed into either', async () => {
    await doubleOfNoa(ANA);
    for (const user of [ANA, BEN, OWNER]) {
      expect(notesOfNoa(user)).toMatchObject([
        [{value: 'typed into the second'}],
      ]);
    }
    await expectQuiet();
  });

  test('what a viewer typed into a second contact with one marker is a suggestion', async () => {
    await doubleOfNoa(BEN);
    for (const user of [ANA, BEN, OWNER]) {
      expect(notesOfNoa(user)).toEqual([undefined]);
    }
    const {body} = await world.call(OWNER, 'GET /v1/suggestions');
    expect(JSON.stringify(body.suggestions)).toContain('typed into the second');
    await expectQuiet();
  });

  test('what was typed just before access ends is kept in the history', async () => {
    const noa = world.book(BEN).find(({name}) => name === 'Noa');
    const {body} = await world.call(OWNER, `GET /v1/${label}/grants`);
    const grant = body.grants.find(
      (each: {principal: {email: string}}) => each.principal.email === BEN,
    );
    world.emulator.control('editContact', {
      user: BEN,
      contact: noa!.person['resourceName'],
      person: {biographies: [{value: 'typed too late'}]},
    });
    await world.call(OWNER, `DELETE /v1/${grant.name}`);
    await world.settle();
    expect(names(BEN)).toEqual([]);
    const kept = await store.database.db
      .selectFrom('revisions')
      .select(['kind', 'changes'])
      .where('kind', '=', 'withdrawn')
      .execute();
    expect(JSON.stringify(kept)).toContain('typed too late');
  });

  test('what was typed into a linked contact just before access ends stays in it, and in the history', async () => {
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const shared = body.contacts.find(
      (each: {person: {names: {givenName: string}[]}}) =>
        each.person.names[0]!.givenName === 'Mia',
    );
    await world.call(OWNER, `PATCH /v1/${shared.name}?updateMask=biographies`, {
      person: {biographies: [{value: 'the note of all'}]},
    });
    await world.settle();
    const mia = world.book(ANA).find(({name}) => name === 'Mia');
    await world.call(OWNER, `DELETE /v1/${await grantOf(ANA)}`);
    world.emulator.control('editContact', {
      user: ANA,
      contact: mia!.person['resourceName'],
      person: {
        nicknames: [{value: 'typed too late'}],
        emailAddresses: [
          {value: 'mia@customer.example'},
          {value: 'late@customer.example'},
        ],
      },
    });
    await world.settle();
    await world.poll(ANA, BEN, OWNER);
    const released = world.book(ANA).find(({name}) => name === 'Mia');
    expect(released).toMatchObject({
      labels: [],
      person: {
        nicknames: [{value: 'typed too late'}],
        emailAddresses: [
          {value: 'mia@customer.example'},
          {value: 'late@customer.example'},
        ],
        biographies: [{value: 'my note'}],
      },
    });
    const kept = await store.database.db
      .selectFrom('revisions')
      .select(['kind', 'account_id', 'changes'])
      .where('kind', '=', 'withdrawn')
      .execute();
    expect(kept).toMatchObject([
      {
        kind: 'withdrawn',
        changes: [{field: 'emailAddresses'}, {field: 'nicknames'}],
      },
    ]);
    for (const email of [OWNER, BEN]) {
      expect(JSON.stringify(world.book(email))).not.toContain('too late');
    }
    await expectQuiet();
  });

  test('an account whose list suddenly comes back empty loses nothing and gets nothing twice', async () => {
    world.emulator.control('fault', {user: BEN, effect: 'emptyList', count: 2});
    await store.database.db
      .updateTable('accounts')
      .set({sync_token: null})
      .execute();
    world.emulator.control('resetCounters');
    await world.poll(BEN, ANA, OWNER);
    await world.poll(BEN, ANA, OWNER);
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
    const {byMethod} = world.emulator.control('counters');
    expect(Object.keys(byMethod).sort()).toEqual([
      'people.people.connections.list',
      'people.people.getBatchGet',
    ]);
  });

  async function grantOf(email: string): Promise<string> {
    const {body} = await world.call(OWNER, `GET /v1/${label}/grants`);
    return body.grants.find(
      (each: {principal: {email: string}}) => each.principal.email === email,
    ).name;
  }

  test('a field hidden from one member leaves their copies and nobody else’s', async () => {
    await world.call(
      OWNER,
      `PATCH /v1/${await grantOf(BEN)}?updateMask=hiddenFields`,
      {hiddenFields: ['emailAddresses']},
    );
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).not.toContain('customer.example');
    expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(JSON.stringify(world.book(ANA))).toContain('noa@customer.example');
    await world.call(
      OWNER,
      `PATCH /v1/${await grantOf(BEN)}?updateMask=hiddenFields`,
      {hiddenFields: []},
    );
    await world.settle();
    expect(JSON.stringify(world.book(BEN))).toContain('noa@customer.example');
    await expectQuiet();
  });

  test('a label that goes to another owner stays in the former owner’s contacts, group and all', async () => {
    await world.call(OWNER, `POST /v1/${label}:transferOwnership`, {
      email: BEN,
    });
    await world.settle();
    expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(labelsOf(OWNER)).toEqual(['Customers']);
    await expectQuiet();
    const {groups} = world.emulator.control('account', {user: BEN});
    world.emulator.control('renameLabel', {
      user: BEN,
      label: groups[0].resourceName,
      name: 'Clients',
    });
    await world.deps.database.db
      .updateTable('accounts')
      .set({groups_list_time: null})
      .execute();
    await world.poll(BEN);
    expect(labelsOf(OWNER)).toEqual(['Clients']);
    const {status} = await world.call(OWNER, `POST /v1/${label}:leave`);
    expect(status).toBe(200);
    await world.settle();
    expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(labelsOf(OWNER)).toEqual(['Clients']);
    expect(names(ANA)).toEqual(['Mia', 'Noa', 'Ole', 'Own']);
  });
});
