import {expect, test} from '@jest/globals';
import {
  contactName,
  isResourceId,
  parseContactName,
} from '../../server/contract/names.ts';

const ID = '0192f0c1-2b7e-7d10-8c3a-5f0e6d7c8b9a';

test('a contact’s name gives its id back', () => {
  expect(parseContactName(contactName(ID))).toBe(ID);
});

test.each([
  ID,
  `labels/${ID}`,
  `contacts/${ID}/`,
  `contacts/${ID}\n`,
  `contacts/${ID.toUpperCase()}`,
  'contacts/1',
  'contacts/',
  '',
])('%j names no contact', name => {
  expect(parseContactName(name)).toBeUndefined();
});

test('only a UUID is the id of anything', () => {
  expect(isResourceId(ID)).toBe(true);
  expect(isResourceId(`${ID}'`)).toBe(false);
  expect(isResourceId('me')).toBe(false);
});
