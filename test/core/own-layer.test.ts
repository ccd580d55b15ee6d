import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  sameContent,
  sameItems,
  type Content,
  type Item,
} from '../../server/core/content.ts';
import {
  holdsAll,
  layContent,
  linkContent,
  linkMerged,
  relinkContent,
  restoreOwn,
  splitContent,
  takeOwnOut,
  uncoverOwn,
} from '../../server/core/own-layer.ts';
import {viewContent} from '../../server/core/view.ts';
import {content, disturbed} from './arbitraries.ts';

const pair = content.chain(view =>
  fc.record({view: fc.constant(view), person: disturbed(view)}),
);

test('a number that both write alike stands there once, however each reads it', () => {
  const view = {
    phoneNumbers: [
      {value: '03-1234-5678', canonicalForm: '+81312345678', type: 'work'},
    ],
  };
  for (const read of [{}, {canonicalForm: '+10312345678'}]) {
    const person = {phoneNumbers: [{value: '03-1234-5678', ...read}]};
    expect(layContent(view, linkContent(person, view).own)).toEqual(view);
  }
});

describe('laws of the own layer', () => {
  test('linking, then ending access gives back what was there', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const restored = restoreOwn(linkContent(person, view), {});
        expect(restored).toEqual(unordered(restored, person));
      }),
    );
  });

  test('a linked copy holds all of the share', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const {own} = linkContent(person, view);
        const {shared} = splitContent(layContent(view, own), {
          shared: view,
          own,
        });
        expect(sameContent(shared, view)).toBe(true);
      }),
    );
  });

  test('an ordinary contact that is linked again is what it was, and what was typed meanwhile its own', () => {
    const later = pair.chain(({view, person}) => {
      const {own, found} = linkContent(person, view);
      const left = layContent(view, own);
      return fc.record({
        before: fc.constant({base: view, found}),
        left: fc.constant(left),
        next: disturbed(left),
      });
    });
    fc.assert(
      fc.property(later, ({before, left, next}) => {
        const again = relinkContent(left, before.base, before);
        expect(
          sameContent(layContent(before.base, again?.own ?? {}), left),
        ).toBe(true);
        const linked = relinkContent(next, before.base, before);
        if (linked === undefined) return;
        const {shared} = splitContent(layContent(before.base, linked.own), {
          shared: before.base,
          own: linked.own,
        });
        expect(sameContent(shared, before.base)).toBe(true);
        const had = JSON.stringify(restoreOwn(linked, {}));
        const typed = Object.values(next)
          .flat()
          .flatMap(item => Object.values(item))
          .map(value => JSON.stringify(value))
          .filter(value => !JSON.stringify(left).includes(value));
        for (const value of typed) expect(had).toContain(value);
      }),
    );
  });

  test('what an ordinary contact says as the share does now is the share’s when it is linked again', () => {
    fc.assert(
      fc.property(pair, ({view, person}) => {
        const before = {base: {}, found: null};
        const linked = relinkContent(person, view, before);
        expect(linked?.own ?? {}).toEqual(linkContent(person, view).own);
      }),
      {
        examples: [
          [
            {
              view: {genders: [{value: 'A'}]},
              person: {genders: [{value: 'A', addressMeAs: 'A'}]},
            },
          ],
        ],
      },
    );
  });

  test('what a hidden field covered to the letter shows again, and all is as before when it is hidden no more', () => {
    const hiding = fc.subarray(SHARED_FIELDS.filter(name => name !== 'names'));
    fc.assert(
      fc.property(pair, hiding, ({view, person}, hiddenFields) => {
        const linked = linkContent(person, view);
        const layer = uncoverOwn(linked, hiddenFields);
        const shown = layContent(viewContent(view, hiddenFields), layer.own);
        for (const field of hiddenFields) {
          expect(sameItems(shown[field], person[field])).toBe(true);
        }
        // Again, it changes nothing.
        expect(uncoverOwn(layer, hiddenFields)).toEqual(layer);
        expect(sameContent(restoreOwn(layer, {}), person)).toBe(true);
        expect(
          sameContent(
            layContent(view, layer.own),
            layContent(view, linked.own),
          ),
        ).toBe(true);
      }),
    );
  });

  test('an own layer never spreads: nobody acted, nothing of it is the share’s', () => {
    fc.assert(
      fc.property(pair, content, ({view, person}, next) => {
        const {own} = linkContent(person, view);
        // The share moves on; what is laid over is another content now.
        const split = splitContent(layContent(next, own), {shared: next, own});
        expect(sameContent(split.shared, next)).toBe(true);
        expect(sameContent(split.own, own)).toBe(true);
      }),
    );
  });
});

