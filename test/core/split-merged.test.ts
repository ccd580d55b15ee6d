import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  itemFingerprint,
  sameContent,
  sameItems,
  type Content,
  type Item,
} from '../../server/core/content.ts';
import {splitMerged, type SaidIt} from '../../server/core/split-merged.ts';
import {content, disturbed} from './arbitraries.ts';

const nobodyKnows: SaidIt = () => undefined;

/** Addresses are known of the own contact, nothing else is. */
const knowing =
  (...values: readonly string[]): SaidIt =>
  (field, {value}) => {
    if (typeof value === 'string' && values.includes(value)) return true;
    return field === 'emailAddresses' ? false : undefined;
  };

const split = (edited: Content, before: Content, saidIt = nobodyKnows) =>
  splitMerged(edited, before, {others: [], saidIt});

const mails = (...values: readonly string[]): Content => ({
  emailAddresses: values.map(value => ({value, matchKey: value})),
});

const urls = (...values: readonly string[]): Content => ({
  urls: values.map(value => ({value})),
});

const note = (value: string): Content => ({biographies: [{value}]});

describe('laws of an edit with own contacts merged in', () => {
  const sides = content.chain(before =>
    fc.record({before: fc.constant(before), edited: disturbed(before)}),
  );

  test('of which nobody knows what they said, nothing new is shared', () => {
    fc.assert(
      fc.property(sides, ({before, edited}) => {
        const {shared} = split(edited, before);
        for (const field of SHARED_FIELDS) {
          const known = [...(before[field] ?? [])];
          for (const item of shared[field] ?? []) {
            if (field === 'names') {
              expect(known[0]).toMatchObject(item);
            } else {
              expect(known.map(valueOf)).toContain(valueOf(item));
            }
          }
        }
      }),
    );
  });

  test('nothing is lost: what stands there is the share’s or own', () => {
    fc.assert(
      fc.property(sides, ({before, edited}) => {
        const {shared, own, base} = split(edited, before);
        for (const field of SHARED_FIELDS) {
          const parts = [...(shared[field] ?? []), ...(own[field] ?? [])];
          const all =
            field === 'names' && parts.length > 0
              ? [Object.assign({}, ...parts)]
              : parts;
          expect(sameItems(all, edited[field])).toBe(true);
        }
        expect(sameContent(split(shared, base).shared, shared)).toBe(true);
      }),
    );
  });

  test('that is no edit is none', () => {
    fc.assert(
      fc.property(content, before => {
        expect(split(before, before)).toEqual({
          base: before,
          shared: before,
          own: {},
          isGrown: false,
        });
      }),
    );
  });

  test('that are known to have said nothing of it, a change is the share’s', () => {
    fc.assert(
      fc.property(sides, ({before, edited}) => {
        const {shared, base} = split(edited, before, () => false);
        for (const field of SHARED_FIELDS) {
          if (field === 'names') continue;
          expect(base[field]).toEqual(before[field]);
          const [was, now] = [before[field] ?? [], edited[field] ?? []];
          const isOnce = new Set(was.map(valueOf)).size === was.length;
          if (isOnce && now.length === was.length) {
            expect(shared[field]).toEqual(edited[field]);
          }
        }
      }),
    );
  });
});

/** Without its type and what is derived from its value. */
function valueOf(item: Item): string {
  const key = item['matchKey'] ?? item['canonicalForm'];
  const rest = Object.entries(item).filter(([name]) => name !== 'type');
  return key === undefined
    ? itemFingerprint(Object.fromEntries(rest))
    : String(key);
}

