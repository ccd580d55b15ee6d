import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sameContent, type Content} from '../../server/core/content.ts';
import {mergeContent} from '../../server/core/merge.ts';
import {content, disturbed} from './arbitraries.ts';

const base: Content = {
  names: [{givenName: '花子', familyName: '山田'}],
  phoneNumbers: [
    {value: '03-0000-0001', type: 'work', canonicalForm: '+81300000001'},
    {value: '03-0000-0002', type: 'home', canonicalForm: '+81300000002'},
  ],
};

describe('merging two sides of a contact', () => {
  test('edits of different fields both stay', () => {
    const ours = {...base, urls: [{value: 'https://a.example'}]};
    const theirs = {...base, biographies: [{value: 'note'}]};
    const {content, lost} = mergeContent({base, ours, theirs, later: 'ours'});
    expect(content).toEqual({...ours, ...theirs});
    expect(lost).toEqual([]);
  });

  test('names merge part by part: a reading here, a new family name there', () => {
    const ours = {
      ...base,
      names: [
        {givenName: '花子', familyName: '山田', phoneticGivenName: 'ハナコ'},
      ],
    };
    const theirs = {...base, names: [{givenName: '花子', familyName: '林'}]};
    const {content} = mergeContent({base, ours, theirs, later: 'ours'});
    expect(content.names).toEqual([
      {givenName: '花子', familyName: '林', phoneticGivenName: 'ハナコ'},
    ]);
  });

  test('the same part changed on both sides: the later stays, the other is kept as lost', () => {
    const ours = {...base, names: [{givenName: '花子', familyName: '森'}]};
    const theirs = {...base, names: [{givenName: '花子', familyName: '林'}]};
    const {content, lost} = mergeContent({base, ours, theirs, later: 'theirs'});
    expect(content.names).toEqual([{givenName: '花子', familyName: '林'}]);
    expect(lost).toEqual([
      {field: 'names', side: 'ours', item: {familyName: '森'}},
    ]);
  });

  test('two numbers changed on two sides are two changes, not a conflict', () => {
    const [first, second] = base.phoneNumbers!;
    const ours = {...base, phoneNumbers: [{...first!, type: 'main'}, second!]};
    const theirs = {
      ...base,
      phoneNumbers: [
        first!,
        {value: '03-0000-0009', type: 'home', canonicalForm: '+81300000009'},
      ],
    };
    const {content, lost} = mergeContent({base, ours, theirs, later: 'ours'});
    expect(content.phoneNumbers).toEqual([
      {...first, type: 'main'},
      theirs.phoneNumbers[1],
    ]);
    expect(lost).toEqual([]);
  });

  test('the same number typed in two spellings is one number', () => {
    const ours = {
      ...base,
      phoneNumbers: [
        ...base.phoneNumbers!,
        {value: '090-0000-0003', canonicalForm: '+819000000003'},
      ],
    };
    const theirs = {
      ...base,
      phoneNumbers: [
        ...base.phoneNumbers!,
        {value: '+81 90 0000 0003', canonicalForm: '+819000000003'},
      ],
    };
    const {content} = mergeContent({base, ours, theirs, later: 'ours'});
    expect(content.phoneNumbers).toEqual(ours.phoneNumbers);
  });

  test('two custom fields of one name, added on two sides, both stay', () => {
    const field = (value: string) => ({key: 'note', value});
    const ours = {...base, userDefined: [field('tall')]};
    const theirs = {...base, userDefined: [field('kind')]};
    const {content, lost} = mergeContent({base, ours, theirs, later: 'ours'});
    expect(content.userDefined).toEqual([field('tall'), field('kind')]);
    expect(lost).toEqual([]);
  });

  test('a second custom field of a name that the contact has already stays', () => {
    const field = (value: string) => ({key: 'note', value});
    const before = {...base, userDefined: [field('tall')]};
    const {content} = mergeContent({
      base: before,
      ours: {...base, userDefined: [field('very tall')]},
      theirs: {...base, userDefined: [field('tall'), field('kind')]},
      later: 'ours',
    });
    expect(content.userDefined).toEqual([field('very tall'), field('kind')]);
  });

  test('an address added on two sides is one; what differs is kept as lost', () => {
    const address = (type: string) => ({
      value: 'a@example.com',
      matchKey: 'a@example.com',
      type,
    });
    const {content, lost} = mergeContent({
      base,
      ours: {...base, emailAddresses: [address('home')]},
      theirs: {...base, emailAddresses: [address('work')]},
      later: 'theirs',
    });
    expect(content.emailAddresses).toEqual([address('work')]);
    expect(lost).toEqual([
      {field: 'emailAddresses', side: 'ours', item: address('home')},
    ]);
  });

  test('another order is no change', () => {
    const theirs = {
      ...base,
      phoneNumbers: [...base.phoneNumbers!].reverse(),
    };
    const ours = {...base, phoneNumbers: [base.phoneNumbers![0]!]};
    const {content} = mergeContent({base, ours, theirs, later: 'theirs'});
    expect(content.phoneNumbers).toEqual(ours.phoneNumbers);
  });
});

const sides = content.chain(was =>
  fc.record({
    base: fc.constant(was),
    ours: disturbed(was),
    theirs: disturbed(was),
    later: fc.constantFrom('ours' as const, 'theirs' as const),
  }),
);

describe('laws of merging', () => {
  test('a side that changed nothing leaves the other as it is', () => {
    fc.assert(
      fc.property(sides, ({base, ours, later}) => {
        const kept = mergeContent({base, ours, theirs: base, later});
        const taken = mergeContent({base, ours: base, theirs: ours, later});
        expect(sameContent(kept.content, ours)).toBe(true);
        expect(sameContent(taken.content, ours)).toBe(true);
        expect([...kept.lost, ...taken.lost]).toEqual([]);
      }),
    );
  });

  test('the same edit on both sides is that edit', () => {
    fc.assert(
      fc.property(sides, ({base, ours, later}) => {
        const merged = mergeContent({base, ours, theirs: ours, later});
        expect(sameContent(merged.content, ours)).toBe(true);
      }),
    );
  });

  test('merging again changes nothing', () => {
    fc.assert(
      fc.property(sides, input => {
        const once = mergeContent(input).content;
        const twice = mergeContent({...input, ours: once, base: input.theirs});
        expect(sameContent(twice.content, once)).toBe(true);
      }),
    );
  });

  test('every value somebody typed is in the merged contact or among the lost', () => {
    fc.assert(
      fc.property(sides, input => {
        const {content, lost} = mergeContent(input);
        const kept = JSON.stringify([content, lost.map(({item}) => item)]);
        for (const side of [input.ours, input.theirs]) {
          for (const typed of typedValues(input.base, side)) {
            expect(kept).toContain(typed);
          }
        }
      }),
    );
  });
});

/** Values the base does not have; numbers count by their E.164 form. */
function typedValues(base: Content, side: Content): readonly string[] {
  return Object.entries(side).flatMap(([field, items]) => {
    const before = JSON.stringify(base[field as keyof Content] ?? []);
    return items
      .flatMap(item => Object.entries(item))
      .filter(([name]) => name !== 'type')
      .filter(([name]) => field !== 'phoneNumbers' || name !== 'value')
      .map(
        ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
      )
      .filter(typed => !before.includes(typed));
  });
}
