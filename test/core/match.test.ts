import {expect, test} from '@jest/globals';
import {pairSureMatches} from '../../server/core/match.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

const person = (id: string, givenName: string, address: string) => ({
  id,
  content: normalizeContent({
    names: [{givenName}],
    emailAddresses: [{value: address}],
  }),
});

test('two contacts of one person are never paired with the same contact', () => {
  const pairs = pairSureMatches(
    [
      person('first', 'Hanako', 'hanako@example.com'),
      person('second', 'Hanako', 'HANAKO@example.com'),
    ],
    [person('own', 'Hanako', 'hanako@example.com')],
  );
  expect([...pairs.keys()]).toEqual(['first']);
});

test('somebody of another name at the same address is nobody’s pair', () => {
  const pairs = pairSureMatches(
    [person('hanako', 'Hanako', 'info@example.com')],
    [
      person('taro', 'Taro', 'info@example.com'),
      person('own', 'Hanako', 'info@example.com'),
    ],
  );
  expect(pairs.get('hanako')?.id).toBe('own');
});
