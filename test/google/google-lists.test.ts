/** people-api §7, §1: full lists, pages, orders, and the feed that lags behind. */
import {beforeEach, expect} from '@jest/globals';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {
  ANA,
  emulatorFact,
  errorOf,
  fact,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

type Query = people_v1.Params$Resource$People$Connections$List;

const list = (query: Partial<Query> = {}, subject: string = ANA) =>
  bench
    .people(subject)
    .people.connections.list({
      resourceName: 'people/me',
      personFields: 'names,metadata',
      ...query,
    })
    .then(response => response.data);

const full = (query: Partial<Query> = {}) =>
  list({requestSyncToken: true, ...query});

const delta = (syncToken: string, query: Partial<Query> = {}) =>
  list({requestSyncToken: true, syncToken, ...query});

const create = (givenName: string) => bench.create({names: [{givenName}]});

emulatorFact(
  'people-api §7: a full list ends with totals and, if asked for, a sync token',
  async () => {
    await create('Ida');
    const data = await full();
    expect(data.connections).toHaveLength(1);
    expect(data.totalItems).toBe(1);
    expect(data.totalPeople).toBe(1);
    expect(data.nextSyncToken).toBeTruthy();
    expect(await list()).not.toHaveProperty('nextSyncToken');
  },
);

emulatorFact(
  'people-api §7: an empty account lists nothing but the token',
  async () => {
    expect(Object.keys(await full())).toEqual(['nextSyncToken']);
  },
);

emulatorFact(
  'people-api §7: lists come least recently changed first, or as asked',
  async () => {
    const first = await bench.create({
      names: [{givenName: 'B', familyName: 'Y'}],
    });
    await bench.create({names: [{givenName: 'A', familyName: 'Z'}]});
    await bench.update(first, 'nicknames', {nicknames: [{value: 'touched'}]});
    const names = async (query: Partial<Query>) =>
      (await list(query)).connections!.map(each => each.names![0]!.givenName);
    expect(await names({})).toEqual(['A', 'B']);
    expect(await names({sortOrder: 'LAST_MODIFIED_DESCENDING'})).toEqual([
      'B',
      'A',
    ]);
    expect(await names({sortOrder: 'FIRST_NAME_ASCENDING'})).toEqual([
      'A',
      'B',
    ]);
    expect(await names({sortOrder: 'LAST_NAME_ASCENDING'})).toEqual(['B', 'A']);
  },
);

emulatorFact('people-api §7: sorted lists have pages', async () => {
  for (const name of ['c', 'a', 'b']) await create(name);
  const query = {sortOrder: 'FIRST_NAME_ASCENDING', pageSize: 2};
  const first = await list(query);
  const second = await list({...query, pageToken: first.nextPageToken!});
  expect(
    [...first.connections!, ...second.connections!].map(
      each => each.names![0]!.givenName,
    ),
  ).toEqual(['a', 'b', 'c']);
});

fact('people-api §1: a page has 1 to 1,000 contacts', async () => {
  expect((await errorOf(list({pageSize: 1001}))).status).toBe(400);
  expect((await errorOf(list({pageSize: -1}))).status).toBe(400);
});

emulatorFact(
  'people-api §1: a page has 100 contacts unless asked otherwise',
  async () => {
    await bench.people().people.batchCreateContacts({
      requestBody: {
        contacts: Array.from({length: 120}, (_, index) => ({
          contactPerson: {names: [{givenName: `n${index}`}]},
        })),
        readMask: '',
      },
    });
    expect((await list()).connections).toHaveLength(100);
    expect((await list({pageSize: 0})).connections).toHaveLength(100);
    expect((await list({pageSize: 1000})).connections).toHaveLength(120);
  },
);

fact('people-api §7: only people/me has connections', async () => {
  const {status} = await errorOf(list({resourceName: 'people/c12345'}));
  expect(status).toBe(400);
});

emulatorFact(
  'people-api §7: a write shows in direct reads at once and in the delta later',
  async () => {
    bench.reset({switches: {feedDelayMs: 10_000}});
    const {nextSyncToken} = await full();
    const person = await create('Ida');
    expect((await bench.read(person.resourceName!)).names).toBeTruthy();
    expect(await delta(nextSyncToken!)).not.toHaveProperty('connections');
    bench.control('clock', {advanceMs: 10_000});
    expect((await delta(nextSyncToken!)).connections).toHaveLength(1);
  },
);

emulatorFact(
  'people-api §7: a delta that missed a late write leaves it for the next',
  async () => {
    bench.reset({switches: {feedDelayMs: 10_000}});
    const {nextSyncToken} = await full();
    await create('Ida');
    const {nextSyncToken: second} = await delta(nextSyncToken!);
    bench.control('clock', {advanceMs: 10_000});
    expect((await delta(second!)).connections).toHaveLength(1);
  },
);

emulatorFact(
  'people-api §7: whether a full list lags as well is a switch',
  async () => {
    for (const fullListLags of [true, false]) {
      bench.reset({switches: {feedDelayMs: 10_000, fullListLags}});
      await create('Ida');
      expect((await list()).connections?.length ?? 0).toBe(
        fullListLags ? 0 : 1,
      );
    }
  },
);

emulatorFact(
  'people-api §7: settling lets the feed catch up at once',
  async () => {
    bench.reset({switches: {feedDelayMs: 60_000}});
    await create('Ida');
    bench.control('settle', {user: ANA});
    expect((await list()).connections).toHaveLength(1);
  },
);

emulatorFact(
  'people-api §4: items and people come in no order when shuffled',
  async () => {
    bench.reset({switches: {shuffle: true}});
    for (let index = 0; index < 20; index++) await create(`n${index}`);
    const names = async () =>
      (await list()).connections!.map(each => each.names![0]!.givenName);
    const first = await names();
    const second = await names();
    expect(first).not.toEqual(second);
    expect([...first].sort()).toEqual([...second].sort());
  },
);
