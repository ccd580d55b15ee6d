/** people-api §1, §12, §15: quotas, the ceiling, the trash, merges and phones. */
import {beforeEach, expect} from '@jest/globals';
import {
  ANA,
  BEN,
  emulatorFact,
  errorOf,
  raw,
  useBench,
} from './google-support.ts';
import type {Draft} from '../emulator/types.ts';

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

const delta = async (syncToken?: string) => {
  const {data} = await bench.people().people.connections.list({
    resourceName: 'people/me',
    personFields: 'names,metadata,memberships',
    requestSyncToken: true,
    ...(syncToken ? {syncToken} : {}),
  });
  return data;
};

emulatorFact(
  'people-api §15: a restored contact reappears in the delta, under its name or a new one',
  async () => {
    for (const restoreKeepsName of [true, false]) {
      bench.reset({switches: {restoreKeepsName}});
      const person = await create();
      await bench
        .people()
        .people.deleteContact({resourceName: person.resourceName!});
      const {nextSyncToken} = await delta();
      expect(account()['trash']).toHaveLength(1);
      bench.control('restoreContact', {
        user: ANA,
        contact: person.resourceName,
      });
      const {connections} = await delta(nextSyncToken!);
      expect(connections).toHaveLength(1);
      expect(connections![0]!.names![0]!.givenName).toBe('Ida');
      expect(connections![0]!.resourceName === person.resourceName).toBe(
        restoreKeepsName,
      );
      expect(connections![0]!.names![0]!.metadata!.source!.id).toBe(
        connections![0]!.metadata!.sources![0]!.id,
      );
      expect(account()['trash']).toHaveLength(0);
    }
  },
);

emulatorFact(
  'people-api §2: a merge is one contact updated and the others deleted, whichever survives',
  async () => {
    for (const survives of [0, 1]) {
      bench.reset();
      const pair = [
        await create('Ida'),
        await bench.create({emailAddresses: [{value: 'i@x.example'}]}),
      ];
      const {nextSyncToken} = await delta();
      const survivor = pair[survives]!.resourceName!;
      bench.control('mergeContacts', {
        user: ANA,
        contacts: pair.map(each => each.resourceName),
        survivor,
      });
      const {connections} = await delta(nextSyncToken!);
      const deleted = connections!.filter(each => each.metadata!.deleted);
      expect(deleted.map(each => each.resourceName)).toEqual([
        pair[1 - survives]!.resourceName,
      ]);
      const read = await bench.read(survivor);
      expect(read.names![0]!.givenName).toBe('Ida');
      expect(read.emailAddresses![0]!.value).toBe('i@x.example');
    }
  },
);

emulatorFact(
  'people-api §2: a merge may fill previousResourceNames, and then old names lead to the survivor',
  async () => {
    for (const previousResourceNames of [true, false]) {
      bench.reset();
      const pair = [await create('Ida'), await create('Ide')];
      const [kept, gone] = pair.map(each => each.resourceName!);
      const {nextSyncToken} = await delta();
      bench.control('mergeContacts', {
        user: ANA,
        contacts: [kept, gone],
        previousResourceNames,
      });
      const {connections} = await delta(nextSyncToken!);
      const survivor = connections!.find(each => each.resourceName === kept);
      expect(survivor!.metadata!.previousResourceNames ?? []).toEqual(
        previousResourceNames ? [gone] : [],
      );
      if (previousResourceNames) {
        expect((await bench.read(gone!)).resourceName).toBe(kept);
      } else {
        expect((await errorOf(bench.read(gone!))).status).toBe(404);
      }
    }
  },
);

emulatorFact(
  'people-api §9: what a merge does to client data is a switch',
  async () => {
    const expected = {all: ['1', '2'], survivor: ['1'], none: []};
    for (const mergeClientData of ['all', 'survivor', 'none'] as const) {
      bench.reset({switches: {mergeClientData}});
      const one = await bench.create({clientData: [{key: 'k', value: '1'}]});
      const two = await bench.create({clientData: [{key: 'k', value: '2'}]});
      bench.control('mergeContacts', {
        user: ANA,
        contacts: [one.resourceName, two.resourceName],
      });
      const read = await bench.read(one.resourceName!);
      expect((read.clientData ?? []).map(each => each.value)).toEqual(
        expected[mergeClientData],
      );
    }
  },
);

emulatorFact(
  'people-api §9: a phone loses order, types and what it does not know',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ida'}],
      phoneNumbers: [
        {value: '+44 20 7946 0111', type: 'workMobile'},
        {value: '+44 20 7946 0222', type: 'home'},
      ],
      relations: [{person: 'Ann', type: 'sister'}],
      userDefined: [{key: 'Shoe', value: '42'}],
      clientData: [{key: 'k', value: 'v'}],
    });
    bench.control('phoneEdit', {
      user: ANA,
      contact: person.resourceName,
      person: {nicknames: [{value: 'by phone'}]},
    });
    const read = await bench.read(person.resourceName!);
    expect(read.phoneNumbers!.map(({value, type}) => [value, type])).toEqual([
      ['+44 20 7946 0222', 'home'],
      ['+44 20 7946 0111', 'other'],
    ]);
    expect(read).not.toHaveProperty('relations');
    expect(read).not.toHaveProperty('userDefined');
    expect(read.nicknames![0]!.value).toBe('by phone');
    expect(read.clientData![0]!.value).toBe('v');
    expect(read.memberships).toEqual(person.memberships);
  },
);

emulatorFact(
  'people-api §9: whether client data survives a phone is a switch',
  async () => {
    bench.control('switches', {phoneKeepsClientData: false});
    const person = await bench.create({clientData: [{key: 'k', value: 'v'}]});
    bench.control('phoneEdit', {user: ANA, contact: person.resourceName});
    expect(await bench.read(person.resourceName!)).not.toHaveProperty(
      'clientData',
    );
  },
);

emulatorFact(
  'people-api §16.10: a person deletes, and the contact is in the trash and in the delta',
  async () => {
    const person = await create();
    const {nextSyncToken} = await delta();
    bench.control('deleteContact', {user: ANA, contact: person.resourceName});
    const {connections} = await delta(nextSyncToken!);
    expect(connections![0]!.metadata!.deleted).toBe(true);
    const trash: Draft[] = account()['trash'];
    expect(trash[0]!['resourceName']).toBe(person.resourceName);
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
