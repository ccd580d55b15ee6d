import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {PeopleClient, PeoplePage} from '../../server/core/google.ts';
import {OWNER, openCustomers, type Customers} from '../support/customers.ts';
import {expectOnlyLists, person} from '../support/sharing.ts';
import type {World} from '../support/world.ts';

const VIEWER = 'viewer@example.com';
const EDITOR = 'editor@example.com';
const REMOVER = 'remover@example.com';

let team: Customers;
let world: World;
let label: string;
/** Google's clock is so far ahead. */
let aheadMs: number;
/** The next list that has marks of deletions lacks them; the one after has them. */
let isLate: boolean;
let withheld: PeoplePage['tombstones'][number][];

beforeEach(async () => {
  aheadMs = 0;
  isLate = false;
  withheld = [];
  team = await openCustomers(
    {[VIEWER]: 'viewer', [EDITOR]: 'editor', [REMOVER]: 'remover'},
    undefined,
    {googleNow: () => Date.now() + aheadMs, wrapPeople: withLateTombstones},
  );
  ({world, label} = team);
});

function withLateTombstones(client: PeopleClient): PeopleClient {
  return {
    ...client,
    async listPeople(request) {
      const outcome = await client.listPeople(request);
      if (outcome.kind === 'fault') return outcome;
      if (!isLate) {
        const late = withheld.splice(0);
        const {value} = outcome;
        return {
          ...outcome,
          value: {...value, tombstones: [...late, ...value.tombstones]},
        };
      }
      if (outcome.value.tombstones.length === 0) return outcome;
      isLate = false;
      withheld.push(...outcome.value.tombstones);
      return {...outcome, value: {...outcome.value, tombstones: []}};
    },
  };
}

afterEach(() => team.close());

const ok: Customers['ok'] = (...call) => team.ok(...call);
const names = (email: string) => team.names(email);
const entry = (email: string, name: string) => team.entry(email, name);
const pollTwice = (...emails: readonly string[]) => team.pollTwice(...emails);

const merge = (user: string, survivor: string, ...others: string[]) => {
  const [first, ...rest] = [survivor, ...others].map(
    name => entry(user, name)['resourceName'],
  );
  world.emulator.control('mergeContacts', {
    user,
    contacts: [first, ...rest],
    survivor: first,
  });
};

const mimi = {
  names: [{givenName: 'Mimi'}],
  emailAddresses: [{value: 'mimi@home.example'}],
  biographies: [{value: 'zznote'}],
};

const addOwn = (user: string, own: object) =>
  world.emulator.control('createContact', {user, person: own, labels: []});

const OTHERS = [OWNER, VIEWER, REMOVER];

function expectOwnBooks(email: string) {
  for (const other of [...OTHERS, EDITOR].filter(each => each !== email)) {
    expect(names(other)).toEqual(['Mia', 'Noa']);
    expect(JSON.stringify(world.book(other))).not.toMatch(/zznote|mimi@/);
  }
  expect(JSON.stringify(world.book(email))).toContain('zznote');
}

/** Nothing of the own contact is anybody else's; everybody has both shared ones. */
async function expectOwn(email: string) {
  expectOwnBooks(email);
  const {suggestions} = await ok(OWNER, 'GET /v1/suggestions');
  expect(suggestions).toEqual([]);
  await expectOnlyLists(world, ...OTHERS, EDITOR);
}

test('a contact that was made and merged into a copy between two polls spreads nothing', async () => {
  addOwn(EDITOR, mimi);
  merge(EDITOR, 'Mia', 'Mimi');
  await pollTwice(EDITOR);
  await expectOwn(EDITOR);
});

