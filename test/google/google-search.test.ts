/** people-api §10, §2, §15 and directory-api §6: search, other contacts, the domain's directory. */
import {beforeEach, expect} from '@jest/globals';
import {
  ANA,
  BEN,
  CONTACTS,
  DIRECTORY_READ,
  emulatorFact,
  errorOf,
  OTHER_CONTACTS,
  REAL_ACCOUNT,
  useBench,
} from './google-support.ts';

const bench = useBench();

beforeEach(() => {
  if (!REAL_ACCOUNT) bench.reset();
});

const BOTH = [CONTACTS, OTHER_CONTACTS];

const search = (query: string, pageSize?: number) =>
  bench
    .people()
    .people.searchContacts({
      query,
      readMask: 'names',
      ...(pageSize === undefined ? {} : {pageSize}),
    })
    .then(response =>
      (response.data.results ?? []).map(
        result => result.person!.names![0]!.displayName,
      ),
    );

async function warmUp() {
  await search('');
  bench.control('clock', {advanceMs: 5000});
}

emulatorFact(
  'people-api §10: search knows nothing until it is warmed up',
  async () => {
    await bench.create({names: [{givenName: 'Foo', familyName: 'Name'}]});
    expect(await search('foo')).toEqual([]);
    await warmUp();
    expect(await search('foo')).toEqual(['Foo Name']);
  },
);

emulatorFact('people-api §10: search matches beginnings of words', async () => {
  await bench.create({names: [{givenName: 'Foo', familyName: 'Name'}]});
  await warmUp();
  for (const query of ['f', 'fo', 'foo', 'foo n', 'nam', 'FOO']) {
    expect(await search(query)).toEqual(['Foo Name']);
  }
  for (const query of ['oo', 'oo n', 'ame']) {
    expect(await search(query)).toEqual([]);
  }
});

emulatorFact(
  'people-api §10: search looks into addresses, numbers, nicknames and firms',
  async () => {
    await bench.create({
      names: [{givenName: 'Ida'}],
      nicknames: [{value: 'Idchen'}],
      emailAddresses: [{value: 'info@firm.example'}],
      phoneNumbers: [{value: '03-0123-4567'}],
      organizations: [{name: 'Harbour & Lane'}],
      urls: [{value: 'https://secret.example'}],
    });
    await warmUp();
    for (const query of [
      'idchen',
      'info@',
      'firm',
      '0301',
      '+8130123',
      'lane',
    ]) {
      expect(await search(query)).toEqual(['Ida']);
    }
    for (const query of ['secret', '4567'])
      expect(await search(query)).toEqual([]);
  },
);

emulatorFact(
  'people-api §10: ten results, thirty at most, and no further page',
  async () => {
    await bench.people().people.batchCreateContacts({
      requestBody: {
        contacts: Array.from({length: 40}, (_, index) => ({
          contactPerson: {names: [{givenName: `Same${index}`}]},
        })),
        readMask: '',
      },
    });
    await warmUp();
    expect(await search('same')).toHaveLength(10);
    expect(await search('same', 25)).toHaveLength(25);
    expect(await search('same', 100)).toHaveLength(30);
  },
);

const others = () => bench.people(ANA, BOTH).otherContacts;

const addOther = () =>
  bench.control('createOtherContact', {
    user: ANA,
    person: {
      names: [{givenName: 'Olga'}],
      emailAddresses: [{value: 'olga@x.example'}],
      organizations: [{name: 'Firm'}],
    },
  })['resourceName'] as string;

emulatorFact(
  'people-api §2: other contacts are listed under the same numbering',
  async () => {
    const resourceName = addOther();
    const {data} = await others().list({readMask: 'names,metadata'});
    const [other] = data.otherContacts!;
    expect(other!.resourceName).toBe(resourceName);
    expect(other!.metadata!.sources![0]!.type).toBe('OTHER_CONTACT');
    expect(other!.resourceName).toBe(
      `otherContacts/c${BigInt(`0x${other!.metadata!.sources![0]!.id}`)}`,
    );
    expect(data.totalSize).toBe(1);
  },
);

emulatorFact(
  "people-api §2: an other contact made one's own keeps its number and leaves the others",
  async () => {
    const resourceName = addOther();
    const query = {readMask: 'names,metadata', requestSyncToken: true};
    const {data: before} = await others().list(query);
    const {data: copied} = await others().copyOtherContactToMyContactsGroup({
      resourceName,
      requestBody: {copyMask: 'names,emailAddresses'},
    });
    expect(copied.resourceName).toBe(
      resourceName.replace('otherContacts', 'people'),
    );
    expect(copied.memberships![0]!.contactGroupMembership!.contactGroupId).toBe(
      'myContacts',
    );
    expect(Object.keys(copied).sort()).toEqual([
      'emailAddresses',
      'etag',
      'memberships',
      'metadata',
      'names',
      'resourceName',
    ]);
    const {data: after} = await others().list({
      ...query,
      syncToken: before.nextSyncToken!,
    });
    expect(after.otherContacts![0]!.metadata!.deleted).toBe(true);
  },
);

emulatorFact(
  'people-api §15: copying takes both scopes, or either by a switch',
  async () => {
    const resourceName = addOther();
    const copy = () =>
      bench
        .people(ANA, [CONTACTS])
        .otherContacts.copyOtherContactToMyContactsGroup({
          resourceName,
          requestBody: {copyMask: 'names'},
        });
    const {status, error} = await errorOf(copy());
    expect(status).toBe(403);
    expect(error['details'][0].metadata.method).toMatch(/\.CopyOtherContact/);
    bench.control('switches', {copyOtherNeedsBothScopes: false});
    expect((await copy()).status).toBe(200);
  },
);

