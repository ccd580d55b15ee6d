/** Our People client, by Google's own library, on the emulator. */
import {beforeEach, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {TYPED_FIELDS} from '../../server/core/content.ts';
import type {ObservedPerson, PersonDraft} from '../../server/core/google.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {MARKER_KEY} from '../../server/google/person.ts';
import {contents} from './client-contents.ts';
import {
  CONTRACT_WORLD,
  credentialsOf,
  only,
  peopleOf,
  valueOf,
} from './client-support.ts';
import {ANA, useBench} from './google-support.ts';

const bench = useBench(CONTRACT_WORLD);
const MY_CONTACTS = 'contactGroups/myContacts';

beforeEach(() => {
  bench.reset();
});

function draftOf(
  marker: string,
  fields: Record<string, unknown> = {names: [{givenName: marker}]},
  groups: readonly string[] = [MY_CONTACTS],
): PersonDraft {
  return {marker, content: normalizeContent(fields, {region: 'JP'}), groups};
}

const drafts = (count: number, groups?: readonly string[]) =>
  Array.from({length: count}, (_unused, index) =>
    draftOf(`m${index}`, undefined, groups),
  );

/** Everything in the account, read as a new account is. */
async function listAll(pageBound = 10) {
  const people = peopleOf(bench);
  const found: ObservedPerson[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < pageBound; page++) {
    const answer = await valueOf(
      people.listPeople(pageToken === undefined ? {} : {pageToken}),
    );
    found.push(...answer.people);
    if (answer.nextSyncToken !== undefined) {
      return {people: found, syncToken: answer.nextSyncToken};
    }
    pageToken = answer.nextPageToken;
  }
  throw new Error('no last page');
}

/** Google's counters: how often each method was called, failures included. */
function callsOf(method: string): number {
  const {byMethod} = bench.control('counters');
  return Object.entries(byMethod as Record<string, number>)
    .filter(([name]) => name.endsWith(`.${method}`))
    .reduce((sum, [, calls]) => sum + calls, 0);
}

const editOf = (person: ObservedPerson, givenName: string) => ({
  resourceName: person.resourceName,
  sourceId: person.sourceId,
  etag: person.etag,
  fields: ['names'] as const,
  content: normalizeContent({names: [{givenName}]}),
});

describe('reading', () => {
  test('a list, then what changed, then nothing', async () => {
    const people = peopleOf(bench);
    bench.control('createContact', {
      user: ANA,
      person: {names: [{givenName: 'Taro', familyName: 'Yamada'}]},
      labels: ['Clients'],
    });
    const {people: all, syncToken} = await listAll();
    const taro = only(all);
    expect(taro.content).toEqual({
      names: [{givenName: 'Taro', familyName: 'Yamada'}],
    });
    expect(taro.groups).toContain(MY_CONTACTS);
    expect(taro.groups).toHaveLength(2);

    bench.control('editContact', {
      user: ANA,
      contact: taro.resourceName,
      person: {nicknames: [{value: 'T'}]},
    });
    const changed = await valueOf(people.listPeople({syncToken}));
    const edited = only(changed.people);
    expect(edited.sourceId).toBe(taro.sourceId);
    expect(edited.etag).not.toBe(taro.etag);
    expect(edited.content.nicknames).toEqual([{value: 'T'}]);

    const quiet = await valueOf(
      people.listPeople({syncToken: changed.nextSyncToken!}),
    );
    expect(quiet).toMatchObject({people: [], tombstones: []});
    expect(quiet.nextSyncToken).toBeDefined();
  });

  test('a deletion shows as a mark with the same id', async () => {
    const people = peopleOf(bench);
    const made = only(await valueOf(people.createPeople([draftOf('m1')])));
    const {syncToken} = await listAll();
    bench.control('deleteContact', {user: ANA, contact: made.resourceName});
    const delta = await valueOf(people.listPeople({syncToken}));
    expect(delta.people).toEqual([]);
    expect(delta.tombstones).toEqual([
      {sourceId: made.sourceId, resourceName: made.resourceName},
    ]);
  });

  test('more than a page is more than one page', async () => {
    const contacts = Array.from({length: 1_003}, (_unused, index) => ({
      person: {names: [{givenName: `n${index}`}]},
    }));
    bench.reset({users: [{email: ANA, contacts}]});
    const first = await valueOf(peopleOf(bench).listPeople({}));
    expect(first.people).toHaveLength(1_000);
    expect(first.nextSyncToken).toBeUndefined();
    const {people} = await listAll();
    expect(new Set(people.map(person => person.sourceId)).size).toBe(1_003);
  });

  test('a sync token too old wants a full list, a malformed one does not', async () => {
    const {syncToken} = await listAll();
    bench.control('clock', {advanceMs: 8 * 24 * 3_600_000});
    const people = peopleOf(bench);
    expect(await people.listPeople({syncToken})).toEqual({
      kind: 'fault',
      fault: {kind: 'expiredSyncToken'},
    });
    expect(await people.listPeople({syncToken: 'nonsense'})).toMatchObject({
      kind: 'fault',
      fault: {kind: 'invalidArgument'},
    });
  });

  test('by name, without who is gone', async () => {
    const people = peopleOf(bench);
    const [one, two] = await valueOf(people.createPeople(drafts(2)));
    bench.control('deleteContact', {user: ANA, contact: one!.resourceName});
    const found = await valueOf(
      people.getPeople([one!.resourceName, two!.resourceName, 'people/c77']),
    );
    expect(found).toEqual([two]);
    expect(await valueOf(people.getPeople([]))).toEqual([]);
  });

  test('a profile without a contact is nobody', async () => {
    expect(await valueOf(peopleOf(bench).getPeople(['people/me']))).toEqual([]);
  });

  test('a missing contact that Google stumbles over is not taken for gone', async () => {
    bench.reset({switches: {deletedReads: 'internal'}});
    expect(await peopleOf(bench).getPeople(['people/c77'])).toEqual({
      kind: 'fault',
      fault: {kind: 'unreachable'},
    });
  });
});

describe('creating', () => {
  test.each([
    ['one', 1, 'createContact', 'batchCreateContacts'],
    ['two', 2, 'batchCreateContacts', 'createContact'],
    ['two hundred', 200, 'batchCreateContacts', 'createContact'],
  ])('%s goes by one call', async (_what, count, method, other) => {
    const people = peopleOf(bench);
    const asked = drafts(count);
    const made = await valueOf(people.createPeople(asked));
    expect(made.map(person => person.markers)).toEqual(
      asked.map(draft => [draft.marker]),
    );
    expect(made.map(person => person.content)).toEqual(
      asked.map(draft => draft.content),
    );
    expect(callsOf(method)).toBe(1);
    expect(callsOf(other)).toBe(0);
    expect((await listAll()).people).toHaveLength(count);
  });

  test('brings back what Google made of it, and its etag serves the next write', async () => {
    const people = peopleOf(bench);
    const content = {
      names: [{givenName: '太郎', familyName: '山田'}],
      phoneNumbers: [{value: '０３-１２３４-５６７８', type: 'work'}],
      addresses: [{streetAddress: '1-2-3', city: 'Tokyo', country: 'Japan'}],
      birthdays: [{date: {month: 2, day: 29}}],
      biographies: [{value: 'line 1\nline 2'}],
      userDefined: [{key: 'k', value: 'v'}],
    };
    const made = only(
      await valueOf(people.createPeople([draftOf('m1', content)])),
    );
    expect(made.content).toEqual(normalizeContent(content, {region: 'JP'}));
    const edited = only(
      await valueOf(people.updatePeople([editOf(made, 'Jiro')])),
    );
    expect(edited.content).toEqual({
      ...made.content,
      names: [{givenName: 'Jiro'}],
    });
  });

  test('whatever is shared stands there as it was written', async () => {
    const people = peopleOf(bench);
    const batch = fc.array(contents, {minLength: 2, maxLength: 5});
    await fc.assert(
      fc.asyncProperty(batch, async written => {
        const asked = written.map((content, index) => ({
          marker: `m${index}`,
          content,
          groups: [],
        }));
        const made = await valueOf(people.createPeople(asked));
        expect(made.map(person => person.content)).toEqual(written);
        const cleared = await valueOf(
          people.updatePeople(
            made.map(person => ({
              ...person,
              fields: TYPED_FIELDS,
              content: {nicknames: [{value: 'only'}]},
            })),
          ),
        );
        expect(cleared.map(person => person.content)).toEqual(
          written.map(() => ({nicknames: [{value: 'only'}]})),
        );
      }),
      // Without shrinking, which would outlive the test and write into the next.
      {numRuns: 30, endOnFailure: true},
    );
  });

  test.each(['honoured', 'refused'] as const)(
    'stands in the groups asked for, memberships at creation %s',
    async createWithMemberships => {
      bench.reset({switches: {createWithMemberships}});
      const people = peopleOf(bench);
      const label = await valueOf(people.createGroup('Clients'));
      const asked = [
        draftOf('shown', undefined, [label.resourceName, MY_CONTACTS]),
        draftOf('hidden', undefined, [label.resourceName]),
      ];
      const made = await valueOf(people.createPeople(asked));
      expect(made.map(person => [...person.groups].sort())).toEqual(
        asked.map(draft => [...draft.groups].sort()),
      );
      expect(await valueOf(people.getPeople([made[0]!.resourceName]))).toEqual([
        made[0],
      ]);
      const again = await people.updatePeople([editOf(made[0]!, 'New')]);
      expect(again.kind).toBe('ok');
    },
  );

  test('in a group that is gone makes nobody', async () => {
    for (const createWithMemberships of ['honoured', 'refused'] as const) {
      bench.reset({switches: {createWithMemberships}});
      const draft = draftOf('m1', undefined, ['contactGroups/1234']);
      expect(await peopleOf(bench).createPeople([draft])).toEqual({
        kind: 'fault',
        fault: {kind: 'notFound'},
      });
      expect((await listAll()).people).toEqual([]);
    }
  });

  test('what is lost on the way into its group may be there: observe', async () => {
    bench.reset({switches: {createWithMemberships: 'refused'}});
    const people = peopleOf(bench);
    const label = await valueOf(people.createGroup('Clients'));
    bench.control('fault', {method: 'modify', effect: 'quota', count: 1});
    const draft = draftOf('m1', undefined, [label.resourceName]);
    expect(await people.createPeople([draft])).toEqual({
      kind: 'fault',
      fault: {kind: 'unreachable'},
    });
    expect(only((await listAll()).people).markers).toEqual(['m1']);
  });

  test('one bad contact of a batch makes none', async () => {
    const bad = draftOf('m9', {names: [{givenName: 'a'}, {givenName: 'b'}]});
    expect(
      await peopleOf(bench).createPeople([...drafts(2), bad]),
    ).toMatchObject({kind: 'fault', fault: {kind: 'invalidArgument'}});
    expect((await listAll()).people).toEqual([]);
  });

  test('in a full account makes none', async () => {
    bench.reset({switches: {contactsMax: 2}});
    expect(await peopleOf(bench).createPeople(drafts(3))).toEqual({
      kind: 'fault',
      fault: {kind: 'full'},
    });
  });

  test('no answer leaves it open, and the marker tells', async () => {
    for (const method of ['createContact', 'batchCreateContacts']) {
      bench.reset();
      bench.control('fault', {method, effect: 'cut', when: 'after', count: 1});
      const asked = drafts(method === 'createContact' ? 1 : 2);
      expect(await peopleOf(bench).createPeople(asked)).toEqual({
        kind: 'fault',
        fault: {kind: 'unreachable'},
      });
      expect(callsOf(method)).toBe(1);
      const found = (await listAll()).people.flatMap(({markers}) => markers);
      expect(found.sort()).toEqual(asked.map(({marker}) => marker));
    }
  });
});

describe('changing', () => {
  test.each([
    ['few go one by one', 3, 'updateContact', 3],
    ['many go together', 7, 'batchUpdateContacts', 1],
  ])('%s', async (_what, count, method, calls) => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(count)));
    const edited = await valueOf(
      people.updatePeople(made.map(person => editOf(person, 'New'))),
    );
    expect(edited.map(person => person.sourceId)).toEqual(
      made.map(person => person.sourceId),
    );
    expect(edited.map(person => person.content)).toEqual(
      made.map(() => ({names: [{givenName: 'New'}]})),
    );
    expect(callsOf(method)).toBe(calls);
    const next = await people.updatePeople(
      edited.map(person => editOf(person, 'Newer')),
    );
    expect(next.kind).toBe('ok');
  });

  test('clears what the mask names and the content lacks, and nothing else', async () => {
    const people = peopleOf(bench);
    const label = await valueOf(people.createGroup('Clients'));
    const made = only(
      await valueOf(
        people.createPeople([
          draftOf(
            'm1',
            {names: [{givenName: 'Ann'}], urls: [{value: 'x'}, {value: 'y'}]},
            [label.resourceName, MY_CONTACTS],
          ),
        ]),
      ),
    );
    const clientData = [
      {key: MARKER_KEY, value: 'm1'},
      {key: 'another app', value: '7'},
    ];
    bench.control('editContact', {
      user: ANA,
      contact: made.resourceName,
      person: {clientData},
    });
    const current = only(await valueOf(people.getPeople([made.resourceName])));
    const edited = only(
      await valueOf(
        people.updatePeople([{...editOf(current, 'x'), fields: ['urls']}]),
      ),
    );
    expect(edited.content).toEqual({names: [{givenName: 'Ann'}]});
    expect(edited.groups).toEqual(made.groups);
    const {contacts} = bench.control('account', {user: ANA});
    expect(
      contacts[0].clientData.map(({key, value}: Record<string, string>) => ({
        key,
        value,
      })),
    ).toEqual(clientData);
  });

  test.each([1, 7])('a stale etag changes nothing, of %i', async count => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(count)));
    bench.control('editContact', {
      user: ANA,
      contact: made.at(-1)!.resourceName,
      person: {names: [{givenName: 'Theirs'}]},
    });
    expect(
      await people.updatePeople(made.map(person => editOf(person, 'Ours'))),
    ).toEqual({kind: 'fault', fault: {kind: 'staleEtag'}});
    const names = (await listAll()).people.map(
      ({content}) => content.names?.[0]?.['givenName'],
    );
    expect(names).toContain('Theirs');
    expect(names).not.toContain('Ours');
  });

  test.each([1, 7])('nobody can change who is gone, of %i', async count => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(count)));
    const {resourceName} = made.at(-1)!;
    bench.control('deleteContact', {user: ANA, contact: resourceName});
    expect(
      await people.updatePeople(made.map(person => editOf(person, 'New'))),
    ).toEqual({kind: 'fault', fault: {kind: 'notFound'}});
  });

  test('edits of two masks never share a batch', async () => {
    const people = peopleOf(bench);
    const [one, two] = await valueOf(people.createPeople(drafts(2)));
    await expect(
      people.updatePeople([
        editOf(one!, 'New'),
        {...editOf(two!, 'New'), fields: ['names', 'urls']},
      ]),
    ).rejects.toThrow('one mask');
  });

  test('no answer leaves it open', async () => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(1)));
    bench.control('fault', {
      method: 'updateContact',
      effect: 'cut',
      when: 'after',
      count: 1,
    });
    expect(await people.updatePeople([editOf(made[0]!, 'New')])).toEqual({
      kind: 'fault',
      fault: {kind: 'unreachable'},
    });
    expect(only((await listAll()).people).content).toEqual({
      names: [{givenName: 'New'}],
    });
  });
});

