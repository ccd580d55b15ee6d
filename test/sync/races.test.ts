import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {
  ObservedPerson,
  Outcome,
  PeopleClient,
  PeoplePage,
} from '../../server/core/google.ts';
import type {Violation} from '../emulator/ledger.ts';
import type {WorldSeed} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

const person = (givenName: string) => ({
  names: [{givenName}],
  emailAddresses: [{value: `${givenName.toLowerCase()}@customer.example`}],
  phoneNumbers: [{value: '+81 3 0000 0001'}],
});

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
    {email: BEN},
  ],
};

let store: TestStore;
let world: World;
/** Called in the middle of each list of the next runs. */
let duringList: () => Promise<void>;
/** What becomes of each page of a list. */
let alterPage: (page: PeoplePage) => PeoplePage;
/** Called once when a write was not answered, before it is tried again. */
let afterUnanswered: () => Promise<void>;
/** Called when a label could not be made, before it is tried again. */
let afterRefusedLabel: () => void;

beforeEach(async () => {
  duringList = async () => {};
  alterPage = page => page;
  afterRefusedLabel = () => {};
  afterUnanswered = async () => {};
  const heard = async <T>(outcome: Outcome<T>) => {
    if (outcome.kind === 'ok') return outcome;
    const hear = afterUnanswered;
    afterUnanswered = async () => {};
    await hear();
    return outcome;
  };
  store = await openTestStore();
  world = await openWorld(store.database, structuredClone(SEED), {
    wrapPeople: (client: PeopleClient): PeopleClient => ({
      ...client,
      async listPeople(request) {
        const page = await client.listPeople(request);
        await duringList();
        return page.kind === 'ok'
          ? {...page, value: alterPage(page.value)}
          : page;
      },
      async updatePeople(writes) {
        return heard(await client.updatePeople(writes));
      },
      async deletePeople(names) {
        return heard(await client.deletePeople(names));
      },
      async createGroup(name) {
        const outcome = await client.createGroup(name);
        if (outcome.kind === 'fault') afterRefusedLabel();
        return outcome;
      },
    }),
  });
});

afterEach(async () => {
  await world.close();
  await store.close();
});

const names = (email: string) => world.book(email).map(({name}) => name);

async function shareLabel(): Promise<string> {
  const {groups} = world.emulator.control('account', {user: OWNER});
  const {body} = await world.call(OWNER, 'POST /v1/labels', {
    contactGroup: groups[0].resourceName,
  });
  return body.name;
}

async function grantTo(label: string, role: string): Promise<string> {
  const {body} = await world.call(OWNER, `POST /v1/${label}/grants`, {
    principal: {type: 'user', email: BEN},
    role,
  });
  await world.settle();
  return body.name;
}

test('a label shared while its owner is being listed is shared all the same', async () => {
  let label = '';
  duringList = async () => {
    duringList = async () => {};
    label = await shareLabel();
  };
  await world.call(OWNER, 'GET /v1/accounts/me');
  await world.settle();
  const {body} = await world.call(OWNER, `GET /v1/${label}`);
  expect(body.contactCount).toBe(3);
});

test('a copy whose write met a stale etag is not settled by what else was done to it', async () => {
  const label = await shareLabel();
  await world.settle();
  const grant = await grantTo(label, 'viewer');
  const [first] = world.book(BEN);
  world.emulator.control('starContact', {
    user: BEN,
    contact: first!.person['resourceName'],
  });
  await world.call(
    OWNER,
    `PATCH /v1/${grant}?updateMask=hiddenFields,showOnPhones`,
    {hiddenFields: ['phoneNumbers'], showOnPhones: false},
  );
  await world.settle();
  expect(JSON.stringify(world.book(BEN))).not.toContain('0000 0001');
});

test('somebody who typed the same person since the last poll does not get a second one', async () => {
  const label = await shareLabel();
  await world.settle();
  await grantTo(label, 'viewer');
  world.emulator.control('createContact', {user: BEN, person: person('Zoe')});
  await world.call(OWNER, `POST /v1/${label}/contacts`, {
    person: person('Zoe'),
  });
  await world.settle();
  expect(names(BEN).filter(name => name === 'Zoe')).toEqual(['Zoe']);
});

