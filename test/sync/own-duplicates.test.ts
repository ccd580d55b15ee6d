import {afterEach, expect, test} from '@jest/globals';
import type {PeopleClient} from '../../server/core/google.ts';
import type {Draft} from '../emulator/types.ts';
import {dumpStore} from '../http/support/store-dump.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';
import {expectOnlyLists, grantTo, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World, type WorldOptions} from '../support/world.ts';

const OWNER = 'owner@example.com';
const ANA = 'ana@example.com';
const INFO = {emailAddresses: [{value: 'info@firm.example'}]};
const NOTE = 'my own note';

/** Cem has the firm's mailbox alone; what Ana knows of him is her own. */
const CEM = {names: [{givenName: 'Cem', familyName: 'Kaya'}], ...INFO};
const OWN = {...CEM, biographies: [{value: NOTE}]};
const PHONE = {phoneNumbers: [{value: '+49 170 1234567', type: 'mobile'}]};

type StoreKind = (typeof STORES)[number];
const STORES = [
  'embedded',
  ...(hasPostgres() ? ['postgres' as const] : []),
] as const;

let store: TestStore;
let world: World;
let label: string;
let grant: string;

afterEach(async () => {
  await world.close();
  await store.close();
});

async function share(
  {role = 'viewer', ...hidden}: {role?: string; hiddenFields?: string[]} = {},
  {kind = 'embedded', ...options}: WorldOptions & {kind?: StoreKind} = {},
): Promise<void> {
  store = await openTestStore(kind);
  world = await openWorld(
    store.database,
    {
      domains: [{name: 'example.com'}],
      users: [
        {email: 'admin@example.com', isAdmin: true},
        {
          email: OWNER,
          contacts: [{person: {...CEM, ...PHONE}, labels: ['Customers']}],
        },
        {email: ANA, contacts: [{person: OWN}]},
      ],
    },
    options,
  );
  label = await shareLabelOf(world, OWNER);
  grant = await grantTo(world, {owner: OWNER, label}, ANA, {role, ...hidden});
}

const proposals = async (who = ANA) =>
  (await world.call(who, 'GET /v1/duplicates')).body.duplicates;
const decide = async (verb: string, name: string, body?: object) => {
  const answer = await world.call(ANA, `POST /v1/${name}:${verb}`, body);
  await world.settle();
  return answer;
};
const book = () =>
  world
    .book(ANA)
    .map(({labels, person}) => [
      labels.join(),
      person['biographies']?.[0]?.value,
      person['phoneNumbers']?.[0]?.value,
    ])
    .sort();

const BESIDE = [
  ['', NOTE, undefined],
  ['Customers', undefined, PHONE.phoneNumbers[0]!.value],
];
const LINKED = [['Customers', NOTE, PHONE.phoneNumbers[0]!.value]];

test.each(STORES)(
  'an own contact that may be somebody who is shared is proposed to its account alone, %s store',
  async kind => {
    await share({}, {kind});
    expect(book()).toEqual(BESIDE);
    const [own] = world.book(ANA).filter(({labels}) => labels.length === 0);
    expect(await proposals()).toMatchObject([
      {
        state: 'OPEN',
        reasons: ['SAME_EMAIL', 'SAME_NAME'],
        ownContact: own!.person['resourceName'],
        contacts: [{person: {names: CEM.names}, role: 'viewer'}],
        weight: expect.any(Number),
        evidence: [
          {trait: 'family', level: 'same', field: 'names'},
          {trait: 'given', level: 'same', field: 'names'},
          {trait: 'roleMail', level: 'same', field: 'emailAddresses'},
        ],
      },
    ]);
    expect(await proposals(OWNER)).toEqual([]);
    const stored = JSON.stringify(await dumpStore(store.database.db));
    expect(stored).not.toContain(NOTE);
    const [{name}] = await proposals();
    for (const verb of ['accept', 'reject']) {
      const answer = await world.call(OWNER, `POST /v1/${name}:${verb}`);
      expect(answer.status).toBe(404);
    }
  },
);

test.each(STORES)(
  'accepted, the two are one linked copy, which spreads nothing and gives back what was own, %s store',
  async kind => {
    await share({}, {kind});
    const [{name, ownContact, contacts}] = await proposals();
    const {status, body} = await decide('accept', name);
    expect([status, body.name]).toEqual([200, contacts[0].name]);
    expect(book()).toEqual(LINKED);
    expect(world.book(ANA)[0]!.person['resourceName']).toBe(ownContact);
    expect(JSON.stringify(world.book(OWNER))).not.toContain(NOTE);
    expect(await proposals()).toEqual([]);
    expect((await decide('accept', name)).status).toBe(200);
    expect((await decide('reject', name)).status).toBe(409);
    await world.poll(ANA, OWNER);
    await expectOnlyLists(world, ANA, OWNER);

    await world.call(OWNER, `DELETE /v1/${grant}`);
    await world.settle();
    expect(book()).toEqual([['', NOTE, undefined]]);
  },
);