emulatorFact(
  'people-api §15: an update that gives memberships adopts an other contact',
  async () => {
    const resourceName = addOther();
    const {data} = await others().list({readMask: 'names,metadata'});
    const adopted = await bench.people().people.updateContact({
      resourceName: resourceName.replace('otherContacts', 'people'),
      updatePersonFields: 'memberships',
      requestBody: {
        metadata: {
          sources: [
            {
              type: 'CONTACT',
              etag: data.otherContacts![0]!.metadata!.sources![0]!.etag!,
            },
          ],
        },
        memberships: [
          {
            contactGroupMembership: {
              contactGroupResourceName: 'contactGroups/myContacts',
            },
          },
        ],
      },
    });
    expect(adopted.data.names![0]!.givenName).toBe('Olga');
    expect((await others().list({readMask: 'names'})).data).toEqual({});
  },
);

emulatorFact(
  'people-api §15: a contact just adopted cannot be deleted for some seconds',
  async () => {
    const resourceName = addOther();
    const {data} = await others().copyOtherContactToMyContactsGroup({
      resourceName,
      requestBody: {copyMask: 'names'},
    });
    const drop = () =>
      bench.people().people.deleteContact({resourceName: data.resourceName!});
    expect((await errorOf(drop())).status).toBe(404);
    bench.control('clock', {advanceMs: 6000});
    expect((await drop()).data).toEqual({});
  },
);

emulatorFact(
  'people-api §10: other contacts are searched by name, address and number',
  async () => {
    addOther();
    const find = (query: string) =>
      others()
        .search({query, readMask: 'names'})
        .then(each => each.data.results ?? []);
    await find('');
    bench.control('clock', {advanceMs: 5000});
    expect(await find('olg')).toHaveLength(1);
    expect(await find('firm')).toHaveLength(0);
  },
);

const directory = (subject: string = ANA) =>
  bench.people(subject, [DIRECTORY_READ]).people;

const PROFILES = ['DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE'];

emulatorFact(
  'directory-api §6: everybody in the domain sees the directory',
  async () => {
    const {data} = await directory(BEN).listDirectoryPeople({
      readMask: 'names,emailAddresses',
      sources: PROFILES,
    });
    expect(data.people!.map(each => each.emailAddresses![0]!.value)).toContain(
      ANA,
    );
    expect(data.people).toHaveLength(3);
  },
);

emulatorFact('directory-api §6: the sources must be named', async () => {
  const {status} = await errorOf(
    directory().listDirectoryPeople({readMask: 'names'}),
  );
  expect(status).toBe(400);
});

emulatorFact(
  'directory-api §6: hidden and suspended people are missing',
  async () => {
    bench.control('addUser', {
      email: 'hidden@example.com',
      includeInGlobalAddressList: false,
    });
    bench.control('suspendUser', {user: BEN});
    const {data} = await directory().listDirectoryPeople({
      readMask: 'emailAddresses',
      sources: PROFILES,
    });
    expect(data.people).toHaveLength(2);
  },
);

emulatorFact(
  'directory-api §6: a delta of the directory marks who left',
  async () => {
    const query = {
      readMask: 'names',
      sources: PROFILES,
      requestSyncToken: true,
    };
    const full = await directory().listDirectoryPeople(query);
    bench.control('deleteUser', {user: BEN});
    const delta = await directory().listDirectoryPeople({
      ...query,
      syncToken: full.data.nextSyncToken!,
    });
    expect(delta.data.people).toHaveLength(1);
    expect(delta.data.people![0]!.metadata!.deleted).toBe(true);
  },
);

emulatorFact(
  'directory-api §6: the directory is searched by beginnings, whatever the mask shows',
  async () => {
    const {data} = await directory().searchDirectoryPeople({
      query: 'oka',
      readMask: 'emailAddresses',
      sources: PROFILES,
    });
    expect(data.people!.map(each => each.emailAddresses![0]!.value)).toEqual([
      BEN,
    ]);
    expect(data.totalSize).toBe(1);
  },
);

emulatorFact(
  'directory-api §6: own contacts are merged in when asked for',
  async () => {
    await bench.create({
      names: [{givenName: 'Benny'}],
      emailAddresses: [{value: BEN}],
      biographies: [{value: 'Sits next to me'}],
    });
    const {data} = await directory().searchDirectoryPeople({
      query: 'okafor',
      readMask: 'biographies',
      sources: PROFILES,
      mergeSources: ['DIRECTORY_MERGE_SOURCE_TYPE_CONTACT'],
    });
    expect(data.people![0]!.biographies![0]!.value).toBe('Sits next to me');
  },
);

emulatorFact(
  'directory-api §6: external contacts of the domain are a source of their own',
  async () => {
    bench.reset({
      domainContacts: [{names: [{givenName: 'Partner'}]}],
    });
    const {data} = await directory().listDirectoryPeople({
      readMask: 'names,metadata',
      sources: ['DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT'],
    });
    expect(data.people).toHaveLength(1);
    expect(data.people![0]!.metadata!.sources![0]!.type).toBe('DOMAIN_CONTACT');
  },
);

emulatorFact(
  'people-api §7: without external sharing there is no directory',
  async () => {
    bench.control('switches', {directorySharing: false});
    const {status, error} = await errorOf(
      directory().listDirectoryPeople({readMask: 'names', sources: PROFILES}),
    );
    expect(status).toBe(400);
    expect(error).toMatchObject({
      status: 'FAILED_PRECONDITION',
      message: 'Must be a G Suite domain user.',
    });
  },
);
