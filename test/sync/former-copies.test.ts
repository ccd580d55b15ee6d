import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {expectOnlyLists, person} from '../support/sharing.ts';
import type {World} from '../support/world.ts';

const VIEWER = 'viewer@example.com';
const REMOVER = 'remover@example.com';

let team: Customers;
let world: World;
let label: string;

beforeEach(async () => {
  team = await openCustomers({
    [VIEWER]: 'viewer',
    [REMOVER]: 'remover',
  });
  ({world, label} = team);
});

afterEach(() => team.close());

const ok: Customers['ok'] = (...call) => team.ok(...call);
const names = (email: string) => team.names(email);
const entry = (email: string, name: string) => team.entry(email, name);
const pollTwice = (...emails: readonly string[]) => team.pollTwice(...emails);

const type = (user: string, name: string, typed: object) =>
  world.emulator.control('editContact', {
    user,
    contact: entry(user, name)['resourceName'],
    person: typed,
  });

const take = (
  kind: 'deleteContact' | 'unlabelContact',
  user: string,
  name: string,
) =>
  world.emulator.control(kind, {
    user,
    contacts: [entry(user, name)['resourceName']],
    ...(kind === 'unlabelContact' && {label: 'Customers'}),
  });

async function idOf(name: string): Promise<string> {
  const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
  return contacts.find(
    (each: {person: {names: {givenName: string}[]}}) =>
      each.person.names[0]?.givenName === name,
  ).name;
}

const nicknamed = (mia: string, value: string) =>
  ok(OWNER, `PATCH /v1/${mia}?updateMask=nicknames`, {
    person: {nicknames: [{value}]},
  });

