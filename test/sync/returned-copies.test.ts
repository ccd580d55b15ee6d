import {afterEach, expect, test} from '@jest/globals';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {hasPostgres} from '../support/postgres.ts';
import {expectOnlyLists} from '../support/sharing.ts';
import type {World} from '../support/world.ts';

const VIEWER = 'viewer@example.com';
const EDITOR = 'editor@example.com';
const REMOVER = 'remover@example.com';
const EVERYBODY = [OWNER, VIEWER, EDITOR, REMOVER];

const STORES = [
  'embedded',
  ...(hasPostgres() ? ['postgres' as const] : []),
] as const;

let team: Customers;
let world: World;

afterEach(() => team.close());

async function open(kind: (typeof STORES)[number] = 'embedded'): Promise<void> {
  const roles = {[VIEWER]: 'viewer', [EDITOR]: 'editor', [REMOVER]: 'remover'};
  team = await openCustomers(roles, ['Mia', 'Noa'], {kind});
  ({world} = team);
}

const nameOf = (email: string): string =>
  team.entry(email, 'Mia')['resourceName'];

const act = (kind: 'deleteContact' | 'restoreContact', contacts: string[]) =>
  world.emulator.control(kind, {user: EDITOR, contacts});

const type = (contact: string, person: object) =>
  world.emulator.control('editContact', {user: EDITOR, contact, person});

/** Deletes Mia and waits for what follows; the id that lies in Google's trash. */
async function deleteMia(): Promise<string> {
  const name = nameOf(EDITOR);
  act('deleteContact', [name]);
  await team.pollTwice(EDITOR);
  return name;
}

async function takeOff(): Promise<void> {
  world.emulator.control('unlabelContact', {
    user: REMOVER,
    contacts: [nameOf(REMOVER)],
    label: 'Customers',
  });
  await team.pollTwice(REMOVER);
}

async function idsOf(name: string): Promise<readonly string[]> {
  const {contacts} = await team.ok(OWNER, `GET /v1/${team.label}/contacts`);
  return contacts
    .filter(
      (each: {person: {names: {givenName: string}[]}}) =>
        each.person.names[0]?.givenName === name,
    )
    .map((each: {name: string}) => each.name);
}

/** One of each for everybody, nobody writes, and what was made is withdrawn. */
async function expectOneMia(): Promise<void> {
  for (const email of EVERYBODY) {
    expect([email, team.names(email)]).toEqual([email, ['Mia', 'Noa']]);
  }
  expect(world.book(EDITOR)).toMatchObject([
    {labels: ['Customers']},
    {labels: ['Customers']},
  ]);
  await expectOnlyLists(world, ...EVERYBODY);
  await team.ok(OWNER, `DELETE /v1/${team.grants.get(EDITOR)}`);
  await team.pollTwice(EDITOR);
  expect(team.names(EDITOR)).toEqual([]);
}

test.each(STORES)(
  'former copies of a contact in our trash that come out of Google’s together are one copy, with what was typed into any: %s',
  async kind => {
    await open(kind);
    const before = await idsOf('Mia');
    const first = await deleteMia();
    const second = nameOf(EDITOR);
    await takeOff();
    act('restoreContact', [first, second]);
    type(first, {nicknames: [{value: 'Mimi'}]});
    type(second, {biographies: [{value: 'Met in Bern'}]});
    await team.pollTwice(EDITOR);
    await team.pollTwice(EDITOR);
    expect(await idsOf('Mia')).toEqual(before);
    expect(team.entry(VIEWER, 'Mia')).toMatchObject({
      nicknames: [{value: 'Mimi'}],
      biographies: [{value: 'Met in Bern'}],
    });
    await expectOneMia();
  },
);

test('former copies that come out of Google’s trash together keep a field that is hidden from their account', async () => {
  await open();
  const mia = (await idsOf('Mia'))[0]!;
  const note = {biographies: [{value: 'zzhidden'}]};
  await team.ok(OWNER, `PATCH /v1/${mia}?updateMask=biographies`, {
    person: note,
  });
  await team.ok(
    OWNER,
    `PATCH /v1/${team.grants.get(EDITOR)}?updateMask=hiddenFields`,
    {hiddenFields: ['biographies']},
  );
  const first = await deleteMia();
  const second = nameOf(EDITOR);
  await takeOff();
  act('restoreContact', [first, second]);
  await team.pollTwice(EDITOR);
  await team.pollTwice(EDITOR);
  expect(await idsOf('Mia')).toEqual([mia]);
  expect(team.entry(VIEWER, 'Mia')).toMatchObject(note);
  expect(JSON.stringify(world.book(EDITOR))).not.toContain('zzhidden');
  await expectOneMia();
});

