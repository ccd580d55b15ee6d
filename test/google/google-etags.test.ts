/** people-api §5: etags, conditional updates. */
import {expect} from '@jest/globals';
import {sourceEtagOf} from '../emulator/people/etags.ts';
import {
  ALL,
  ANA,
  CONTACT_SOURCE,
  emulatorFact,
  errorOf,
  fact,
  useBench,
} from './google-support.ts';

const bench = useBench();

const sourceEtag = (person: {
  metadata?: {sources?: {etag?: string | null}[]};
}) => person.metadata!.sources![0]!.etag!;

fact('people-api §5: a person etag embeds the source etag', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  expect(sourceEtagOf(person.etag!)).toBe(sourceEtag(person as never));
});

fact('people-api §5: the captured etag decodes to its source etag', () => {
  expect(sourceEtagOf('%EggBAgMGLjU3PRoEAQIFByIMU0xEMmM0Wk8zNkU9')).toBe(
    '#SLD2c4ZO36E=',
  );
});

fact(
  'people-api §5: one person has another etag under another mask',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const name = person.resourceName!;
    const narrow = await bench.read(name, 'names');
    const wide = await bench.read(name, 'names,emailAddresses');
    expect(narrow.etag).not.toBe(wide.etag);
    expect(sourceEtagOf(narrow.etag!)).toBe(sourceEtagOf(wide.etag!));
  },
);

fact(
  'people-api §5: with every field and the default sources the etag begins as captured',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().people.get({
      resourceName: person.resourceName!,
      personFields: ALL,
    });
    expect(data.etag).toMatch(
      /^%EigBAgMEBQYHCAkKCwwNDg8QERITFBUWFxkfISIjJCUmJy40NTc9Pj9AGgQBAgUHIg[wx]/,
    );
  },
);

fact(
  'people-api §5: an etag read under another mask is good for a write',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const narrow = await bench.read(person.resourceName!, 'emailAddresses');
    const updated = await bench.update(narrow, 'nicknames', {
      nicknames: [{value: 'I'}],
    });
    expect(updated.nicknames![0]!.value).toBe('I');
  },
);

fact(
  'people-api §5: the source form of the etag is taken as well',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().people.updateContact({
      resourceName: person.resourceName!,
      updatePersonFields: 'nicknames',
      requestBody: {
        metadata: {sources: [person.metadata!.sources![0]!]},
        nicknames: [{value: 'I'}],
      },
    });
    expect(data.nicknames![0]!.value).toBe('I');
  },
);

fact('people-api §5: neither etag is 400 with the known sentence', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status, error} = await errorOf(
    bench.people().people.updateContact({
      resourceName: person.resourceName!,
      updatePersonFields: 'nicknames',
      requestBody: {nicknames: [{value: 'I'}]},
    }),
  );
  expect(status).toBe(400);
  expect(error['message']).toBe(
    'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
  );
});

fact(
  'people-api §5: a stale person etag is 400 FAILED_PRECONDITION without details',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    await bench.update(person, 'nicknames', {nicknames: [{value: 'I'}]});
    const {status, error} = await errorOf(
      bench.update(person, 'nicknames', {nicknames: [{value: 'J'}]}),
    );
    expect(status).toBe(400);
    expect(error).toEqual({
      code: 400,
      status: 'FAILED_PRECONDITION',
      message:
        'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
    });
  },
);

fact('people-api §5: a stale source etag has its own sentence', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const source = person.metadata!.sources![0]!;
  await bench.update(person, 'nicknames', {nicknames: [{value: 'I'}]});
  const {error} = await errorOf(
    bench.people().people.updateContact({
      resourceName: person.resourceName!,
      updatePersonFields: 'nicknames',
      requestBody: {metadata: {sources: [source]}},
    }),
  );
  expect(error['status']).toBe('FAILED_PRECONDITION');
  expect(error['message']).toMatch(
    /^Request person\.metadata\.sources\.etag is different/,
  );
});

