import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  sameContent,
  type Content,
  type Item,
} from '../../server/core/content.ts';
import {saysNoMore, uniteContents} from '../../server/core/unite.ts';
import {content} from './arbitraries.ts';

const unite = (first: Content, second: Content) => uniteContents(first, second);

/** Every part of every item, with the item's name where it has one. */
function values(side: Content): string[] {
  return SHARED_FIELDS.flatMap(field =>
    (side[field] ?? []).flatMap((item: Item) =>
      Object.entries(item).flatMap(([name, value]) => {
        if (field !== 'birthdays' || typeof value !== 'object') {
          return [`${field} ${name} ${JSON.stringify(value)}`];
        }
        // A day stands in one with its year.
        return Object.entries(value).map(part => `${field} ${part.join()}`);
      }),
    ),
  );
}

describe('two contacts as one', () => {
  test('have a number once that both write alike, however each reads it', () => {
    const tokyo = {value: '03-1234-5678', canonicalForm: '+81312345678'};
    const first = {phoneNumbers: [{...tokyo, type: 'work'}]};
    for (const read of [{}, {canonicalForm: '+10312345678'}]) {
      const second = {phoneNumbers: [{value: '03-1234-5678', ...read}]};
      expect(unite(first, second)).toEqual({content: first, lost: []});
      expect(saysNoMore(first, second)).toBe(true);
    }
  });

  test('nothing that either says is lost but to the history', () => {
    fc.assert(
      fc.property(content, content, (first, second) => {
        const {content: united, lost} = unite(first, second);
        const there = new Set([
          ...values(united),
          ...lost.flatMap(({field, item}) => values({[field]: [item]})),
        ]);
        for (const value of [...values(first), ...values(second)]) {
          expect(there).toContain(value);
        }
      }),
    );
  });

  test('what the first says stands', () => {
    fc.assert(
      fc.property(content, content, (first, second) => {
        const there = new Set(values(unite(first, second).content));
        for (const value of values(first)) expect(there).toContain(value);
      }),
    );
  });

  test('the same twice is the same', () => {
    fc.assert(
      fc.property(content, content, (first, second) => {
        const {content: united} = unite(first, second);
        const again = unite(united, second).content;
        expect(sameContent(again, united)).toBe(true);
      }),
    );
  });

  test('which say the same are what either is', () => {
    fc.assert(
      fc.property(content, one => {
        expect(sameContent(unite(one, one).content, one)).toBe(true);
        expect(saysNoMore(one, one)).toBe(true);
      }),
      {
        examples: [
          [{relations: [{person: 'Ann'}, {person: 'Ann', type: 'sister'}]}],
        ],
      },
    );
  });

  test('of which the second says no more has every value of it, spellings aside', () => {
    const plain = (side: Content) =>
      values(side).filter(
        value =>
          !/^(?:(?:emailA|phoneN)\w+ value|addresses formatted)/.test(value),
      );
    fc.assert(
      fc.property(content, content, (first, second) => {
        const {content: united, lost} = unite(first, second);
        if (lost.length === 0) expect(saysNoMore(united, second)).toBe(true);
        if (!saysNoMore(united, second)) return;
        const there = new Set(plain(united));
        for (const value of plain(second)) expect(there).toContain(value);
      }),
    );
  });

  test.each<[string, Content, boolean]>([
    [
      'another case',
      {emailAddresses: [{value: 'A@x.jp', matchKey: 'a@x.jp'}]},
      true,
    ],
    [
      'another type',
      {emailAddresses: [{value: 'A@x.jp', matchKey: 'a@x.jp', type: 'home'}]},
      false,
    ],
    [
      'another mailbox',
      {emailAddresses: [{value: 'b@x.jp', matchKey: 'b@x.jp'}]},
      false,
    ],
    [
      'other digits',
      {phoneNumbers: [{value: '(03) 1', canonicalForm: '+813'}]},
      true,
    ],
    [
      'a word',
      {phoneNumbers: [{value: '+813 Sato', canonicalForm: '+813'}]},
      false,
    ],
    [
      'a date whose parts stand otherwise',
      {birthdays: [{date: {day: 2, year: 1980, month: 1}}]},
      true,
    ],
    [
      'another date',
      {birthdays: [{date: {day: 3, year: 1980, month: 1}}]},
      false,
    ],
  ])('says no more, or does: %s', (_, second, isNoMore) => {
    const first = {
      emailAddresses: [{value: 'a@x.jp', matchKey: 'a@x.jp', type: 'work'}],
      phoneNumbers: [{value: '+813', canonicalForm: '+813'}],
      birthdays: [{date: {year: 1980, month: 1, day: 2}}],
    };
    expect(saysNoMore(first, second)).toBe(isNoMore);
  });

  const PARTS = {
    ...{streetAddress: '12 Main St', extendedAddress: 'Apt 1'},
    ...{city: 'Reno', region: 'NV', postalCode: '89501', type: 'home'},
  };
  test.each<[string, Item, boolean]>([
    [
      'lines',
      {formattedValue: 'Apt 1\n12 Main St\nReno, NV 89501', type: 'home'},
      true,
    ],
    ['no type', {formattedValue: '12 MAIN ST, Apt 1, Reno NV 89501'}, true],
    [
      'another house',
      {formattedValue: '1 Main St, Apt 12, Reno NV 89501'},
      false,
    ],
    [
      'a part more',
      {formattedValue: '12 Main St, Apt 1, Reno NV 89501 USA'},
      false,
    ],
    ['a part less', {formattedValue: '12 Main St, Reno NV 89501'}, false],
    [
      'another type',
      {formattedValue: '12 Main St, Apt 1, Reno NV 89501', type: 'work'},
      false,
    ],
  ])(
    'a place in parts says it as a whole, or does not: %s',
    (_, whole, isSaid) => {
      const united = unite({addresses: [PARTS]}, {addresses: [whole]});
      expect(united.content.addresses).toHaveLength(isSaid ? 1 : 2);
      expect(saysNoMore({addresses: [PARTS]}, {addresses: [whole]})).toBe(
        isSaid,
      );
    },
  );

  test.each([
    ['the first', {month: 2, day: 3}, {year: 1980, month: 2, day: 3}],
    ['the second', {year: 1980, month: 2, day: 3}, {month: 2, day: 3}],
  ])('a birthday has its year where %s has none', (_, one, other) => {
    const first = {birthdays: [{date: one}]};
    const second = {birthdays: [{date: other}]};
    expect(unite(first, second)).toEqual({
      content: {birthdays: [{date: {year: 1980, month: 2, day: 3}}]},
      lost: [],
    });
    expect(saysNoMore(first, second)).toBe('year' in one);
    const others = {birthdays: [{date: {month: 2, day: 4}}]};
    expect(unite(first, others)).toMatchObject({content: first, lost: [{}]});
  });

  test('an address of both is there once, with what either says of it', () => {
    const address = {value: 'mia@home.example', matchKey: 'mia@home.example'};
    expect(
      unite(
        {emailAddresses: [address]},
        {emailAddresses: [{...address, type: 'home'}]},
      ),
    ).toEqual({
      content: {emailAddresses: [{...address, type: 'home'}]},
      lost: [],
    });
  });

  test('of two notes the first stays, and the other is for the history', () => {
    expect(
      unite(
        {biographies: [{value: 'likes tea'}]},
        {biographies: [{value: 'likes coffee'}]},
      ),
    ).toEqual({
      content: {biographies: [{value: 'likes tea'}]},
      lost: [
        {field: 'biographies', side: 'theirs', item: {value: 'likes coffee'}},
      ],
    });
  });

  test.each<[string, Content, Content]>([
    [
      'anniversaries',
      {events: [{type: 'anniversary', date: {month: 1, day: 2}}]},
      {events: [{type: 'anniversary', date: {month: 3, day: 4}}]},
    ],
    [
      'fields of their own name',
      {userDefined: [{key: 'customer no.', value: '7'}]},
      {userDefined: [{key: 'customer no.', value: '8'}]},
    ],
    [
      'posts at one company',
      {organizations: [{name: 'Acme', title: 'Buyer'}]},
      {organizations: [{name: 'Acme', title: 'Head of sales'}]},
    ],
  ])('two %s both stay', (_, first, second) => {
    const {content: united, lost} = unite(first, second);
    expect(Object.values(united)[0]).toHaveLength(2);
    expect(lost).toEqual([]);
  });

  test.each<[string, Item, Item, Item]>([
    [
      'in one part and in two',
      {givenName: '山田花子'},
      {givenName: '花子', familyName: '山田', phoneticGivenName: 'ハナコ'},
      {givenName: '山田花子', phoneticGivenName: 'ハナコ'},
    ],
    [
      'in letters, in one part and in two',
      {givenName: 'Ann Lee'},
      {givenName: 'Ann', familyName: 'Lee'},
      {givenName: 'Ann Lee'},
    ],
    [
      'of a family, and all in one part',
      {familyName: 'Lee'},
      {givenName: 'Ann Lee'},
      {familyName: 'Lee'},
    ],
    [
      'with a title within it and before it',
      {givenName: 'Dr. Ann', familyName: 'Lee'},
      {honorificPrefix: 'Dr.', givenName: 'Ann', familyName: 'Lee'},
      {givenName: 'Dr. Ann', familyName: 'Lee'},
    ],
    [
      'of two people',
      {givenName: 'Mia'},
      {givenName: 'Ute', familyName: 'Meier'},
      {givenName: 'Mia'},
    ],
    [
      'of which one says more, and shouts',
      {givenName: 'ANN'},
      {givenName: 'Ann', familyName: 'Lee'},
      {givenName: 'ANN', familyName: 'Lee'},
    ],
  ])('a name %s is nobody’s third', (_, first, second, name) => {
    const {content: united, lost} = unite({names: [first]}, {names: [second]});
    expect(united).toEqual({names: [name]});
    const there = [name, ...lost.map(({item}) => item)].flatMap(Object.entries);
    for (const part of Object.entries(second)) {
      expect(there).toContainEqual(part);
    }
  });

  test('a reading that only one has joins the name; another family name is lost', () => {
    expect(
      unite(
        {names: [{givenName: '花子', familyName: '山田'}]},
        {names: [{familyName: '林', phoneticGivenName: 'ハナコ'}]},
      ),
    ).toEqual({
      content: {
        names: [
          {givenName: '花子', familyName: '山田', phoneticGivenName: 'ハナコ'},
        ],
      },
      lost: [{field: 'names', side: 'theirs', item: {familyName: '林'}}],
    });
  });
});