test('an own contact whose deletion shows a list before the copy that has it now spreads nothing', async () => {
  addOwn(EDITOR, mimi);
  await world.poll(EDITOR);
  world.emulator.control('deleteContact', {
    user: EDITOR,
    contacts: [entry(EDITOR, 'Mimi')['resourceName']],
  });
  await world.poll(EDITOR);
  const copy = entry(EDITOR, 'Mia');
  world.emulator.control('editContact', {
    user: EDITOR,
    contact: copy['resourceName'],
    person: {
      emailAddresses: [{value: 'mia@customer.example'}, ...mimi.emailAddresses],
      biographies: mimi.biographies,
    },
  });
  await pollTwice(EDITOR);
  await expectOwn(EDITOR);
});

test('an own contact that was merged into a copy just before another takes its place spreads nothing', async () => {
  addOwn(EDITOR, mimi);
  await world.poll(EDITOR);
  world.emulator.control('createContact', {
    user: EDITOR,
    person: person('Mia'),
    labels: ['Customers'],
  });
  // The list does not show the merge yet.
  world.emulator.control('switches', {feedDelayMs: 60_000});
  merge(EDITOR, 'Mia', 'Mimi');
  await world.poll(EDITOR);
  aheadMs = 120_000;
  await pollTwice(EDITOR);
  expectOwnBooks(EDITOR);
});

test('an own contact that was merged into a copy just before that is written to spreads nothing', async () => {
  addOwn(EDITOR, mimi);
  await world.poll(EDITOR);
  world.emulator.control('switches', {feedDelayMs: 60_000});
  merge(EDITOR, 'Mia', 'Mimi');
  const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
  for (const {name} of contacts) {
    await ok(OWNER, `PATCH /v1/${name}?updateMask=urls`, {
      person: {urls: [{value: 'https://customer.example'}]},
    });
  }
  aheadMs = 120_000;
  await pollTwice(EDITOR);
  expectOwnBooks(EDITOR);
});

describe('an own contact merged with a copy, of which a value is replaced before one list shows it', () => {
  const ownMimi = {
    ...mimi,
    phoneNumbers: [{value: '+81 90 1111 2222'}],
  };
  const replace = (name: string, was: string, now: string) => {
    const {resourceName, emailAddresses} = entry(EDITOR, name);
    world.emulator.control('editContact', {
      user: EDITOR,
      contact: resourceName,
      person: {
        emailAddresses: emailAddresses.map(({value}: {value: string}) => ({
          value: value === was ? now : value,
        })),
      },
    });
  };
  const mails = (email: string) =>
    entry(email, 'Mia')
      ['emailAddresses'].map(({value}: {value: string}) => value)
      .toSorted();

  test('spreads nothing, and the new value of the share does', async () => {
    addOwn(EDITOR, ownMimi);
    await world.poll(EDITOR);
    merge(EDITOR, 'Mia', 'Mimi');
    replace('Mia', 'mia@customer.example', 'mia@new.example');
    await pollTwice(EDITOR);
    expect(mails(VIEWER)).toEqual(['mia@new.example']);
    expect(mails(EDITOR)).toEqual(['mia@new.example', 'mimi@home.example']);
    await expectOwn(EDITOR);
  });

  test('spreads nothing where the list shows the survivor before the deletion', async () => {
    addOwn(EDITOR, ownMimi);
    await world.poll(EDITOR);
    merge(EDITOR, 'Mia', 'Mimi');
    replace('Mia', 'mia@customer.example', 'mia@new.example');
    isLate = true;
    await pollTwice(EDITOR);
    await expectOwn(EDITOR);
  });

  test('spreads nothing where the value was its own', async () => {
    addOwn(EDITOR, ownMimi);
    await world.poll(EDITOR);
    merge(EDITOR, 'Mia', 'Mimi');
    replace('Mia', 'mimi@home.example', 'mimi@new.example');
    await pollTwice(EDITOR);
    expect(mails(VIEWER)).toEqual(['mia@customer.example']);
    await expectOwn(EDITOR);
  });

  test('spreads nothing where nobody saw it before', async () => {
    addOwn(EDITOR, ownMimi);
    merge(EDITOR, 'Mia', 'Mimi');
    replace('Mia', 'mia@customer.example', 'mia@new.example');
    await pollTwice(EDITOR);
    await expectOwn(EDITOR);
  });

  test.each(['all', 'none'])(
    'spreads nothing where its id lives on: %s of other programs’ data kept',
    async mergeClientData => {
      world.emulator.control('switches', {mergeClientData});
      addOwn(EDITOR, ownMimi);
      await world.poll(EDITOR);
      const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
      for (const {name} of contacts) {
        await ok(OWNER, `PATCH /v1/${name}?updateMask=phoneNumbers`, {
          person: {phoneNumbers: [{value: '+81 90 3333 4444'}]},
        });
      }
      merge(EDITOR, 'Mimi', 'Mia');
      replace('Mimi', 'mia@customer.example', 'mia@new.example');
      await pollTwice(EDITOR);
      expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
      await expectOwn(EDITOR);
    },
  );
});