describe('a merge with an own contact', () => {
  test('that adds, adds to the own layer', () => {
    const {base, shared, own, isGrown} = split(
      {...mails('a@x', 'own@x'), ...note('mine')},
      mails('a@x'),
    );
    expect([base, shared]).toEqual([mails('a@x'), mails('a@x')]);
    expect(own).toEqual({...mails('own@x'), ...note('mine')});
    expect(isGrown).toBe(true);
  });

  test('leaves what came from another copy the share’s', () => {
    const {shared, own} = splitMerged(
      {
        ...mails('a@x', 'b@x', 'own@x'),
        names: [{givenName: 'A', middleName: 'B', familyName: 'C'}],
      },
      {...mails('a@x'), names: [{givenName: 'A'}]},
      {
        others: [{...mails('b@x'), names: [{middleName: 'B'}]}],
        saidIt: nobodyKnows,
      },
    );
    expect(shared).toEqual({
      ...mails('a@x', 'b@x'),
      names: [{givenName: 'A', middleName: 'B'}],
    });
    expect(own).toEqual({...mails('own@x'), names: [{familyName: 'C'}]});
  });

  test('beside an address that was replaced by one the own contact did not have spreads that', () => {
    const {base, shared, own, isGrown} = split(
      mails('new@x', 'own@x'),
      mails('a@x'),
      knowing('own@x'),
    );
    expect([base, shared, own]).toEqual([
      mails('a@x'),
      mails('new@x'),
      mails('own@x'),
    ]);
    expect(isGrown).toBe(true);
  });

  test('beside one that was replaced spreads no more than stands in its place', () => {
    const {shared, own} = split(
      mails('new@x', 'newer@x', 'own@x'),
      mails('a@x'),
      knowing('own@x'),
    );
    expect([shared, own]).toEqual([mails('new@x'), mails('newer@x', 'own@x')]);
  });

  test('beside a value that was replaced, nobody knows by which, puts that back', () => {
    const {base, shared, own, isGrown} = split(
      urls('kept', 'new', 'own'),
      urls('kept', 'old'),
    );
    expect([base, shared]).toEqual([urls('kept'), urls('kept')]);
    expect(own).toEqual(urls('new', 'own'));
    expect(isGrown).toBe(true);
  });

  test('beside a value that was taken away takes it away', () => {
    const {base, shared, own, isGrown} = split(
      {...urls('kept'), ...note('mine')},
      urls('kept', 'old'),
    );
    expect([base, shared, own]).toEqual([
      urls('kept', 'old'),
      urls('kept'),
      note('mine'),
    ]);
    expect(isGrown).toBe(true);
  });

  test('beside another type of the same address spreads the type', () => {
    const home = {value: 'a@x', matchKey: 'a@x', type: 'home'};
    const {shared, own, isGrown} = split(
      {emailAddresses: [home]},
      mails('a@x'),
    );
    expect([shared, own, isGrown]).toEqual([
      {emailAddresses: [home]},
      {},
      false,
    ]);
  });

  test.each<[string, boolean | undefined, Content, Content]>([
    ['typed', false, note('new'), {}],
    ['its', true, {}, note('new')],
    ['anybody’s', undefined, {}, note('new')],
  ])('that changes the note to what is %s', (_whose, said, shared, own) => {
    const answer = split(note('new'), note('old'), () => said);
    expect(answer).toEqual({
      base: said === false ? note('old') : {},
      shared,
      own,
      isGrown: false,
    });
  });

  test('that brings a note where there was none brings an own one, typed or not', () => {
    const answer = split(note('new'), {}, () => false);
    expect(answer).toEqual({
      base: {},
      shared: {},
      own: note('new'),
      isGrown: true,
    });
  });

  test('that changes the name and adds to it changes nobody else’s', () => {
    const answer = split(
      {names: [{givenName: 'Mimi', familyName: 'Abe', middleName: 'M'}]},
      {names: [{givenName: 'Mia', familyName: 'Abe'}]},
    );
    expect(answer).toEqual({
      base: {names: [{familyName: 'Abe'}]},
      shared: {names: [{familyName: 'Abe'}]},
      own: {names: [{givenName: 'Mimi', middleName: 'M'}]},
      isGrown: true,
    });
    expect(
      split({names: [{givenName: 'Mimi'}]}, {names: [{givenName: 'Mia'}]})
        .isGrown,
    ).toBe(false);
  });

  test('that replaces as many values as it adds has not grown by that field', () => {
    const {isGrown} = split(
      mails('new@x', 'own@x'),
      mails('a@x', 'b@x'),
      knowing('own@x'),
    );
    expect(isGrown).toBe(false);
  });

  test('beside an address that was replaced keeps what is its, whichever stands first', () => {
    const {shared, own} = split(
      mails('own@x', 'new@x'),
      mails('a@x'),
      knowing('own@x'),
    );
    expect([shared, own]).toEqual([mails('new@x'), mails('own@x')]);
  });

  test('beside a number written in another way spreads how it is written', () => {
    const number = (value: string) => ({
      phoneNumbers: [{value, canonicalForm: '+81300000001'}],
    });
    const {shared, own} = split(
      number('+81 3 0000 0001'),
      number('03-0000-0001'),
    );
    expect([shared, own]).toEqual([number('+81 3 0000 0001'), {}]);
  });
});
