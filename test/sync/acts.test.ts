import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {Draft, WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {
  expectOnlyLists,
  grantTo,
  person,
  shareLabelOf,
} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const VIEWER = 'viewer@example.com';
const EDITOR = 'editor@example.com';
const REMOVER = 'remover@example.com';
const EVERYBODY = [OWNER, VIEWER, EDITOR, REMOVER];

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
    {email: VIEWER},
    {email: EDITOR},
    {email: REMOVER},
  ],
};

let store: TestStore;
let world: World;
let label: string;

beforeEach(async () => {
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED));
  label = await shareLabelOf(world, OWNER);
  await share(VIEWER, {role: 'viewer'});
  await share(EDITOR, {role: 'editor'});
  await share(REMOVER, {role: 'remover'});
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const share = (email: string, grant: object) =>
  grantTo(world, {owner: OWNER, label}, email, grant);

const names = (email: string) => world.book(email).map(({name}) => name);

function copyOf(email: string, name: string) {
  const entry = world.book(email).find(each => each.name === name);
  if (entry === undefined) throw new Error(`${email} has no ${name}`);
  return entry;
}

function act(kind: string, email: string, name: string, more: object = {}) {
  const {resourceName} = copyOf(email, name).person;
  const which = ['editContact', 'phoneEdit'].includes(kind)
    ? {contact: resourceName}
    : {contacts: [resourceName]};
  world.emulator.control(kind as 'editContact', {
    user: email,
    ...which,
    ...more,
  });
}

/** The name of the contact that somebody of this name is. */
async function contactNamed(name: string): Promise<string> {
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  return body.contacts.find(
    (each: Draft) => each['person'].names[0].givenName === name,
  ).name;
}

/** A deletion counts once another list shows no survivor of a merge. */
async function pollTwice(email: string): Promise<void> {
  await world.poll(email);
  await world.poll(email);
}

async function openSuggestions() {
  return store.database.db
    .selectFrom('suggestions')
    .select(['kind', 'account_id', 'changes', 'label_id'])
    .where('state', '=', 'OPEN')
    .execute();
}

/** The next poll lists the labels, whenever they were listed last. */
async function lookAtLabels(email: string): Promise<void> {
  await store.database.db
    .updateTable('accounts')
    .set({groups_list_time: null})
    .where('email', '=', email)
    .execute();
}

const expectQuiet = () => expectOnlyLists(world, ...EVERYBODY);

describe.each([['editContact'], ['phoneEdit']])('an edit by %s', kind => {
  test('of a viewer is put back and kept as a suggestion', async () => {
    act(kind, VIEWER, 'Mia', {person: {nicknames: [{value: 'Mimi'}]}});
    await world.poll(VIEWER);
    expect(copyOf(VIEWER, 'Mia').person['nicknames']).toBeUndefined();
    expect(copyOf(OWNER, 'Mia').person['nicknames']).toBeUndefined();
    expect(await openSuggestions()).toMatchObject([
      {
        kind: 'edit',
        changes: [{field: 'nicknames', new: [{value: 'Mimi'}]}],
      },
    ]);
    await expectQuiet();
  });

  test('of an editor reaches everybody', async () => {
    act(kind, EDITOR, 'Mia', {person: {nicknames: [{value: 'Mimi'}]}});
    await world.poll(EDITOR);
    for (const email of EVERYBODY) {
      expect(copyOf(email, 'Mia').person['nicknames']).toMatchObject([
        {value: 'Mimi'},
      ]);
    }
    expect(await openSuggestions()).toEqual([]);
    await expectQuiet();
  });
});

test('a second edit of a viewer joins the first in one suggestion', async () => {
  act('editContact', VIEWER, 'Mia', {person: {nicknames: [{value: 'Mimi'}]}});
  await world.poll(VIEWER);
  act('editContact', VIEWER, 'Mia', {
    person: {biographies: [{value: 'likes tea'}]},
  });
  await world.poll(VIEWER);
  const [suggestion, ...others] = await openSuggestions();
  expect(others).toEqual([]);
  expect(suggestion!.changes.map(({field}) => field).sort()).toEqual([
    'biographies',
    'nicknames',
  ]);
});

