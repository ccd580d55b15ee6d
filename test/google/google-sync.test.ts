/** people-api §7: sync tokens and deltas. */
import {beforeEach, expect} from '@jest/globals';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {
  ANA,
  BEN,
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

const DAY_MS = 24 * 3600 * 1000;

emulatorFact(
  'people-api §7: the token stands on the last page only',
  async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const first = await full({pageSize: 2});
    expect(first.nextPageToken).toBeTruthy();
    expect(first).not.toHaveProperty('nextSyncToken');
    const second = await full({pageSize: 2, pageToken: first.nextPageToken!});
    expect(second.nextSyncToken).toBeTruthy();
    expect(second).not.toHaveProperty('nextPageToken');
    expect(second.connections).toHaveLength(1);
  },
);

emulatorFact('people-api §7: a quiet delta is the token alone', async () => {
  await create('Ida');
  const {nextSyncToken} = await full();
  const quiet = await delta(nextSyncToken!);
  expect(Object.keys(quiet)).toEqual(['nextSyncToken']);
});

emulatorFact(
  'people-api §7: a delta has changed persons in full for the mask',
  async () => {
    const person = await create('Ida');
    await create('Bystander');
    const {nextSyncToken} = await full();
    await bench.update(person, 'names', {names: [{givenName: 'Ide'}]});
    const data = await delta(nextSyncToken!);
    expect(data.connections).toHaveLength(1);
    expect(data.connections![0]!.names![0]!.givenName).toBe('Ide');
    expect(data.totalItems).toBe(1);
  },
);

emulatorFact('people-api §3: a deletion is a tombstone of 1970', async () => {
  const person = await create('Ida');
  const {nextSyncToken} = await full();
  await bench
    .people()
    .people.deleteContact({resourceName: person.resourceName!});
  const [tombstone] = (await delta(nextSyncToken!)).connections!;
  expect(tombstone!.metadata).toMatchObject({
    deleted: true,
    objectType: 'PERSON',
    sources: [{type: 'CONTACT', updateTime: '1970-01-01T00:00:00Z'}],
  });
  expect(tombstone!.resourceName).toBe(person.resourceName);
  expect(tombstone).not.toHaveProperty('names');
});

emulatorFact(
  'people-api §3: a tombstone has the default photo when photos are asked for',
  async () => {
    const query = {personFields: 'names,metadata,photos'};
    const person = await create('Ida');
    const {nextSyncToken} = await full(query);
    await bench
      .people()
      .people.deleteContact({resourceName: person.resourceName!});
    const [tombstone] = (await delta(nextSyncToken!, query)).connections!;
    expect(tombstone!.photos![0]!.default).toBe(true);
  },
);

emulatorFact(
  'people-api §7: whether a mask without metadata hides the mark of deletion is a switch',
  async () => {
    const query = {personFields: 'names'};
    for (const tombstonesNeedMetadataMask of [true, false]) {
      bench.reset({switches: {tombstonesNeedMetadataMask}});
      const person = await create('Ida');
      const {nextSyncToken} = await full(query);
      await bench
        .people()
        .people.deleteContact({resourceName: person.resourceName!});
      const [tombstone] = (await delta(nextSyncToken!, query)).connections!;
      expect(tombstone!.metadata?.deleted ?? false).toBe(
        !tombstonesNeedMetadataMask,
      );
    }
  },
);

emulatorFact(
  'people-api §7: a contact changed often comes once, as it is now',
  async () => {
    let person = await create('a');
    const {nextSyncToken} = await full();
    for (const givenName of ['b', 'c']) {
      person = await bench.update(person, 'names', {names: [{givenName}]});
    }
    const data = await delta(nextSyncToken!);
    expect(data.connections!.map(each => each.names![0]!.givenName)).toEqual([
      'c',
    ]);
  },
);

emulatorFact('people-api §7: a label put on shows in the delta', async () => {
  const person = await create('Ida');
  const {nextSyncToken} = await full();
  bench.control('labelContact', {
    user: ANA,
    contact: person.resourceName,
    label: 'Team',
  });
  expect((await delta(nextSyncToken!)).connections).toHaveLength(1);
});

emulatorFact('people-api §7: an old token may be used again', async () => {
  const {nextSyncToken} = await full();
  await create('Ida');
  expect((await delta(nextSyncToken!)).connections).toHaveLength(1);
  expect((await delta(nextSyncToken!)).connections).toHaveLength(1);
});

emulatorFact('people-api §7: a delta has pages too', async () => {
  const {nextSyncToken} = await full({pageSize: 2});
  for (const name of ['a', 'b', 'c']) await create(name);
  const first = await delta(nextSyncToken!, {pageSize: 2});
  expect(first.connections).toHaveLength(2);
  expect(first.totalItems).toBe(3);
  const second = await delta(nextSyncToken!, {
    pageSize: 2,
    pageToken: first.nextPageToken!,
  });
  expect(second.connections).toHaveLength(1);
  expect(second.nextSyncToken).toBeTruthy();
});

emulatorFact(
  'people-api §7: what changes between pages is repeated, not lost',
  async () => {
    const first = await create('a');
    for (const name of ['b', 'c']) await create(name);
    const one = await full({pageSize: 2});
    await bench.update(first, 'names', {names: [{givenName: 'a2'}]});
    const two = await full({pageSize: 2, pageToken: one.nextPageToken!});
    expect(two.connections!.map(each => each.names![0]!.givenName)).toEqual([
      'c',
      'a2',
    ]);
  },
);