test.each(STORES)(
  'rejected, it is nobody in whom that one lives on either, until that merge is undone, %s store',
  async kind => {
    await share({}, {kind});
    const [{name, contacts}] = await proposals();
    await decide('reject', name);
    const {body: other} = await world.call(
      OWNER,
      `POST /v1/${label}/contacts`,
      {person: {...CEM, nicknames: [{value: 'Cemo'}]}},
    );
    await world.settle();
    const proposed = await proposals();
    expect(proposed).toMatchObject([{contacts: [{name: other.name}]}]);
    await world.call(OWNER, 'POST /v1/contacts:merge', {
      contacts: [other.name, contacts[0].name],
    });
    await world.settle();
    expect(await proposals()).toEqual([]);
    await world.call(OWNER, `POST /v1/${other.name}:unmerge`);
    expect(await proposals()).toMatchObject([{name: proposed[0].name}]);
  },
);

test('is open about whom that one lives on in', async () => {
  await share();
  const [{ownContact, contacts}] = await proposals();
  const {body: other} = await world.call(OWNER, `POST /v1/${label}/contacts`, {
    person: {names: [{givenName: 'Cem', familyName: 'Kaya'}]},
  });
  await world.call(OWNER, 'POST /v1/contacts:merge', {
    contacts: [other.name, contacts[0].name],
  });
  await world.settle();
  const proposed = await proposals();
  expect(proposed).toMatchObject([
    {ownContact, contacts: [{name: other.name}], reasons: expect.any(Array)},
  ]);
  await decide('accept', proposed[0].name);
  expect(book()).toEqual(LINKED);
});

test('what was typed into the copy just before is not lost', async () => {
  await share({role: 'editor'});
  const [{name}] = await proposals();
  const copy = world.book(ANA).find(({labels}) => labels.length > 0)!;
  world.emulator.control('editContact', {
    user: ANA,
    contact: copy.person['resourceName'],
    person: {nicknames: [{value: 'Cemo'}]},
  });
  await decide('accept', name);
  expect(book()).toEqual(LINKED);
  expect(world.book(OWNER)[0]!.person['nicknames']).toMatchObject([
    {value: 'Cemo'},
  ]);
  expect(world.book(ANA)[0]!.person['nicknames']).toMatchObject([
    {value: 'Cemo'},
  ]);
});

test.each(STORES)(
  'rejected, it is never proposed again, whatever comes and goes, %s store',
  async kind => {
    await share({}, {kind});
    const [{name}] = await proposals();
    const {body} = await decide('reject', name);
    expect(body).toMatchObject({name, state: 'REJECTED'});
    expect((await decide('accept', name)).status).toBe(409);
    expect((await decide('reopen', name)).body).toMatchObject({state: 'OPEN'});
    expect(await proposals()).toMatchObject([{name}]);
    await decide('reject', name);
    await world.call(OWNER, `DELETE /v1/${label}`);
    await world.settle();
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    expect(book()).toEqual(BESIDE);
    expect(await proposals()).toEqual([]);
  },
);

test.each(STORES)(
  'rejected, it is not linked by itself either, whatever it says since, %s store',
  async kind => {
    await share({role: 'editor'}, {kind});
    const [{name, ownContact}] = await proposals();
    await decide('reject', name);
    const edit = {user: ANA, contact: ownContact};
    world.emulator.control('editContact', {...edit, person: PHONE});
    await world.poll(ANA);
    await world.call(OWNER, `DELETE /v1/${label}`);
    await world.settle();
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    const beside = [
      ['', NOTE, PHONE.phoneNumbers[0]!.value],
      ['Customers', undefined, PHONE.phoneNumbers[0]!.value],
    ];
    expect(book()).toEqual(beside);

    await decide('reopen', name);
    await world.call(OWNER, `DELETE /v1/${label}`);
    await world.settle();
    await world.call(OWNER, `POST /v1/${label}:undelete`, {});
    await world.settle();
    expect(book()).toEqual(LINKED);
  },
);

test('is no proposal once the own contact is gone or says something else', async () => {
  await share();
  const [{name, ownContact}] = await proposals();
  const write = (person: Draft) =>
    world.emulator.control('editContact', {
      user: ANA,
      contact: ownContact,
      person,
    });
  write({emailAddresses: [{value: 'cem@else.example'}]});
  await world.poll(ANA);
  expect(await proposals()).toEqual([]);
  expect((await decide('accept', name)).status).toBe(404);
  write(INFO);
  await world.poll(ANA);
  expect(await proposals()).toHaveLength(1);
  world.emulator.control('deleteContact', {user: ANA, contact: ownContact});
  await world.poll(ANA);
  expect(await proposals()).toEqual([]);
});

const BORN = {birthdays: [{date: {year: 1980, month: 4, day: 17}}]};