fact(
  'people-api §5: a source etag in the place of a person etag is stale',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {status, error} = await errorOf(
      bench.update(
        {...person, etag: sourceEtag(person as never)},
        'nicknames',
        {
          nicknames: [{value: 'I'}],
        },
      ),
    );
    expect(status).toBe(400);
    expect(error['status']).toBe('FAILED_PRECONDITION');
  },
);

fact(
  'people-api §5: the etag of a write is good for the next write',
  async () => {
    let person = await bench.create({names: [{givenName: 'Ida'}]});
    for (const value of ['a', 'b', 'c']) {
      person = await bench.update(person, 'nicknames', {nicknames: [{value}]});
    }
    expect(person.nicknames![0]!.value).toBe('c');
  },
);

fact('people-api §5: a label put on advances the etag', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  await bench.people().contactGroups.members.modify({
    resourceName: 'contactGroups/starred',
    requestBody: {resourceNamesToAdd: [person.resourceName!]},
  });
  const read = await bench.read(person.resourceName!);
  expect(sourceEtag(read as never)).not.toBe(sourceEtag(person as never));
});

emulatorFact(
  'people-api §5: whether an edit that changes nothing advances the etag is a switch',
  async () => {
    for (const noopAdvancesEtag of [true, false]) {
      bench.reset({switches: {noopAdvancesEtag}});
      const person = await bench.create({nicknames: [{value: 'I'}]});
      const again = await bench.update(person, 'nicknames', {
        nicknames: [{value: 'I'}],
      });
      expect(sourceEtag(again as never) !== sourceEtag(person as never)).toBe(
        noopAdvancesEtag,
      );
    }
  },
);

emulatorFact(
  'people-api §5: an edit in Google Contacts makes the etag stale',
  async () => {
    bench.reset();
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    bench.control('editContact', {
      user: ANA,
      contact: person.resourceName,
      person: {nicknames: [{value: 'by hand'}]},
    });
    const {error} = await errorOf(
      bench.update(person, 'names', {names: [{givenName: 'Late'}]}),
    );
    expect(error['status']).toBe('FAILED_PRECONDITION');
  },
);

fact('people-api §5: updating a deleted contact is 404', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  await bench
    .people()
    .people.deleteContact({resourceName: person.resourceName!});
  const {status, error} = await errorOf(
    bench.update(person, 'names', {names: [{givenName: 'X'}]}),
  );
  expect(status).toBe(404);
  expect(error['status']).toBe('NOT_FOUND');
  expect(error['message']).toBe('Requested entity was not found.');
});

fact(
  'people-api §5: deleting takes no etag and a second time is 404',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {people} = bench.people();
    const {data} = await people.deleteContact({
      resourceName: person.resourceName!,
    });
    expect(data).toEqual({});
    const {status} = await errorOf(
      people.deleteContact({resourceName: person.resourceName!}),
    );
    expect(status).toBe(404);
  },
);

fact('people-api §5: the same create twice makes two contacts', async () => {
  const body = {names: [{givenName: 'Twin'}]};
  const first = await bench.create(body);
  const second = await bench.create(body);
  expect(first.resourceName).not.toBe(second.resourceName);
});

emulatorFact(
  'people-api §5: a read right after a write may show the state before it',
  async () => {
    bench.reset({switches: {staleReadChance: 1}});
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    await errorOf(bench.read(person.resourceName!));
    bench.control('switches', {staleReadChance: 0});
    const current = await bench.read(person.resourceName!);
    bench.control('switches', {staleReadChance: 1});
    await bench.update(current, 'nicknames', {nicknames: [{value: 'new'}]});
    const stale = await bench.read(person.resourceName!);
    expect(stale).not.toHaveProperty('nicknames');
    bench.control('clock', {advanceMs: 11_000});
    const fresh = await bench.read(person.resourceName!);
    expect(fresh.nicknames![0]!.value).toBe('new');
  },
);

emulatorFact('people-api §5: a profile cannot be updated', async () => {
  const {status} = await errorOf(
    bench.people().people.updateContact({
      resourceName: 'people/me',
      updatePersonFields: 'names',
      sources: CONTACT_SOURCE,
      requestBody: {etag: '%x', names: [{givenName: 'Me'}]},
    }),
  );
  expect(status).toBe(400);
});