test('a second edit, over a put-back that nobody answered, leaves what the first said in the history', async () => {
  const mailbox = (value: string) => ({person: {emailAddresses: [{value}]}});
  act('editContact', VIEWER, 'Mia', mailbox('first@typed.example'));
  const fault = (how: object) =>
    world.emulator.control('fault', {user: VIEWER, ...how});
  fault({method: 'updateContact', effect: 'cut', when: 'after', count: 1});
  fault({method: 'writes', effect: 'status', status: 503, skip: 1});
  await world.poll(VIEWER);
  const {emailAddresses} = copyOf(VIEWER, 'Mia').person;
  expect(emailAddresses).toMatchObject([{value: 'mia@customer.example'}]);
  act('editContact', VIEWER, 'Mia', mailbox('second@typed.example'));
  world.emulator.control('clearFaults');
  await world.poll(VIEWER);
  expect(await openSuggestions()).toMatchObject([
    {changes: [{new: [{value: 'second@typed.example'}]}]},
  ]);
  const mia = await contactNamed('Mia');
  const {body} = await world.call(OWNER, `GET /v1/${mia}/revisions`);
  expect(JSON.stringify(body)).toContain('first@typed.example');
});

describe('taking the label off', () => {
  test('by a viewer or an editor puts it back', async () => {
    for (const email of [VIEWER, EDITOR]) {
      act('unlabelContact', email, 'Mia', {label: 'Customers'});
      await world.poll(email);
      expect(copyOf(email, 'Mia').labels).toContain('Customers');
    }
    expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
    await expectQuiet();
  });

  test('by a remover removes it for everybody and leaves their own copy', async () => {
    act('unlabelContact', REMOVER, 'Mia', {label: 'Customers'});
    await world.poll(REMOVER);
    expect(names(VIEWER)).toEqual(['Noa', 'Ole']);
    expect(names(EDITOR)).toEqual(['Noa', 'Ole']);
    expect(names(REMOVER)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(copyOf(REMOVER, 'Mia').labels).not.toContain('Customers');
    await expectQuiet();
    act('labelContact', REMOVER, 'Mia', {label: 'Customers'});
    await world.poll(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
    }
    await expectQuiet();
  });
});

describe('deleting a copy', () => {
  test('by a remover removes the contact for everybody, after another list', async () => {
    act('deleteContact', REMOVER, 'Mia');
    await world.poll(REMOVER);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa', 'Ole']);
    await world.poll(REMOVER);
    for (const email of [VIEWER, EDITOR, REMOVER]) {
      expect(names(email)).toEqual(['Noa', 'Ole']);
    }
    await expectQuiet();
  });

  test('counts though the first read of it was stale', async () => {
    act('deleteContact', REMOVER, 'Mia');
    world.emulator.control('fault', {
      method: 'getBatchGet',
      effect: 'staleRead',
      count: 1,
    });
    for (let polls = 0; polls < 3; polls++) await world.poll(REMOVER);
    for (const email of [VIEWER, EDITOR, REMOVER]) {
      expect(names(email)).toEqual(['Noa', 'Ole']);
    }
    await expectQuiet();
  });

  test('by an editor makes it again, and the third time leaves it away', async () => {
    for (let time = 1; time < 3; time++) {
      act('deleteContact', EDITOR, 'Mia');
      await pollTwice(EDITOR);
      expect(copyOf(EDITOR, 'Mia').labels).toContain('Customers');
    }
    act('deleteContact', EDITOR, 'Mia');
    await pollTwice(EDITOR);
    expect(names(EDITOR)).toEqual(['Noa', 'Ole']);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa', 'Ole']);
    const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
    expect(
      body.accounts.find((each: {email: string}) => each.email === EDITOR),
    ).toMatchObject({waiting: 1, reason: 'REMOVED_BY_MEMBER'});
    await expectQuiet();
  });

  test('again and again, it comes back by one call, and its deletions are forgotten', async () => {
    const mia = await contactNamed('Mia');
    for (let time = 1; time <= 3; time++) {
      act('deleteContact', EDITOR, 'Mia');
      await pollTwice(EDITOR);
    }
    expect(names(EDITOR)).toEqual(['Noa', 'Ole']);
    const redeliver = () => world.call(EDITOR, `POST /v1/${mia}:redeliver`);
    expect(await redeliver()).toMatchObject({status: 200, body: {name: mia}});
    await world.settle();
    expect(copyOf(EDITOR, 'Mia').labels).toEqual(['Customers']);
    expect((await redeliver()).status).toBe(200);
    await expectQuiet();
    act('deleteContact', EDITOR, 'Mia');
    await pollTwice(EDITOR);
    expect(names(EDITOR)).toEqual(['Mia', 'Noa', 'Ole']);
    await expectQuiet();
  });

  test('by a remover who then asks for it back takes it from nobody', async () => {
    const mia = await contactNamed('Mia');
    act('deleteContact', REMOVER, 'Mia');
    await world.poll(REMOVER);
    await world.call(REMOVER, `POST /v1/${mia}:redeliver`);
    await world.settle();
    await pollTwice(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
    }
    await expectQuiet();
  });
});

describe('the label itself', () => {
  test('deleted by a member is made again there, copies and all', async () => {
    const {groups} = world.emulator.control('account', {user: REMOVER});
    const {resourceName} = groups[0];
    world.emulator.control('deleteLabel', {user: REMOVER, label: resourceName});
    await world.poll(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
      expect(copyOf(email, 'Mia').labels).toEqual(['Customers']);
    }
    await expectQuiet();
  });

  test.each([['before'], ['after']])(
    'deleted with its contacts takes them off no other label, seen %s they are gone',
    async when => {
      const {body: other} = await world.call(OWNER, 'POST /v1/labels', {
        displayName: 'Partners',
      });
      await world.call(OWNER, `POST /v1/${other.name}/grants`, {
        principal: {type: 'user', email: REMOVER},
        role: 'remover',
      });
      const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
      const contacts = body.contacts.map(({name}: {name: string}) => name);
      await world.call(OWNER, `POST /v1/${other.name}/contacts:add`, {
        contacts,
      });
      await world.settle();
      const {groups} = world.emulator.control('account', {user: REMOVER});
      const group = groups.find(({name}: Draft) => name === 'Partners');
      const remove = (deleteContacts: boolean) =>
        world.emulator.control('deleteLabel', {
          user: REMOVER,
          label: group.resourceName,
          deleteContacts,
        });
      if (when === 'before') {
        await lookAtLabels(REMOVER);
        const gone = world.book(REMOVER).map(({person: each}) => each);
        remove(false);
        await world.poll(REMOVER);
        world.emulator.control('deleteContact', {
          user: REMOVER,
          contacts: gone.map(each => each['resourceName']),
        });
      } else {
        remove(true);
      }
      for (let run = 0; run < 3; run++) await world.poll(REMOVER);
      for (const email of [OWNER, REMOVER]) {
        expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
        expect(copyOf(email, 'Mia').labels.toSorted()).toEqual([
          'Customers',
          'Partners',
        ]);
      }
      expect(names(VIEWER)).toEqual(['Mia', 'Noa', 'Ole']);
      await expectQuiet();
    },
  );

  test('deleted with a contact that somebody put it on just before takes that off no other label', async () => {
    const {body: other} = await world.call(OWNER, 'POST /v1/labels', {
      displayName: 'Partners',
    });
    await world.call(OWNER, `POST /v1/${other.name}/grants`, {
      principal: {type: 'user', email: REMOVER},
      role: 'remover',
    });
    await world.settle();
    act('labelContact', REMOVER, 'Mia', {label: 'Partners'});
    world.emulator.control('deleteLabel', {
      user: REMOVER,
      label: 'Partners',
      deleteContacts: true,
    });
    for (let run = 0; run < 3; run++) await world.poll(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
    }
    await expectQuiet();
  });

  test('renamed by the owner has that name for everybody; by another its name is put back', async () => {
    const rename = (user: string, name: string) => {
      const {groups} = world.emulator.control('account', {user});
      world.emulator.control('renameLabel', {
        user,
        label: groups[0].resourceName,
        name,
      });
    };
    const labels = (user: string) =>
      world.emulator
        .control('account', {user})
        ['groups'].map((group: {name: string}) => group.name);
    await lookAtLabels(EDITOR);
    rename(EDITOR, 'Mine');
    await world.poll(EDITOR);
    expect(labels(EDITOR)).toEqual(['Customers']);
    await lookAtLabels(OWNER);
    rename(OWNER, 'Clients');
    await world.poll(OWNER);
    for (const email of EVERYBODY) expect(labels(email)).toEqual(['Clients']);
  });
});

test('a contact a viewer labels loses the label and is suggested', async () => {
  world.emulator.control('createContact', {
    user: VIEWER,
    person: person('Pia'),
    labels: ['Customers'],
  });
  await world.poll(VIEWER);
  expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
  expect(copyOf(VIEWER, 'Pia').labels).toEqual([]);
  expect(copyOf(VIEWER, 'Pia').person['emailAddresses']).toHaveLength(1);
  expect(await openSuggestions()).toMatchObject([{kind: 'add'}]);
  await expectQuiet();
});

test('an own contact of somebody shared takes the place of the copy, and spreads nothing', async () => {
  world.emulator.control('createContact', {
    user: EDITOR,
    person: {...person('Mia'), biographies: [{value: 'my own note'}]},
    labels: ['Customers'],
  });
  await world.poll(EDITOR);
  expect(names(EDITOR)).toEqual(['Mia', 'Noa', 'Ole']);
  expect(JSON.stringify(world.book(EDITOR))).toContain('my own note');
  expect(JSON.stringify(world.book(OWNER))).not.toContain('my own note');
  expect(names(OWNER)).toEqual(['Mia', 'Noa', 'Ole']);
  await expectQuiet();
});

test('what was typed last into a copy that an own contact replaces is an edit like any', async () => {
  act('editContact', EDITOR, 'Mia', {person: {nicknames: [{value: 'Mimi'}]}});
  world.emulator.control('createContact', {
    user: EDITOR,
    person: person('Mia'),
    labels: ['Customers'],
  });
  await world.poll(EDITOR);
  expect(names(EDITOR)).toEqual(['Mia', 'Noa', 'Ole']);
  for (const user of [EDITOR, OWNER]) {
    const mia = world.book(user).find(({name}) => name === 'Mia');
    expect(mia?.person['nicknames']).toMatchObject([{value: 'Mimi'}]);
  }
  await expectQuiet();
});

test('a value in a field hidden from who adds a contact stays theirs and is suggested', async () => {
  const {body} = await world.call(OWNER, `GET /v1/${label}/grants`);
  const grant = body.grants.find(
    (each: {principal: {email: string}}) => each.principal.email === EDITOR,
  );
  await world.call(OWNER, `PATCH /v1/${grant.name}?updateMask=hiddenFields`, {
    hiddenFields: ['biographies'],
  });
  await world.settle();
  world.emulator.control('createContact', {
    user: EDITOR,
    person: {...person('Pia'), biographies: [{value: 'typed blind'}]},
    labels: ['Customers'],
  });
  await world.poll(EDITOR);
  expect(names(OWNER)).toContain('Pia');
  expect(JSON.stringify(world.book(OWNER))).not.toContain('typed blind');
  expect(copyOf(EDITOR, 'Pia').person['biographies']).toHaveLength(1);
  expect(await openSuggestions()).toMatchObject([
    {changes: [{field: 'biographies', new: [{value: 'typed blind'}]}]},
  ]);
  await expectQuiet();
});

describe('a merge in Google Contacts', () => {
  const merge = (user: string, first: string, second: string) => {
    const names = [first, second];
    const contacts = names.map(
      name => copyOf(user, name).person['resourceName'],
    );
    world.emulator.control('mergeContacts', {
      user,
      contacts,
      survivor: contacts[0],
    });
  };

  test('of two copies by a remover is a merge for everybody, which can be undone', async () => {
    const mia = await contactNamed('Mia');
    merge(REMOVER, 'Mia', 'Noa');
    await pollTwice(REMOVER);
    for (const email of [VIEWER, EDITOR, REMOVER]) {
      expect(names(email)).toEqual(['Mia', 'Ole']);
      expect(copyOf(email, 'Mia').person['emailAddresses']).toHaveLength(2);
    }
    await expectQuiet();
    const {status} = await world.call(REMOVER, `POST /v1/${mia}:unmerge`);
    expect(status).toBe(200);
    await world.settle();
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
      expect(copyOf(email, 'Mia').person['emailAddresses']).toHaveLength(1);
      expect(copyOf(email, 'Noa').labels).toEqual(['Customers']);
    }
    await expectQuiet();
  });

  test('of more copies than the bulk guard lets through is undone beyond that', async () => {
    await world.call(OWNER, `PATCH /v1/${label}?updateMask=bulkRemoval`, {
      bulkRemoval: {percent: 1, count: 2},
    });
    merge(REMOVER, 'Mia', 'Noa');
    await pollTwice(REMOVER);
    expect(names(VIEWER)).toEqual(['Mia', 'Ole']);
    merge(REMOVER, 'Mia', 'Ole');
    await pollTwice(REMOVER);
    for (const email of [VIEWER, EDITOR, REMOVER]) {
      expect(names(email)).toEqual(['Mia', 'Ole']);
      expect(copyOf(email, 'Mia').person['emailAddresses']).toHaveLength(2);
    }
    expect(await openSuggestions()).toMatchObject([
      {kind: 'edit', changes: [{field: 'emailAddresses'}]},
    ]);
    await expectQuiet();
  });

  test('of two copies, one of which is in a label the remover does not see, is undone', async () => {
    const {body: other} = await world.call(OWNER, 'POST /v1/labels', {
      displayName: 'Unseen',
    });
    await world.call(OWNER, `POST /v1/${other.name}/contacts:add`, {
      contacts: [await contactNamed('Noa')],
    });
    await world.settle();
    merge(REMOVER, 'Mia', 'Noa');
    await pollTwice(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
      expect(copyOf(email, 'Mia').person['emailAddresses']).toHaveLength(1);
    }
    expect(await openSuggestions()).toMatchObject([
      {kind: 'edit', changes: [{field: 'emailAddresses'}]},
    ]);
    await expectQuiet();
  });

  test.each([[VIEWER], [EDITOR]])(
    'with an own contact that has neither address nor number spreads nothing, by %s',
    async email => {
      world.emulator.control('createContact', {
        user: email,
        person: {
          names: [{givenName: 'Mimi'}],
          biographies: [{value: 'my own note'}],
        },
        labels: [],
      });
      await world.poll(email);
      merge(email, 'Mia', 'Mimi');
      await pollTwice(email);
      expect(copyOf(email, 'Mia').person['biographies']).toMatchObject([
        {value: 'my own note'},
      ]);
      for (const other of EVERYBODY.filter(each => each !== email)) {
        expect(JSON.stringify(world.book(other))).not.toContain('my own note');
      }
      expect(await openSuggestions()).toEqual([]);
      await expectQuiet();
    },
  );

  test.each([[VIEWER], [EDITOR]])(
    'of two copies by %s is undone and kept as a suggestion',
    async email => {
      merge(email, 'Mia', 'Noa');
      await pollTwice(email);
      for (const each of EVERYBODY) {
        expect(names(each)).toEqual(['Mia', 'Noa', 'Ole']);
        expect(copyOf(each, 'Mia').person['emailAddresses']).toHaveLength(1);
      }
      expect(await openSuggestions()).toMatchObject([
        {kind: 'edit', changes: [{field: 'emailAddresses'}]},
      ]);
      await expectQuiet();
    },
  );

  test('of a linked copy with another copy spreads nothing of the own layer', async () => {
    world.emulator.control('createContact', {
      user: EDITOR,
      person: {
        names: [{givenName: 'Mimi'}],
        emailAddresses: [{value: 'mimi@home.example'}],
        biographies: [{value: 'my own note'}],
      },
    });
    await world.poll(EDITOR);
    merge(EDITOR, 'Mia', 'Mimi');
    await pollTwice(EDITOR);
    merge(EDITOR, 'Noa', 'Mia');
    await pollTwice(EDITOR);
    expect(JSON.stringify(world.book(EDITOR))).toContain('my own note');
    expect(JSON.stringify(world.book(EDITOR))).toContain('mimi@home.example');
    for (const each of [OWNER, VIEWER, REMOVER]) {
      expect(JSON.stringify(world.book(each))).not.toMatch(/own note|mimi@/);
    }
    expect(JSON.stringify(await openSuggestions())).not.toMatch(
      /own note|mimi@/,
    );
    await expectQuiet();
  });

  test.each([
    ['Mia', 'Mimi'],
    ['Mimi', 'Mia'],
  ])(
    'of a copy with an own contact spreads nothing, whichever lives on: %s, not %s',
    async (survivor, other) => {
      world.emulator.control('createContact', {
        user: EDITOR,
        person: {
          names: [{givenName: 'Mimi'}],
          emailAddresses: [{value: 'mimi@home.example'}],
          biographies: [{value: 'my own note'}],
        },
      });
      await world.poll(EDITOR);
      merge(EDITOR, survivor, other);
      await pollTwice(EDITOR);
      expect(names(EDITOR)).toEqual(['Mia', 'Noa', 'Ole']);
      expect(JSON.stringify(world.book(EDITOR))).toContain('my own note');
      expect(JSON.stringify(world.book(EDITOR))).toContain('mimi@home.example');
      expect(JSON.stringify(world.book(EDITOR))).toContain('mia@customer');
      for (const each of [OWNER, VIEWER, REMOVER]) {
        expect(names(each)).toEqual(['Mia', 'Noa', 'Ole']);
        expect(JSON.stringify(world.book(each))).not.toMatch(/own note|mimi@/);
      }
      await expectQuiet();
    },
  );
});

