import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openCustomers, OWNER, type Customers} from '../support/customers.ts';
import {person} from '../support/sharing.ts';

const EDITOR = 'ed@example.com';
const VIEWER = 'vi@example.com';

/** Of Mia's address, by another name. */
const MARIA = {...person('Mia'), names: [{givenName: 'Maria'}]};

let customers: Customers;

beforeEach(async () => {
  customers = await openCustomers({[EDITOR]: 'editor', [VIEWER]: 'viewer'});
});

afterEach(() => customers.close());

const label = (who: string, about: object) =>
  customers.world.emulator.control('createContact', {
    user: who,
    person: about,
    labels: ['Customers'],
  });
const proposals = async (who = OWNER) =>
  (await customers.world.call(who, 'GET /v1/duplicates')).body.duplicates;

test('a contact of which it is not sure who it is becomes shared, and is proposed as one with who it may be', async () => {
  const {world, names, ok} = customers;
  label(EDITOR, MARIA);
  await world.poll(EDITOR);
  expect(names(VIEWER)).toEqual(['Maria', 'Mia', 'Noa']);
  const [duplicate] = await proposals();
  expect(duplicate.reasons).toEqual(['SAME_EMAIL']);
  expect(await proposals(EDITOR)).toEqual([]);

  const {name} = await ok(OWNER, `POST /v1/${duplicate.name}:accept`);
  for (const email of [OWNER, VIEWER]) {
    expect(names(email)).toEqual(['Mia', 'Noa']);
  }
  // What was the editor's own before stays with them.
  expect(world.book(EDITOR)).toMatchObject([
    {name: 'Maria', labels: []},
    {name: 'Mia', labels: ['Customers']},
    {name: 'Noa', labels: ['Customers']},
  ]);
  await ok(OWNER, `POST /v1/${name}:unmerge`);
  for (const email of [OWNER, EDITOR, VIEWER]) {
    expect(names(email)).toEqual(['Maria', 'Mia', 'Noa']);
  }
});

test('a run that ends in the middle of it and begins anew proposes it once', async () => {
  const {world} = customers;
  label(EDITOR, MARIA);
  label(EDITOR, {...person('Noa'), names: [{givenName: 'Noel'}]});
  world.emulator.control('fault', {effect: 'cut', when: 'after', count: 3});
  await world.poll(EDITOR);
  world.emulator.control('clearFaults');
  await world.poll(EDITOR);
  await world.poll(EDITOR, OWNER, VIEWER);
  const pairs = (await proposals()).map(({contacts}: {contacts: object[]}) =>
    contacts.map(each => Reflect.get(each, 'name')).join(),
  );
  expect(new Set(pairs).size).toBe(2);
  expect(pairs).toHaveLength(2);
  expect(customers.names(VIEWER)).toEqual(['Maria', 'Mia', 'Noa', 'Noel']);
});

test('one whom nobody is sure of, offered by a viewer, is proposed to who takes it up', async () => {
  const {world, ok} = customers;
  label(VIEWER, MARIA);
  await world.poll(VIEWER);
  expect(await proposals()).toEqual([]);
  const {body} = await world.call(OWNER, 'GET /v1/suggestions');
  await ok(OWNER, `POST /v1/${body.suggestions[0].name}:accept`);
  expect(await proposals()).toMatchObject([{reasons: ['SAME_EMAIL']}]);
});

test('a proposal is about the contact that copies were merged into, once they are', async () => {
  const {world, entry, pollTwice} = customers;
  label(EDITOR, MARIA);
  await world.poll(EDITOR);
  const [noa, mia] = ['Noa', 'Mia'].map(
    name => entry(OWNER, name)['resourceName'],
  );
  world.emulator.control('mergeContacts', {
    user: OWNER,
    contacts: [noa, mia],
    survivor: noa,
  });
  await pollTwice(OWNER);
  const called = (await proposals()).map(
    ({contacts}: {contacts: {person: {names: {givenName: string}[]}}[]}) =>
      contacts.map(({person}) => person.names[0]!.givenName).sort(),
  );
  expect(called).toEqual([['Maria', 'Noa']]);
});
