import {describe, expect, test} from '@jest/globals';
import {
  SHARED_FIELDS,
  isSingleton,
  sameItems,
  type Content,
  type Item,
  type SharedField,
} from '../../server/core/content.ts';
import {mergeContent, type Side} from '../../server/core/merge.ts';

/**
 * Of each field four items: what both sides had, that item after an edit of one
 * side and of the other, and one that is somebody else's altogether.
 */
const SAMPLES: Record<SharedField, readonly [Item, Item, Item, Item]> = {
  addresses: [
    {streetAddress: '1-1 Marunouchi', city: 'Tokyo', type: 'work'},
    {streetAddress: '1-1 Marunouchi', city: 'Chiyoda', type: 'work'},
    {streetAddress: '1-1 Marunouchi', city: 'Tokyo-to', type: 'work'},
    {streetAddress: '2 Main Street', city: 'Springfield', type: 'home'},
  ],
  biographies: [{value: 'a'}, {value: 'b'}, {value: 'c'}, {value: 'd'}],
  birthdays: [
    {date: {month: 4, day: 1}},
    {date: {year: 1980, month: 4, day: 1}},
    {date: {year: 1981, month: 4, day: 1}},
    {text: 'in April'},
  ],
  calendarUrls: [
    {url: 'https://a.example', type: 'work'},
    {url: 'https://a.example', type: 'home'},
    {url: 'https://a.example', type: 'availability'},
    {url: 'https://d.example'},
  ],
  emailAddresses: [
    {value: 'a@x.example', matchKey: 'a@x.example', type: 'work'},
    {value: 'a@x.example', matchKey: 'a@x.example', type: 'home'},
    {value: 'A@x.example', matchKey: 'a@x.example', displayName: 'A'},
    {value: 'd@x.example', matchKey: 'd@x.example'},
  ],
  events: [
    {type: 'anniversary', date: {year: 2001, month: 2, day: 3}},
    {type: 'anniversary', date: {year: 2002, month: 2, day: 3}},
    {type: 'anniversary', date: {month: 2, day: 3}},
    {type: 'joined', date: {year: 2020, month: 4, day: 1}},
  ],
  externalIds: [
    {value: '1', type: 'account'},
    {value: '1', type: 'customer'},
    {value: '1', type: 'network'},
    {value: '4'},
  ],
  genders: [
    {value: 'female'},
    {value: 'male'},
    {value: 'unspecified'},
    {value: 'x', addressMeAs: 'they'},
  ],
  imClients: [
    {username: 'a', protocol: 'jabber'},
    {username: 'a', protocol: 'skype'},
    {username: 'a', protocol: 'qq'},
    {username: 'd', protocol: 'aim'},
  ],
  interests: [{value: 'a'}, {value: 'b'}, {value: 'c'}, {value: 'd'}],
  locales: [{value: 'en'}, {value: 'ja'}, {value: 'de'}, {value: 'fr'}],
  locations: [
    {value: 'HQ', floor: '1'},
    {value: 'HQ', floor: '2'},
    {value: 'HQ', floor: '3'},
    {value: 'Osaka'},
  ],
  miscKeywords: [
    {value: 'k', type: 'HOME'},
    {value: 'k', type: 'WORK'},
    {value: 'k', type: 'OTHER'},
    {value: 'm', type: 'HOME'},
  ],
  names: [
    {familyName: '林', givenName: '花'},
    {familyName: '林', givenName: '華'},
    {familyName: '林', givenName: '花子'},
    {familyName: 'Hayashi', givenName: 'Hana'},
  ],
  nicknames: [{value: 'a'}, {value: 'b'}, {value: 'c'}, {value: 'd'}],
  occupations: [{value: 'a'}, {value: 'b'}, {value: 'c'}, {value: 'd'}],
  organizations: [
    {name: 'Works', title: 'Head'},
    {name: 'Works', title: 'Chief'},
    {name: 'Works', title: 'Hand'},
    {name: 'Club', title: 'Member'},
  ],
  phoneNumbers: [
    {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'work'},
    {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'home'},
    {value: '+81 3 1234 5678', canonicalForm: '+81312345678', type: 'main'},
    {value: '110'},
  ],
  relations: [
    {person: 'Taro', type: 'spouse'},
    {person: 'Taro', type: 'partner'},
    {person: 'Taro', type: 'friend'},
    {person: 'Jiro', type: 'brother'},
  ],
  sipAddresses: [
    {value: 'sip:a@x', type: 'work'},
    {value: 'sip:a@x', type: 'home'},
    {value: 'sip:a@x', type: 'mobile'},
    {value: 'sip:d@x'},
  ],
  urls: [
    {value: 'https://a.example', type: 'work'},
    {value: 'https://a.example', type: 'blog'},
    {value: 'https://a.example', type: 'profile'},
    {value: 'https://d.example'},
  ],
  userDefined: [
    {key: 'Code', value: '1'},
    {key: 'Code', value: '2'},
    {key: 'Code', value: '3'},
    {key: 'Room', value: '4'},
  ],
  photos: [{hash: 'a1'}, {hash: 'b2'}, {hash: 'c3'}, {hash: 'd4'}],
};

const samples = SHARED_FIELDS.map(field => [field, SAMPLES[field]] as const);
const repeated = samples.filter(([field]) => !isSingleton(field));