test('an edit of a contact that somebody removed meanwhile is made in the trash', async () => {
  act('editContact', EDITOR, 'Mia', {person: {nicknames: [{value: 'Mimi'}]}});
  act('editContact', VIEWER, 'Mia', {person: {urls: [{value: 'https://v'}]}});
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  const mia = body.contacts.find(
    (each: {person: {names: [{givenName: string}]}}) =>
      each.person.names[0].givenName === 'Mia',
  );
  await world.call(OWNER, `DELETE /v1/${mia.name}`);
  await world.settle();
  expect(names(EDITOR)).toEqual(['Noa', 'Ole']);
  const {status} = await world.call(OWNER, `POST /v1/${mia.name}:undelete`, {});
  expect(status).toBe(200);
  await world.settle();
  for (const email of EVERYBODY) {
    const {person: copy} = copyOf(email, 'Mia');
    expect(copy['nicknames']).toMatchObject([{value: 'Mimi'}]);
    expect(copy['urls']).toBeUndefined();
  }
  const revisions = await world.call(OWNER, `GET /v1/${mia.name}/revisions`);
  expect(JSON.stringify(revisions.body)).toContain('https://v');
  await expectQuiet();
});

test('what nobody shared is neither in the store nor in a log', async () => {
  world.emulator.control('createContact', {
    user: EDITOR,
    person: {
      names: [{givenName: 'Zzyzx', familyName: 'Unshared'}],
      emailAddresses: [{value: 'zzyzx@private.example'}],
      phoneNumbers: [{value: '+81312340099'}],
      biographies: [{value: 'between us'}],
    },
  });
  await world.poll(EDITOR);
  const {rows: tables} = await sql<{name: string}>`
    select tablename::text as name from pg_tables
    where schemaname = 'public'`.execute(store.database.db);
  expect(tables.length).toBeGreaterThan(15);
  for (const {name} of tables) {
    const {rows} = await sql<{row: string}>`
      select t::text as row from ${sql.table(name)} t`.execute(
      store.database.db,
    );
    const dump = rows.map(({row}) => row).join('\n');
    expect([name, dump]).not.toEqual([
      name,
      expect.stringMatching(/zzyzx|unshared|312340099|between us/i),
    ]);
  }
  expect(world.log()).not.toMatch(/zzyzx|unshared|312340099|between us|@/i);
  expect(world.log()).toContain('planned');
});