test('an account that deleted many copies itself still gives the others back when access ends', async () => {
  const label = await shareLabel();
  for (let index = 0; index < 18; index++) {
    await world.call(OWNER, `POST /v1/${label}/contacts`, {
      person: {names: [{givenName: `More ${index}`}]},
    });
  }
  await world.settle();
  const grant = await grantTo(label, 'viewer');
  expect(names(BEN)).toHaveLength(21);
  world.emulator.control('deleteContact', {
    user: BEN,
    contacts: world
      .book(BEN)
      .slice(0, 12)
      .map(entry => entry.person['resourceName']),
  });
  await world.poll(BEN);
  const {body} = await world.call(OWNER, `GET /v1/${label}/delivery`);
  expect(body.accounts[0]).toMatchObject({email: BEN, waiting: 12});
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  expect(names(BEN)).toEqual([]);
});

test('an edit of a copy that was merged away is not sent again and again', async () => {
  const label = await shareLabel();
  await world.settle();
  await grantTo(label, 'editor');
  world.emulator.control('switches', {feedDelayMs: 5_000});
  const [mia, noa] = world.book(BEN).map(each => each.person['resourceName']);
  world.emulator.control('mergeContacts', {
    user: BEN,
    contacts: [mia, noa],
    survivor: mia,
    previousResourceNames: true,
  });
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  const contact = body.contacts.find(
    (each: {person: {names: {givenName: string}[]}}) =>
      each.person.names[0]!.givenName === 'Noa',
  );
  await world.call(OWNER, `PATCH /v1/${contact.name}?updateMask=nicknames`, {
    person: {nicknames: [{value: 'Nono'}]},
  });
  world.emulator.control('resetCounters');
  await world.settle();
  const {counts} = world.emulator.control('counters');
  const updates = counts.filter(
    (each: {user: string; method: string}) =>
      each.user === BEN && each.method.endsWith('updateContact'),
  );
  expect(updates.map((each: {calls: number}) => each.calls)).toEqual([1]);
  world.emulator.control('clock', {advanceMs: 10_000});
  await world.poll(BEN);
  await world.poll(BEN);
  expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
  expect(JSON.stringify(world.book(BEN))).toContain('Nono');
});

test('a contact that arrives when its label was just deleted comes with the label', async () => {
  const {body} = await world.call(OWNER, 'POST /v1/labels', {
    displayName: 'Partners',
  });
  await world.settle();
  await grantTo(body.name, 'viewer');
  const {groups} = world.emulator.control('account', {user: BEN});
  world.emulator.control('deleteLabel', {
    user: BEN,
    label: groups[0].resourceName,
  });
  await world.call(OWNER, `POST /v1/${body.name}/contacts`, {
    person: person('Zoe'),
  });
  await world.settle();
  await store.database.db
    .updateTable('accounts')
    .set({groups_list_time: null})
    .execute();
  await world.poll(BEN);
  expect(world.book(BEN)).toMatchObject([{name: 'Zoe', labels: ['Partners']}]);
});

test('a label somebody made while ours was refused stays theirs', async () => {
  const label = await shareLabel();
  await world.settle();
  world.emulator.control('fault', {
    user: BEN,
    method: 'contactGroups.create',
    effect: 'quota',
    count: 1,
  });
  afterRefusedLabel = () => {
    world.emulator.control('createLabel', {user: BEN, name: 'Customers'});
  };
  const grant = await grantTo(label, 'viewer');
  const groups = () =>
    world.emulator
      .control('account', {user: BEN})
      ['groups'].map((group: {name: string}) => group.name)
      .sort();
  expect(groups()).toEqual(['Customers', 'Customers (shared)']);
  expect(world.book(BEN)[0]!.labels).toEqual(['Customers (shared)']);
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  expect(groups()).toEqual(['Customers']);
});

test('a copy that a stale read does not show is withdrawn all the same', async () => {
  const label = await shareLabel();
  await world.settle();
  const grant = await grantTo(label, 'editor');
  world.emulator.control('fault', {
    method: 'getBatchGet',
    effect: 'staleRead',
    count: 1,
  });
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  await world.poll(BEN);
  expect(names(BEN)).toEqual([]);
  const {body} = await world.call(OWNER, `GET /v1/${label}`);
  expect(body.contactCount).toBe(3);
  expect(rereads()).toEqual([]);
});