function merge(
  field: SharedField,
  [base, ours, theirs]: readonly (readonly Item[])[],
  later: Side = 'theirs',
) {
  // No side shares an object with another: each was read by itself.
  const side = (items: readonly Item[] = []): Content =>
    items.length === 0 ? {} : {[field]: structuredClone(items)};
  const {content, lost} = mergeContent({
    base: side(base),
    ours: side(ours),
    theirs: side(theirs),
    later,
  });
  return {items: content[field] ?? [], lost};
}

test('each of the shared fields has its samples, the photo too', () => {
  expect(SHARED_FIELDS).toHaveLength(23);
});

describe.each(samples)('%s', (field, [was, mine, other, foreign]) => {
  test('an edit of one side stands', () => {
    expect(merge(field, [[was], [mine], [was]]).items).toEqual([mine]);
    expect(merge(field, [[was], [was], [other]]).items).toEqual([other]);
  });

  test('what one side took away is gone', () => {
    expect(merge(field, [[was], [], [was]]).items).toEqual([]);
    expect(merge(field, [[was], [was], []]).items).toEqual([]);
  });

  test('the same edit on both sides is one', () => {
    const {items, lost} = merge(field, [[was], [mine], [mine]]);
    expect([items, lost]).toEqual([[mine], []]);
  });

  test.each(['ours', 'theirs'] as const)(
    'of two edits of one item the later stands, and the other is kept: %s',
    later => {
      const {items, lost} = merge(field, [[was], [mine], [other]], later);
      const won = later === 'ours' ? mine : other;
      expect(sameItems(items, [won])).toBe(true);
      expect(lost).toHaveLength(1);
      expect(lost[0]).toMatchObject({
        field,
        side: later === 'ours' ? 'theirs' : 'ours',
      });
    },
  );

  test('an addition to nothing stands', () => {
    expect(merge(field, [[], [], [foreign]]).items).toEqual([foreign]);
    expect(merge(field, [[], [foreign], []]).items).toEqual([foreign]);
  });
});

describe.each(repeated)('%s, of which there may be many', (field, items) => {
  const [was, mine, other, foreign] = items;

  test('additions of both sides stay', () => {
    const {items: merged, lost} = merge(field, [[], [was], [foreign]]);
    expect(sameItems(merged, [was, foreign])).toBe(true);
    expect(lost).toEqual([]);
  });

  test('an edit of one side and an addition of the other both stand', () => {
    const {items: merged, lost} = merge(field, [[was], [mine], [was, foreign]]);
    expect(sameItems(merged, [mine, foreign])).toBe(true);
    expect(lost).toEqual([]);
  });

  test('an item taken away by one side and an edit of the other: nothing typed is lost', () => {
    const {items: merged, lost} = merge(field, [
      [was, foreign],
      [foreign],
      [other, foreign],
    ]);
    const kept = [...merged, ...lost.map(({item}) => item)];
    expect(kept).toContainEqual(other);
    expect(kept).toContainEqual(foreign);
  });

  test('another order is no edit', () => {
    const {items: merged, lost} = merge(field, [
      [was, foreign],
      [foreign, was],
      [was, foreign],
    ]);
    expect(sameItems(merged, [was, foreign])).toBe(true);
    expect(lost).toEqual([]);
  });
});

/** Fields of which an item may change and is still known for the same. */
const KNOWN_BY: {readonly [F in SharedField]?: readonly string[]} = {
  addresses: ['streetAddress'],
  calendarUrls: ['url'],
  emailAddresses: ['matchKey', 'value'],
  externalIds: ['value'],
  imClients: ['username'],
  locations: ['value'],
  miscKeywords: ['value'],
  organizations: ['name'],
  phoneNumbers: ['canonicalForm', 'value'],
  relations: ['person'],
  sipAddresses: ['value'],
  urls: ['value'],
  userDefined: ['key'],
};

/** What no rule could read is known by what was typed. */
const TYPED: readonly {
  readonly field: SharedField;
  readonly names: readonly string[];
  readonly items: readonly [Item, Item, Item, Item];
}[] = (
  [
    ['addresses', 'formattedValue'],
    ['emailAddresses', 'value'],
    ['phoneNumbers', 'value'],
  ] as const
).map(([field, name]) => ({
  field,
  names: [name],
  items: [
    {[name]: 'ask', type: 'work'},
    {[name]: 'ask', type: 'home'},
    {[name]: 'ask'},
    {[name]: 'none'},
  ],
}));

const known = samples
  .flatMap(([field, items]) => {
    const names = KNOWN_BY[field];
    return names === undefined ? [] : [{field, names, items}];
  })
  .concat(TYPED);

test.each(known)(
  '$field: an item is known by its $names, whatever else is said about it',
  ({field, names, items: [was, mine, other, foreign]}) => {
    const another = names.map(name => [name, foreign[name]]);
    const lookalike: Item = {...was, ...Object.fromEntries(another)};
    for (const changed of [mine, other]) {
      const {items, lost} = merge(field, [[was], [lookalike, changed], []]);
      expect(items).toEqual([lookalike]);
      expect(lost).toEqual([{field, side: 'ours', item: changed}]);
    }
  },
);
