/** people-api §8: contact groups. */
import {expect} from '@jest/globals';
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {
  ANA,
  BEN,
  emulatorFact,
  errorOf,
  fact,
  raw,
  useBench,
} from './google-support.ts';

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

fact(
  'people-api §8: system groups are listed without etag and metadata',
  async () => {
    const {data} = await bench.people().contactGroups.list({pageSize: 1000});
    const mine = data.contactGroups!.find(
      group => group.resourceName === 'contactGroups/myContacts',
    );
    expect(mine).toMatchObject({
      groupType: 'SYSTEM_CONTACT_GROUP',
      name: 'myContacts',
      formattedName: 'My Contacts',
    });
    expect(mine).not.toHaveProperty('etag');
    expect(mine).not.toHaveProperty('metadata');
  },
);

fact(
  'people-api §8: a user label has an etag, a time and its name twice',
  async () => {
    const label = await newLabel();
    expect(label).toMatchObject({
      groupType: 'USER_CONTACT_GROUP',
      formattedName: label.name,
    });
    expect(label.etag).toBeTruthy();
    expect(label.metadata!.updateTime).toBeTruthy();
    expect(label).not.toHaveProperty('memberCount');
    await dropLabel(label.resourceName!);
  },
);

fact(
  'people-api §8: the list carries a sync token and a total unasked',
  async () => {
    const {data} = await bench.people().contactGroups.list({});
    expect(data.nextSyncToken ?? data.nextPageToken).toBeTruthy();
    expect(data.totalItems).toBeGreaterThan(0);
  },
);

fact(
  'people-api §8: two labels of one name are 409 ALREADY_EXISTS',
  async () => {
    const label = await newLabel();
    const {status, error} = await errorOf(
      bench.people().contactGroups.create({
        requestBody: {contactGroup: {name: label.name!}},
      }),
    );
    expect(status).toBe(409);
    expect(error['status']).toBe('ALREADY_EXISTS');
    expect(error['message']).toBe('Contact group name already exists.');
    await dropLabel(label.resourceName!);
  },
);

emulatorFact(
  'people-api §8: whether names compare folded is a switch',
  async () => {
    for (const labelNamesFold of [true, false]) {
      bench.reset({switches: {labelNamesFold}});
      const {contactGroups} = bench.people();
      await contactGroups.create({requestBody: {contactGroup: {name: 'Team'}}});
      const second = contactGroups.create({
        requestBody: {contactGroup: {name: ' team '}},
      });
      if (labelNamesFold) expect((await errorOf(second)).status).toBe(409);
      else expect((await second).status).toBe(200);
    }
  },
);

emulatorFact(
  'people-api §8: whether a label may be called as a system group is a switch',
  async () => {
    for (const systemNamesTaken of [true, false]) {
      bench.reset({switches: {systemNamesTaken}});
      const made = bench.people().contactGroups.create({
        requestBody: {contactGroup: {name: 'Friends'}},
      });
      if (systemNamesTaken) expect((await errorOf(made)).status).toBe(409);
      else expect((await made).status).toBe(200);
    }
  },
);

fact(
  'people-api §8: a label is renamed with its etag, and gets a new one',
  async () => {
    const label = await newLabel();
    const {data} = await bench.people().contactGroups.update({
      resourceName: label.resourceName!,
      requestBody: {
        contactGroup: {name: `${label.name} new`, etag: label.etag!},
        updateGroupFields: 'name',
      },
    });
    expect(data.name).toBe(`${label.name} new`);
    expect(data.etag).not.toBe(label.etag);
    await dropLabel(label.resourceName!);
  },
);

emulatorFact(
  'people-api §8: a stale label etag is refused or ignored, by a switch',
  async () => {
    for (const staleGroupEtag of ['refused', 'ignored'] as const) {
      bench.reset({switches: {staleGroupEtag}});
      const label = await newLabel();
      const rename = (name: string) =>
        bench.people().contactGroups.update({
          resourceName: label.resourceName!,
          requestBody: {contactGroup: {name, etag: label.etag!}},
        });
      await rename('one');
      const second = rename('two');
      if (staleGroupEtag === 'refused') {
        expect((await errorOf(second)).status).toBe(400);
      } else {
        expect((await second).data.name).toBe('two');
      }
    }
  },
);

fact(
  'people-api §8: system groups are neither renamed nor deleted',
  async () => {
    const {contactGroups} = bench.people();
    const resourceName = 'contactGroups/friends';
    const renamed = await errorOf(
      contactGroups.update({
        resourceName,
        requestBody: {contactGroup: {name: 'Pals'}},
      }),
    );
    expect(renamed.status).toBe(400);
    expect((await errorOf(contactGroups.delete({resourceName}))).status).toBe(
      400,
    );
  },
);