/** The same content in the order of another, where it is the same. */
function unordered(left: Content, right: Content): Content {
  return sameContent(left, right) ? left : right;
}

test('an own anniversary gives way to the share’s, another event shows beside it', () => {
  const event = (type: string, year: number) => ({
    type,
    date: {year, month: 2, day: 3},
  });
  const own = [event('anniversary', 2002), event('joined', 2020)];
  const laid = layContent(
    {events: [event('anniversary', 2001)]},
    {events: own},
  );
  expect(laid.events).toEqual([event('anniversary', 2001), own[1]]);
});

describe('a private note on somebody’s own contact', () => {
  const view: Content = {
    names: [{givenName: 'Ben', familyName: 'Okafor'}],
    emailAddresses: [{value: 'b@x.example', matchKey: 'b@x.example'}],
  };
  const person: Content = {
    ...view,
    biographies: [{value: 'likes tea'}],
    phoneNumbers: [{value: '090-0000-0001', canonicalForm: '+819000000001'}],
  };
  const {own} = linkContent(person, view);

  test('stays own when it is edited', () => {
    const edited = {...person, biographies: [{value: 'likes coffee'}]};
    const split = splitContent(edited, {shared: view, own});
    expect(split.shared).toEqual(view);
    expect(split.own.biographies).toEqual([{value: 'likes coffee'}]);
  });

  test('stays own when a number beside it is changed', () => {
    const edited = {...person, phoneNumbers: [{value: '090-0000-0002'}]};
    const split = splitContent(edited, {shared: view, own});
    expect(split.shared).toEqual(view);
    expect(split.own.phoneNumbers).toEqual([{value: '090-0000-0002'}]);
  });

  test('an address added to the copy is the share’s', () => {
    const edited = {
      ...person,
      emailAddresses: [...view.emailAddresses!, {value: 'new@x.example'}],
    };
    const {shared} = splitContent(edited, {shared: view, own});
    expect(shared.emailAddresses).toEqual(edited.emailAddresses);
  });

  test('gives way to the share’s note and comes back with the end of access', () => {
    const shared = {...view, biographies: [{value: 'VIP'}]};
    const linked = linkContent(person, shared);
    expect(layContent(shared, linked.own).biographies).toEqual([
      {value: 'VIP'},
    ]);
    expect(restoreOwn(linked, {})).toEqual(person);
  });
});

const mail = (value: string, type?: string) => ({
  value,
  matchKey: value,
  ...(type !== undefined && {type}),
});

const note = (value: string, contentType?: string) => [
  {value, ...(contentType !== undefined && {contentType})},
];