describe('deleting', () => {
  test.each([
    ['few go one by one', 3, 'deleteContact', 3],
    ['many go together', 12, 'batchDeleteContacts', 1],
  ])('%s', async (_what, count, method, calls) => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(count)));
    const names = made.map(person => person.resourceName);
    await valueOf(people.deletePeople(names));
    expect((await listAll()).people).toEqual([]);
    expect(callsOf(method)).toBe(calls);
  });

  test.each([3, 12])('who is gone already is deleted, of %i', async count => {
    const people = peopleOf(bench);
    const made = await valueOf(people.createPeople(drafts(count)));
    const names = made.map(person => person.resourceName);
    bench.control('deleteContact', {user: ANA, contacts: names.slice(0, 2)});
    await valueOf(people.deletePeople(names));
    await valueOf(people.deletePeople(names));
    expect((await listAll()).people).toEqual([]);
  });

  test('of nobody asks nothing', async () => {
    await valueOf(peopleOf(bench).deletePeople([]));
    expect(callsOf('batchDeleteContacts')).toBe(0);
  });
});

describe('labels', () => {
  test('are listed with their members, the system ones told apart', async () => {
    const people = peopleOf(bench);
    const label = await valueOf(people.createGroup('Clients'));
    await valueOf(people.createPeople(drafts(2, [label.resourceName])));
    const groups = await valueOf(people.listGroups());
    const listed = groups.find(
      group => group.resourceName === label.resourceName,
    );
    expect(listed).toMatchObject({
      displayName: 'Clients',
      userGroup: true,
      memberCount: 2,
    });
    expect(listed?.updateTimeMs).toBeGreaterThan(0);
    expect(
      groups.find(group => group.resourceName === MY_CONTACTS),
    ).toMatchObject({userGroup: false, memberCount: 0});
    expect(await valueOf(people.getGroup(label.resourceName))).toEqual(listed);
  });

  test('tell whom they hold', async () => {
    const people = peopleOf(bench);
    const {resourceName} = await valueOf(people.createGroup('Clients'));
    expect(await valueOf(people.listGroupMembers(resourceName))).toEqual([]);
    const made = await valueOf(people.createPeople(drafts(2, [resourceName])));
    const names = await valueOf(people.listGroupMembers(resourceName));
    expect([...names].sort()).toEqual(
      made.map(person => person.resourceName).sort(),
    );
    expect(await people.listGroupMembers('contactGroups/none')).toEqual({
      kind: 'fault',
      fault: {kind: 'notFound'},
    });
  });

  test('bear a name once', async () => {
    const people = peopleOf(bench);
    await valueOf(people.createGroup('Clients'));
    expect(await people.createGroup('Clients')).toEqual({
      kind: 'fault',
      fault: {kind: 'alreadyExists'},
    });
  });

  test('are renamed', async () => {
    const people = peopleOf(bench);
    const {resourceName} = await valueOf(people.createGroup('Clients'));
    const renamed = await valueOf(
      people.renameGroup({resourceName, displayName: 'Customers'}),
    );
    expect(renamed.displayName).toBe('Customers');
    expect((await valueOf(people.getGroup(resourceName))).displayName).toBe(
      'Customers',
    );
  });

  test('are deleted and leave the contacts', async () => {
    const people = peopleOf(bench);
    const {resourceName} = await valueOf(people.createGroup('Clients'));
    const groups = [resourceName, MY_CONTACTS];
    await valueOf(people.createPeople(drafts(1, groups)));
    await valueOf(people.deleteGroup(resourceName));
    await valueOf(people.deleteGroup(resourceName));
    expect(only((await listAll()).people).groups).toEqual([MY_CONTACTS]);
    expect(await people.getGroup(resourceName)).toEqual({
      kind: 'fault',
      fault: {kind: 'notFound'},
    });
  });

  test('gain and lose members, and tell whom they refused', async () => {
    const people = peopleOf(bench);
    const {resourceName: group} = await valueOf(people.createGroup('Clients'));
    const [one, two] = await valueOf(
      people.createPeople([draftOf('m1'), draftOf('m2', undefined, [group])]),
    );
    const outcome = await valueOf(
      people.changeMembers({
        group,
        add: [one!.resourceName, 'people/c77'],
        remove: [two!.resourceName],
      }),
    );
    expect([...outcome.refused].sort()).toEqual(
      ['people/c77', two!.resourceName].sort(),
    );
    const [after] = await valueOf(people.getPeople([one!.resourceName]));
    expect(after?.groups).toContain(group);
    expect(
      await valueOf(people.changeMembers({group, add: [], remove: []})),
    ).toEqual({refused: []});
  });
});

