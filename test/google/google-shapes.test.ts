/** people-api §2, §3: identities and shapes as captured from the live API. */
import {expect} from '@jest/globals';
import {
  ALL,
  ANA,
  CONTACTS,
  emulatorFact,
  fact,
  raw,
  useBench,
} from './google-support.ts';

const bench = useBench();

fact(
  'people-api §2: a contact is people/c and the decimal of its hex source id',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const [source] = person.metadata!.sources!;
    expect(source!.type).toBe('CONTACT');
    expect(person.resourceName).toBe(`people/c${BigInt(`0x${source!.id}`)}`);
    expect(source!.id).toBe(source!.id!.toLowerCase());
  },
);

fact('people-api §2: the published pairs of decimal and hex agree', () => {
  expect(BigInt('4946087733441608968').toString(16)).toBe('44a408968bb43d08');
  expect(BigInt('2638222672945904267').toString(16)).toBe('249cd98b0b527a8b');
});

fact('people-api §2: batchGet says which name was asked for', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {data} = await bench.people().people.getBatchGet({
    resourceNames: [person.resourceName!],
    personFields: 'names',
  });
  expect(data.responses![0]!.requestedResourceName).toBe(person.resourceName);
});

emulatorFact(
  'people-api §2: a renamed resource answers under its old name and keeps its source id',
  async () => {
    const person = await bench.create({names: [{givenName: 'Mov'}]});
    const renamed = bench.control('renameResource', {
      user: ANA,
      contact: person.resourceName,
    });
    const {data} = await bench.people().people.getBatchGet({
      resourceNames: [person.resourceName!],
      personFields: 'metadata',
    });
    const [found] = data.responses!;
    expect(found!.requestedResourceName).toBe(person.resourceName);
    expect(found!.person!.resourceName).toBe(renamed['resourceName']);
    expect(found!.person!.metadata!.sources![0]!.id).toBe(
      person.metadata!.sources![0]!.id,
    );
  },
);

emulatorFact(
  'people-api §2: former names show only in lists with a sync token',
  async () => {
    bench.reset();
    const person = await bench.create({names: [{givenName: 'Mov'}]});
    const query = {
      resourceName: 'people/me',
      personFields: 'metadata',
      requestSyncToken: true,
    };
    const full = await bench.people().people.connections.list(query);
    bench.control('renameResource', {user: ANA, contact: person.resourceName});
    const delta = await bench.people().people.connections.list({
      ...query,
      syncToken: full.data.nextSyncToken!,
    });
    expect(delta.data.connections![0]!.metadata!.previousResourceNames).toEqual(
      [person.resourceName],
    );
    const again = await bench.people().people.connections.list(query);
    expect(
      again.data.connections![0]!.metadata!.previousResourceNames,
    ).toBeUndefined();
  },
);

emulatorFact(
  'people-api §2: people/me is the profile of whoever asks',
  async () => {
    const {data} = await bench.people().people.get({
      resourceName: 'people/me',
      personFields: 'names,metadata',
    });
    expect(data.resourceName).toMatch(/^people\/\d{21}$/);
    expect(data.metadata!.sources![0]!.type).toBe('PROFILE');
  },
);

fact('people-api §3: empty and zero values are left out', async () => {
  const person = await bench.create({
    names: [{givenName: 'Zero', familyName: ''}],
    emailAddresses: [{value: ''}],
    events: [{date: {year: 0, month: 2, day: 24}, type: 'other'}],
  });
  expect(person.names![0]).not.toHaveProperty('familyName');
  expect(person).not.toHaveProperty('emailAddresses');
  expect(person.events![0]!.date).toEqual({month: 2, day: 24});
});

fact(
  'people-api §3: names echo their display forms, a sent displayName is ignored',
  async () => {
    const person = await bench.create({
      names: [
        {
          givenName: 'John',
          middleName: 'Jay',
          familyName: 'Doe',
          honorificPrefix: 'Dr.',
          honorificSuffix: 'III',
          displayName: 'Somebody Else',
        },
      ],
    });
    expect(person.names![0]).toMatchObject({
      displayName: 'Dr. John Jay Doe III',
      displayNameLastFirst: 'Doe, Dr. John Jay, III',
      unstructuredName: 'Dr. John Jay Doe III',
    });
  },
);

fact('people-api §3: a free-form name is parsed', async () => {
  const person = await bench.create({
    names: [{unstructuredName: 'Dr. Grace Brewster Hopper'}],
  });
  expect(person.names![0]).toMatchObject({
    honorificPrefix: 'Dr.',
    givenName: 'Grace',
    middleName: 'Brewster',
    familyName: 'Hopper',
  });
});

fact('people-api §3: a mononym has no family name and no comma', async () => {
  const person = await bench.create({names: [{givenName: 'Konqui'}]});
  expect(person.names![0]!.displayNameLastFirst).toBe('Konqui');
});

