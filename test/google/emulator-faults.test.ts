/** Trouble on demand, and what the emulator writes down about its callers. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import type {Draft} from '../emulator/types.ts';
import {
  ADMIN,
  ANA,
  BEN,
  errorOf,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const create = (givenName = 'Ida', subject: string = ANA) =>
  bench.create({names: [{givenName}]}, 'names,metadata', subject);
const contactsOf = (user: string): Draft[] =>
  bench.control('account', {user})['contacts'];
const fault = (spec: Draft) => bench.control('fault', spec);

const list = async (query: Draft = {}, subject: string = ANA) => {
  const {data} = await bench.people(subject).people.connections.list({
    resourceName: 'people/me',
    personFields: 'names,metadata',
    requestSyncToken: true,
    ...query,
  });
  return data;
};

/** A network failure, not an answer. */
async function cutOf(call: Promise<unknown>) {
  const failure = await call.then(
    () => undefined,
    (error: {response?: unknown}) => error,
  );
  expect(failure).toBeTruthy();
  expect(failure!.response).toBeUndefined();
}

const onEmulator = REAL_ACCOUNT ? describe.skip : describe;

onEmulator('faults', () => {
  test('a 503 before a write leaves nothing behind', async () => {
    fault({method: 'createContact', effect: 'status', status: 503, count: 1});
    expect((await errorOf(create())).status).toBe(503);
    expect(contactsOf(ANA)).toHaveLength(0);
  });

  test('a 503 after a write leaves it done', async () => {
    fault({
      method: 'createContact',
      effect: 'status',
      status: 503,
      when: 'after',
      count: 1,
    });
    expect((await errorOf(create())).status).toBe(503);
    expect(contactsOf(ANA)).toHaveLength(1);
  });

  test('a connection cut before a write leaves nothing behind', async () => {
    fault({method: 'createContact', effect: 'cut', count: 1});
    await cutOf(create());
    expect(contactsOf(ANA)).toHaveLength(0);
  });

  test('a connection cut after a write leaves it done', async () => {
    fault({method: 'createContact', effect: 'cut', when: 'after', count: 1});
    await cutOf(create());
    expect(contactsOf(ANA)).toHaveLength(1);
  });

  test('a fault strikes its user and its method only, and as often as said', async () => {
    fault({user: ANA, method: 'createContact', effect: 'status', count: 2});
    await create('Ben', BEN);
    await list();
    expect((await errorOf(create())).status).toBe(503);
    expect((await errorOf(create())).status).toBe(503);
    expect((await create()).resourceName).toBeTruthy();
  });

  test('a fault may let some calls through first', async () => {
    fault({effect: 'status', method: 'writes', skip: 1, count: 1});
    await create('first');
    expect((await errorOf(create('second'))).status).toBe(503);
    await create('third');
  });

  test('a fault lasts until it is cleared', async () => {
    const {id} = fault({effect: 'status', status: 500, method: 'reads'});
    expect((await errorOf(list())).status).toBe(500);
    expect((await errorOf(list())).status).toBe(500);
    expect(bench.control('faults')['faults']).toHaveLength(1);
    bench.control('clearFaults', {id});
    expect(await list()).toBeTruthy();
  });

  test("a delay is waited for on the caller's clock", async () => {
    fault({method: 'list', effect: 'delay', ms: 60, count: 1});
    const began = performance.now();
    await list();
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  test('a stale read shows the state before the last write', async () => {
    const person = await create();
    fault({method: 'people.get', effect: 'staleRead', count: 1});
    expect((await errorOf(bench.read(person.resourceName!))).status).toBe(404);
    expect((await bench.read(person.resourceName!)).names).toBeTruthy();
  });

  test('an empty list looks complete and takes nothing away', async () => {
    await create();
    fault({method: 'list', effect: 'emptyList', count: 1});
    expect(Object.keys(await list())).toEqual(['nextSyncToken']);
    expect((await list()).connections).toHaveLength(1);
  });

  test('a short list looks complete', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await create(name);
    fault({method: 'list', effect: 'shortList', count: 1});
    const data = await list();
    expect(data.connections).toHaveLength(2);
    expect(data.totalItems).toBe(2);
    expect(data).not.toHaveProperty('nextPageToken');
  });

  test('a list may repeat itself or come in another order', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    fault({method: 'list', effect: 'repeatedList', count: 1});
    expect((await list()).connections).toHaveLength(6);
    fault({method: 'list', effect: 'shuffledList', count: 1});
    expect((await list()).connections).toHaveLength(3);
  });

  test('Directory lists may come back empty as well', async () => {
    fault({method: 'directory.users.list', effect: 'emptyList', count: 1});
    const {users} = bench.directory();
    const {data} = await users.list({customer: 'my_customer'});
    expect(data).not.toHaveProperty('users');
  });

  test('a sync token may expire early; a full list does not notice', async () => {
    const {nextSyncToken} = await list();
    fault({method: 'list', effect: 'expiredSyncToken', count: 1});
    expect((await list()).nextSyncToken).toBeTruthy();
    const {error} = await errorOf(list({syncToken: nextSyncToken}));
    expect(error['details'][0].reason).toBe('EXPIRED_SYNC_TOKEN');
  });

  test('a good token may be refused, and quota may be used up', async () => {
    fault({effect: 'expiredToken', count: 1});
    expect((await errorOf(list())).status).toBe(401);
    fault({effect: 'quota', count: 1});
    const {error} = await errorOf(list());
    expect(error['details'][0].reason).toBe('RATE_LIMIT_EXCEEDED');
  });

  test('the token endpoint fails on its own', async () => {
    fault({
      method: 'token',
      effect: 'status',
      status: 400,
      message: 'invalid_grant',
      count: 1,
    });
    bench.control('expireTokens');
    const answer = await errorOf(
      bench.jwt(ANA, ['x'], bench.keyFile()).getAccessToken(),
    );
    expect(answer.error).toBe('invalid_grant');
  });

  test('a code whose answer was lost is used up all the same', async () => {
    const {id, secret} = bench.control('world')['oauthClient'];
    const page = await fetch(
      `${bench.url}/o/oauth2/v2/auth?${new URLSearchParams({
        client_id: id,
        redirect_uri: 'https://app.example/',
        response_type: 'code',
        scope: 'openid',
        emulator_user: ANA,
        emulator_decision: 'allow',
      })}`,
      {redirect: 'manual'},
    );
    const {searchParams} = new URL(page.headers.get('location')!);
    const exchange = () =>
      fetch(`${bench.url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: searchParams.get('code')!,
          client_id: id,
          client_secret: secret,
          redirect_uri: 'https://app.example/',
        }),
      });
    fault({method: 'token', effect: 'cut', count: 1});
    await expect(exchange()).rejects.toThrow();
    fault({method: 'token', effect: 'cut', when: 'after', count: 1});
    await expect(exchange()).rejects.toThrow();
    expect((await exchange()).status).toBe(400);
  });

  test('an unknown effect is refused', () => {
    expect(() => fault({effect: 'earthquake'})).toThrow('no effect earthquake');
  });
});

const kinds = (): string[] =>
  bench.control('violations')['violations'].map((each: Draft) => each['kind']);

onEmulator('counters and violations', () => {
  test('calls are counted by method and by user, errors by status', async () => {
    await create();
    await create('Ben', BEN);
    await errorOf(bench.read('people/c1'));
    const {byMethod, byUser, counts} = bench.control('counters');
    expect(byMethod['people.people.createContact']).toBe(2);
    expect(byMethod['token']).toBe(2);
    expect(byUser[BEN]).toBe(2);
    const reads = counts.find(
      (each: Draft) => each['method'] === 'people.people.get',
    );
    expect(reads).toMatchObject({user: ANA, calls: 1, errors: {404: 1}});
    const requests: Draft[] = bench.control('requests')['requests'];
    expect(requests.at(-1)).toMatchObject({
      method: 'people.people.get',
      status: 404,
    });
    bench.control('resetCounters');
    expect(bench.control('counters')['calls']).toBe(0);
  });

  test('two writes of one user at once are a violation, of two users none', async () => {
    bench.control('switches', {writeLatencyMs: 30});
    await Promise.all([create('a'), create('b', BEN)]);
    expect(kinds()).toEqual([]);
    await Promise.all([create('a'), create('b')]);
    expect(kinds()).toEqual(['parallelWrites']);
  });

  test('or, by a switch, the second is refused with 503', async () => {
    bench.control('switches', {writeLatencyMs: 30, parallelWrites: 'refused'});
    const results = await Promise.allSettled([create('a'), create('b')]);
    expect(results.map(result => result.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(contactsOf(ANA)).toHaveLength(1);
  });

  test('an oversize batch is a violation', async () => {
    const names = Array.from({length: 501}, (_, index) => `people/c${index}`);
    await errorOf(
      bench.people().people.batchDeleteContacts({
        requestBody: {resourceNames: names},
      }),
    );
    expect(kinds()).toEqual(['oversizeBatch']);
  });

  test('a write that changes nothing is a violation', async () => {
    const person = await create();
    const same = {names: [{givenName: 'Ida'}]};
    const updated = await bench.update(person, 'names', same);
    expect(kinds()).toEqual(['noopWrite']);
    await bench.update(updated, 'names', {names: [{givenName: 'Ide'}]});
    expect(kinds()).toEqual(['noopWrite']);
  });

  test('a label given twice is a violation', async () => {
    const person = await create();
    const star = () =>
      bench.people().contactGroups.members.modify({
        resourceName: 'contactGroups/starred',
        requestBody: {resourceNamesToAdd: [person.resourceName!]},
      });
    await star();
    expect(kinds()).toEqual([]);
    await star();
    expect(kinds()).toEqual(['noopWrite']);
  });
});

onEmulator('a read of what was just read', () => {
  const WINDOW_MS = 2000;
  beforeEach(() => {
    bench.control('switches', {rereadWindowMs: WINDOW_MS});
  });

  const edit = (person: people_v1.Schema$Person, nickname: string) =>
    bench.control('editContact', {
      user: ANA,
      contact: person.resourceName,
      person: {nicknames: [{value: nickname}]},
    });
  const users = () =>
    bench.directory().users.list({customer: 'my_customer', maxResults: 10});

  test('is a violation, also with another read between', async () => {
    const ida = await create();
    const ben = await create('Ben');
    await bench.read(ida.resourceName!);
    await bench.read(ben.resourceName!);
    expect(kinds()).toEqual([]);
    await bench.read(ida.resourceName!);
    expect(bench.control('violations')['violations']).toMatchObject([
      {kind: 'redundantRead', detail: `people.people.get ${ida.resourceName}`},
    ]);
  });

  test('is one in another layout and another order, and none with other fields', async () => {
    const {resourceName} = await create();
    const get = (personFields: string, rest: Draft = {}) =>
      bench.people().people.get({
        resourceName: resourceName!,
        personFields,
        ...rest,
      });
    await get('names,metadata');
    await get('names');
    await get('names,metadata', {fields: 'names'});
    expect(kinds()).toEqual([]);
    await get('metadata,names,names', {prettyPrint: false, quotaUser: 'ana'});
    expect(kinds()).toEqual(['redundantRead']);
  });

  test('is none after a change, whoever made it', async () => {
    const person = await create();
    await bench.read(person.resourceName!);
    edit(person, 'I');
    const read = await bench.read(person.resourceName!);
    await bench.update(read, 'nicknames', {nicknames: [{value: 'Id'}]});
    await bench.read(person.resourceName!);
    expect(kinds()).toEqual([]);
  });

  test('is none when time has passed: a poll is a poll', async () => {
    const {nextSyncToken} = await list();
    await list({syncToken: nextSyncToken});
    bench.control('clock', {advanceMs: WINDOW_MS});
    await list({syncToken: nextSyncToken});
    expect(kinds()).toEqual([]);
    await list({syncToken: nextSyncToken});
    expect(kinds()).toEqual(['redundantRead']);
  });

  test('is none while a write is on its way to the list', async () => {
    const {nextSyncToken} = await list();
    bench.control('switches', {feedDelayMs: 1000});
    await create();
    await list({syncToken: nextSyncToken});
    await list({syncToken: nextSyncToken});
    bench.control('clock', {advanceMs: 1000});
    const delta = await list({syncToken: nextSyncToken});
    expect(delta.connections).toHaveLength(1);
    expect(kinds()).toEqual([]);
    await list({syncToken: nextSyncToken});
    expect(kinds()).toEqual(['redundantRead']);
  });

  test('is none after an error, a lost answer or a list that was cut short', async () => {
    for (const effect of ['status', 'cut', 'shortList']) {
      fault({
        effect,
        method: 'connections.list',
        when: effect === 'shortList' ? 'before' : 'after',
        count: 1,
      });
      await list().catch(() => undefined);
      await list();
      bench.control('clock', {advanceMs: WINDOW_MS});
    }
    expect(kinds()).toEqual([]);
  });

  test('is none by another user, or of two reads at once', async () => {
    bench.control('switches', {readLatencyMs: 30});
    await Promise.all([list(), list()]);
    await list({}, BEN);
    expect(kinds()).toEqual([]);
  });

  test('counts in the Directory too, unless somebody joined between', async () => {
    await users();
    bench.control('leaveGroup', {group: 'inner@example.com', member: BEN});
    await users();
    expect(kinds()).toEqual([]);
    await users();
    expect(bench.control('violations')['violations']).toMatchObject([
      {kind: 'redundantRead', user: ADMIN, method: 'directory.users.list'},
    ]);
  });

  test('is never a search, whose cache a search warms', async () => {
    const search = () =>
      bench.people().people.searchContacts({query: 'Ida', readMask: 'names'});
    await search();
    await search();
    expect(kinds()).toEqual([]);
  });

  test('is forgotten with the books', async () => {
    await list();
    bench.control('resetCounters');
    await list();
    expect(kinds()).toEqual([]);
  });
});

const MARKER = {key: 'our-app', value: 'm1'};

async function labelled(
  label: string,
  person: people_v1.Schema$Person = {names: [{givenName: 'Ida'}]},
): Promise<people_v1.Schema$Person> {
  const {resourceName} = bench.control('createContact', {
    user: ANA,
    person,
    labels: [label],
  });
  return bench.read(resourceName);
}

onEmulator('ownership', () => {
  beforeEach(() => {
    bench.control('createLabel', {user: ANA, name: 'Shared'});
    bench.control('createLabel', {user: ANA, name: 'Private'});
    bench.control('ownership', {
      markerKey: MARKER.key,
      labels: [{user: ANA, label: 'Shared'}],
    });
  });

  test('editing a contact of a shared label, or one with the marker, is fine', async () => {
    const shared = await labelled('Shared');
    await bench.update(shared, 'names', {names: [{givenName: 'Ide'}]});
    const marked = await bench.create({clientData: [MARKER]});
    await bench.update(marked, 'names', {names: [{givenName: 'Ide'}]});
    await bench
      .people()
      .people.deleteContact({resourceName: marked.resourceName!});
    expect(kinds()).toEqual([]);
  });

  test("editing or deleting somebody's own contact is a violation", async () => {
    const own = await labelled('Private');
    await bench.update(own, 'names', {names: [{givenName: 'Ide'}]});
    await bench
      .people()
      .people.deleteContact({resourceName: own.resourceName!});
    expect(kinds()).toEqual(['foreignContact', 'foreignContact']);
  });

  test('deleting a shared contact that is not marked is a violation', async () => {
    const shared = await labelled('Shared');
    await bench
      .people()
      .people.deleteContact({resourceName: shared.resourceName!});
    expect(kinds()).toEqual(['foreignContact']);
  });

  test('taking a private label off, or a star, is a violation; myContacts is none', async () => {
    const shared = await labelled('Shared');
    const {groups} = bench.control('account', {user: ANA});
    const other = groups.find((each: Draft) => each['name'] === 'Private');
    const modify = (resourceName: string) =>
      bench.people().contactGroups.members.modify({
        resourceName,
        requestBody: {resourceNamesToAdd: [shared.resourceName!]},
      });
    await modify('contactGroups/myContacts');
    expect(kinds()).toEqual(['noopWrite']);
    await modify(other['resourceName']);
    await modify('contactGroups/starred');
    expect(kinds()).toEqual(['noopWrite', 'foreignLabel', 'foreignLabel']);
  });

  test('renaming or deleting a private label is a violation, a label of its own making is none', async () => {
    const {contactGroups} = bench.people();
    const {data} = await contactGroups.create({
      requestBody: {contactGroup: {name: 'Made by the service'}},
    });
    await contactGroups.delete({resourceName: data.resourceName!});
    expect(kinds()).toEqual([]);
    const {groups} = bench.control('account', {user: ANA});
    const other = groups.find((each: Draft) => each['name'] === 'Private');
    await contactGroups.delete({resourceName: other['resourceName']});
    expect(kinds()).toEqual(['foreignLabel']);
  });

  test('touching the client data of another app is a violation', async () => {
    const foreign = {key: 'their-app', value: 'x'};
    const shared = await labelled('Shared', {clientData: [foreign]});
    const added = await bench.update(shared, 'clientData', {
      clientData: [foreign, MARKER],
    });
    expect(kinds()).toEqual([]);
    await bench.update(added, 'clientData', {clientData: [MARKER]});
    expect(kinds()).toEqual(['foreignClientData']);
  });

  test('nothing is watched before ownership is declared', async () => {
    bench.reset();
    const person = await create();
    await bench
      .people()
      .people.deleteContact({resourceName: person.resourceName!});
    expect(kinds()).toEqual([]);
    expect(ADMIN).toBeTruthy();
  });
});
