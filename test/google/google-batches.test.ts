/** people-api §1, §4, §13: batches. */
import {expect} from '@jest/globals';
import {
  ANA,
  CONTACT_SOURCE,
  emulatorFact,
  errorOf,
  fact,
  useBench,
} from './google-support.ts';

const bench = useBench();

const persons = (count: number) =>
  Array.from({length: count}, (_, index) => ({
    contactPerson: {names: [{givenName: `n${index}`}]},
  }));

const names = (count: number) =>
  Array.from({length: count}, (_, index) => `people/c${index + 1000}`);

const {createContacts, updateContacts} = {
  createContacts: (count: number, readMask = '') =>
    bench.people().people.batchCreateContacts({
      requestBody: {
        contacts: persons(count),
        readMask,
        sources: CONTACT_SOURCE,
      },
    }),
  updateContacts: (
    contacts: Record<string, object>,
    updateMask: string,
    readMask = 'names,metadata',
  ) =>
    bench.people().people.batchUpdateContacts({
      requestBody: {contacts, updateMask, readMask, sources: CONTACT_SOURCE},
    }),
};

emulatorFact(
  'people-api §1: with an empty readMask a batch answers nothing',
  async () => {
    const {data} = await createContacts(2);
    expect(data).toEqual({});
  },
);

emulatorFact(
  'people-api §13: a batch answers each person with its status',
  async () => {
    const {data} = await createContacts(2, 'names');
    expect(data.createdPeople).toHaveLength(2);
    const [first] = data.createdPeople!;
    expect(first).toMatchObject({httpStatusCode: 200, status: {}});
    expect(first!.person!.names![0]!.givenName).toBe('n0');
    expect(first!.requestedResourceName).toBe(first!.person!.resourceName);
  },
);

emulatorFact(
  'people-api §1: 200 contacts are a batch, 201 are not',
  async () => {
    bench.reset();
    expect((await createContacts(200)).status).toBe(200);
    const {status, error} = await errorOf(createContacts(201));
    expect(status).toBe(400);
    expect(error['status']).toBe('INVALID_ARGUMENT');
    expect(bench.control('account', {user: ANA})['contacts']).toHaveLength(200);
  },
);

fact(
  'people-api §1: 500 names are a batch to delete, 501 are not',
  async () => {
    const {people} = bench.people();
    const {error} = await errorOf(
      people.batchDeleteContacts({requestBody: {resourceNames: names(501)}}),
    );
    expect(error['status']).toBe('INVALID_ARGUMENT');
  },
);

fact('people-api §1: 200 names are a batch to get, 201 are not', async () => {
  const {people} = bench.people();
  const query = {personFields: 'names'};
  const {status} = await errorOf(
    people.getBatchGet({...query, resourceNames: names(201)}),
  );
  expect(status).toBe(400);
  const {data} = await people.getBatchGet({
    ...query,
    resourceNames: names(200),
  });
  expect(data.responses).toHaveLength(200);
});

fact('people-api §1: members:modify takes 1,000 names in all', async () => {
  const {members} = bench.people().contactGroups;
  const resourceName = 'contactGroups/starred';
  const {status} = await errorOf(
    members.modify({
      resourceName,
      requestBody: {
        resourceNamesToAdd: names(600),
        resourceNamesToRemove: names(401),
      },
    }),
  );
  expect(status).toBe(400);
});

fact(
  'people-api §13: batchGet answers 5 and no person for who is missing',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().people.getBatchGet({
      resourceNames: [person.resourceName!, 'people/c77'],
      personFields: 'names',
    });
    const [found, missing] = data.responses!;
    expect(found!.person!.names![0]!.givenName).toBe('Ida');
    expect(missing!.person).toBeUndefined();
    expect(missing!.status!.code).toBe(5);
    expect(missing!.requestedResourceName).toBe('people/c77');
  },
);

fact(
  'people-api §4: one mask holds for a whole batch and clears what a body lacks',
  async () => {
    const one = await bench.create({
      names: [{givenName: 'One'}],
      birthdays: [{date: {year: 1999, month: 1, day: 1}}],
    });
    const two = await bench.create({names: [{givenName: 'Two'}]});
    const {data} = await updateContacts(
      {
        [one.resourceName!]: {
          etag: one.etag,
          birthdays: [{date: {year: 2000, month: 2, day: 2}}],
        },
        [two.resourceName!]: {etag: two.etag, names: [{givenName: 'Two b'}]},
      },
      'names,birthdays',
      'names,birthdays',
    );
    const first = data.updateResult![one.resourceName!]!.person!;
    expect(first).not.toHaveProperty('names');
    expect(first.birthdays![0]!.date!.year).toBe(2000);
    const second = data.updateResult![two.resourceName!]!.person!;
    expect(second.names![0]!.givenName).toBe('Two b');
  },
);

