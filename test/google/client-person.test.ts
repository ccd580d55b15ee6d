import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  TYPED_FIELDS,
  isSharedField,
} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  MARKER_KEY,
  READ_MASK,
  SYNC_PARAMETERS,
  draftToPerson,
  editToPerson,
  hasContactSource,
  isObserved,
  personToObserved,
} from '../../server/google/person.ts';
import {contents} from './client-contents.ts';

const id = '44a408968bb43d08';
const resourceName = 'people/c4946087733441608968';
const contact = {source: {type: 'CONTACT', id}};
const profile = {source: {type: 'PROFILE', id: '1'}};

/** A person as Google gives it, with fields as they are written. */
function answered(fields: Record<string, readonly object[]>) {
  const items = Object.entries(fields).map(
    ([field, list]) =>
      [field, list.map(item => ({...item, metadata: contact}))] as const,
  );
  return {
    resourceName,
    etag: '%EgMBAgM=',
    metadata: {
      objectType: 'PERSON',
      sources: [
        {
          type: 'CONTACT',
          id,
          etag: '#SLD2c4ZO36E=',
          updateTime: '2026-07-01T09:30:00.250999Z',
        },
      ],
    },
    ...Object.fromEntries(items),
  };
}

function observed(raw: unknown) {
  const seen = personToObserved(raw, {region: 'JP'});
  if (!isObserved(seen)) throw new Error('a tombstone');
  return seen;
}

describe('a person of an answer', () => {
  test('is known by its CONTACT source', () => {
    expect(observed(answered({nicknames: [{value: ' Ann '}]}))).toEqual({
      sourceId: id,
      resourceName,
      etag: '#SLD2c4ZO36E=',
      updateTimeMs: Date.UTC(2026, 6, 1, 9, 30, 0, 250),
      content: {nicknames: [{value: 'Ann'}]},
      groups: [],
      markers: [],
    });
  });

  test('has normalised content', () => {
    const {content} = observed(
      answered({
        phoneNumbers: [
          {value: '03-1234-5678', canonicalForm: 'x', formattedType: 'Home'},
        ],
        emailAddresses: [{value: 'Ann@Example.com'}],
      }),
    );
    expect(content).toEqual({
      phoneNumbers: [{value: '03-1234-5678', canonicalForm: '+81312345678'}],
      emailAddresses: [{value: 'Ann@Example.com', matchKey: 'ann@example.com'}],
    });
  });

  test('shows nothing of a profile or of another contact', () => {
    const raw = {
      ...answered({}),
      names: [
        {givenName: 'Ann', metadata: contact},
        {givenName: 'Anna', metadata: profile},
        {givenName: 'Bob', metadata: {source: {type: 'CONTACT', id: '2'}}},
      ],
    };
    expect(observed(raw).content).toEqual({names: [{givenName: 'Ann'}]});
  });

  test('is in its groups and no domain', () => {
    const {groups} = observed(
      answered({
        memberships: [
          {
            contactGroupMembership: {
              contactGroupId: 'myContacts',
              contactGroupResourceName: 'contactGroups/myContacts',
            },
          },
          {domainMembership: {inViewerDomain: true}},
        ],
      }),
    );
    expect(groups).toEqual(['contactGroups/myContacts']);
  });

  test('carries our markers among what others keep there', () => {
    const {markers} = observed(
      answered({
        clientData: [
          {key: 'somebody else', value: '1'},
          {key: MARKER_KEY, value: 'm1'},
          {key: MARKER_KEY, value: 'm2'},
          {key: MARKER_KEY},
        ],
      }),
    );
    expect(markers).toEqual(['m1', 'm2']);
  });

  test('may have sub-fields and fields nobody has heard of', () => {
    const raw = {...answered({urls: [{value: 'x', mood: 7}]}), moods: [7]};
    expect(observed(raw).content).toEqual({urls: [{value: 'x'}]});
  });
});

describe('a deleted person', () => {
  const metadata = {deleted: true, objectType: 'PERSON'};

  test('is a mark with its id', () => {
    const raw = {
      resourceName,
      metadata: {
        ...metadata,
        sources: [
          {type: 'CONTACT', id, etag: '#x', updateTime: '1970-01-01T00:00:00Z'},
        ],
      },
      photos: [{default: true}],
    };
    expect(personToObserved(raw, {})).toEqual({sourceId: id, resourceName});
  });

  test('is known by its name where the source is left out', () => {
    expect(personToObserved({resourceName, metadata}, {})).toEqual({
      sourceId: id,
      resourceName,
    });
  });

  test('that cannot be told apart is refused', () => {
    const raw = {resourceName: 'people/me', metadata};
    expect(() => personToObserved(raw, {})).toThrow('people/me, deleted');
  });
});

