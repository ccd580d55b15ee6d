import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sameContent, type Content} from '../../server/core/content.ts';
import {findConflicts, mergeContent} from '../../server/core/merge.ts';
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

  test.each(['ours', 'theirs'] as const)(
    'names merge part by part: a reading here, a new family name there; later %s',
    later => {
      const reading = {phoneticGivenName: 'ハナコ'};
      const ours = {...base, names: [{...base.names![0]!, ...reading}]};
      const theirs = {...base, names: [{givenName: '花子', familyName: '林'}]};
      const merged = [
        mergeContent({base, ours, theirs, later}),
        mergeContent({base, ours: theirs, theirs: ours, later}),
      ];
      for (const {content, lost} of merged) {
        expect(content.names).toEqual([
          {givenName: '花子', familyName: '林', ...reading},
        ]);
        expect(lost).toEqual([]);
      }
    },
  );

  test('a part changed alike on both sides is no conflict', () => {
    const ours = {...base, names: [{givenName: '花子', familyName: '林'}]};
    const theirs = {...base, names: [{givenName: '華子', familyName: '林'}]};
    const {content, lost} = mergeContent({base, ours, theirs, later: 'theirs'});
    expect(content.names).toEqual(theirs.names);
    expect(lost).toEqual([]);
  });

  test('a part taken away on one side and changed on the other: nothing typed is lost', () => {
    const ours = {...base, names: [{givenName: '花子'}]};
    const theirs = {...base, names: [{givenName: '花子', familyName: '林'}]};
    const changed = mergeContent({base, ours, theirs, later: 'theirs'});
    expect(changed).toEqual({content: theirs, lost: []});
    const taken = mergeContent({base, ours, theirs, later: 'ours'});
    expect(taken.content).toEqual(ours);
    expect(taken.lost).toEqual([
      {field: 'names', side: 'theirs', item: {familyName: '林'}},
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

  test('a number that one side added and the other changed theirs to stands once', () => {
    const [first] = base.phoneNumbers!;
    const other = {value: '090-0000-0003', canonicalForm: '+819000000003'};
    const {content, lost} = mergeContent({
      base: {phoneNumbers: [first!]},
      ours: {phoneNumbers: [other]},
      theirs: {phoneNumbers: [first!, {...other}]},
      later: 'ours',
    });
    expect(content.phoneNumbers).toEqual([other]);
    expect(lost).toEqual([]);
  });

  test.each(['ours', 'theirs'] as const)(
    'what was added alike on both sides stands once and nothing is lost; later %s',
    later => {
      const added = {value: '090-0000-0003', canonicalForm: '+819000000003'};
      const side = () => ({phoneNumbers: [...base.phoneNumbers!, {...added}]});
      const ours = {...base, ...side()};
      const theirs = {...base, ...side(), urls: [{value: 'https://a.example'}]};
      theirs.phoneNumbers.push({value: '110', canonicalForm: '110'});
      const {content, lost} = mergeContent({base, ours, theirs, later});
      expect(content.phoneNumbers).toEqual(theirs.phoneNumbers);
      expect(lost).toEqual([]);
    },
  );

  test.each([
    ['userDefined', {key: 'note', value: 'tall'}, {key: 'note', value: 'kind'}],
    [
      'events',
      {type: 'other', date: {month: 1, day: 2}},
      {type: 'other', date: {month: 3, day: 4}},
    ],
  ] as const)(
    'two of %s under one name, added on two sides, both stay',
    (field, mine, other) => {
      const ours = {...base, [field]: [mine]};
      const theirs = {...base, [field]: [other]};
      const {content, lost} = mergeContent({base, ours, theirs, later: 'ours'});
      expect(content[field]).toEqual([mine, other]);
      expect(lost).toEqual([]);
    },
  );

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

  test.each([
    ['ours', 'home', 'theirs', 'work'],
    ['theirs', 'work', 'ours', 'home'],
  ] as const)(
    'an address added on two sides is one; what differs is kept as lost: later %s',
    (later, stands, side, gone) => {
      const address = (type: string) => ({
        value: 'a@example.com',
        matchKey: 'a@example.com',
        type,
      });
      const {content, lost} = mergeContent({
        base,
        ours: {...base, emailAddresses: [address('home')]},
        theirs: {...base, emailAddresses: [address('work')]},
        later,
      });
      expect(content.emailAddresses).toEqual([address(stands)]);
      expect(lost).toEqual([
        {field: 'emailAddresses', side, item: address(gone)},
      ]);
    },
  );

  test('a value in the place of another is the one of its type', () => {
    const [, home] = base.phoneNumbers!;
    const phone = (type: string, digit: number) => ({
      value: `03-0000-000${digit}`,
      type,
      canonicalForm: `+8130000000${digit}`,
    });
    const {content, lost} = mergeContent({
      base,
      ours: {...base, phoneNumbers: [home!]},
      theirs: {...base, phoneNumbers: [phone('home', 9), phone('work', 8)]},
      later: 'ours',
    });
    expect(content.phoneNumbers).toEqual([phone('home', 9)]);
    expect(lost).toEqual([
      {field: 'phoneNumbers', side: 'theirs', item: phone('work', 8)},
    ]);
  });

  test('an address in the place of another is the one of its type, if one of another type is more like it', () => {
    const address = (street: string, city: string, type: string) => ({
      streetAddress: street,
      city,
      country: city,
      type,
    });
    const moved = address('Main Street 1', 'Boston', 'work');
    const added = address('Hauptstr. 2', 'Berlin', 'home');
    const {content, lost} = mergeContent({
      base: {addresses: [address('Hauptstr. 1', 'Berlin', 'work')]},
      ours: {addresses: [added, moved]},
      theirs: {},
      later: 'theirs',
    });
    expect(content.addresses).toEqual([added]);
    expect(lost).toEqual([{field: 'addresses', side: 'ours', item: moved}]);
  });

  test('what vanished and what appeared are one change, if under another type', () => {
    const was = {value: 'https://a.example', type: 'work'};
    const mine = {value: 'https://a.example', type: 'blog'};
    const other = {value: 'https://b.example', type: 'home'};
    const {content, lost} = mergeContent({
      base: {urls: [was]},
      ours: {urls: [mine]},
      theirs: {urls: [other]},
      later: 'ours',
    });
    expect(content.urls).toEqual([mine]);
    expect(lost).toEqual([{field: 'urls', side: 'theirs', item: other}]);
  });

  test.each([
    ['first', [0, 1]],
    ['last', [1, 0]],
  ] as const)(
    'of several that may be the changed one it is the most similar: it stands %s',
    (_where, order) => {
      const address = (streetAddress: string, city: string) => ({
        streetAddress,
        city,
        postalCode: city,
        type: 'home',
      });
      const moved = address('Hauptstr. 2', 'Berlin');
      const second = address('Main Street 1', 'Boston');
      const {content, lost} = mergeContent({
        base: {addresses: [address('Hauptstr. 1', 'Berlin')]},
        ours: {addresses: order.map(index => [moved, second][index]!)},
        theirs: {},
        later: 'theirs',
      });
      expect(content.addresses).toEqual([second]);
      expect(lost).toEqual([{field: 'addresses', side: 'ours', item: moved}]);
    },
  );

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

describe('who decides conflicts one by one', () => {
  test('is asked about each thing both sides changed differently, and no other', () => {
    const [work, home] = base.phoneNumbers!;
    const main = {...home!, type: 'main'};
    const ours: Content = {
      names: [{givenName: '華子', familyName: '林'}],
      phoneNumbers: [work!, main],
      urls: [{value: 'https://a.example', type: 'home'}],
      biographies: [{value: 'a'}],
      nicknames: [{value: 'Hana'}],
    };
    const theirs: Content = {
      names: [{givenName: '華', familyName: '林'}],
      phoneNumbers: [{...work!, type: 'other'}],
      urls: [{value: 'https://a.example', type: 'work'}],
      biographies: [{value: 'b'}],
    };
    expect(findConflicts({base, ours, theirs})).toEqual([
      {field: 'biographies', was: undefined, ours: {value: 'a'}},
      {field: 'names', was: {givenName: '花子'}, ours: {givenName: '華子'}},
      {field: 'phoneNumbers', was: home, ours: main},
      {field: 'urls', was: undefined, ours: ours.urls![0]},
    ]);
  });

  test('is told what a field of one value said before', () => {
    const note = (value: string) => ({biographies: [{value}]});
    const sides = {base: note('was'), ours: note('a'), theirs: note('b')};
    expect(findConflicts(sides)).toEqual([
      {field: 'biographies', was: {value: 'was'}, ours: {value: 'a'}},
    ]);
  });

  test('has one thing of theirs and another of ours', () => {
    const ours = {...base, biographies: [{value: 'a'}], photos: [{hash: 'a1'}]};
    const theirs = {
      ...base,
      biographies: [{value: 'b'}],
      photos: [{hash: 'b2'}],
    };
    const {content, lost} = mergeContent({
      ...{base, ours, theirs},
      later: ({field}) => (field === 'photos' ? 'theirs' : 'ours'),
    });
    expect(content).toEqual({...ours, photos: theirs.photos});
    expect(lost).toEqual([
      {field: 'biographies', side: 'theirs', item: {value: 'b'}},
      {field: 'photos', side: 'ours', item: {hash: 'a1'}},
    ]);
  });
});

describe('laws of merging', () => {
  test('without a conflict it is nothing who is later', () => {
    fc.assert(
      fc.property(sides, ({base, ours, theirs}) => {
        const input = {base, ours, theirs};
        fc.pre(findConflicts(input).length === 0);
        const [mine, other] = (['ours', 'theirs'] as const).map(later =>
          mergeContent({...input, later}),
        );
        expect(mine).toEqual(other);
        expect(mine!.lost).toEqual([]);
      }),
    );
  });

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