describe('an own contact of the person that is shared', () => {
  test('is known by what the share says too, under its own type or with its own letters', () => {
    const person: Content = {
      emailAddresses: [mail('a@x', 'home'), mail('b@x')],
      phoneNumbers: [{value: '1'}, {value: '2'}],
      biographies: note('tea', 'TEXT_PLAIN'),
      birthdays: [{text: 'in May'}],
    };
    const linked = linkContent(person, {
      emailAddresses: [mail('c@x'), mail('a@x', 'work')],
      phoneNumbers: [{value: '2'}, {value: '3'}],
      biographies: note('tea'),
    });
    expect(linked).toEqual({
      own: {
        emailAddresses: person.emailAddresses,
        phoneNumbers: [{value: '1'}],
        birthdays: person.birthdays,
      },
      found: {
        phoneNumbers: [{value: '2'}],
        biographies: person.biographies,
      },
      base: {
        emailAddresses: [mail('a@x', 'home')],
        phoneNumbers: [{value: '2'}],
        biographies: person.biographies,
      },
    });
  });

  test('has its name part by part', () => {
    const person = {
      names: [{givenName: 'Bo', familyName: 'Abe', middleName: 'C'}],
    };
    const view = {names: [{givenName: 'Ben', familyName: 'Abe'}]};
    expect(linkContent(person, view)).toEqual({
      own: {names: [{givenName: 'Bo', middleName: 'C'}]},
      found: {names: [{familyName: 'Abe'}]},
      base: {names: [{givenName: 'Bo', familyName: 'Abe'}]},
    });
    expect(
      layContent(view, {names: [{givenName: 'Bo', middleName: 'C'}]}),
    ).toEqual({
      names: [{givenName: 'Ben', familyName: 'Abe', middleName: 'C'}],
    });
  });

  test.each<[string, Item, Item]>([
    [
      'all in one part',
      {givenName: '山田花子'},
      {givenName: '花子', familyName: '山田'},
    ],
    [
      'in letters',
      {givenName: 'Ann Lee'},
      {givenName: 'Ann', familyName: 'Lee'},
    ],
    [
      'with a title within it',
      {givenName: 'Dr. Ann', familyName: 'Lee'},
      {honorificPrefix: 'Dr.', givenName: 'Ann', familyName: 'Lee'},
    ],
    [
      'with a middle name within it',
      {givenName: 'John Edward', familyName: 'Smith'},
      {givenName: 'John', middleName: 'Edward', familyName: 'Smith'},
    ],
  ])(
    'shows no part twice of a name that the share has %s',
    (_, over, under) => {
      const shared = {names: [over]};
      const {own} = linkContent({names: [under]}, shared);
      expect(layContent(shared, own)).toEqual(shared);
      const split = (name: Item) =>
        splitContent({names: [name]}, {shared, own}).shared;
      expect(split(over)).toEqual(shared);
      // As earlier releases laid it.
      expect(split({...under, ...over})).toEqual(shared);
      // Typed there it is everybody's.
      expect(split(under)).toEqual({names: [under]});
      expect(splitContent(shared, {shared, own}).own).toEqual(own);
    },
  );

  test('whose note is another’s gives way to that, and has it again afterwards', () => {
    const linked = linkContent(
      {biographies: note('mine')},
      {biographies: note('ours')},
    );
    expect(linked).toEqual({
      own: {biographies: note('mine')},
      found: {},
      base: {biographies: note('mine')},
    });
    expect(restoreOwn(linked, {biographies: note('ours')})).toEqual({
      biographies: note('mine'),
    });
  });

  test('that took a copy’s place has nothing of what was own there and stands no more', () => {
    const share = {names: [{givenName: 'Mia'}]};
    const {own} = linkMerged(
      share,
      {base: share, own: {biographies: note('mine')}, found: share},
      () => false,
    );
    expect(own).toEqual({});
  });

  test('that was merged into a copy had what is known of it, a name and what is new', () => {
    const had = {emailAddresses: [mail('old@x')]};
    const answer = linkMerged(
      {
        names: [{givenName: 'Mia'}],
        emailAddresses: [
          mail('a@x'),
          mail('b@x'),
          mail('old@x'),
          mail('new@x'),
        ],
        urls: [{value: 'u'}],
      },
      {
        base: {
          names: [{givenName: 'Mia'}],
          emailAddresses: [mail('a@x'), mail('b@x')],
        },
        own: had,
        found: {emailAddresses: [mail('c@x')]},
      },
      (_field, {value}) => value === 'b@x',
    );
    expect(answer).toEqual({
      own: {
        emailAddresses: [mail('old@x'), mail('new@x')],
        urls: [{value: 'u'}],
      },
      found: {
        names: [{givenName: 'Mia'}],
        emailAddresses: [mail('c@x'), mail('b@x')],
      },
    });
  });
});