test('a copy that a complete list forgot is read once, and stays', async () => {
  const label = await shareLabel();
  await grantTo(label, 'editor');
  await world.settle();
  await store.database.db
    .updateTable('accounts')
    .set({sync_token: null})
    .where('email', '=', BEN)
    .execute();
  world.emulator.control('fault', {
    method: 'connections.list',
    effect: 'shortList',
    count: 1,
  });
  const before = names(BEN);
  await world.poll(BEN);
  await world.poll(BEN);
  expect(names(BEN)).toEqual(before);
  expect(rereads()).toEqual([]);
});

test('a withdrawal that nobody answered takes nothing off a label when access is back', async () => {
  const label = await shareLabel();
  const grant = await grantTo(label, 'remover');
  await world.settle();
  world.emulator.control('fault', {
    method: 'deleteContact',
    effect: 'status',
    status: 503,
    when: 'after',
    count: 1,
  });
  afterUnanswered = async () => {
    await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: BEN},
      role: 'remover',
    });
  };
  await world.call(OWNER, `DELETE /v1/${grant}`);
  await world.settle();
  for (let poll = 0; poll < 3; poll++) await world.poll(BEN);
  const {body} = await world.call(OWNER, `GET /v1/${label}`);
  expect(body.contactCount).toBe(3);
  expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
});

test('what a viewer typed stays suggested when they type again before its put-back was answered', async () => {
  const label = await shareLabel();
  await grantTo(label, 'viewer');
  await world.settle();
  const type = (fields: object) => {
    const contact = world.book(BEN).find(({name}) => name === 'Mia')?.person;
    world.emulator.control('editContact', {
      user: BEN,
      contact: contact!['resourceName'],
      person: fields,
    });
  };
  type({emailAddresses: [{value: 'typed@first.example'}]});
  world.emulator.control('fault', {
    method: 'updateContact',
    effect: 'status',
    status: 503,
    when: 'after',
    count: 1,
  });
  afterUnanswered = async () => type({nicknames: [{value: 'Later'}]});
  await world.poll(BEN);
  await world.poll(BEN);
  const {body} = await world.call(OWNER, 'GET /v1/suggestions');
  const said = JSON.stringify(body.suggestions);
  expect(said).toContain('typed@first.example');
  expect(said).toContain('Later');
});

test('a stale read that does not show a label put on just now is nobody’s act', async () => {
  const label = await shareLabel();
  await grantTo(label, 'manager');
  const {body: second} = await world.call(BEN, 'POST /v1/labels', {
    displayName: 'Second',
  });
  await world.settle();
  const {body: list} = await world.call(BEN, `GET /v1/${label}/contacts`);
  const {name} = list.contacts[0];
  await world.call(BEN, `POST /v1/${second.name}/contacts:add`, {
    contacts: [name],
  });
  await world.settle();
  world.emulator.control('fault', {
    method: 'getBatchGet',
    effect: 'staleRead',
    user: BEN,
  });
  await world.call(OWNER, `PATCH /v1/${name}?updateMask=nicknames`, {
    person: {nicknames: [{value: 'New'}]},
  });
  await world.settle();
  const {body} = await world.call(BEN, `GET /v1/${second.name}`);
  expect(body.contactCount).toBe(1);
  await world.poll(BEN);
  expect(JSON.stringify(world.book(BEN))).toContain('New');
});

test('a contact that a list shows twice is shared once, and keeps its label', async () => {
  const label = await shareLabel();
  await grantTo(label, 'viewer');
  await world.settle();
  world.emulator.control('createContact', {
    user: OWNER,
    person: person('Pia'),
    labels: ['Customers'],
  });
  world.emulator.control('fault', {
    method: 'connections.list',
    effect: 'repeatedList',
    user: OWNER,
    count: 1,
  });
  await world.poll(OWNER);
  await world.poll(OWNER);
  expect(names(BEN).filter(name => name === 'Pia')).toHaveLength(1);
  const pia = world.book(OWNER).filter(({name}) => name === 'Pia');
  expect(pia).toMatchObject([{labels: ['Customers']}]);
  const {body} = await world.call(OWNER, 'GET /v1/suggestions');
  expect(body.suggestions).toEqual([]);
});

/** Contacts that were read by name again although nothing had happened since. */
function rereads() {
  const {violations} = world.emulator.control('violations');
  return violations.filter(
    ({kind, method}: Violation) =>
      kind === 'redundantRead' && method.endsWith('getBatchGet'),
  );
}

