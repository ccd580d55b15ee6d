/** What the notes mark unknown and no other file holds: each a switch, each side checked. */
import {beforeEach, expect} from '@jest/globals';
import {monogram} from '../emulator/people/photos.ts';
import {
  ANA,
  emulatorFact,
  errorOf,
  raw,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const label = (name: string) =>
  bench.people().contactGroups.create({requestBody: {contactGroup: {name}}});

emulatorFact(
  'people-api §1: labels may have a limit in number and length',
  async () => {
    await label('x'.repeat(500));
    bench.control('switches', {labelsMax: 2, labelNameLengthMax: 20});
    expect((await errorOf(label('y'.repeat(21)))).status).toBe(400);
    await label('second');
    expect((await errorOf(label('third'))).status).toBe(429);
  },
);

emulatorFact(
  'people-api §1: the status of an overflow is unknown, its words are not',
  async () => {
    for (const [overflowStatus, status] of [
      ['FAILED_PRECONDITION', 400],
      ['RESOURCE_EXHAUSTED', 429],
    ] as const) {
      bench.reset({switches: {contactsMax: 0, overflowStatus}});
      const answer = await errorOf(bench.create({}));
      expect(answer.status).toBe(status);
      expect(answer.error['message']).toContain('MY_CONTACTS_OVERFLOW_COUNT');
    }
  },
);

emulatorFact('people-api §11: a photo may be too large', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const set = () =>
    bench.people().people.updateContactPhoto({
      resourceName: person.resourceName!,
      requestBody: {photoBytes: monogram('x').toString('base64')},
    });
  expect((await set()).status).toBe(200);
  bench.control('switches', {photoBytesMax: 10});
  expect((await errorOf(set())).status).toBe(400);
});

emulatorFact(
  'people-api §11: photo addresses may change from read to read; the bytes do not',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const url = async () =>
      (
        await raw(
          bench,
          'GET',
          `/v1/${person.resourceName}?personFields=photos`,
        )
      ).json['photos'][0].url as string;
    expect(await url()).toBe(await url());
    bench.control('switches', {photoUrlsStable: false});
    const urls = [await url(), await url()];
    expect(urls[0]).not.toBe(urls[1]);
    const photos = await Promise.all(
      urls.map(async each => (await fetch(each)).arrayBuffer()),
    );
    expect(photos[0]!.byteLength).toBeGreaterThan(0);
    expect(Buffer.from(photos[0]!)).toEqual(Buffer.from(photos[1]!));
  },
);

emulatorFact(
  'people-api §12: Retry-After was in no capture, but may come',
  async () => {
    const read = async () => {
      bench.control('fault', {effect: 'quota', count: 1});
      return raw(bench, 'GET', '/v1/people/me?personFields=names');
    };
    expect((await read()).headers.get('retry-after')).toBeNull();
    bench.control('switches', {retryAfterSeconds: 7});
    expect((await read()).headers.get('retry-after')).toBe('7');
  },
);

emulatorFact(
  'people-api §7: a sync token with other parameters is invalid, or as if expired',
  async () => {
    const list = (personFields: string, syncToken?: string) =>
      bench.people().people.connections.list({
        resourceName: 'people/me',
        personFields,
        requestSyncToken: true,
        ...(syncToken ? {syncToken} : {}),
      });
    const {data} = await list('names');
    const other = () => errorOf(list('names,metadata', data.nextSyncToken!));
    expect((await other()).error).not.toHaveProperty('details');
    bench.control('switches', {syncTokenMismatch: 'expired'});
    expect((await other()).error['details'][0].reason).toBe(
      'EXPIRED_SYNC_TOKEN',
    );
  },
);

emulatorFact(
  'people-api §9: an edit in Google Contacts keeps client data, or loses it',
  async () => {
    const person = await bench.create({clientData: [{key: 'k', value: 'v'}]});
    const edit = (value: string) =>
      bench.control('editContact', {
        user: ANA,
        contact: person.resourceName,
        person: {nicknames: [{value}]},
      });
    edit('one');
    expect((await bench.read(person.resourceName!)).clientData).toHaveLength(1);
    bench.control('switches', {uiKeepsClientData: false});
    edit('two');
    expect(await bench.read(person.resourceName!)).not.toHaveProperty(
      'clientData',
    );
  },
);

emulatorFact(
  'people-api §2: contacts merged away are beyond restoring, or in the trash',
  async () => {
    for (const mergeFillsTrash of [false, true]) {
      bench.reset({switches: {mergeFillsTrash}});
      const pair = [await bench.create({}), await bench.create({})];
      bench.control('mergeContacts', {
        user: ANA,
        contacts: pair.map(each => each.resourceName),
      });
      const {trash} = bench.control('account', {user: ANA});
      expect(trash).toHaveLength(mergeFillsTrash ? 1 : 0);
    }
  },
);

emulatorFact(
  'people-api §2: a new resource name may leave a tombstone under the old one',
  async () => {
    for (const renameLeavesTombstone of [false, true]) {
      bench.reset({switches: {renameLeavesTombstone}});
      const person = await bench.create({});
      const list = (syncToken?: string) =>
        bench
          .people()
          .people.connections.list({
            resourceName: 'people/me',
            personFields: 'metadata',
            requestSyncToken: true,
            ...(syncToken ? {syncToken} : {}),
          })
          .then(response => response.data);
      const {nextSyncToken} = await list();
      bench.control('renameResource', {
        user: ANA,
        contact: person.resourceName,
      });
      const {connections} = await list(nextSyncToken!);
      const deleted = connections!.filter(each => each.metadata!.deleted);
      expect(deleted.map(each => each.resourceName)).toEqual(
        renameLeavesTombstone ? [person.resourceName] : [],
      );
    }
  },
);

emulatorFact(
  'directory-api §1: without orderBy users come in any order',
  async () => {
    const emails = async () => {
      const {data} = await bench
        .directory()
        .users.list({customer: 'my_customer'});
      return data.users!.map(user => user.primaryEmail);
    };
    const sorted = await emails();
    bench.control('switches', {shuffle: true});
    const others = await emails();
    expect([...others].sort()).toEqual([...sorted].sort());
  },
);