test('is weighed by what the own contact says when somebody looks, and with no weight where Google does not answer', async () => {
  let isSilent = false;
  const wrapPeople = (client: PeopleClient): PeopleClient =>
    new Proxy(client, {
      get: (target, name, receiver) =>
        name === 'getPeople' && isSilent
          ? async () => ({kind: 'fault', fault: {kind: 'unreachable'}})
          : Reflect.get(target, name, receiver),
    });
  await share({role: 'editor'}, {wrapPeople});
  const [{name, ownContact, contacts, weight}] = await proposals();
  const say = (person: Draft) =>
    world.emulator.control('editContact', {
      user: ANA,
      contact: ownContact,
      person,
    });
  await world.call(OWNER, `PATCH /v1/${contacts[0].name}`, {person: BORN});
  const birthday = async () => {
    const [proposal] = await proposals();
    const found = proposal.evidence.find(
      ({trait}: {trait: string}) => trait === 'birthday',
    );
    return [found?.level, proposal.weight > weight];
  };
  expect(await birthday()).toEqual([undefined, false]);
  say(BORN);
  expect(await birthday()).toEqual(['same', true]);
  say({birthdays: [{date: {year: 1951, month: 12, day: 30}}]});
  expect(await birthday()).toEqual(['different', false]);
  expect((await decide('reject', name)).body.weight).toBeLessThan(weight);
  expect((await decide('reopen', name)).body.weight).toBeLessThan(weight);

  isSilent = true;
  const [unweighed] = await proposals();
  expect(unweighed).toMatchObject({name, reasons: ['SAME_EMAIL', 'SAME_NAME']});
  expect(unweighed).not.toHaveProperty('weight');
  expect(unweighed).not.toHaveProperty('evidence');
  isSilent = false;
  say({names: [{givenName: 'Ute', familyName: 'Meier'}]});
  expect(await proposals()).toEqual([]);
});

test.each(['emailAddresses', 'names', 'organizations'])(
  'is not proposed to whom %s are hidden',
  async field => {
    await share({hiddenFields: [field]});
    expect(await proposals()).toEqual([]);
  },
);

test('what an own contact says stays its own: nothing is chosen', async () => {
  await share();
  const [{name}] = await proposals();
  const {status, body} = await decide('accept', name, {person: OWN});
  expect([status, body.error.details[0].fieldViolations[0].field]).toEqual([
    400,
    'person',
  ]);
  expect(await proposals()).toHaveLength(1);
});

test('a crash after any call to Google leaves one linked copy', async () => {
  for (let call = 1; ; call++) {
    let calls = -Infinity;
    const wrapPeople = (client: PeopleClient): PeopleClient =>
      new Proxy(client, {
        get: (target, name, receiver) => {
          const method = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            const outcome = await method.apply(target, args);
            calls += 1;
            if (calls === call) throw new Error('crash');
            return outcome;
          };
        },
      });
    await share({}, {wrapPeople});
    const [{name}] = await proposals();
    calls = 0;
    await decide('accept', name);
    await world.poll(ANA);
    expect([call, book()]).toEqual([call, LINKED]);
    const made = calls;
    calls = -Infinity;
    await expectOnlyLists(world, ANA, OWNER);
    if (made < call) break;
    await world.close();
    await store.close();
  }
});

test('access that ends before the copy beside it is gone leaves the own contact alone', async () => {
  let isBroken = true;
  const wrapPeople = (client: PeopleClient): PeopleClient =>
    new Proxy(client, {
      get: (target, name, receiver) => {
        if (name === 'deletePeople' && isBroken) throw new Error('crash');
        return Reflect.get(target, name, receiver);
      },
    });
  await share({}, {wrapPeople});
  const [{name}] = await proposals();
  await world.call(ANA, `POST /v1/${name}:accept`);
  await world.run();
  expect(book()).toHaveLength(2);
  isBroken = false;
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  // What is owed is done with the next list.
  await world.poll(ANA);
  expect(book()).toEqual([['', NOTE, undefined]]);
});

test('accepted just before its account leaves, it is linked once that comes back', async () => {
  await share();
  const [{name}] = await proposals();
  await world.call(ANA, `POST /v1/${name}:accept`);
  await world.call(ANA, `POST /v1/${label}:leave`);
  await world.settle();
  expect(book()).toEqual([['', NOTE, undefined]]);
  await expectOnlyLists(world, ANA);
  await world.call(ANA, `POST /v1/${label}:rejoin`);
  await world.settle();
  await world.poll(ANA);
  expect(book()).toEqual(LINKED);
});

test('a copy that gives way and whose deletion is never answered is counted and logged until it is gone', async () => {
  let isSilent = true;
  const wrapPeople = (client: PeopleClient): PeopleClient =>
    new Proxy(client, {
      get: (target, name, receiver) =>
        name === 'deletePeople' && isSilent
          ? async () => ({kind: 'fault', fault: {kind: 'unreachable'}})
          : Reflect.get(target, name, receiver),
    });
  await share({}, {wrapPeople});
  const [{name}] = await proposals();
  await decide('accept', name);
  await world.poll(ANA);
  expect(book()).toHaveLength(2);
  expect(await world.metrics()).toContain('shared_contacts_owed_deletions 1');
  expect(world.log()).toContain('deletions without an answer');
  isSilent = false;
  await world.poll(ANA);
  expect(book()).toEqual(LINKED);
  expect(await world.metrics()).toContain('shared_contacts_owed_deletions 0');
});