describe('trouble', () => {
  test('a refused token is replaced once', async () => {
    const people = peopleOf(bench);
    await valueOf(people.listGroups());
    bench.control('expireTokens');
    await valueOf(people.listGroups());
    bench.control('fault', {effect: 'expiredToken'});
    expect(await people.listGroups()).toEqual({
      kind: 'fault',
      fault: {kind: 'revoked'},
    });
  });

  test('both 429s are told apart', async () => {
    const people = peopleOf(bench);
    bench.control('fault', {
      method: 'createContact',
      effect: 'quota',
      count: 1,
    });
    expect(await people.createPeople(drafts(1))).toMatchObject({
      fault: {kind: 'rateLimited'},
    });
    bench.control('fault', {
      method: 'createContact',
      effect: 'hardQuota',
      count: 1,
    });
    expect(await people.createPeople(drafts(1))).toMatchObject({
      fault: {kind: 'exhausted'},
    });
    expect(callsOf('createContact')).toBe(2);
  });

  test.each([500, 502, 503])('%i is asked once', async status => {
    bench.control('fault', {method: 'reads', effect: 'status', status});
    expect(await peopleOf(bench).listPeople({})).toEqual({
      kind: 'fault',
      fault: {kind: 'unreachable'},
    });
    expect(callsOf('list')).toBe(1);
  });

  test('a suspended account is withdrawn', async () => {
    bench.control('suspendUser', {user: ANA});
    expect(await peopleOf(bench).listGroups()).toEqual({
      kind: 'fault',
      fault: {kind: 'revoked'},
    });
  });

  test('scopes that were not delegated are for the admin to mend', async () => {
    bench.control('delegate', {scopes: ['contacts.readonly']});
    expect(await peopleOf(bench).listGroups()).toMatchObject({
      fault: {kind: 'denied'},
    });
  });

  test('a key that is not the service account`s withdraws nobody', async () => {
    const {generateKeyPairSync} = await import('node:crypto');
    const {privateKey} = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
      publicKeyEncoding: {type: 'spki', format: 'pem'},
    });
    const credentials = credentialsOf(bench, privateKey);
    expect(await peopleOf(bench, {credentials}).listGroups()).toMatchObject({
      fault: {kind: 'denied'},
    });
  });

  test('more than Google takes at once is never sent', async () => {
    const people = peopleOf(bench);
    const names = Array.from({length: 1_001}, (_unused, n) => `people/c${n}`);
    await expect(people.createPeople(drafts(201))).rejects.toThrow('201');
    await expect(people.getPeople(names.slice(0, 201))).rejects.toThrow('201');
    await expect(people.deletePeople(names.slice(0, 501))).rejects.toThrow(
      '501',
    );
    await expect(
      people.changeMembers({group: MY_CONTACTS, add: names, remove: []}),
    ).rejects.toThrow('1001');
  });
});