/** Names of the tables that hold a text, whatever the column. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const {db} = team.store.database;
  const {rows: tables} = await sql<{name: string}>`
    select tablename::text as name from pg_tables
    where schemaname = 'public'`.execute(db);
  const found: string[] = [];
  for (const {name} of tables) {
    const {rows} = await sql`
      select 1 from ${sql.table(name)} t
      where t::text like ${`%${text}%`} limit 1`.execute(db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const privateNote = {biographies: [{value: 'zzprivate'}]};
const noteOf = (email: string, name: string) =>
  entry(email, name)['biographies']?.[0].value;

test('what is typed into a contact that stayed is stored nowhere and stays its account’s own when the contact is shared again', async () => {
  const mia = await idOf('Mia');
  take('unlabelContact', REMOVER, 'Mia');
  await pollTwice(REMOVER);
  expect(names(VIEWER)).toEqual(['Noa']);
  type(REMOVER, 'Mia', privateNote);
  await pollTwice(REMOVER);
  expect(await tablesWith('zzprivate')).toEqual([]);

  await ok(OWNER, `POST /v1/${mia}:undelete`, {});
  await world.poll(REMOVER, OWNER, VIEWER);
  expect(noteOf(VIEWER, 'Mia')).toBeUndefined();
  expect(noteOf(REMOVER, 'Mia')).toBe('zzprivate');
  expect(names(REMOVER)).toEqual(['Mia', 'Noa']);
  await nicknamed(mia, 'new');
  expect(entry(REMOVER, 'Mia')['nicknames']).toMatchObject([{value: 'new'}]);
  await expectOnlyLists(world, OWNER, VIEWER, REMOVER);
});

test('what only a linked contact said is stored nowhere once it is an ordinary contact again, and still its own when it is shared again', async () => {
  await ok(OWNER, `DELETE /v1/${team.grants.get(REMOVER)}`);
  world.emulator.control('createContact', {
    user: REMOVER,
    person: {...person('Ole'), ...privateNote},
    labels: [],
  });
  await world.poll(REMOVER);
  await ok(OWNER, `POST /v1/${label}/contacts`, {person: person('Ole')});
  await ok(OWNER, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email: REMOVER},
    role: 'remover',
  });
  await world.poll(REMOVER);
  expect(await tablesWith('zzprivate')).toEqual(['copies']);
  const ole = await idOf('Ole');
  take('unlabelContact', REMOVER, 'Ole');
  await pollTwice(REMOVER);
  expect(await tablesWith('zzprivate')).toEqual([]);

  await ok(OWNER, `POST /v1/${ole}:undelete`, {});
  await world.poll(REMOVER, OWNER, VIEWER);
  expect(noteOf(REMOVER, 'Ole')).toBe('zzprivate');
  expect(noteOf(VIEWER, 'Ole')).toBeUndefined();
});

test.each(['is answered', 'is not answered at first'])(
  'a copy out of Google’s trash takes the place of the one made for it where the deletion of that %s',
  async how => {
    const old = entry(VIEWER, 'Mia')['resourceName'];
    world.emulator.control('deleteContact', {user: VIEWER, contacts: [old]});
    await pollTwice(VIEWER);
    world.emulator.control('restoreContact', {user: VIEWER, contacts: [old]});
    world.emulator.control('editContact', {
      user: VIEWER,
      contact: old,
      person: {nicknames: [{value: 'typed'}]},
    });
    if (how !== 'is answered') {
      world.emulator.control('fault', {
        ...{user: VIEWER, method: 'deleteContact'},
        ...{effect: 'status', status: 503, count: 1},
      });
    }
    await pollTwice(VIEWER);
    await pollTwice(VIEWER);
    expect(entry(VIEWER, 'Mia')['resourceName']).toBe(old);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
    const {suggestions} = await ok(OWNER, 'GET /v1/suggestions');
    expect(JSON.stringify(suggestions)).toContain('typed');
    await expectOnlyLists(world, OWNER, VIEWER, REMOVER);
  },
);

test('what happens to the contacts of a deleted label that were kept is nobody else’s, before and after it comes back', async () => {
  await ok(OWNER, `DELETE /v1/${label}?keepCopies=true`);
  take('deleteContact', REMOVER, 'Mia');
  take('unlabelContact', VIEWER, 'Mia');
  type(REMOVER, 'Noa', privateNote);
  type(OWNER, 'Noa', {nicknames: [{value: 'zzown'}]});
  await pollTwice(REMOVER, OWNER, VIEWER);
  for (const typed of ['zzprivate', 'zzown']) {
    expect(await tablesWith(typed)).toEqual([]);
  }

  await ok(OWNER, `POST /v1/${label}:undelete`, {});
  await pollTwice(REMOVER, VIEWER);
  for (const email of [OWNER, VIEWER, REMOVER]) {
    expect(world.book(email)).toMatchObject([
      {name: 'Mia', labels: ['Customers']},
      {name: 'Noa', labels: ['Customers']},
    ]);
  }
  expect(JSON.stringify(world.book(VIEWER))).not.toMatch(/zzprivate|zzown/);
  expect(noteOf(REMOVER, 'Noa')).toBe('zzprivate');
});

test('a contact of somebody’s own that others took off and brought back keeps to itself what was typed meanwhile', async () => {
  const mia = await idOf('Mia');
  await ok(REMOVER, `DELETE /v1/${mia}`);
  type(OWNER, 'Mia', privateNote);
  await pollTwice(OWNER);
  expect(await tablesWith('zzprivate')).toEqual([]);

  await ok(REMOVER, `POST /v1/${mia}:undelete`, {});
  await world.poll(OWNER, VIEWER);
  expect(names(OWNER)).toEqual(['Mia', 'Noa']);
  expect(noteOf(OWNER, 'Mia')).toBe('zzprivate');
  expect(noteOf(VIEWER, 'Mia')).toBeUndefined();
});

test.each([true, false])(
  'a copy that comes out of Google’s trash undoes no edit made since, under the same id: %s',
  async restoreKeepsName => {
    world.emulator.control('switches', {restoreKeepsName});
    const mia = await idOf('Mia');
    const {resourceName} = entry(VIEWER, 'Mia') as {resourceName: string};
    take('deleteContact', VIEWER, 'Mia');
    await pollTwice(VIEWER);
    await nicknamed(mia, 'new');
    world.emulator.control('restoreContact', {
      user: VIEWER,
      contacts: [resourceName],
    });
    await pollTwice(VIEWER);

    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
    expect(entry(VIEWER, 'Mia')['nicknames']).toMatchObject([{value: 'new'}]);
    const {suggestions} = await ok(OWNER, 'GET /v1/suggestions');
    expect(suggestions).toEqual([]);
    await expectOnlyLists(world, OWNER, VIEWER, REMOVER);
  },
);

test('a copy out of Google’s trash brings back nothing of what was typed where its account did not see', async () => {
  const mia = await idOf('Mia');
  const secret = await ok(OWNER, 'POST /v1/labels', {displayName: 'Secret'});
  await ok(OWNER, `POST /v1/${secret.name}/contacts:add`, {contacts: [mia]});
  const {resourceName} = entry(REMOVER, 'Mia') as {resourceName: string};
  take('deleteContact', REMOVER, 'Mia');
  await pollTwice(REMOVER);
  await nicknamed(mia, 'zzsecret');
  await ok(OWNER, `DELETE /v1/${mia}`);
  world.emulator.control('restoreContact', {
    user: REMOVER,
    contacts: [resourceName],
  });
  await pollTwice(REMOVER);

  expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
  for (const email of [VIEWER, REMOVER]) {
    expect(JSON.stringify(world.book(email))).not.toContain('zzsecret');
  }
});

test.each(['after taking it off', 'out of Google’s trash'])(
  'a label of somebody’s own on what was a copy shows them nothing of the contact in the trash: %s',
  async way => {
    const mia = await idOf('Mia');
    const grant = team.grants.get(REMOVER);
    await ok(OWNER, `PATCH /v1/${grant}?updateMask=hiddenFields`, {
      hiddenFields: ['nicknames'],
    });
    await nicknamed(mia, 'zzhidden');
    await ok(REMOVER, 'POST /v1/labels', {displayName: 'Mine'});
    const {resourceName} = entry(REMOVER, 'Mia') as {resourceName: string};
    if (way === 'after taking it off') {
      take('unlabelContact', REMOVER, 'Mia');
    } else {
      await ok(OWNER, `PATCH /v1/${grant}?updateMask=role`, {role: 'viewer'});
      await ok(OWNER, `DELETE /v1/${mia}`);
    }
    await pollTwice(REMOVER);
    if (way !== 'after taking it off') {
      world.emulator.control('restoreContact', {
        user: REMOVER,
        contacts: [resourceName],
      });
    }
    const contacts = [resourceName];
    world.emulator.control('labelContact', {
      user: REMOVER,
      contacts,
      label: 'Mine',
    });
    await pollTwice(REMOVER);

    expect((await world.call(REMOVER, `GET /v1/${mia}`)).status).toBe(404);
    expect(JSON.stringify(world.book(REMOVER))).not.toContain('zzhidden');
    expect(
      world.book(REMOVER).filter(({labels}) => labels.includes('Mine')),
    ).toMatchObject([{name: 'Mia'}]);
    const {contacts: trash} = await ok(OWNER, 'GET /v1/trash');
    expect(trash).toMatchObject([{name: mia, labels: [label]}]);
  },
);

test('into a contact whose label was taken off nothing more is written, not even what was on its way', async () => {
  const mia = await idOf('Mia');
  await world.call(OWNER, `PATCH /v1/${mia}?updateMask=nicknames`, {
    person: {nicknames: [{value: 'late'}]},
  });
  take('unlabelContact', REMOVER, 'Mia');
  await pollTwice(REMOVER);
  expect(names(VIEWER)).toEqual(['Noa']);
  expect(entry(REMOVER, 'Mia')['nicknames']).toBeUndefined();

  await ok(OWNER, `POST /v1/${mia}:undelete`, {});
  expect(entry(REMOVER, 'Mia')['nicknames']).toMatchObject([{value: 'late'}]);
  await expectOnlyLists(world, OWNER, VIEWER, REMOVER);
});

test.each(['with its mark', 'by a complete list'])(
  'a copy that was deleted and came out of Google’s trash under a new id before any list, shown %s, is withdrawn as any',
  async how => {
    world.emulator.control('switches', {restoreKeepsName: false});
    const {resourceName} = entry(VIEWER, 'Mia') as {resourceName: string};
    take('deleteContact', VIEWER, 'Mia');
    world.emulator.control('restoreContact', {
      user: VIEWER,
      contacts: [resourceName],
    });
    if (how === 'by a complete list') {
      world.emulator.control('fault', {
        ...{user: VIEWER, method: 'connections.list'},
        ...{effect: 'expiredSyncToken', count: 1},
      });
    }
    await pollTwice(VIEWER);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
    await ok(OWNER, `DELETE /v1/${team.grants.get(VIEWER)}`);
    await pollTwice(VIEWER);
    expect(names(VIEWER)).toEqual([]);
  },
);
