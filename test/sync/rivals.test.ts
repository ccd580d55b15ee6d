/** What cost other products' customers their contacts, as tests (each with its year where known). */
import {afterEach, expect, test} from '@jest/globals';
import type {
  ObservedPerson,
  PeopleClient,
  PeoplePage,
} from '../../server/core/google.ts';
import type {WorldSeed} from '../emulator/types.ts';
import {
  describeOnOneStore,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {shareLabelOf} from '../support/sharing.ts';
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
      contacts: ['Mia', 'Noa', 'Ole', 'Pia'].map(name => ({
        person: {
          names: [{givenName: name, phoneticGivenName: `${name} ヨミ`}],
          emailAddresses: [{value: `${name.toLowerCase()}@customer.example`}],
          phoneNumbers: [{value: '03-1234-5678', type: 'work'}],
        },
        labels: ['Customers', 'Private'],
      })),
    },
    {email: ANA},
    {email: BEN},
  ],
};

let store: TestStore;
let world: World;
let label: string;

/** Whoever lies does so from when this is set. */
let lie: ((client: PeopleClient) => Partial<PeopleClient>) | undefined;

describeOnOneStore('what lost contacts elsewhere', (_, {kind}) => {
  async function open(): Promise<void> {
    lie = undefined;
    store = await openTestStore(kind);
    world = await openWorld(store.database, structuredClone(SEED), {
      wrapPeople: client => ({...client, ...lie?.(client)}),
    });
    label = await shareLabelOf(world, OWNER);
    for (const [email, role] of [
      [ANA, 'remover'],
      [BEN, 'editor'],
    ] as const) {
      await world.call(OWNER, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email},
        role,
      });
      await world.settle();
    }
  }

  afterEach(async () => {
    await world.close();
    await store.close();
  });

  const names = (email: string) => world.book(email).map(({name}) => name);
  const ALL = ['Mia', 'Noa', 'Ole', 'Pia'];

  function nameOf(email: string, name: string): string {
    const entry = world.book(email).find(each => each.name === name);
    return entry!.person['resourceName'];
  }

  async function expectAllThere(): Promise<void> {
    for (const email of [OWNER, ANA, BEN]) expect(names(email)).toEqual(ALL);
  }

  async function forgetTokens(): Promise<void> {
    await store.database.db
      .updateTable('accounts')
      .set({sync_token: null, groups_list_time: null})
      .execute();
  }

  function countWrites(): number {
    const {byMethod} = world.emulator.control('counters');
    return Object.entries(byMethod)
      .filter(([method]) => !/list|get/i.test(method.split('.').at(-1)!))
      .reduce((sum, [, count]) => sum + Number(count), 0);
  }

  test('2019: history in another order, old deletions last, deletes nothing', async () => {
    await open();
    lie = client => ({
      async listPeople(request) {
        const page = await client.listPeople(request);
        if (page.kind === 'fault') return page;
        const value: PeoplePage = {
          ...page.value,
          people: [...page.value.people].reverse(),
          tombstones: ['Mia', 'Noa'].map(name => {
            const {person} = world.book(ANA).find(each => each.name === name)!;
            return {
              sourceId: person['metadata'].sources[0].id,
              resourceName: person['resourceName'],
            };
          }),
        };
        return {kind: 'ok', value};
      },
    });
    for (let run = 0; run < 3; run++) await world.poll(ANA);
    await expectAllThere();
  });

  test('2021: no groups at all and then a refused label name makes no second label and loses nobody', async () => {
    await open();
    await forgetTokens();
    lie = () => ({listGroups: async () => ({kind: 'ok', value: []})});
    await world.poll(ANA, BEN).catch(() => {});
    lie = undefined;
    await world.poll(ANA, BEN);
    await expectAllThere();
    for (const email of [ANA, BEN]) {
      const {groups} = world.emulator.control('account', {user: email});
      expect(groups.map((group: {name: string}) => group.name)).toEqual([
        'Customers',
      ]);
    }
  });

  test('2020: a list that ends after a page cap is no deletion of the rest', async () => {
    await open();
    await forgetTokens();
    lie = client => ({
      async listPeople(request) {
        const page = await client.listPeople(request);
        if (page.kind === 'fault') return page;
        return {
          kind: 'ok',
          value: {...page.value, people: page.value.people.slice(0, 1)},
        };
      },
    });
    world.emulator.control('resetCounters');
    for (let run = 0; run < 3; run++) {
      await world.poll(OWNER, ANA, BEN);
      await forgetTokens();
    }
    await expectAllThere();
    expect(countWrites()).toBe(0);
  });

  test('changes reported again and again without a change cause no write', async () => {
    await open();
    await forgetTokens();
    let touched = 0;
    const touch = (person: ObservedPerson): ObservedPerson => ({
      ...person,
      updateTimeMs: person.updateTimeMs + ++touched,
      content: Object.fromEntries(
        Object.entries(person.content).map(([field, items]) => [
          field,
          [...items].reverse(),
        ]),
      ),
    });
    lie = client => ({
      async listPeople(request) {
        const {pageToken} = request;
        const page = await client.listPeople(pageToken ? {pageToken} : {});
        if (page.kind === 'fault') return page;
        const people = page.value.people.map(touch).reverse();
        return {kind: 'ok', value: {...page.value, people}};
      },
    });
    world.emulator.control('resetCounters');
    for (let run = 0; run < 3; run++) await world.poll(OWNER, ANA, BEN);
    expect(touched).toBeGreaterThan(10);
    expect(countWrites()).toBe(0);
  });

  test('a merge does not come back', async () => {
    await open();
    const contacts = [nameOf(ANA, 'Mia'), nameOf(ANA, 'Noa')];
    world.emulator.control('mergeContacts', {user: ANA, contacts});
    for (let run = 0; run < 4; run++) {
      await world.poll(ANA);
      await world.poll(OWNER, BEN);
    }
    for (const email of [ANA, BEN]) {
      expect(names(email)).toEqual(['Mia', 'Ole', 'Pia']);
    }
  });

  test('edits of different fields that go in batches clear no field of each other', async () => {
    await open();
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const edits = [
      {nicknames: [{value: 'Nick'}]},
      {biographies: [{value: 'Note'}]},
      {organizations: [{name: 'Works'}]},
      {urls: [{value: 'https://a.example'}]},
    ];
    for (const [index, contact] of body.contacts.entries()) {
      const edit = edits[index % edits.length]!;
      const mask = Object.keys(edit)[0];
      const request = `PATCH /v1/${contact.name}?updateMask=${mask}`;
      expect((await world.call(OWNER, request, {person: edit})).status).toBe(
        200,
      );
    }
    await world.settle();
    for (const email of [OWNER, ANA, BEN]) {
      const book = world.book(email);
      for (const {person} of book) {
        expect(person['emailAddresses']).toHaveLength(1);
        expect(person['phoneNumbers']).toHaveLength(1);
      }
      const fields = edits.flatMap(edit => Object.keys(edit));
      for (const field of fields) {
        expect(book.filter(({person}) => person[field])).toHaveLength(1);
      }
    }
  });

  test('an update of a name keeps its reading', async () => {
    await open();
    world.emulator.control('editContact', {
      user: BEN,
      contact: nameOf(BEN, 'Mia'),
      person: {names: [{givenName: 'Maria', phoneticGivenName: 'Mia ヨミ'}]},
    });
    await world.poll(BEN);
    for (const email of [OWNER, ANA, BEN]) {
      const maria = world.book(email).find(({name}) => name.includes('Maria'));
      expect(maria!.person['names'][0].phoneticGivenName).toBe('Mia ヨミ');
    }
  });

  test('a change of our label leaves all other labels on', async () => {
    await open();
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    await world.call(OWNER, `POST /v1/${label}/contacts:remove`, {
      contacts: [body.contacts[0].name],
    });
    await world.settle();
    for (const {labels} of world.book(OWNER))
      expect(labels).toContain('Private');
    expect(
      world.book(OWNER).filter(({labels}) => labels.includes('Customers')),
    ).toHaveLength(3);
  });
});
