/** people-api §6, §9: memberships, and where to put one's own key. */
import {expect} from '@jest/globals';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {emulatorFact, errorOf, fact, useBench} from './google-support.ts';

const bench = useBench();

const groupsOf = (person: people_v1.Schema$Person) =>
  (person.memberships ?? []).map(
    each => each.contactGroupMembership!.contactGroupResourceName!,
  );

const membership = (contactGroupResourceName: string) => ({
  contactGroupMembership: {contactGroupResourceName},
});

let made = 0;

async function newLabel(): Promise<people_v1.Schema$ContactGroup> {
  const {data} = await bench.people().contactGroups.create({
    requestBody: {contactGroup: {name: `Label ${Date.now()} ${made++}`}},
  });
  return data;
}

const dropLabel = (resourceName: string) =>
  bench.people().contactGroups.delete({resourceName});

fact('people-api §6: memberships are replaced whole', async () => {
  const label = await newLabel();
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const updated = await bench.update(person, 'memberships', {
    memberships: [membership(label.resourceName!)],
  });
  expect(groupsOf(updated)).toEqual([label.resourceName]);
  await dropLabel(label.resourceName!);
});

fact(
  'people-api §6: memberships in the mask and none in the body is 400',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {status} = await errorOf(bench.update(person, 'memberships', {}));
    expect(status).toBe(400);
  },
);

fact(
  'people-api §6: memberships name the group twice, by id and by resource name',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    expect(person.memberships![0]!.contactGroupMembership).toEqual({
      contactGroupId: 'myContacts',
      contactGroupResourceName: 'contactGroups/myContacts',
    });
  },
);

fact('people-api §6: a contact may be starred, not made a friend', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const starred = await bench.update(person, 'memberships', {
    memberships: [
      membership('contactGroups/myContacts'),
      membership('contactGroups/starred'),
    ],
  });
  expect(groupsOf(starred)).toContain('contactGroups/starred');
  const {status} = await errorOf(
    bench.update(starred, 'memberships', {
      memberships: [
        membership('contactGroups/myContacts'),
        membership('contactGroups/friends'),
      ],
    }),
  );
  expect(status).toBe(400);
});

fact('people-api §6: an unknown label in an update is 400', async () => {
  const person = await bench.create({names: [{givenName: 'Ida'}]});
  const {status} = await errorOf(
    bench.update(person, 'memberships', {
      memberships: [membership('contactGroups/ffffffffffffffff')],
    }),
  );
  expect(status).toBe(400);
});

fact(
  'people-api §6: a contact can be created with the whole list of its groups',
  async () => {
    const label = await newLabel();
    const person = await bench.create({
      names: [{givenName: 'Ida'}],
      memberships: [membership(label.resourceName!)],
    });
    expect(groupsOf(person)).toEqual([label.resourceName]);
    await dropLabel(label.resourceName!);
  },
);

emulatorFact(
  'people-api §6: or, by a switch, memberships on create are refused',
  async () => {
    bench.reset({switches: {createWithMemberships: 'refused'}});
    const {status} = await errorOf(
      bench.create({memberships: [membership('contactGroups/myContacts')]}),
    );
    expect(status).toBe(400);
    bench.reset();
  },
);

fact(
  'people-api §6: members:modify answers nothing when all is done',
  async () => {
    const label = await newLabel();
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().contactGroups.members.modify({
      resourceName: label.resourceName!,
      requestBody: {resourceNamesToAdd: [person.resourceName!]},
    });
    expect(data).toEqual({});
    expect(groupsOf(await bench.read(person.resourceName!))).toEqual([
      'contactGroups/myContacts',
      label.resourceName,
    ]);
    await dropLabel(label.resourceName!);
  },
);

fact(
  'people-api §6: members:modify is 200 with the names it did not find',
  async () => {
    const label = await newLabel();
    const {data, status} = await bench.people().contactGroups.members.modify({
      resourceName: label.resourceName!,
      requestBody: {resourceNamesToAdd: ['people/c123']},
    });
    expect(status).toBe(200);
    expect(data).toEqual({notFoundResourceNames: ['people/c123']});
    await dropLabel(label.resourceName!);
  },
);

fact(
  'people-api §6: the last group of a contact stays, and 200 says whose',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {data} = await bench.people().contactGroups.members.modify({
      resourceName: 'contactGroups/myContacts',
      requestBody: {resourceNamesToRemove: [person.resourceName!]},
    });
    expect(data.canNotRemoveLastContactGroupResourceNames).toEqual([
      person.resourceName,
    ]);
  },
);

fact(
  'people-api §6: adding a member twice and removing a stranger change nothing',
  async () => {
    const label = await newLabel();
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {members} = bench.people().contactGroups;
    const resourceName = label.resourceName!;
    await members.modify({
      resourceName,
      requestBody: {resourceNamesToRemove: [person.resourceName!]},
    });
    const read = await bench.read(person.resourceName!, 'metadata');
    expect(read.metadata!.sources![0]!.etag).toBe(
      person.metadata!.sources![0]!.etag,
    );
    await dropLabel(resourceName);
  },
);

fact(
  'people-api §6: friends, family and coworkers gain no members',
  async () => {
    const person = await bench.create({names: [{givenName: 'Ida'}]});
    const {status} = await errorOf(
      bench.people().contactGroups.members.modify({
        resourceName: 'contactGroups/family',
        requestBody: {resourceNamesToAdd: [person.resourceName!]},
      }),
    );
    expect(status).toBe(400);
  },
);

emulatorFact(
  'people-api §6: a contact outside myContacts keeps its labels and is still listed',
  async () => {
    bench.reset();
    const label = await newLabel();
    const person = await bench.create({
      names: [{givenName: 'Ida'}],
      memberships: [membership(label.resourceName!)],
    });
    const {data} = await bench.people().people.connections.list({
      resourceName: 'people/me',
      personFields: 'memberships',
    });
    expect(data.connections!.map(each => each.resourceName)).toEqual([
      person.resourceName,
    ]);
  },
);

fact(
  'people-api §9: client data takes duplicate keys and survives updates of other fields',
  async () => {
    const clientData = [
      {key: 'k', value: '1'},
      {key: 'k', value: '2'},
    ];
    const person = await bench.create({
      names: [{givenName: 'Ida'}],
      clientData,
    });
    const updated = await bench.update(person, 'names', {
      names: [{givenName: 'Ide'}],
    });
    expect(updated.clientData!.map(({key, value}) => ({key, value}))).toEqual(
      clientData,
    );
  },
);

fact(
  'people-api §9: custom fields and external ids come back as sent',
  async () => {
    const person = await bench.create({
      userDefined: [{key: 'Shoe size', value: '42'}],
      externalIds: [{value: 'X-1', type: 'customer'}],
    });
    expect(person.userDefined![0]).toMatchObject({
      key: 'Shoe size',
      value: '42',
    });
    expect(person.externalIds![0]).toMatchObject({
      value: 'X-1',
      formattedType: 'Customer',
    });
  },
);
