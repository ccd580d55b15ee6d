import {expect, test} from '@jest/globals';
import {findSureMatch, pairSureMatches} from '../../server/core/match.ts';
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

const entry = (
  id: string,
  content: Parameters<typeof normalizeContent>[0],
) => ({
  id,
  content: normalizeContent(content),
});

const anna = {names: [{givenName: 'Anna', familyName: 'Müller'}]};
const ben = {names: [{givenName: 'Ben', familyName: 'Müller'}]};
const unsaid = {names: [{familyName: 'Müller'}]};
const switchboard = {phoneNumbers: [{value: '+49 30 123450'}]};
const info = {emailAddresses: [{value: 'info@firm.example'}]};
const mobile = {phoneNumbers: [{value: '+49 170 1234567'}]};

test('an address that somebody of another name has too makes nobody sure', () => {
  const pairs = pairSureMatches(
    [person('hanako', 'Hanako', 'both@example.com')],
    [
      person('taro', 'Taro', 'both@example.com'),
      person('own', 'Hanako', 'both@example.com'),
    ],
  );
  expect(pairs.size).toBe(0);
});

test('a number of two people makes nobody sure, whoever of them is asked about', () => {
  const own = [entry('own', {...anna, ...switchboard})];
  const one = [entry('anna', {...anna, ...switchboard})];
  const other = [entry('ben', {...ben, ...switchboard})];
  expect(pairSureMatches(one, own).size).toBe(1);
  expect(pairSureMatches([...one, ...other], own).size).toBe(0);
  expect(pairSureMatches(one, own, other).size).toBe(0);
  expect(findSureMatch(own[0]!.content, one, other)).toBeUndefined();
});

test('who shares a switchboard is sure by a number of their own', () => {
  const phoneNumbers = [...switchboard.phoneNumbers, ...mobile.phoneNumbers];
  const pairs = pairSureMatches(
    [
      entry('ben', {...ben, ...switchboard}),
      entry('anna', {...anna, phoneNumbers}),
    ],
    [entry('own', {...anna, phoneNumbers})],
  );
  expect([...pairs.keys()]).toEqual(['anna']);
});

test('a family name alone is not one of two of that family', () => {
  const pairs = pairSureMatches(
    [
      entry('anna', {...anna, ...switchboard}),
      entry('ben', {...ben, ...switchboard}),
    ],
    [entry('own', {...unsaid, ...switchboard})],
  );
  expect(pairs.size).toBe(0);
});

test('the mailbox of a function is nobody’s', () => {
  const pairs = pairSureMatches(
    [entry('anna', {...anna, ...info})],
    [entry('own', {...anna, ...info})],
  );
  expect(pairs.size).toBe(0);
});

test('a firm’s own entry is nobody who works there', () => {
  const firm = {organizations: [{name: 'ACME'}]};
  const pairs = pairSureMatches(
    [
      entry('anna', {...anna, ...firm, ...switchboard}),
      entry('firm', {...firm, ...mobile}),
    ],
    [
      entry('reception', {...firm, ...switchboard}),
      entry('own', {organizations: [{name: 'Acme'}], ...mobile}),
    ],
  );
  expect([...pairs].map(([id, {id: own}]) => [id, own])).toEqual([
    ['firm', 'own'],
  ]);
});

test('an address without a name is whoever has it', () => {
  const pairs = pairSureMatches(
    [entry('anna', {...anna, ...mobile})],
    [entry('own', mobile)],
  );
  expect(pairs.get('anna')?.id).toBe('own');
});