test('former copies that come out of Google’s trash together are one where nothing says surely who they are', async () => {
  await open();
  const mia = (await idsOf('Mia'))[0]!;
  await team.ok(OWNER, `PATCH /v1/${mia}?updateMask=emailAddresses`, {
    person: {},
  });
  const first = await deleteMia();
  const second = await deleteMia();
  const third = nameOf(EDITOR);
  await takeOff();
  act('restoreContact', [first, second, third]);
  await team.pollTwice(EDITOR);
  await team.pollTwice(EDITOR);
  expect(await idsOf('Mia')).toEqual([mia]);
  await expectOneMia();
});

test('former copies that come out of Google’s trash after the contact came back are one with the copy that was made since', async () => {
  await open();
  const mia = (await idsOf('Mia'))[0]!;
  await team.ok(OWNER, `PATCH /v1/${mia}?updateMask=emailAddresses`, {
    person: {},
  });
  const first = await deleteMia();
  const second = nameOf(EDITOR);
  await takeOff();
  await team.ok(OWNER, `POST /v1/${mia}:undelete`, {});
  await team.pollTwice(EDITOR, REMOVER);
  type(nameOf(EDITOR), {nicknames: [{value: 'Mimi'}]});
  act('restoreContact', [first, second]);
  await team.pollTwice(EDITOR);
  await team.pollTwice(EDITOR);
  expect(await idsOf('Mia')).toEqual([mia]);
  expect(team.entry(VIEWER, 'Mia')['nicknames']).toMatchObject([
    {value: 'Mimi'},
  ]);
  await expectOneMia();
});

test.each(STORES)(
  'all former copies of a contact that stayed away, out of Google’s trash together, are one copy: %s',
  async kind => {
    await open(kind);
    const names = [await deleteMia(), await deleteMia(), await deleteMia()];
    expect(team.names(EDITOR)).toEqual(['Noa']);
    act('restoreContact', names);
    await team.pollTwice(EDITOR);
    await team.pollTwice(EDITOR);
    await expectOneMia();
  },
);

test.each(STORES)(
  'a copy that stayed away is one like any once it is out of Google’s trash, and its deletions count no more: %s',
  async kind => {
    await open(kind);
    await deleteMia();
    await deleteMia();
    const last = await deleteMia();
    expect(team.names(EDITOR)).toEqual(['Noa']);
    act('restoreContact', [last]);
    await team.pollTwice(EDITOR);
    expect(team.names(EDITOR)).toEqual(['Mia', 'Noa']);
    await deleteMia();
    expect(team.names(EDITOR)).toEqual(['Mia', 'Noa']);

    await team.ok(
      OWNER,
      `PATCH /v1/${team.grants.get(EDITOR)}?updateMask=role`,
      {
        role: 'remover',
      },
    );
    await deleteMia();
    expect(team.names(VIEWER)).toEqual(['Noa']);
  },
);

test('a contact of somebody’s own that comes out of Google’s trash takes the place of the copy made for it, and stays its account’s own', async () => {
  await open();
  await team.ok(OWNER, `DELETE /v1/${team.grants.get(EDITOR)}`);
  await team.pollTwice(EDITOR);
  const {person} = world.book(OWNER)[0]!;
  world.emulator.control('createContact', {
    user: EDITOR,
    person: {
      names: [{givenName: 'Mia'}],
      emailAddresses: person['emailAddresses'],
      biographies: [{value: 'my own note'}],
    },
    labels: [],
  });
  await world.poll(EDITOR);
  const grant = await team.ok(OWNER, `POST /v1/${team.label}/grants`, {
    principal: {type: 'user', email: EDITOR},
    role: 'editor',
  });
  await team.pollTwice(EDITOR);
  const own = await deleteMia();
  expect(team.names(EDITOR)).toEqual(['Mia', 'Noa']);
  act('restoreContact', [own]);
  await team.pollTwice(EDITOR);
  await team.pollTwice(EDITOR);
  expect(team.names(EDITOR)).toEqual(['Mia', 'Noa']);
  expect(nameOf(EDITOR)).toBe(own);
  expect(team.entry(VIEWER, 'Mia')['biographies']).toBeUndefined();
  await team.ok(OWNER, `DELETE /v1/${grant.name}`);
  await team.pollTwice(EDITOR);
  expect(world.book(EDITOR)).toMatchObject([{name: 'Mia', labels: []}]);
  expect(team.entry(EDITOR, 'Mia')['biographies']).toMatchObject([
    {value: 'my own note'},
  ]);
});