emulatorFact(
  'people-api §7: what is deleted between pages is in the next delta',
  async () => {
    const first = await create('a');
    for (const name of ['b', 'c']) await create(name);
    const one = await full({pageSize: 2});
    await bench
      .people()
      .people.deleteContact({resourceName: first.resourceName!});
    const two = await full({pageSize: 2, pageToken: one.nextPageToken!});
    const after = await delta(two.nextSyncToken!, {pageSize: 2});
    expect(after.connections!.map(each => each.metadata!.deleted)).toEqual([
      true,
    ]);
  },
);

emulatorFact(
  'people-api §7: an expired token is 400 with its reason, and the known sentence',
  async () => {
    const {nextSyncToken} = await full();
    bench.control('clock', {advanceMs: 7 * DAY_MS + 1000});
    const {status, error} = await errorOf(delta(nextSyncToken!));
    expect(status).toBe(400);
    expect(error).toEqual({
      code: 400,
      message:
        'Sync token is expired. Clear local cache and retry call without the sync token.',
      status: 'FAILED_PRECONDITION',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'EXPIRED_SYNC_TOKEN',
          domain: 'people.googleapis.com',
        },
      ],
    });
  },
);

emulatorFact(
  'people-api §7: its status may also be INVALID_ARGUMENT, the reason stays',
  async () => {
    bench.reset({switches: {expiredSyncTokenStatus: 'INVALID_ARGUMENT'}});
    const {nextSyncToken} = await full();
    bench.control('clock', {advanceMs: 8 * DAY_MS});
    const {error} = await errorOf(delta(nextSyncToken!));
    expect(error['status']).toBe('INVALID_ARGUMENT');
    expect(error['details'][0].reason).toBe('EXPIRED_SYNC_TOKEN');
  },
);

emulatorFact(
  'people-api §7: whether a delta starts the seven days again is a switch',
  async () => {
    for (const syncTokenClock of ['fullSync', 'eachToken'] as const) {
      bench.reset({switches: {syncTokenClock}});
      const {nextSyncToken} = await full();
      bench.control('clock', {advanceMs: 4 * DAY_MS});
      const {nextSyncToken: second} = await delta(nextSyncToken!);
      bench.control('clock', {advanceMs: 4 * DAY_MS});
      const third = delta(second!);
      if (syncTokenClock === 'fullSync') {
        expect((await errorOf(third)).status).toBe(400);
      } else {
        expect((await third).nextSyncToken).toBeTruthy();
      }
    }
  },
);

emulatorFact(
  'people-api §7: a malformed token is 400 without details',
  async () => {
    const {status, error} = await errorOf(delta('not-a-token'));
    expect(status).toBe(400);
    expect(error).toEqual({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: 'Request contains an invalid argument.',
    });
  },
);

emulatorFact(
  'people-api §7: a token is bound to the fields and sources it was given for',
  async () => {
    const {nextSyncToken} = await full();
    const otherFields = await errorOf(
      delta(nextSyncToken!, {personFields: 'names,metadata,urls'}),
    );
    expect(otherFields.error['status']).toBe('INVALID_ARGUMENT');
    const otherSources = await errorOf(
      delta(nextSyncToken!, {sources: ['READ_SOURCE_TYPE_CONTACT']}),
    );
    expect(otherSources.error['status']).toBe('INVALID_ARGUMENT');
  },
);

emulatorFact(
  'people-api §7: the order in which a mask names its fields is no difference',
  async () => {
    const {nextSyncToken} = await full({personFields: 'names,metadata'});
    const data = await delta(nextSyncToken!, {personFields: 'metadata,names'});
    expect(data.nextSyncToken).toBeTruthy();
  },
);

emulatorFact(
  'people-api §7: a token of one person is none of another',
  async () => {
    const {nextSyncToken} = await full();
    const {status} = await errorOf(
      list({requestSyncToken: true, syncToken: nextSyncToken!}, BEN),
    );
    expect(status).toBe(400);
  },
);

emulatorFact('people-api §7: a page token is no sync token', async () => {
  for (const name of ['a', 'b', 'c']) await create(name);
  const first = await full({pageSize: 2});
  const {status} = await errorOf(delta(first.nextPageToken!, {pageSize: 2}));
  expect(status).toBe(400);
});

emulatorFact(
  'people-api §7: a page must be read with the parameters of the first',
  async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const first = await full({pageSize: 2});
    const {status} = await errorOf(
      full({
        pageSize: 2,
        personFields: 'names',
        pageToken: first.nextPageToken!,
      }),
    );
    expect(status).toBe(400);
  },
);

emulatorFact(
  'people-api §7: whether the page size is bound too is a switch',
  async () => {
    for (const tokenBindsPageSize of [true, false]) {
      bench.reset({switches: {tokenBindsPageSize}});
      const {nextSyncToken} = await full({pageSize: 10});
      const other = delta(nextSyncToken!, {pageSize: 20});
      if (tokenBindsPageSize) expect((await errorOf(other)).status).toBe(400);
      else expect((await other).nextSyncToken).toBeTruthy();
    }
  },
);

fact(
  'people-api §7: a descending order and a sync token exclude each other',
  async () => {
    const {status} = await errorOf(
      full({sortOrder: 'LAST_MODIFIED_DESCENDING'}),
    );
    expect(status).toBe(400);
  },
);
