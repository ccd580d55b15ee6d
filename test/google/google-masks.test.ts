/** people-api §4: field masks. */
import {expect} from '@jest/globals';
import {READ_FIELDS, WRITE_FIELDS} from '../emulator/people/masks.ts';
import {
  emulatorFact,
  errorOf,
  fact,
  OTHER_CONTACTS,
  raw,
  useBench,
} from './google-support.ts';

const bench = useBench();

fact('people-api §4: 29 fields can be read and 24 written', () => {
  expect(READ_FIELDS).toHaveLength(29);
  expect(WRITE_FIELDS).toHaveLength(24);
  for (const field of [
    'ageRanges',
    'coverPhotos',
    'metadata',
    'photos',
    'skills',
  ]) {
    expect(WRITE_FIELDS).not.toContain(field);
  }
});

fact('people-api §4: a read without a mask is 400', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status, error} = await errorOf(
    bench.people().people.get({resourceName: person.resourceName!}),
  );
  expect(status).toBe(400);
  expect(error['status']).toBe('INVALID_ARGUMENT');
  expect(error['message']).toMatch(/^personFields mask is required/);
});

fact('people-api §4: a list without a mask is 400', async () => {
  const {status} = await errorOf(
    bench.people().people.connections.list({resourceName: 'people/me'}),
  );
  expect(status).toBe(400);
});

fact('people-api §4: only masked fields come, with name and etag', async () => {
  const person = await bench.create({
    names: [{givenName: 'Ida'}],
    emailAddresses: [{value: 'a@x.example'}],
  });
  const read = await bench.read(person.resourceName!, 'emailAddresses');
  expect(Object.keys(read).sort()).toEqual([
    'emailAddresses',
    'etag',
    'resourceName',
  ]);
});

fact(
  'people-api §4: an unknown field in a mask names the field of the request',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {status, error} = await errorOf(
      bench.people().people.updateContact({
        resourceName: person.resourceName!,
        updatePersonFields: 'names,nonsense',
        requestBody: {etag: person.etag!, names: [{givenName: 'Ida'}]},
      }),
    );
    expect(status).toBe(400);
    expect(error['details'][0]['@type']).toMatch(/BadRequest$/);
    expect(error['details'][0].fieldViolations[0].field).toBe(
      'update_person_fields',
    );
  },
);

fact(
  'people-api §4: a read-only field is no path of a write mask',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {status} = await errorOf(
      bench.update(person, 'photos', {photos: [{url: 'https://x.example'}]}),
    );
    expect(status).toBe(400);
  },
);

fact('people-api §4: an update without a mask is 400', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status} = await errorOf(
    bench.people().people.updateContact({
      resourceName: person.resourceName!,
      requestBody: {etag: person.etag!, names: [{givenName: 'New'}]},
    }),
  );
  expect(status).toBe(400);
});

fact('people-api §4: a masked field is replaced whole', async () => {
  const person = await bench.create({
    emailAddresses: [{value: 'a@x.example'}, {value: 'b@x.example'}],
  });
  const updated = await bench.update(person, 'emailAddresses', {
    emailAddresses: [{value: 'c@x.example'}],
  });
  expect(updated.emailAddresses!.map(each => each.value)).toEqual([
    'c@x.example',
  ]);
});

fact('people-api §4: a masked field that is absent is cleared', async () => {
  const person = await bench.create({
    names: [{givenName: 'Ida'}],
    emailAddresses: [{value: 'a@x.example'}],
  });
  const updated = await bench.update(person, 'emailAddresses', {});
  expect(updated).not.toHaveProperty('emailAddresses');
  expect(updated.names![0]!.givenName).toBe('Ida');
});

fact(
  'people-api §4: what the mask does not name stays, whatever the body says',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ida'}],
      nicknames: [{value: 'Idchen'}],
    });
    const updated = await bench.update(person, 'nicknames', {
      names: [{givenName: 'Other'}],
      nicknames: [{value: 'Id'}],
    });
    expect(updated.names![0]!.givenName).toBe('Ida');
    expect(updated.nicknames![0]!.value).toBe('Id');
  },
);

