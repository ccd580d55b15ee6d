/** people-api §1, §12, §15: quotas, the ceiling, the trash. */
import {beforeEach, expect} from '@jest/globals';
import {
  ANA,
  BEN,
  emulatorFact,
  errorOf,
  raw,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  bench.reset();
});

const create = (givenName = 'Ida') => bench.create({names: [{givenName}]});

const account = () => bench.control('account', {user: ANA});

emulatorFact('people-api §12: quotas are off unless switched on', async () => {
  for (let index = 0; index < 95; index++) await create();
  expect(account()['contacts']).toHaveLength(95);
});

emulatorFact(
  'people-api §12: a create costs one critical read and one critical write',
  async () => {
    bench.control('resetCounters');
    await create();
    expect(bench.control('counters')['units']).toEqual({
      criticalReads: 1,
      criticalWrites: 1,
      dailyContactWrites: 1,
    });
  },
);

emulatorFact(
  'people-api §12: a batch costs six and six and 200 daily writes, even of two',
  async () => {
    bench.control('resetCounters');
    await bench.people().people.batchCreateContacts({
      requestBody: {
        contacts: [{contactPerson: {}}, {contactPerson: {}}],
        readMask: '',
      },
    });
    expect(bench.control('counters')['units']).toEqual({
      criticalReads: 6,
      criticalWrites: 6,
      dailyContactWrites: 200,
    });
  },
);

emulatorFact(
  'people-api §12: a delete costs one write, a batch of them ten',
  async () => {
    const one = await create();
    const two = await create();
    bench.control('resetCounters');
    const {people} = bench.people();
    await people.deleteContact({resourceName: one.resourceName!});
    await people.batchDeleteContacts({
      requestBody: {resourceNames: [two.resourceName!]},
    });
    expect(bench.control('counters')['units']).toEqual({writes: 11});
  },
);

emulatorFact(
  'people-api §12: over the limit is 429 with the metric, until the minute is over',
  async () => {
    bench.control('switches', {quotas: true, quotaLimits: {criticalReads: 2}});
    await create();
    await create();
    const {status, error} = await errorOf(create());
    expect(status).toBe(429);
    expect(error['status']).toBe('RESOURCE_EXHAUSTED');
    expect(error['message']).toMatch(
      /^Quota exceeded for quota metric 'Critical read requests \(Contact and Profile Reads\)' and limit '.* per minute per user' of service 'people\.googleapis\.com' for consumer 'project_number:\d+'\.$/,
    );
    expect(error['details'][0]).toMatchObject({
      reason: 'RATE_LIMIT_EXCEEDED',
      domain: 'googleapis.com',
      metadata: {
        service: 'people.googleapis.com',
        quota_limit: 'CriticalReadsPerMinutePerProjectPerUser',
        quota_metric: 'people.googleapis.com/critical_read_requests',
      },
    });
    bench.control('clock', {advanceMs: 60_000});
    expect((await create()).resourceName).toBeTruthy();
  },
);

emulatorFact('people-api §12: buckets are counted for each user', async () => {
  bench.control('switches', {quotas: true, quotaLimits: {criticalReads: 1}});
  await create();
  expect((await errorOf(create())).status).toBe(429);
  const other = await bench.create({names: [{givenName: 'B'}]}, 'names', BEN);
  expect(other.resourceName).toBeTruthy();
});

emulatorFact('people-api §12: photos have their own bucket', async () => {
  bench.control('switches', {quotas: true, quotaLimits: {photoWrites: 0}});
  const person = await create();
  const {status} = await errorOf(
    bench.people().people.updateContactPhoto({
      resourceName: person.resourceName!,
      requestBody: {photoBytes: ''},
    }),
  );
  expect(status).toBe(429);
});

emulatorFact(
  'people-api §7: the first page of a full sync has its own bucket',
  async () => {
    bench.control('switches', {
      quotas: true,
      quotaLimits: {fullSyncFirstPages: 1},
    });
    const list = (syncToken?: string) =>
      bench.people().people.connections.list({
        resourceName: 'people/me',
        personFields: 'names',
        requestSyncToken: true,
        ...(syncToken ? {syncToken} : {}),
      });
    const {data} = await list();
    expect((await errorOf(list())).status).toBe(429);
    expect((await list(data.nextSyncToken!)).status).toBe(200);
  },
);

emulatorFact('people-api §12: quotaUser charges somebody else', async () => {
  bench.control('switches', {quotas: true, quotaLimits: {criticalReads: 1}});
  const get = (quotaUser: string) =>
    raw(
      bench,
      'GET',
      `/v1/people/me?personFields=names&quotaUser=${quotaUser}`,
    );
  expect((await get('a')).status).toBe(200);
  expect((await get('b')).status).toBe(200);
  expect((await get('a')).status).toBe(429);
});

emulatorFact(
  'people-api §12: the hidden 429 has another body and lasts for hours',
  async () => {
    const HOUR_MS = 3600 * 1000;
    bench.control('fault', {
      user: ANA,
      method: 'createContact',
      effect: 'hardQuota',
      forMs: 3 * HOUR_MS,
    });
    const {status, error} = await errorOf(create());
    expect(status).toBe(429);
    expect(error).toEqual({
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'Resource has been exhausted (e.g. check quota).',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [
            {
              subject: 'QUOTA_EXCEEDED',
              description: 'FBS quota limit exceeded',
            },
          ],
        },
      ],
    });
    bench.control('clock', {advanceMs: 2 * HOUR_MS});
    expect((await errorOf(create())).status).toBe(429);
    bench.control('clock', {advanceMs: 2 * HOUR_MS});
    expect((await create()).resourceName).toBeTruthy();
  },
);

emulatorFact(
  'people-api §1: the ceiling counts the trash, and says overflow',
  async () => {
    bench.control('switches', {contactsMax: 2});
    const first = await create();
    await create();
    const {error} = await errorOf(create());
    expect(error['message']).toContain('MY_CONTACTS_OVERFLOW_COUNT');
    await bench
      .people()
      .people.deleteContact({resourceName: first.resourceName!});
    expect((await errorOf(create())).error['message']).toContain('OVERFLOW');
    bench.control('emptyTrash', {user: ANA});
    expect((await create()).resourceName).toBeTruthy();
  },
);

emulatorFact(
  'people-api §15: the trash empties itself after thirty days',
  async () => {
    bench.control('switches', {contactsMax: 1});
    const person = await create();
    await bench
      .people()
      .people.deleteContact({resourceName: person.resourceName!});
    expect((await errorOf(create())).error['message']).toContain('OVERFLOW');
    bench.control('clock', {advanceMs: 31 * 24 * 3600 * 1000});
    expect((await create()).resourceName).toBeTruthy();
  },
);

emulatorFact(
  'people-api §14: a deleted contact read directly is 404, or 500 by a switch',
  async () => {
    const person = await create();
    await bench
      .people()
      .people.deleteContact({resourceName: person.resourceName!});
    expect((await errorOf(bench.read(person.resourceName!))).status).toBe(404);
    bench.control('switches', {deletedReads: 'internal'});
    const {status, error} = await errorOf(bench.read(person.resourceName!));
    expect(status).toBe(500);
    expect(error['message']).toBe('Internal error encountered.');
  },
);