describe('an answer that lacks what Google always gives', () => {
  const secret = 'Yamada';
  const person = answered({names: [{givenName: secret}]});

  test.each([
    ['no name', {...person, resourceName: undefined}, 'resourceName'],
    ['no metadata', {...person, metadata: undefined}, 'metadata'],
    ['no source', {...person, metadata: {}}, resourceName],
    [
      'no etag',
      {
        ...person,
        metadata: {sources: [{...person.metadata.sources[0], etag: ''}]},
      },
      'etag',
    ],
    [
      'no time',
      {
        ...person,
        metadata: {
          sources: [{...person.metadata.sources[0], updateTime: 'now'}],
        },
      },
      'updateTime',
    ],
    [
      'an item of no source',
      {...person, names: [{givenName: secret}]},
      'names.0.metadata',
    ],
    ['a field that is no list', {...person, names: {}}, 'names'],
  ])('%s: is refused by its path, without content', (_what, raw, path) => {
    expect(() => personToObserved(raw, {})).toThrow(path);
    expect(() => personToObserved(raw, {})).not.toThrow(secret);
  });

  test('a profile alone is no contact', () => {
    const sources = [{type: 'PROFILE', id: '1'}];
    expect(hasContactSource({resourceName, metadata: {sources}})).toBe(false);
    expect(hasContactSource(person)).toBe(true);
  });
});

describe('a contact to be made', () => {
  test('bears its marker and its groups and nothing derived', () => {
    const draft = {
      marker: 'm1',
      content: normalizeContent(
        {phoneNumbers: [{value: '03-1234-5678'}]},
        {region: 'JP'},
      ),
      groups: ['contactGroups/a', 'contactGroups/myContacts'],
    };
    expect(draftToPerson(draft)).toEqual({
      phoneNumbers: [{value: '03-1234-5678'}],
      clientData: [{key: MARKER_KEY, value: 'm1'}],
      memberships: draft.groups.map(group => ({
        contactGroupMembership: {contactGroupResourceName: group},
      })),
    });
  });

  test('of no group says nothing of groups', () => {
    const draft = {marker: 'm1', content: {}, groups: []};
    expect(draftToPerson(draft)).not.toHaveProperty('memberships');
  });
});

describe('a change', () => {
  const edit = {
    resourceName,
    sourceId: id,
    etag: '#SLD2c4ZO36E=',
    fields: ['names', 'urls'] as const,
    content: {
      names: [{givenName: 'Ann'}],
      nicknames: [{value: 'not asked for'}],
    },
  };

  test('is whole for its mask, and what is absent is cleared', () => {
    expect(editToPerson(edit)).toEqual({
      resourceName,
      metadata: {sources: [{type: 'CONTACT', id, etag: '#SLD2c4ZO36E='}]},
      names: [{givenName: 'Ann'}],
      urls: [],
    });
  });

  test("leaves others' client data and groups alone", () => {
    expect(editToPerson(edit)).not.toHaveProperty('clientData');
    expect(editToPerson(edit)).not.toHaveProperty('memberships');
  });
});

describe('what is read', () => {
  test('is all that may be written, the photo and the metadata', () => {
    const mask = READ_MASK.split(',');
    expect(mask).toHaveLength(26);
    expect(mask).toEqual(
      expect.arrayContaining([
        ...SHARED_FIELDS,
        'clientData',
        'memberships',
        'metadata',
      ]),
    );
  });

  test('has a short name, so that a sync token of other parameters is known', () => {
    expect(SYNC_PARAMETERS).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('laws', () => {
  test('what is written is what is read', () => {
    fc.assert(
      fc.property(contents, written => {
        const draft = {
          marker: 'm1',
          content: written,
          groups: ['contactGroups/a'],
        };
        const body = draftToPerson(draft) as Record<string, object[]>;
        const seen = observed(answered(body));
        expect(seen.content).toEqual(written);
        expect(seen.markers).toEqual(['m1']);
        expect(seen.groups).toEqual(['contactGroups/a']);
      }),
    );
  });

  test('an edit of all fields makes a contact what it holds', () => {
    fc.assert(
      fc.property(contents, written => {
        const whole = editToPerson({
          resourceName,
          sourceId: id,
          etag: '#x',
          fields: TYPED_FIELDS,
          content: written,
        }) as Record<string, object[]>;
        const body = Object.fromEntries(
          Object.entries(whole).filter(([field]) => isSharedField(field)),
        );
        expect(Object.keys(body).sort()).toEqual([...TYPED_FIELDS].sort());
        expect(observed(answered(body)).content).toEqual(written);
      }),
    );
  });
});
