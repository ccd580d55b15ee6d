/** The emulator as a thing: one seed one world, in process and over HTTP, true to Google's documents. */
import {describe, expect, test} from '@jest/globals';
import {existsSync, readFileSync} from 'node:fs';
import {
  DIRECTORY_METHODS,
  extractFacts,
} from '../emulator/discovery/extract.ts';
import {loadDiscovery, readFacts} from '../emulator/discovery/discovery.ts';
import {findFault} from '../emulator/discovery/shapes.ts';
import {HANDLERS} from '../emulator/routes.ts';
import {
  SAMPLE_DOMAIN,
  SAMPLE_GROUP,
  SAMPLE_LABEL,
  SAMPLE_SHARER,
  sampleWorld,
} from '../emulator/sample.ts';
import {seededRandom} from '../emulator/seeded-random.ts';
import type {Draft} from '../emulator/types.ts';
import {Feed} from '../emulator/world/feed.ts';
import {ANA, newEmulator, SMALL_WORLD} from './google-support.ts';

const DOCUMENTS = new URL('../../../shared/google/', import.meta.url);
const withDocuments = existsSync(DOCUMENTS) ? test : test.skip;

function readDocument(file: string) {
  return JSON.parse(readFileSync(new URL(file, DOCUMENTS), 'utf8'));
}

describe('discovery documents', () => {
  test('every method of the People API and every kept one of the Directory has its answer', () => {
    const {people, directory} = loadDiscovery();
    expect(people.methods).toHaveLength(24);
    const ids = [...people.methods, ...directory.methods].map(each => each.id);
    expect(Object.keys(HANDLERS).sort()).toEqual(ids.sort());
  });

  withDocuments(
    'the kept facts are those of the documents (skipped where ../shared/google is absent)',
    () => {
      expect(readFacts('people-v1.json')).toEqual(
        extractFacts(readDocument('people-v1.json')),
      );
      expect(readFacts('directory-v1.json')).toEqual(
        extractFacts(
          readDocument('admin-directory_v1.json'),
          DIRECTORY_METHODS,
        ),
      );
    },
  );

  test('an answer that the document does not allow is found, with its place', () => {
    const {people} = loadDiscovery();
    const shape = {kind: 'message', name: 'Person', readOnly: false} as const;
    const find = (value: unknown) =>
      findFault(people.schemas, shape, value, 'absentFields');
    expect(find({names: [{givenName: 'Ida'}]})).toBeUndefined();
    expect(find({names: [{}, {given: 'Ida'}]})).toMatchObject({
      kind: 'unknownName',
      path: 'names[1]',
      name: 'given',
    });
    expect(find({metadata: {sources: [{type: 'NOBODY'}]}})).toMatchObject({
      kind: 'wrongType',
      path: 'metadata.sources[0].type',
    });
    expect(find({birthdays: [{date: {year: 1.5}}]})).toMatchObject({
      kind: 'wrongType',
      path: 'birthdays[0].date.year',
    });
  });
});

const NOW = Date.UTC(2026, 0, 31);

/** The same acts on a world of its own. */
async function play(): Promise<string> {
  const emulator = newEmulator(SMALL_WORLD, () => NOW);
  const person = emulator.control('createContact', {
    user: ANA,
    person: {names: [{givenName: 'Ida'}]},
    labels: ['Team'],
  });
  emulator.control('editContact', {
    user: ANA,
    contact: person['resourceName'],
    person: {nicknames: [{value: 'I'}]},
  });
  return JSON.stringify(emulator.control('account', {user: ANA}));
}

describe('one seed, one world', () => {
  test('the same seed, clock and acts make the same world to the byte', async () => {
    expect(await play()).toBe(await play());
  });

  test('update times advance while the clock stands', () => {
    const emulator = newEmulator(SMALL_WORLD, () => NOW);
    const times = [1, 2, 3].map(() => {
      const person = emulator.control('createContact', {user: ANA, person: {}});
      return person['metadata'].sources[0].updateTime as string;
    });
    expect(times).toEqual([...new Set(times)].sort());
    expect(times[0]).toMatch(/^2026-01-31T00:00:00\.000\d{3}Z$/);
  });

  test('a request is answered in process as over HTTP', async () => {
    const emulator = newEmulator(SMALL_WORLD);
    const answer = await emulator.handle({
      method: 'GET',
      url: '/v1/people/me?personFields=names',
      headers: {},
    });
    expect(answer.status).toBe(401);
    const acts = await emulator.handle({
      method: 'GET',
      url: '/__emulator/',
      headers: {},
    });
    expect(JSON.parse(String(acts.body)).acts).toContain('mergeContacts');
  });

  test('control calls say in words what is wrong', async () => {
    const emulator = newEmulator(SMALL_WORLD);
    const call = async (path: string, body: string) => {
      const answer = await emulator.handle({
        method: 'POST',
        url: `/__emulator/${path}`,
        headers: {},
        body,
      });
      return {
        status: answer.status,
        message: JSON.parse(String(answer.body)).error.message as string,
      };
    };
    expect(await call('nonsense', '')).toMatchObject({
      status: 400,
      message: expect.stringContaining('no control call nonsense'),
    });
    expect(await call('account', '{"user":"no@x.example"}')).toEqual({
      status: 400,
      message: 'no user no@x.example',
    });
    expect(await call('account', '{')).toMatchObject({status: 400});
    expect(await call('switches', '{"nonsense":1}')).toMatchObject({
      message: expect.stringContaining('unknown name "nonsense"'),
    });
  });
});