fact(
  'people-api §4: given and family alone drop the other parts of a name',
  async () => {
    const person = await bench.create({
      names: [
        {
          givenName: 'Ida',
          familyName: 'Berg',
          middleName: 'M.',
          phoneticGivenName: 'eeda',
        },
      ],
    });
    const updated = await bench.update(person, 'names', {
      names: [{givenName: 'Ida', familyName: 'Berg'}],
    });
    expect(updated.names![0]).not.toHaveProperty('middleName');
    expect(updated.names![0]).not.toHaveProperty('phoneticGivenName');
  },
);

for (const [field, items] of [
  ['names', [{givenName: 'A'}, {givenName: 'B'}]],
  ['biographies', [{value: 'a'}, {value: 'b'}]],
  ['birthdays', [{date: {year: 1999}}, {date: {year: 2000}}]],
  ['genders', [{value: 'male'}, {value: 'female'}]],
] as const) {
  fact(
    `people-api §4: ${field} is a singleton of the contact source`,
    async () => {
      const {status, error} = await errorOf(
        bench.create({[field]: [...items]}),
      );
      expect(status).toBe(400);
      expect(error['status']).toBe('INVALID_ARGUMENT');
    },
  );
}

fact(
  'people-api §4: derived parts that are sent are computed afresh',
  async () => {
    const person = await bench.create({
      phoneNumbers: [
        {
          value: '+44 7700 900123',
          canonicalForm: '+10000',
          formattedType: 'Nonsense',
          type: 'mobile',
        },
      ],
    });
    expect(person.phoneNumbers![0]).toMatchObject({
      canonicalForm: '+447700900123',
      formattedType: 'Mobile',
    });
  },
);

emulatorFact(
  'people-api §4: the old includeField form takes person. paths',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().people.get({
      resourceName: person.resourceName!,
      'requestMask.includeField': 'person.names',
    });
    expect(data.names![0]!.givenName).toBe('Ida');
  },
);

emulatorFact(
  'people-api §4: other contacts show four fields, anything else fails the request',
  async () => {
    const other = bench.people(undefined, [OTHER_CONTACTS]);
    const {status, error} = await errorOf(
      other.otherContacts.list({readMask: 'names,organizations'}),
    );
    expect(status).toBe(400);
    expect(error['status']).toBe('INVALID_ARGUMENT');
    const {data} = await other.otherContacts.list({
      readMask: 'names,emailAddresses,phoneNumbers,metadata,photos',
    });
    expect(data.otherContacts ?? []).toEqual([]);
  },
);

emulatorFact(
  'people-api §4: with profiles other contacts take the whole mask',
  async () => {
    const {status} = await bench
      .people(undefined, [OTHER_CONTACTS])
      .otherContacts.list({
        readMask: 'names,organizations',
        sources: ['READ_SOURCE_TYPE_CONTACT', 'READ_SOURCE_TYPE_PROFILE'],
      });
    expect(status).toBe(200);
  },
);

emulatorFact('people-api §4: fileAses is in no mask', async () => {
  const answer = await raw(bench, 'GET', '/v1/people/me?personFields=fileAses');
  expect(answer.status).toBe(400);
});

fact(
  'people-api §1: a text longer than 1,024 characters is refused, but for notes',
  async () => {
    const long = 'x'.repeat(1025);
    const {status} = await errorOf(bench.create({nicknames: [{value: long}]}));
    expect(status).toBe(400);
    const person = await bench.create({biographies: [{value: long}]});
    expect(person.biographies![0]!.value).toHaveLength(1025);
  },
);

emulatorFact(
  'people-api §1: more than 500 fields or 128 KB are refused',
  async () => {
    const many = Array.from({length: 501}, (_, index) => ({
      value: `${index}@x.example`,
    }));
    expect((await errorOf(bench.create({emailAddresses: many}))).status).toBe(
      400,
    );
    const large = [{value: 'x'.repeat(130 * 1024)}];
    expect((await errorOf(bench.create({biographies: large}))).status).toBe(
      400,
    );
  },
);

emulatorFact(
  'people-api §1: lists show 100 addresses of a contact, a get shows all',
  async () => {
    const many = Array.from({length: 120}, (_, index) => ({
      value: `${index}@x.example`,
    }));
    bench.reset();
    const person = await bench.create({emailAddresses: many});
    const {data} = await bench.people().people.connections.list({
      resourceName: 'people/me',
      personFields: 'emailAddresses',
    });
    expect(data.connections![0]!.emailAddresses).toHaveLength(100);
    const read = await bench.read(person.resourceName!, 'emailAddresses');
    expect(read.emailAddresses).toHaveLength(120);
  },
);
