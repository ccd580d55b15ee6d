import {expect} from '@jest/globals';
import {ADMIN, ANA, emulatorFact, errorOf, useBench} from './google-support.ts';

const bench = useBench();

emulatorFact('people-api §3: a created contact comes back whole', async () => {
  const people = bench.people();
  const {data} = await people.people.createContact({
    requestBody: {
      names: [{givenName: 'John', familyName: 'Doe'}],
      phoneNumbers: [{value: '03-0123-4567', type: 'work'}],
    },
  });
  expect(data.names?.[0]?.displayName).toBe('John Doe');
  expect(data.phoneNumbers?.[0]?.canonicalForm).toBe('+81301234567');
  const list = await people.people.connections.list({
    resourceName: 'people/me',
    personFields: 'names,metadata',
    requestSyncToken: true,
  });
  expect(list.data.connections).toHaveLength(1);
  expect(list.data.totalItems).toBe(1);
  const delta = await people.people.connections.list({
    resourceName: 'people/me',
    personFields: 'names,metadata',
    requestSyncToken: true,
    syncToken: list.data.nextSyncToken!,
  });
  expect(Object.keys(delta.data)).toEqual(['nextSyncToken']);
  await people.people.deleteContact({resourceName: data.resourceName!});
  const gone = await people.people.connections.list({
    resourceName: 'people/me',
    personFields: 'names,metadata',
    requestSyncToken: true,
    syncToken: delta.data.nextSyncToken!,
  });
  expect(gone.data.connections?.[0]?.metadata?.deleted).toBe(true);
});

emulatorFact('directory-api §1: an administrator lists users', async () => {
  const {data} = await bench.directory().users.list({customer: 'my_customer'});
  expect(data.users?.map(user => user.primaryEmail)).toContain(ANA);
  const refused = await errorOf(
    bench.directory(ANA).users.list({customer: 'my_customer'}),
  );
  expect(refused.status).toBe(403);
  expect(refused.error['errors'][0].reason).toBe('forbidden');
  expect(ADMIN).toBeTruthy();
});