test('an own contact without the label into which a copy was merged gets it', async () => {
  world.emulator.control('switches', {mergeClientData: 'all'});
  addOwn(VIEWER, mimi);
  await world.poll(VIEWER);
  world.emulator.control('unlabelContact', {
    user: VIEWER,
    contact: entry(VIEWER, 'Mia')['resourceName'],
    label: 'Customers',
  });
  merge(VIEWER, 'Mimi', 'Mia');
  // A complete list has no marks of deletions.
  world.emulator.control('fault', {
    method: 'connections.list',
    effect: 'expiredSyncToken',
    user: VIEWER,
    count: 1,
  });
  await pollTwice(VIEWER);
  expect(world.book(VIEWER)).toMatchObject([
    {labels: ['Customers']},
    {labels: ['Customers']},
  ]);
});

test.each([
  {mergeClientData: 'all', email: EDITOR},
  {mergeClientData: 'none', email: EDITOR},
  {mergeClientData: 'none', email: REMOVER},
])(
  'an own contact into which a copy was merged is the linked copy: $mergeClientData of other programs’ data kept, by $email',
  async ({mergeClientData, email}) => {
    world.emulator.control('switches', {mergeClientData});
    addOwn(email, mimi);
    await world.poll(email);
    merge(email, 'Mimi', 'Mia');
    await pollTwice(email);
    expect(world.book(email)).toMatchObject([
      {labels: ['Customers']},
      {labels: ['Customers']},
    ]);
    await expectOwn(email);
  },
);

test.each(['all', 'none'])(
  'an own contact into which a copy was merged, and which shows a list before the deletion, spreads nothing: %s of other programs’ data kept',
  async mergeClientData => {
    world.emulator.control('switches', {mergeClientData});
    addOwn(EDITOR, mimi);
    await world.poll(EDITOR);
    merge(EDITOR, 'Mimi', 'Mia');
    isLate = true;
    await pollTwice(EDITOR);
    await world.poll(EDITOR);
    await expectOwn(EDITOR);
  },
);

test.each(['Mia', 'Mimi'])(
  'when access ends, a merge with an own contact leaves what was its, and a name: %s lives on',
  async survivor => {
    addOwn(EDITOR, mimi);
    await world.poll(EDITOR);
    merge(EDITOR, survivor, survivor === 'Mia' ? 'Mimi' : 'Mia');
    await pollTwice(EDITOR);
    await ok(OWNER, `DELETE /v1/${team.grants.get(EDITOR)}`);
    await pollTwice(EDITOR);
    expect(world.book(EDITOR)).toMatchObject([
      {
        labels: [],
        person: {
          names: [expect.anything()],
          emailAddresses: [{value: 'mimi@home.example'}],
          biographies: [{value: 'zznote'}],
        },
      },
    ]);
  },
);

