import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {doubtedMembers} from '../../server/core/directory.ts';

const people = (count: number) =>
  Array.from({length: count}, (_unused, index) => `account-${index + 1}`);

describe('a reading that leaves out', () => {
  test.each([
    ['nobody', 10, 0, 'counts'],
    ['half', 10, 5, 'counts'],
    ['more than half', 10, 6, 'waits'],
    ['everybody', 10, 10, 'waits'],
    ['the only one', 1, 1, 'waits'],
    ['all of two', 2, 2, 'waits'],
    ['two of three', 3, 2, 'counts'],
    ['all of three', 3, 3, 'waits'],
    ['three of five', 5, 3, 'waits'],
    ['three of six', 6, 3, 'counts'],
  ])(
    '%s of a grant’s accounts (%i, %i left out) %s',
    (_name, all, left, what) => {
      const accounts = people(all);
      const leftOut = accounts.slice(all - left);
      const members = new Set(accounts.slice(0, all - left));
      expect(doubtedMembers({accounts, members, doubted: new Set()})).toEqual(
        what === 'counts' ? [] : leftOut,
      );
    },
  );
});

const crowd = people(12);
const some = fc.subarray(crowd);

/** What the store makes of a reading: who is reached after it, and who of these is in doubt. */
function read(
  accounts: readonly string[],
  members: readonly string[],
  doubted: readonly string[] = [],
) {
  const inDoubt = doubtedMembers({
    accounts,
    members: new Set(members),
    doubted: new Set(doubted),
  });
  return {inDoubt, after: [...new Set([...members, ...inDoubt])].sort()};
}

test('only who is left out is in doubt, and only once', () => {
  fc.assert(
    fc.property(some, some, some, (accounts, members, doubted) => {
      for (const account of read(accounts, members, doubted).inDoubt) {
        expect(accounts).toContain(account);
        expect(members).not.toContain(account);
        expect(doubted).not.toContain(account);
      }
    }),
  );
});

test('one reading never takes more than half of three or more', () => {
  fc.assert(
    fc.property(some, some, (accounts, members) => {
      const {after} = read(accounts, members);
      const taken = accounts.filter(account => !after.includes(account));
      expect(taken.length < 3 || taken.length * 2 <= accounts.length).toBe(
        true,
      );
    }),
  );
});

test('two equal readings in a row count, whatever was before', () => {
  fc.assert(
    fc.property(some, some, some, (accounts, members, doubted) => {
      const once = read(accounts, members, doubted);
      const twice = read(once.after, members, once.inDoubt);
      expect(twice).toEqual({inDoubt: [], after: [...members].sort()});
    }),
  );
});

test('a broken reading between two good ones takes nobody, however often', () => {
  fc.assert(
    fc.property(some, accounts => {
      fc.pre(accounts.length >= 3);
      let state = {
        inDoubt: [] as readonly string[],
        after: [...accounts].sort(),
      };
      for (const members of [[], accounts, [], accounts]) {
        state = read(state.after, members, state.inDoubt);
        expect(state.after).toEqual([...accounts].sort());
      }
    }),
  );
});