test('a second contact with one marker goes even where a stale read does not show it', async () => {
  const label = await shareLabel();
  await grantTo(label, 'editor');
  await world.settle();
  const mia = world.book(BEN).find(({name}) => name === 'Mia');
  world.emulator.control('createContact', {
    user: BEN,
    person: {...person('Mia'), clientData: mia!.person['clientData']},
    labels: ['Customers'],
  });
  world.emulator.control('fault', {
    method: 'getBatchGet',
    effect: 'staleRead',
    user: BEN,
    count: 1,
  });
  await world.poll(BEN);
  await world.poll(BEN);
  expect(names(BEN)).toEqual(['Mia', 'Noa', 'Ole']);
});

test('a copy that a complete list lacks and that comes out of the trash under a new name is one copy', async () => {
  const label = await shareLabel();
  await grantTo(label, 'editor');
  await world.settle();
  const mia = world.book(BEN).find(({name}) => name === 'Mia');
  const contact = mia!.person['resourceName'];
  world.emulator.control('deleteContact', {user: BEN, contact});
  // A complete list has no marks of deletions.
  world.emulator.control('fault', {
    method: 'connections.list',
    effect: 'expiredSyncToken',
    user: BEN,
    count: 1,
  });
  await world.poll(BEN);
  world.emulator.control('switches', {restoreKeepsName: false});
  world.emulator.control('restoreContact', {user: BEN, contact});
  await world.poll(BEN);
  await world.poll(BEN);
  expect(names(BEN).sort()).toEqual(['Mia', 'Noa', 'Ole']);
  const {rows} = await sql`select 1 from copies
    where due or hold is not null or absences > 0`.execute(store.database.db);
  expect(rows).toEqual([]);
});

test('a copy that was deleted and that a list shows once more did not come out of the trash', async () => {
  const label = await shareLabel();
  await grantTo(label, 'remover');
  await world.settle();
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  const mia = body.contacts.find(
    (each: {person: {names: {givenName: string}[]}}) =>
      each.person.names[0]!.givenName === 'Mia',
  );
  const copy = world.book(BEN).find(({name}) => name === 'Mia');
  world.emulator.control('editContact', {
    user: BEN,
    contact: copy!.person['resourceName'],
    person: {nicknames: [{value: 'Mimi'}]},
  });
  const shown: ObservedPerson[] = [];
  alterPage = page => {
    shown.push(...page.people);
    return page;
  };
  await world.call(BEN, `DELETE /v1/${mia.name}`);
  await world.poll(BEN);
  expect(shown.length).toBeGreaterThan(0);
  expect(names(BEN)).toEqual(['Noa', 'Ole']);
  alterPage = page => ({...page, people: shown.splice(0), tombstones: []});
  await world.poll(BEN);
  expect(names(BEN)).toEqual(['Noa', 'Ole']);
  const own = world.book(OWNER).find(({name}) => name === 'Mia');
  expect(own?.labels).toEqual([]);
  const trash = await world.call(OWNER, 'GET /v1/trash');
  expect(JSON.stringify(trash.body)).toContain(mia.name);
});

/** A label with contacts that Ben manages, and another, empty one in which he has a role. */
async function shareTwoLabels(role: string): Promise<{
  readonly label: string;
  readonly other: string;
  readonly contacts: readonly string[];
}> {
  const label = await shareLabel();
  await grantTo(label, 'manager');
  const {body: other} = await world.call(OWNER, 'POST /v1/labels', {
    displayName: 'Partners',
  });
  await grantTo(other.name, role);
  const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
  const contacts = body.contacts.map(({name}: {name: string}) => name);
  return {label, other: other.name, contacts};
}

test('a label that came with an edit of the same copy goes again when it is taken off the contact', async () => {
  const {other, contacts} = await shareTwoLabels('editor');
  const [name] = contacts;
  const ben = world.book(BEN)[0]!;
  await world.call(OWNER, `POST /v1/${other}/contacts:add`, {
    contacts: [name],
  });
  await world.call(OWNER, `PATCH /v1/${name}?updateMask=urls`, {
    person: {urls: [{value: 'https://mia.example'}]},
  });
  world.emulator.control('editContact', {
    user: BEN,
    contact: ben.person['resourceName'],
    person: {nicknames: [{value: 'Mimi'}]},
  });
  await world.poll(BEN);
  const labels = () =>
    world
      .book(BEN)
      .find(({person}) => person['resourceName'] === ben.person['resourceName'])
      ?.labels.toSorted();
  expect(labels()).toEqual(['Customers', 'Partners']);
  await world.call(OWNER, `POST /v1/${other}/contacts:remove`, {
    contacts: [name],
  });
  await world.settle();
  await world.poll(BEN);
  expect(labels()).toEqual(['Customers']);
});