test('a phone that saves a card takes nothing away that it cannot show', async () => {
  const {body} = await world.call(OWNER, `POST /v1/${label}/contacts`, {
    person: {
      names: [{givenName: 'Rika', phoneticHonorificPrefix: 'ドクター'}],
      phoneNumbers: [{value: '03-1234-5678', type: 'main'}],
      organizations: [
        {name: 'Works', title: 'Head', jobDescription: 'Heads'},
        {name: 'Club'},
      ],
      relations: [{person: 'Taro', type: 'spouse'}],
      userDefined: [{key: 'Code', value: '7'}],
      events: [{type: 'joined', date: {year: 2020, month: 4, day: 1}}],
    },
  });
  await world.settle();
  const before = world.book(OWNER).find(({name}) => name.includes('Rika'))!;
  const {resourceName} = world
    .book(EDITOR)
    .find(({name}) => name.includes('Rika'))!.person;
  world.emulator.control('phoneEdit', {
    user: EDITOR,
    contact: resourceName,
    person: {nicknames: [{value: 'Rikarin'}]},
  });
  await world.poll(EDITOR);
  const read = await world.call(OWNER, `GET /v1/${body.name}`);
  expect(read.body.person).toEqual({
    ...body.person,
    nicknames: [{value: 'Rikarin'}],
  });
  for (const email of EVERYBODY) {
    const copy = world.book(email).find(({name}) => name.includes('Rika'))!;
    for (const field of ['relations', 'userDefined', 'events']) {
      expect(copy.person[field]).toHaveLength(before.person[field].length);
    }
    expect(copy.person['organizations']).toHaveLength(2);
    expect(copy.person['phoneNumbers'][0].type).toBe('main');
  }
  expect(await openSuggestions()).toEqual([]);
  await expectQuiet();
});