describe('an ordinary contact that is linked again', () => {
  const base: Content = {
    names: [{givenName: 'Ben', familyName: 'Abe'}],
    biographies: note('old'),
    emailAddresses: [mail('a@x')],
  };

  test('and says what the share said when it was left is the share’s', () => {
    expect(relinkContent(base, {}, {base, found: null})).toBeUndefined();
  });

  test('has as its own what the share neither said nor says', () => {
    const standing: Content = {
      names: [{givenName: 'Ben', familyName: 'Oda', middleName: 'D'}],
      biographies: note('new'),
      emailAddresses: [mail('a@x'), mail('b@x'), mail('c@x')],
    };
    const view: Content = {
      names: [{givenName: 'Bob', familyName: 'Oda'}],
      biographies: note('new'),
      emailAddresses: [mail('b@x')],
    };
    const found = {phoneNumbers: [{value: '1'}]};
    expect(relinkContent(standing, view, {base, found})).toEqual({
      own: {
        names: [{middleName: 'D'}],
        emailAddresses: [mail('c@x')],
      },
      found: {
        names: [{givenName: 'Ben', familyName: 'Oda'}],
        biographies: note('new'),
        emailAddresses: [mail('a@x'), mail('b@x')],
        phoneNumbers: [{value: '1'}],
      },
      base: {
        names: [{givenName: 'Ben', familyName: 'Oda'}],
        biographies: note('new'),
        emailAddresses: [mail('a@x'), mail('b@x')],
      },
    });
  });

  test('whose note was rewritten has that as its own, though the share has another by now', () => {
    const standing = {...base, biographies: note('mine')};
    const view = {...base, biographies: note('newer')};
    const linked = relinkContent(standing, view, {base, found: null});
    expect(linked?.own).toEqual({biographies: note('mine')});
    expect(linked?.base).toEqual(standing);
  });
});

describe('an own layer that comes back out of an edit', () => {
  test('is what stands in it to the letter and not in the share', () => {
    const own = {
      emailAddresses: [mail('own@x'), mail('a@x')],
      urls: [{value: 'gone'}],
    };
    const answer = takeOwnOut(
      {emailAddresses: [mail('a@x'), mail('own@x'), mail('typed@x')]},
      {base: {emailAddresses: [mail('a@x')]}, own},
    );
    expect(answer).toEqual({
      shared: {emailAddresses: [mail('a@x'), mail('typed@x')]},
      own: {emailAddresses: [mail('own@x')]},
    });
  });
});

describe('an edit holds all that was there', () => {
  const base: Content = {
    names: [{givenName: 'Ben', familyName: 'Abe'}],
    emailAddresses: [mail('a@x'), mail('b@x')],
  };

  test.each<[string, boolean, Content]>([
    ['as it was', true, base],
    [
      'with more beside it',
      true,
      {
        names: [{givenName: 'Ben', familyName: 'Abe', middleName: 'C'}],
        emailAddresses: [mail('b@x'), mail('c@x'), mail('a@x')],
        urls: [{value: 'u'}],
      },
    ],
    ['without an address', false, {...base, emailAddresses: [mail('a@x')]}],
    [
      'with another type of an address',
      false,
      {...base, emailAddresses: [mail('a@x', 'home'), mail('b@x')]},
    ],
    [
      'with another part of the name',
      false,
      {...base, names: [{givenName: 'Ben', familyName: 'Oda'}]},
    ],
    ['without a name', false, {emailAddresses: base.emailAddresses!}],
    ['without anything', false, {}],
  ])('%s: %s', (_what, expected, side) => {
    expect(holdsAll(side, base)).toBe(expected);
  });
});

describe('what is typed into a linked copy', () => {
  test('where neither says anything is the share’s', () => {
    const standing = {...layContent({}, {}), biographies: note('typed')};
    expect(splitContent(standing, {shared: {}, own: {}})).toEqual({
      shared: {biographies: note('typed')},
      own: {},
    });
  });

  test('stays when access ends, beside what was there and once', () => {
    const layer = {
      own: {emailAddresses: [mail('own@x')], biographies: note('mine')},
      found: {emailAddresses: [mail('a@x')]},
    };
    const typed: Content = {
      emailAddresses: [mail('typed@x'), mail('own@x'), mail('a@x')],
      biographies: note('typed'),
      birthdays: [{text: 'in May'}],
    };
    expect(restoreOwn(layer, typed)).toEqual({
      emailAddresses: [mail('a@x'), mail('own@x'), mail('typed@x')],
      biographies: note('mine'),
      birthdays: [{text: 'in May'}],
    });
  });
});