test('a list that does not show yet what labels we wrote is nobody’s act on them', async () => {
  const {other, contacts} = await shareTwoLabels('manager');
  const [first, second] = contacts;
  await world.call(OWNER, `POST /v1/${other}/contacts:add`, {
    contacts: [first],
  });
  await world.settle();
  const before: ObservedPerson[] = [];
  alterPage = page => {
    before.push(...page.people);
    return page;
  };
  for (const each of contacts) {
    await world.call(OWNER, `PATCH /v1/${each}?updateMask=urls`, {
      person: {urls: [{value: 'https://customer.example'}]},
    });
  }
  await world.settle();
  await world.poll(BEN);
  expect(before.length).toBeGreaterThan(1);
  await world.call(OWNER, `POST /v1/${other}/contacts:remove`, {
    contacts: [first],
  });
  await world.call(OWNER, `POST /v1/${other}/contacts:add`, {
    contacts: [second],
  });
  await world.settle();
  const shared = async () => {
    const {body} = await world.call(OWNER, `GET /v1/${other}/contacts`);
    return body.contacts.map(({name}: {name: string}) => name);
  };
  expect(await shared()).toEqual([second]);
  alterPage = page => ({
    ...page,
    people: before.splice(0).map(each => ({...each, etag: `${each.etag}1`})),
  });
  await world.poll(BEN);
  expect(await shared()).toEqual([second]);
});

test('a label that came while an edit of the same copy was refused goes again when it is taken off the contact', async () => {
  const {label, other, contacts} = await shareTwoLabels('manager');
  const [name] = contacts;
  const change = (verb: string) =>
    world.call(OWNER, `POST /v1/${other}/contacts:${verb}`, {
      contacts: [name],
    });
  world.emulator.control('fault', {
    method: 'people.people.updateContact',
    user: BEN,
    effect: 'status',
    status: 400,
  });
  await change('add');
  await world.call(OWNER, `PATCH /v1/${name}?updateMask=urls`, {
    person: {urls: [{value: 'https://mia.example'}]},
  });
  await world.settle();
  const labels = () => world.book(BEN).map(entry => entry.labels.toSorted())[0];
  expect(labels()).toEqual(['Customers', 'Partners']);

  await change('remove');
  await world.settle();
  await world.poll(BEN);
  expect(labels()).toEqual(['Customers']);
  const {body: after} = await world.call(OWNER, `GET /v1/${name}`);
  expect(after.labels).toEqual([label]);
});

test('a list that shows a label still on a contact that left it is nobody’s act', async () => {
  const before: ObservedPerson[] = [];
  alterPage = page => {
    before.push(...page.people);
    return page;
  };
  const label = await shareLabel();
  await world.settle();
  await world.poll(OWNER);
  const contacts = async () => {
    const {body} = await world.call(OWNER, `GET /v1/${label}/contacts`);
    return (body.contacts ?? []).map(({name}: {name: string}) => name);
  };
  const [gone, ...others] = await contacts();
  await world.call(OWNER, `POST /v1/${label}/contacts:remove`, {
    contacts: [gone],
  });
  await world.settle();
  alterPage = page => ({...page, people: before.splice(0)});
  await world.poll(OWNER);
  expect(before).toEqual([]);
  expect(await contacts()).toEqual(others);
});

test('a label that Google refused for a copy in the trash is put on once that is back', async () => {
  const {other, contacts} = await shareTwoLabels('manager');
  const [copy] = world.book(BEN);
  const contact = copy!.person['resourceName'];
  await world.call(OWNER, `POST /v1/${other}/contacts:add`, {
    contacts: [contacts[0]],
  });
  duringList = async () => {
    duringList = async () => {};
    world.emulator.control('deleteContact', {user: BEN, contact});
  };
  await world.poll(BEN);
  expect(world.book(BEN)).toHaveLength(contacts.length - 1);

  world.emulator.control('restoreContact', {user: BEN, contact});
  await world.poll(BEN);
  const labels = world.book(BEN).map(entry => entry.labels.toSorted());
  expect(labels).toContainEqual(['Customers', 'Partners']);
});