fact('people-api §8: deleting a label leaves its contacts', async () => {
  const label = await newLabel();
  const person = await bench.create({
    names: [{givenName: 'Ida'}],
    memberships: [membership(label.resourceName!)],
  });
  await dropLabel(label.resourceName!);
  const read = await bench.read(person.resourceName!);
  expect(groupsOf(read)).toEqual(['contactGroups/myContacts']);
});

fact('people-api §8: deleteContacts takes the contacts along', async () => {
  const label = await newLabel();
  const person = await bench.create({
    names: [{givenName: 'Ida'}],
    memberships: [membership(label.resourceName!)],
  });
  await bench.people().contactGroups.delete({
    resourceName: label.resourceName!,
    deleteContacts: true,
  });
  const {status} = await errorOf(bench.read(person.resourceName!));
  expect(status).toBe(404);
});

fact('people-api §8: members are named only up to maxMembers', async () => {
  const label = await newLabel();
  for (const givenName of ['A', 'B', 'C']) {
    await bench.create({
      names: [{givenName}],
      memberships: [membership(label.resourceName!)],
    });
  }
  const {contactGroups} = bench.people();
  const resourceName = label.resourceName!;
  const without = await contactGroups.get({resourceName});
  expect(without.data).not.toHaveProperty('memberResourceNames');
  const two = await contactGroups.get({
    resourceName,
    maxMembers: 2,
    groupFields: 'name,memberCount',
  });
  expect(two.data.memberResourceNames).toHaveLength(2);
  expect(two.data.memberCount).toBe(3);
  await dropLabel(resourceName);
});

fact('people-api §8: batchGet answers each label with its status', async () => {
  const label = await newLabel();
  const {data} = await bench.people().contactGroups.batchGet({
    resourceNames: [label.resourceName!, 'contactGroups/ffffffffffffffff'],
    groupFields: 'name',
  });
  const [found, missing] = data.responses!;
  expect(found!.contactGroup!.name).toBe(label.name);
  expect(missing!.contactGroup).toBeUndefined();
  expect(missing!.status!.code).toBe(5);
  await dropLabel(label.resourceName!);
});

emulatorFact(
  'people-api §8: thirty labels a page unless asked otherwise',
  async () => {
    bench.reset();
    for (let index = 0; index < 35; index++) await newLabel();
    const {contactGroups} = bench.people();
    const first = await contactGroups.list({});
    expect(first.data.contactGroups).toHaveLength(30);
    expect(first.data).not.toHaveProperty('nextSyncToken');
    const second = await contactGroups.list({
      pageToken: first.data.nextPageToken!,
    });
    expect(second.data.contactGroups).toHaveLength(13);
    expect(second.data).not.toHaveProperty('nextPageToken');
  },
);

emulatorFact(
  'people-api §8: a delta of labels marks the deleted ones',
  async () => {
    bench.reset();
    const {contactGroups} = bench.people();
    const kept = await newLabel();
    const dropped = await newLabel();
    const full = await contactGroups.list({pageSize: 100});
    await dropLabel(dropped.resourceName!);
    const delta = await contactGroups.list({
      pageSize: 100,
      syncToken: full.data.nextSyncToken!,
    });
    expect(delta.data.contactGroups).toHaveLength(1);
    expect(delta.data.contactGroups![0]).toMatchObject({
      resourceName: dropped.resourceName,
      metadata: {deleted: true},
    });
    expect(kept.resourceName).not.toBe(dropped.resourceName);
  },
);

emulatorFact(
  'people-api §8: whether client data of a label is kept is a switch',
  async () => {
    for (const groupClientDataStored of [true, false]) {
      bench.reset({switches: {groupClientDataStored}});
      const {data} = await bench.people().contactGroups.create({
        requestBody: {
          contactGroup: {name: 'L', clientData: [{key: 'k', value: 'v'}]},
          readGroupFields: 'clientData,name',
        },
      });
      expect(data.clientData !== undefined).toBe(groupClientDataStored);
    }
  },
);

emulatorFact(
  'people-api §8: labels of one person are not those of another',
  async () => {
    bench.reset();
    const label = await newLabel();
    const answer = await raw(bench, 'GET', `/v1/${label.resourceName}`, {
      as: BEN,
    });
    expect(answer.status).toBe(404);
    expect(bench.control('account', {user: ANA})['groups']).toHaveLength(1);
  },
);