test.each(['all', 'none'])(
  'when access ends, an own contact that said nothing else and into which a copy was merged is still there: %s of other programs’ data kept',
  async mergeClientData => {
    world.emulator.control('switches', {mergeClientData});
    const {resourceName} = addOwn(EDITOR, {names: [{givenName: 'Mia'}]});
    await world.poll(EDITOR);
    const copy = world
      .book(EDITOR)
      .find(({name, labels}) => name === 'Mia' && labels.length > 0);
    world.emulator.control('mergeContacts', {
      user: EDITOR,
      contacts: [resourceName, copy!.person['resourceName']],
      survivor: resourceName,
    });
    await pollTwice(EDITOR);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
    expect(names(EDITOR)).toEqual(['Mia', 'Noa']);
    await ok(OWNER, `DELETE /v1/${team.grants.get(EDITOR)}`);
    await pollTwice(EDITOR);
    expect(world.book(EDITOR)).toMatchObject([
      {name: 'Mia', labels: [], person: {resourceName}},
    ]);
    expect(world.book(EDITOR)[0]!.person['emailAddresses']).toBeUndefined();
  },
);

describe('two copies and an own contact merged into one', () => {
  test('by a remover make one contact for everybody, without what was own', async () => {
    addOwn(REMOVER, mimi);
    await world.poll(REMOVER);
    const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
    merge(REMOVER, 'Mia', 'Noa', 'Mimi');
    await pollTwice(REMOVER);
    await world.poll(REMOVER);
    expect(names(VIEWER)).toEqual(['Mia']);
    expect(entry(VIEWER, 'Mia')['emailAddresses']).toHaveLength(2);
    expect(JSON.stringify(world.book(VIEWER))).not.toMatch(/zznote|mimi@/);
    expect(entry(REMOVER, 'Mia')['emailAddresses']).toHaveLength(3);
    const mia = contacts.find((each: {person: object}) =>
      JSON.stringify(each.person).includes('Mia'),
    );
    await ok(REMOVER, `POST /v1/${mia.name}:unmerge`);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
  });

  test('by an editor come back', async () => {
    addOwn(EDITOR, mimi);
    await world.poll(EDITOR);
    merge(EDITOR, 'Mia', 'Noa', 'Mimi');
    await pollTwice(EDITOR);
    await world.poll(EDITOR);
    for (const email of [...OTHERS, EDITOR]) {
      expect(names(email)).toEqual(['Mia', 'Noa']);
    }
    expect(entry(OWNER, 'Mia')['emailAddresses']).toHaveLength(1);
    expect(JSON.stringify(world.book(OWNER))).not.toMatch(/zznote|mimi@/);
    expect(entry(EDITOR, 'Mia')['biographies']).toMatchObject([
      {value: 'zznote'},
    ]);
  });
});

test('copies of which one says no more than the other, merged by a remover, can be taken apart again', async () => {
  const twin = {
    names: [{givenName: 'Kai'}],
    emailAddresses: [{value: 'mia@customer.example'}],
  };
  const {contacts} = await ok(OWNER, `GET /v1/${label}/contacts`);
  await ok(OWNER, `POST /v1/${label}/contacts`, {person: twin});
  merge(REMOVER, 'Mia', 'Kai');
  await pollTwice(REMOVER);
  expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
  const mia = contacts.find((each: {person: object}) =>
    JSON.stringify(each.person).includes('Mia'),
  );
  await ok(REMOVER, `POST /v1/${mia.name}:unmerge`);
  expect(names(VIEWER).toSorted()).toEqual(['Kai', 'Mia', 'Noa']);
  await expectOnlyLists(world, ...OTHERS, EDITOR);
});

