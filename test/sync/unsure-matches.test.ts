import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Draft} from '../emulator/types.ts';
import {
  describeOnBothStores,
  openTestStore,
  type TestStore,
} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';

const OFFICE = {phoneNumbers: [{value: '+49 30 123450'}]};
const INFO = {emailAddresses: [{value: 'info@firm.example'}]};

const named = (givenName: string, familyName: string) => ({
  names: [{givenName, familyName}],
});

/** What two people say of themselves, one of whom has the office's number alone. */
const SHARED = [
  {...named('Anna', 'Müller'), ...OFFICE},
  {...named('Ben', 'Müller'), ...OFFICE},
  {...named('Cem', 'Kaya'), ...INFO},
  {
    ...named('Dora', 'Lang'),
    phoneNumbers: [...OFFICE.phoneNumbers, {value: '+49 170 1234567'}],
  },
];

const OWN = [
  {names: [{familyName: 'Müller'}], ...OFFICE},
  {organizations: [{name: 'ACME'}], ...OFFICE},
  {...named('Cem', 'Kaya'), ...INFO},
  {...named('Dora', 'Lang'), phoneNumbers: [{value: '+49 170 1234567'}]},
].map(person => ({...person, biographies: [{value: 'my own note'}]}));

describeOnBothStores(
  'own contacts that may be the people of a label',
  (_, {kind}) => {
    let store: TestStore;
    let world: World;
    let label: string;

    beforeAll(async () => {
      store = await openTestStore(kind);
      world = await openWorld(store.database, {
        domains: [{name: 'example.com'}],
        users: [
          {email: 'admin@example.com', isAdmin: true},
          {
            email: OWNER,
            contacts: SHARED.map(person => ({person, labels: ['Customers']})),
          },
          {email: ANA, contacts: OWN.map(person => ({person}))},
        ],
      });
      const {groups} = world.emulator.control('account', {user: OWNER});
      const {body} = await world.call(OWNER, 'POST /v1/labels', {
        contactGroup: groups[0].resourceName,
      });
      label = body.name;
      await world.settle();
    });
    afterAll(async () => {
      await world.close();
      await store.close();
    });

    test('are linked only by what belongs to one person; the others are left alone', async () => {
      await world.call(OWNER, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email: ANA},
        role: 'viewer',
      });
      await world.settle();
      const own = world
        .book(ANA)
        .filter(({person}) => person['biographies'] !== undefined)
        .map(({person, labels}) => [nameOf(person), labels]);
      expect(own.sort()).toEqual([
        [', Müller', []],
        ['ACME', []],
        ['Cem, Kaya', []],
        ['Dora, Lang', ['Customers']],
      ]);
      expect(world.book(ANA)).toHaveLength(OWN.length + SHARED.length - 1);
    });

    test('are as they were when the label is gone, and linked alike when it is back', async () => {
      await world.call(OWNER, `DELETE /v1/${label}`);
      await world.settle();
      const {groups} = world.emulator.control('account', {user: ANA});
      expect(groups).toEqual([]);
      expect(world.book(ANA)).toHaveLength(OWN.length);
      await world.call(OWNER, `POST /v1/${label}:undelete`, {});
      await world.settle();
      expect(world.book(ANA)).toHaveLength(OWN.length + SHARED.length - 1);
    });

    test('somebody of the same number who comes later is not one of them', async () => {
      await world.call(OWNER, `POST /v1/${label}/contacts`, {
        person: {...named('Max', 'Müller'), ...OFFICE},
      });
      await world.settle();
      const names = world.book(ANA).map(({person}) => nameOf(person));
      expect(names).toContain('Max, Müller');
      expect(names).toContain(', Müller');
    });
  },
);

function nameOf({names, organizations}: Draft): string {
  const [name] = names ?? [];
  return name === undefined
    ? organizations[0].name
    : `${name.givenName ?? ''}, ${name.familyName}`;
}