describe('the feed', () => {
  test('writes become visible in the order in which they were made', () => {
    const feed = new Feed<string>();
    feed.write('a', 'a1', undefined, 100);
    feed.write('b', 'b1', undefined, 50);
    feed.advance(60);
    expect(feed.live()).toEqual([]);
    feed.advance(100);
    expect(feed.live()).toEqual(['a1', 'b1']);
  });

  test('thousands of changes of one contact leave one entry', () => {
    const feed = new Feed<number>();
    feed.write('b', 0, undefined, 0);
    for (let index = 0; index < 5000; index++) {
      feed.write('a', index, undefined, 0);
      feed.advance(0);
    }
    const {entries} = feed.after(0, 100, true);
    expect(entries.map(entry => entry.state)).toEqual([0, 4999]);
    expect(feed.liveCount).toBe(2);
  });

  test('what nobody ever saw leaves no tombstone', () => {
    const feed = new Feed<string>();
    feed.write('a', undefined, 'a', 0);
    feed.advance(0);
    expect(feed.after(0, 10, true).entries).toEqual([]);
  });
});

describe('the sample domain', () => {
  const world = sampleWorld(seededRandom(1));

  test('is twelve people, three groups, one inside another, and about 300 contacts', () => {
    expect(world.users).toHaveLength(12);
    expect(world.groups).toHaveLength(3);
    const sales = world.groups!.find(group => group.email === SAMPLE_GROUP)!;
    expect(
      sales.members!.filter(member => member.type === 'GROUP'),
    ).toHaveLength(1);
    const contacts = world.users!.flatMap(user => user.contacts!);
    expect(contacts.length).toBeGreaterThan(280);
    expect(contacts.length).toBeLessThan(330);
  });

  test('has a sharer with some sixty contacts in the label of the demo, and private ones', () => {
    const sharer = world.users!.find(user => user.email === SAMPLE_SHARER)!;
    const shared = sharer.contacts!.filter(contact =>
      contact.labels?.includes(SAMPLE_LABEL),
    );
    expect(shared).toHaveLength(60);
    expect(sharer.contacts!.length).toBeGreaterThan(60);
  });

  test('uses addresses under .example alone, in ASCII', () => {
    const addresses = world
      .users!.flatMap(user => user.contacts!)
      .flatMap(contact => (contact.person as Draft)['emailAddresses'] ?? [])
      .map((item: Draft) => item['value'] as string);
    expect(addresses.length).toBeGreaterThan(200);
    for (const address of addresses) {
      expect(address).toMatch(/^[\x21-\x7e]+\.example$/);
    }
    expect(SAMPLE_DOMAIN.endsWith('.example')).toBe(true);
  });

  test('has numbers that all have an E.164 form', () => {
    const emulator = newEmulator(world);
    for (const user of world.users!) {
      const {contacts} = emulator.control('account', {user: user.email});
      for (const contact of contacts) {
        for (const phone of contact.phoneNumbers ?? []) {
          expect(phone.canonicalForm).toMatch(/^\+\d{8,15}$/);
        }
      }
    }
  });

  test('has the same person in two books with different details', () => {
    const books = world.users!.map(
      user =>
        new Map(
          user.contacts!.map(contact => {
            const person = contact.person as Draft;
            return [
              person['emailAddresses']?.[0].value,
              person['phoneNumbers']?.[0].value,
            ];
          }),
        ),
    );
    const [first] = books;
    const twice = books
      .slice(1)
      .flatMap(book =>
        [...book].filter(([address]) => address && first!.has(address)),
      );
    expect(twice.length).toBeGreaterThan(5);
    for (const [address, phone] of twice) {
      expect(phone).not.toBe(first!.get(address));
    }
  });

  test('is the same for the same dice', () => {
    expect(sampleWorld(seededRandom(1))).toEqual(world);
    expect(sampleWorld(seededRandom(2))).not.toEqual(world);
  });
});