describe('a copy that is deleted beside an own contact with all its addresses', () => {
  const addReception = async (name: string) => {
    addOwn(REMOVER, {
      names: [{givenName: name}],
      emailAddresses: [{value: 'mia@customer.example'}],
      biographies: [{value: 'zznote'}],
    });
    await pollTwice(REMOVER);
  };
  const find = (name: string, labels: number) =>
    world
      .book(REMOVER)
      .find(each => each.name === name && each.labels.length === labels)
      ?.person['resourceName'];
  const deleteCopy = () =>
    world.emulator.control('deleteContact', {
      user: REMOVER,
      contacts: [find('Mia', 1)],
    });
  const touch = (name: string) =>
    world.emulator.control('starContact', {
      user: REMOVER,
      contacts: [find(name, 0)],
      starred: true,
    });

  const expectRemoved = async (own: string) => {
    expect(names(VIEWER)).toEqual(['Noa']);
    expect(world.book(REMOVER)).toHaveLength(2);
    expect(find(own, 0)).toBeDefined();
    expect((await ok(OWNER, 'GET /v1/trash'))['contacts']).toHaveLength(1);
    expect(JSON.stringify(world.book(VIEWER))).not.toContain('zznote');
    await expectOnlyLists(world, ...OTHERS, EDITOR);
  };

  test('of the same person that stood there before and is untouched is deleted', async () => {
    await addReception('Mia');
    deleteCopy();
    await pollTwice(REMOVER);
    await expectRemoved('Mia');
  });

  test('of somebody else that was written at the same time is deleted', async () => {
    await addReception('Reception');
    touch('Reception');
    deleteCopy();
    await pollTwice(REMOVER);
    await expectRemoved('Reception');
  });

  test('of somebody else, seen before, that got the label in the same list, spreads nothing, and that one has its name again in the end', async () => {
    await addReception('Reception');
    // A merge that keeps the own name looks just so.
    world.emulator.control('labelContact', {
      user: REMOVER,
      contact: find('Reception', 0),
      label: 'Customers',
    });
    deleteCopy();
    await pollTwice(REMOVER);
    await world.poll(VIEWER);
    expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
    expect(JSON.stringify(world.book(VIEWER))).not.toContain('zznote');
    await expectOnlyLists(world, ...OTHERS, EDITOR);
    await ok(REMOVER, `POST /v1/${label}:leave`);
    expect(world.book(REMOVER)).toMatchObject([
      {
        name: 'Reception',
        labels: [],
        person: {biographies: [{value: 'zznote'}]},
      },
    ]);
  });

  test.each(['in the same list', 'in the list after'])(
    'of somebody new in its place, made %s, is deleted, and that one is shared',
    async when => {
      const make = () =>
        world.emulator.control('createContact', {
          user: REMOVER,
          person: {
            names: [{givenName: 'Ute', familyName: 'Meier'}],
            emailAddresses: [{value: 'mia@customer.example'}],
          },
          labels: ['Customers'],
        });
      deleteCopy();
      if (when === 'in the same list') make();
      await world.poll(REMOVER);
      if (when === 'in the list after') make();
      await pollTwice(REMOVER);
      await world.poll(VIEWER);
      for (const email of [REMOVER, VIEWER]) {
        expect(names(email)).toEqual(['Noa', 'Ute Meier']);
      }
      expect((await ok(OWNER, 'GET /v1/trash'))['contacts']).toHaveLength(1);
      await expectOnlyLists(world, ...OTHERS, EDITOR);
    },
  );

  test.each(['in the list before', 'in the same list', 'in the list after'])(
    'of the same person that was written %s was merged into that',
    async when => {
      await addReception('Mia');
      if (when === 'in the list before') {
        touch('Mia');
        await world.poll(REMOVER);
      }
      deleteCopy();
      if (when === 'in the same list') touch('Mia');
      await world.poll(REMOVER);
      if (when === 'in the list after') touch('Mia');
      await pollTwice(REMOVER);
      expect(names(VIEWER)).toEqual(['Mia', 'Noa']);
      expect(world.book(REMOVER)).toMatchObject([
        {name: 'Mia', labels: ['Customers']},
        {name: 'Noa', labels: ['Customers']},
      ]);
      expect(JSON.stringify(world.book(VIEWER))).not.toContain('zznote');
      await expectOnlyLists(world, ...OTHERS, EDITOR);
    },
  );
});
