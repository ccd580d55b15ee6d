import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {readContactsCsv} from './contacts-csv.ts';
import type {CsvPerson} from './contacts-csv.ts';

function read(text: string | Uint8Array) {
  return readContactsCsv(
    typeof text === 'string' ? new TextEncoder().encode(text) : text,
  );
}

function peopleOf(text: string | Uint8Array): readonly CsvPerson[] {
  const reading = read(text);
  if (reading.kind === 'refused') throw new Error(reading.why);
  return reading.people;
}

describe('a Google Contacts export', () => {
  test('in the present format is read', () => {
    const [person] = peopleOf(
      'First Name,Last Name,Phonetic Last Name,Organization Name,Organization Title,Birthday,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value\n' +
        '花子,山田,やまだ,株式会社青空,部長, --02-29,Team ::: * myContacts,* Work,hanako@aozora.example,Work Fax,03-0123-4567,Badge,77\n',
    );
    expect(person).toEqual({
      names: [
        {familyName: '山田', givenName: '花子', phoneticFamilyName: 'やまだ'},
      ],
      organizations: [{name: '株式会社青空', title: '部長'}],
      birthdays: [{date: {month: 2, day: 29}}],
      emailAddresses: [{value: 'hanako@aozora.example', type: 'work'}],
      phoneNumbers: [{value: '03-0123-4567', type: 'workFax'}],
      userDefined: [{key: 'Badge', value: '77'}],
    });
  });

  test('in the old format is read', () => {
    const [person] = peopleOf(
      'Name,Given Name,Family Name,Family Name Yomi,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Type,Organization 1 - Name,Address 1 - Type,Address 1 - Street,Address 1 - City,Website 1 - Type,Website 1 - Value\n' +
        'Ben Okafor,Ben,Okafor,,1980-02-29,* My Contacts ::: Exit,Ski club,ben@customer.example,,Customer Ltd,Home,1 High St,London,Profile,https://customer.example\n',
    );
    expect(person).toEqual({
      names: [{givenName: 'Ben', familyName: 'Okafor'}],
      birthdays: [{date: {year: 1980, month: 2, day: 29}}],
      emailAddresses: [{value: 'ben@customer.example', type: 'Ski club'}],
      organizations: [{name: 'Customer Ltd'}],
      addresses: [{streetAddress: '1 High St', city: 'London', type: 'home'}],
      urls: [{value: 'https://customer.example', type: 'Profile'}],
    });
  });

  test('keeps several values of one cell apart', () => {
    const [person] = peopleOf(
      'First Name,E-mail 1 - Label,E-mail 1 - Value\nAnna,Work,a@x.example ::: b@x.example\n',
    );
    expect(person?.['emailAddresses']).toEqual([
      {value: 'a@x.example', type: 'work'},
      {value: 'b@x.example', type: 'work'},
    ]);
  });

  test('keeps line breaks and quotes in a cell', () => {
    const [person] = peopleOf(
      'First Name,Notes\r\nAnna,"Says ""hello"",\nthen leaves"\r\n',
    );
    expect(person?.['biographies']).toEqual([
      {value: 'Says "hello",\nthen leaves'},
    ]);
  });

  test.each([
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('is read with %s', (_, encode) => {
    expect(peopleOf(encode('First Name,Last Name\n花子,山田\n'))).toEqual([
      {names: [{givenName: '花子', familyName: '山田'}]},
    ]);
  });

  test('says which columns with content were not read, and how many rows hold nothing', () => {
    const reading = read(
      'First Name,Photo,Favourite tea,Empty\nAnna,https://x.example/a,Sencha,\n,,,\n',
    );
    expect(reading).toMatchObject({
      kind: 'read',
      emptyRows: 1,
      unreadColumns: ['Favourite tea'],
    });
  });
});

describe('what is no Google Contacts export is refused in one line', () => {
  test.each([
    ['nothing', '', /^is empty; expected/],
    ['other columns', 'full_name,email\nJohn,j@x.example\n', /^has none of/],
    ['a broken quote', 'First Name\n"Anna\n', /^is no CSV: line \d+ /],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]), /^is no CSV: it/],
    ['zero bytes', 'First Name\nAn\0na\n', /^is no CSV: it is not text/],
  ])('%s', (_, text, why) => {
    const reading = read(text);
    expect(reading).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(why),
    });
    expect(JSON.stringify(reading)).not.toContain('\\n');
  });
});

/** Exports gathered from elsewhere, kept beside the repository where there are any. */
const COLLECTION = new URL('../../../shared/testdata/csv/', import.meta.url);
const hasCollection = existsSync(COLLECTION);
if (!hasCollection)
  console.warn('No collection of exports: its tests are skipped.');

(hasCollection ? describe : describe.skip)('exports found in the wild', () => {
  const open = (path: string) => readFileSync(new URL(path, COLLECTION));

  test('a Japanese one in the old format', () => {
    const people = peopleOf(open('goldrush/google_ja.csv'));
    expect(people).toHaveLength(4);
    expect(people[0]).toMatchObject({
      names: [{familyName: '佐藤', givenName: '一郎'}],
      emailAddresses: [{value: 'first_john_doe@tttest.co.jp', type: 'work'}],
      phoneNumbers: [
        {value: '12345678901', type: 'work'},
        {value: '98765432101', type: 'workFax'},
      ],
      organizations: [{name: '株式会社ヒガシシステム', title: '営業部'}],
      urls: [{value: 'http://test1.com'}],
    });
    expect(people[1]?.['addresses']).toMatchObject([
      {region: '神奈川県', postalCode: '222-4562'},
    ]);
  });

  test('a Japanese one with names, addresses and companies missing', () => {
    const people = peopleOf(open('goldrush/google_ja_incomplete.csv'));
    expect(people[0]).toEqual({
      names: [{familyName: '大'}],
      emailAddresses: [{value: 'ooyama@tttest.com', type: 'work'}],
      organizations: [{name: '株式会社大山システム'}],
    });
  });

  test('an English one in the old format', () => {
    const [alice, bob, jane] = peopleOf(open('linkedout/google_old.csv'));
    expect(alice).toMatchObject({
      names: [{givenName: 'Alice', familyName: 'Brown'}],
      emailAddresses: [{value: 'alice@google.com', type: 'work'}],
    });
    expect(bob?.['emailAddresses']).toEqual([{value: 'bob@google.com'}]);
    expect(jane?.['names']).toEqual([{givenName: 'Jane'}]);
  });

  test('other contacts in the present format', () => {
    const people = peopleOf(open('linkedout/google_new_other_contacts.csv'));
    expect(people).toHaveLength(5);
    expect(people[0]?.['names']).toEqual([
      {givenName: 'Alice', familyName: 'Smith'},
    ]);
    expect(people[4]).toEqual({
      emailAddresses: [{value: 'anonymous@test.com'}],
    });
  });
});