fact(
  'people-api §3: a phone number keeps its text and gets its E.164 form',
  async () => {
    const person = await bench.create({
      phoneNumbers: [{value: '+44 20 7946 0123', type: 'work'}],
    });
    expect(person.phoneNumbers![0]).toMatchObject({
      value: '+44 20 7946 0123',
      canonicalForm: '+442079460123',
      formattedType: 'Work',
    });
  },
);

emulatorFact('people-api §3: full-width digits are a number too', async () => {
  const person = await bench.create({
    phoneNumbers: [{value: '０９０-0142-7494'}],
  });
  expect(person.phoneNumbers![0]!.canonicalForm).toBe('+819001427494');
});

fact('people-api §3: what is no number has no canonical form', async () => {
  const person = await bench.create({
    phoneNumbers: [{value: 'ask the desk'}],
  });
  expect(person.phoneNumbers![0]!.value).toBe('ask the desk');
  expect(person.phoneNumbers![0]).not.toHaveProperty('canonicalForm');
});

fact('people-api §3: a note is plain text', async () => {
  const person = await bench.create({biographies: [{value: 'Likes tea'}]});
  expect(person.biographies![0]!.contentType).toBe('TEXT_PLAIN');
});

fact('people-api §3: a custom relation type is echoed as it is', async () => {
  const person = await bench.create({
    relations: [{person: 'Ann', type: 'godmother'}],
  });
  expect(person.relations![0]!.formattedType).toBe('godmother');
});

fact('people-api §3: only the first item of a field is primary', async () => {
  const person = await bench.create({
    emailAddresses: [{value: 'a@x.example'}, {value: 'b@x.example'}],
  });
  expect(
    person.emailAddresses!.map(each => each.metadata!.primary ?? false),
  ).toEqual([true, false]);
});

fact('people-api §3: every item names its source', async () => {
  const person = await bench.create({
    emailAddresses: [{value: 'a@x.example'}],
    memberships: [
      {
        contactGroupMembership: {
          contactGroupResourceName: 'contactGroups/myContacts',
        },
      },
    ],
  });
  const source = {type: 'CONTACT', id: person.metadata!.sources![0]!.id};
  expect(person.emailAddresses![0]!.metadata!.source).toEqual(source);
  expect(person.memberships![0]!.metadata).toEqual({source});
});

fact('people-api §3: names are marked sourcePrimary', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  expect(person.names![0]!.metadata).toMatchObject({
    primary: true,
    sourcePrimary: true,
  });
});

fact(
  'people-api §3: without memberships a contact is in myContacts',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    expect(
      person.memberships!.map(
        each => each.contactGroupMembership!.contactGroupResourceName,
      ),
    ).toEqual(['contactGroups/myContacts']);
  },
);

fact(
  'people-api §3: every contact has a photo, a generated one says so',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    expect(person.photos).toHaveLength(1);
    expect(person.photos![0]!.default).toBe(true);
    expect(person.photos![0]!.url).toMatch(/=s100$/);
  },
);

fact('people-api §3: update times have microseconds', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const [source] = person.metadata!.sources!;
  expect(source!.updateTime).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
  expect(source!.etag).toMatch(/^#.+=$/);
  expect(person.metadata!.objectType).toBe('PERSON');
});

fact('people-api §3: an address without a free form gets one', async () => {
  const person = await bench.create({
    addresses: [{streetAddress: 'Road 1', city: 'Town', type: 'home'}],
  });
  expect(person.addresses![0]!.formattedValue).toBe('Road 1\nTown');
});

fact('people-api §3: the zero of an enum is not echoed', async () => {
  const person = await bench.create({
    nicknames: [{value: 'Johnny', type: 'DEFAULT'}],
  });
  expect(person.nicknames![0]).not.toHaveProperty('type');
});

emulatorFact(
  'people-api §3: a read with profiles shows items of several sources',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ben'}],
      emailAddresses: [{value: 'ben@example.com'}],
    });
    const {data} = await bench.people().people.get({
      resourceName: person.resourceName!,
      personFields: 'names,metadata',
    });
    expect(data.names!.map(name => name.metadata!.source!.type)).toEqual([
      'CONTACT',
      'PROFILE',
    ]);
  },
);

emulatorFact(
  'people-api §3: the CONTACT source alone hides what profiles add',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ben'}],
      emailAddresses: [{value: 'ben@example.com'}],
    });
    const read = await bench.read(person.resourceName!, 'names');
    expect(read.names).toHaveLength(1);
  },
);

emulatorFact(
  'people-api §3: writing a merged read back fails on the second name',
  async () => {
    const person = await bench.create({
      names: [{givenName: 'Ben'}],
      emailAddresses: [{value: 'ben@example.com'}],
    });
    const {data} = await bench.people().people.get({
      resourceName: person.resourceName!,
      personFields: ALL,
    });
    const answer = await raw(
      bench,
      'PATCH',
      `/v1/${person.resourceName}:updateContact?updatePersonFields=names`,
      {body: data, scopes: [CONTACTS]},
    );
    expect(answer.status).toBe(400);
    expect(answer.json['error'].message).toBe(
      'Cannot have more than one person.names per source.',
    );
  },
);