fact(
  'people-api §13: one stale etag fails the whole batch and is named',
  async () => {
    const good = await bench.create({names: [{givenName: 'Good'}]});
    const stale = await bench.create({names: [{givenName: 'Stale'}]});
    await bench.update(stale, 'nicknames', {nicknames: [{value: 'x'}]});
    const {status, error} = await errorOf(
      updateContacts(
        {
          [good.resourceName!]: {etag: good.etag, names: [{givenName: 'New'}]},
          [stale.resourceName!]: {
            etag: stale.etag,
            names: [{givenName: 'New'}],
          },
        },
        'names',
      ),
    );
    expect(status).toBe(400);
    const [details] = error['details'];
    expect(details['@type']).toBe(
      'type.googleapis.com/google.people.v1.BatchUpdateContactsErrorDetails',
    );
    expect(Object.keys(details.contactErrors)).toEqual([stale.resourceName]);
    expect(details.contactErrors[stale.resourceName!].code).toBe(9);
    const read = await bench.read(good.resourceName!);
    expect(read.names![0]!.givenName).toBe('Good');
  },
);

emulatorFact(
  'people-api §13: a bad contact in a create batch is named by its index, and none is made',
  async () => {
    bench.reset();
    const contacts = persons(3);
    contacts[1]!.contactPerson.names.push({givenName: 'second'});
    const {status, error} = await errorOf(
      bench.people().people.batchCreateContacts({
        requestBody: {contacts, readMask: 'names'},
      }),
    );
    expect(status).toBe(400);
    expect(error['details'][0]['@type']).toMatch(
      /BatchCreateContactsErrorDetails$/,
    );
    expect(Object.keys(error['details'][0].contactErrors)).toEqual(['1']);
    expect(bench.control('account', {user: ANA})['contacts']).toEqual([]);
  },
);

fact(
  'people-api §13: an unknown contact in an update batch is named with code 5',
  async () => {
    const {status, error} = await errorOf(
      updateContacts({'people/c77': {etag: '%x', names: []}}, 'names'),
    );
    expect(status).toBe(404);
    expect(error['details'][0].contactErrors['people/c77'].code).toBe(5);
  },
);

emulatorFact(
  'people-api §1: batchDelete answers nothing and the contacts are gone',
  async () => {
    bench.reset();
    const one = await bench.create({names: [{givenName: 'One'}]});
    const two = await bench.create({names: [{givenName: 'Two'}]});
    const {data} = await bench.people().people.batchDeleteContacts({
      requestBody: {resourceNames: [one.resourceName!, two.resourceName!]},
    });
    expect(data).toEqual({});
    expect(bench.control('account', {user: ANA})['contacts']).toEqual([]);
  },
);

emulatorFact(
  'people-api §13: an unknown name in batchDelete fails all or is passed over, by a switch',
  async () => {
    for (const batchDeleteUnknown of ['notFound', 'ignored'] as const) {
      bench.reset({switches: {batchDeleteUnknown}});
      const person = await bench.create({names: [{givenName: 'One'}]});
      const deleted = bench.people().people.batchDeleteContacts({
        requestBody: {resourceNames: [person.resourceName!, 'people/c77']},
      });
      if (batchDeleteUnknown === 'notFound') {
        expect((await errorOf(deleted)).status).toBe(404);
      } else {
        expect((await deleted).data).toEqual({});
      }
      expect(bench.control('account', {user: ANA})['contacts']).toHaveLength(
        batchDeleteUnknown === 'notFound' ? 1 : 0,
      );
    }
  },
);

fact('people-api §1: an update batch needs its mask', async () => {
  const person = await bench.create({names: [{givenName: 'One'}]});
  const {status} = await errorOf(
    updateContacts({[person.resourceName!]: {etag: person.etag}}, ''),
  );
  expect(status).toBe(400);
});

fact('people-api §1: an empty batch is 400', async () => {
  expect((await errorOf(createContacts(0))).status).toBe(400);
});
