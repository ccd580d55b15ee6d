import {describe, expect, test} from '@jest/globals';
import {foldLetters} from '../../server/core/fold.ts';
import {
  longForms,
  NICKNAMES,
  sameByNickname,
} from '../../server/core/nicknames.ts';

const longs = NICKNAMES.map(({names}) => names[0]!);
const all = [...new Set(NICKNAMES.flatMap(({names}) => names))];

describe.each(NICKNAMES)('the row $names.0', ({source, names}) => {
  const [long = '', ...shorts] = names;

  test('says where it is from, and each of its forms once, as names are folded', () => {
    expect(source).toMatch(/^https:\/\/\S+$/);
    expect(shorts).not.toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z]+$/);
      expect(foldLetters(name)).toBe(name);
    }
  });

  test('is of a name that is the short form of no other', () => {
    expect(longForms(long)).toEqual([long]);
    for (const other of longs.filter(each => each !== long)) {
      expect([other, sameByNickname(long, other)]).toEqual([other, false]);
    }
  });

  test('has forms of one name, each of which is found by it', () => {
    for (const name of names) {
      expect(longForms(name)).toContain(long);
      for (const other of names) expect(sameByNickname(name, other)).toBe(true);
    }
  });
});

test('two names are forms of one either way round, and have a long form in common', () => {
  for (const left of all) {
    for (const right of all) {
      const isSame = sameByNickname(left, right);
      const common = longForms(left).filter(long =>
        longForms(right).includes(long),
      );
      if (
        isSame !== sameByNickname(right, left) ||
        isSame !== common.length > 0
      ) {
        throw new Error(`${left} and ${right}`);
      }
    }
  }
});

test.each([
  ['robert', 'albert'],
  ['alexander', 'alexandra'],
  ['maria', 'mary'],
  ['maria', 'molly'],
  ['michael', 'mikhail'],
  ['harold', 'henry'],
  ['robert', 'unknown'],
])('%s and %s are two, whatever both are called for short', (left, right) => {
  expect(sameByNickname(left, right)).toBe(false);
});