describe('a copy that comes back out of Google’s trash', () => {
  test('takes the place of the one that was made for it', async () => {
    const {resourceName} = copyOf(VIEWER, 'Mia').person;
    act('deleteContact', VIEWER, 'Mia');
    await pollTwice(VIEWER);
    expect(copyOf(VIEWER, 'Mia').person['resourceName']).not.toBe(resourceName);
    world.emulator.control('restoreContact', {
      user: VIEWER,
      contacts: [resourceName],
    });
    await pollTwice(VIEWER);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa', 'Ole']);
    expect(copyOf(VIEWER, 'Mia').person['resourceName']).toBe(resourceName);
    expect(copyOf(VIEWER, 'Mia').labels).toContain('Customers');
    await expectQuiet();
  });

  test('brings the contact back for everybody where its account may add it', async () => {
    const {body: before} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const {resourceName} = copyOf(REMOVER, 'Mia').person;
    act('deleteContact', REMOVER, 'Mia');
    await pollTwice(REMOVER);
    expect(names(VIEWER)).toEqual(['Noa', 'Ole']);
    world.emulator.control('restoreContact', {
      user: REMOVER,
      contacts: [resourceName],
    });
    await pollTwice(REMOVER);
    for (const email of EVERYBODY) {
      expect(names(email)).toEqual(['Mia', 'Noa', 'Ole']);
    }
    const {body: after} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    const ids = (body: {contacts: {name: string}[]}) =>
      body.contacts.map(({name}) => name).sort();
    expect(ids(after)).toEqual(ids(before));
    await expectQuiet();
  });
});
