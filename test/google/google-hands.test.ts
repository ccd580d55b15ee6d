/** people-api §2, §9, §15: what people do by hand: merge, restore, edit on a phone. */
import {beforeEach, expect} from '@jest/globals';
import {ANA, emulatorFact, errorOf, useBench} from './google-support.ts';
import type {Draft} from '../emulator/types.ts';

const bench = useBench();

beforeEach(() => {
  bench.reset();
});

const create = (givenName = 'Ida') => bench.create({names: [{givenName}]});

const account = () => bench.control('account', {user: ANA});

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
