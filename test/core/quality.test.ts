import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  differingFields,
  sameContent,
  type Content,
} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  findFaults,
  repairFaults,
  type Fault,
  type QualityCode,
  type QualityOptions,
} from '../../server/core/quality.ts';

const NOW = Date.UTC(2026, 10, 23);
const YEAR = 365.25 * 24 * 3600 * 1000;

const OPTIONS: QualityOptions = {
  region: 'JP',
  writerRegion: 'JP',
  hiddenFields: [],
  nowMs: NOW,
  updateTimeMs: NOW - YEAR,
};

const named = (name: object) => ({names: [name]});
const mail = (value: string) => ({
  ...named({givenName: 'Anna', familyName: 'Schmidt'}),
  emailAddresses: [{value}],
});
const phone = (value: string) => ({
  ...named({givenName: 'Anna', familyName: 'Schmidt'}),
  phoneNumbers: [{value, type: 'work'}],
});
const address = (item: object) => ({
  ...named({givenName: 'Anna', familyName: 'Schmidt'}),
  addresses: [item],
});
const born = (date: object) => ({
  ...named({givenName: 'Anna', familyName: 'Schmidt'}),
  birthdays: [{date}],
});

const content = (person: object, region = 'JP'): Content =>
  normalizeContent({...person}, {region});

describe('a fault is', () => {
  test.each<[string, object, QualityCode, string | undefined]>([
    [
      'a number with too few digits',
      phone('03-1234-567'),
      'PHONE_INVALID',
      undefined,
    ],
    [
      'words in place of a number',
      phone('ask reception'),
      'PHONE_INVALID',
      undefined,
    ],
    [
      'a number of no country',
      phone('+999 1234 5678'),
      'PHONE_INVALID',
      undefined,
    ],
    [
      'a number that a form asked for',
      phone('000-0000-0000'),
      'PHONE_PLACEHOLDER',
      undefined,
    ],
    [
      'a number of one digit',
      phone('03-1111-1111'),
      'PHONE_PLACEHOLDER',
      undefined,
    ],
    [
      'full-width digits',
      phone('０３－１２３４－５６７８'),
      'PHONE_FULL_WIDTH',
      '03-1234-5678',
    ],
    [
      'an address without an at',
      mail('anna.customer.example'),
      'EMAIL_INVALID',
      undefined,
    ],
    [
      'an address with a blank',
      mail('anna schmidt@firm.de'),
      'EMAIL_INVALID',
      undefined,
    ],
    ['an address without a dot', mail('anna@firm'), 'EMAIL_INVALID', undefined],
    [
      'a provider without its dot',
      mail('anna@gmailcom'),
      'EMAIL_SPELLING',
      'anna@gmail.com',
    ],
    [
      'a comma in place of a dot',
      mail('anna@firm,de'),
      'EMAIL_SPELLING',
      'anna@firm.de',
    ],
    [
      'a full-width at',
      mail('anna＠firm.de'),
      'EMAIL_SPELLING',
      'anna@firm.de',
    ],
    [
      'what a mail program wraps around',
      mail('Anna <anna@firm.de>;'),
      'EMAIL_SPELLING',
      'anna@firm.de',
    ],
    [
      'a link in place of an address',
      mail('mailto:anna@firm.de'),
      'EMAIL_SPELLING',
      'anna@firm.de',
    ],
    [
      'a slip in a provider',
      mail('anna@gmial.com'),
      'EMAIL_DOMAIN_TYPO',
      'anna@gmail.com',
    ],
    [
      'a letter less of a provider',
      mail('anna@yaho.co.jp'),
      'EMAIL_DOMAIN_TYPO',
      'anna@yahoo.co.jp',
    ],
    [
      'an address that stands for none',
      mail('anna@example.com'),
      'EMAIL_RESERVED',
      undefined,
    ],
    [
      'nothing to be called by',
      {phoneNumbers: [{value: '03-1234-5678'}]},
      'NAME_MISSING',
      '',
    ],
    [
      'a name in the address alone',
      {emailAddresses: [{value: 'a@firm.de', displayName: 'Anna Schmidt'}]},
      'NAME_MISSING',
      'Anna Schmidt',
    ],
    [
      'an address in the name',
      named({givenName: 'anna@firm.de'}),
      'NAME_IS_EMAIL',
      '',
    ],
    [
      'a number in the family name',
      named({givenName: 'Anna', familyName: '03-1234-5678'}),
      'NAME_IS_PHONE',
      'Anna',
    ],
    [
      'a number in all of the name',
      named({givenName: '+81 90', familyName: '1234 5678'}),
      'NAME_IS_PHONE',
      '',
    ],
    [
      '様 at a name',
      named({givenName: '太郎様', familyName: '山田'}),
      'NAME_HONORIFIC',
      '山田 太郎 様',
    ],
    [
      'a title in the given name',
      named({givenName: 'Dr. Anna', familyName: 'Schmidt'}),
      'NAME_HONORIFIC',
      '[Dr.] Anna Schmidt',
    ],
    [
      'a whole Japanese name in one part',
      named({givenName: '山田　太郎'}),
      'NAME_UNSPLIT',
      '山田 太郎',
    ],
    [
      'a reading that belongs to the other part',
      named({
        givenName: 'ヤマダ',
        familyName: 'たろう',
        phoneticGivenName: 'タロウ',
        phoneticFamilyName: 'ヤマダ',
      }),
      'NAME_SWAPPED',
      'ヤマダ たろう',
    ],
    [
      'a comma after the given name',
      named({givenName: 'Schmidt,', familyName: 'Anna'}),
      'NAME_SWAPPED',
      'Anna Schmidt',
    ],
    [
      'a name in capitals',
      named({givenName: 'ANNA', familyName: 'VON SCHMIDT'}),
      'NAME_CASE',
      'Anna von Schmidt',
    ],
    [
      'a name in small letters',
      named({givenName: 'anna', familyName: "o'hara"}),
      'NAME_CASE',
      undefined,
    ],
    [
      'capitals of which some may be a short form',
      named({givenName: 'IBM', familyName: 'JAPAN'}),
      'NAME_CASE',
      undefined,
    ],
    [
      'capitals within a name in capitals',
      named({givenName: 'JOHN', familyName: 'MCDONALD'}),
      'NAME_CASE',
      'John McDonald',
    ],
    [
      'titles alone in the given name',
      named({givenName: 'Frau Dr.', familyName: 'Weber'}),
      'NAME_HONORIFIC',
      '[Frau Dr.] Weber',
    ],
    [
      'a suffix alone in the family name',
      named({givenName: 'Hans Müller', familyName: 'Jr.'}),
      'NAME_HONORIFIC',
      'Hans Müller [Jr.]',
    ],
    [
      'a number of a generation in the family name',
      named({givenName: 'MARTIN', familyName: 'III'}),
      'NAME_HONORIFIC',
      'MARTIN [III]',
    ],
    [
      'a degree alone in the given name',
      named({givenName: 'MD', familyName: 'John Smith'}),
      'NAME_HONORIFIC',
      'John Smith MD',
    ],
    [
      'a position alone in the given name',
      named({givenName: '部長', familyName: '鈴木一郎'}),
      'NAME_HONORIFIC',
      '鈴木一郎 [部長]',
    ],
    [
      'a reading in half-width kana',
      named({
        givenName: '太郎',
        familyName: '山田',
        phoneticGivenName: 'ﾀﾛｳ',
        phoneticFamilyName: 'ﾔﾏﾀﾞ',
      }),
      'KANA_HALF_WIDTH',
      'タロウ ヤマダ',
    ],
    [
      'a postal code without its hyphen',
      address({postalCode: '〒１０２００９３', city: '千代田区'}),
      'ADDRESS_POSTAL_CODE',
      '102-0093',
    ],
    [
      'a postal code of six digits',
      address({postalCode: '102-009', city: '千代田区'}),
      'ADDRESS_POSTAL_CODE_INVALID',
      undefined,
    ],
    [
      'an address of Japan in one field',
      address({
        formattedValue:
          '〒１０２－００９３　東京都千代田区平河町１－２－３　平河ビル',
        type: 'work',
      }),
      'ADDRESS_UNSPLIT',
      '102-0093 | 東京都 | 千代田区 | 平河町１－２－３　平河ビル',
    ],
    [
      'an address of Japan in the field of the street',
      address({
        postalCode: '220-0012',
        streetAddress: '神奈川県横浜市西区みなとみらい2-2-1',
      }),
      'ADDRESS_UNSPLIT',
      '220-0012 | 神奈川県 | 横浜市西区 | みなとみらい2-2-1',
    ],
    [
      'a day that no month has',
      born({year: 1980, month: 2, day: 30}),
      'BIRTHDAY_IMPOSSIBLE',
      undefined,
    ],
    [
      'a birthday that is still to come',
      born({year: 2027, month: 1, day: 2}),
      'BIRTHDAY_IMPOSSIBLE',
      undefined,
    ],
    [
      'a birthday of nobody who lives',
      born({year: 1802, month: 1, day: 2}),
      'BIRTHDAY_IMPOSSIBLE',
      undefined,
    ],
  ])('%s', (_, person, code, proposed) => {
    const faults = findFaults(content(person), OPTIONS);
    expect(faults.map(fault => fault.code)).toEqual([code]);
    expect(faults[0]?.proposed ?? (proposed === '' ? '' : undefined)).toBe(
      proposed,
    );
  });

  test('a contact that nobody changed for years and that may be out of date', () => {
    const old = {...OPTIONS, updateTimeMs: NOW - 4 * YEAR};
    const codes = (person: object) =>
      findFaults(content(person), old).map(({code}) => code);
    expect(codes(phone('03-1234-5678'))).toEqual(['CONTACT_STALE']);
    expect(codes(named({givenName: 'Anna'}))).toEqual([]);
  });
});

test('a postal code that says 〒 is Japan’s, whoever reads it', () => {
  const wide = content(address({postalCode: '〒１０２−００９３'}), 'US');
  expect(findFaults(wide, {...OPTIONS, region: undefined})).toMatchObject([
    {code: 'ADDRESS_POSTAL_CODE', proposed: '102-0093'},
  ]);
});

describe('no fault is', () => {
  test.each<[string, object]>([
    [
      'an ordinary contact',
      {...phone('+81 3-1234-5678'), ...mail('anna@firm.de')},
    ],
    ['a service number', phone('#9110')],
    ['an extension', phone('03-1234-5678 内線 12')],
    ['an extension in brackets', phone('03-1234-5678(内線 12)')],
    ['what is dialled after a pause', phone('0312345678p123')],
    ['a number that hides who calls', phone('184-090-1234-5678')],
    ['a toll-free number in letters', phone('1-800-FLOWERS')],
    ['a number of another country', phone('+49 30 901820')],
    [
      'a postal code of a city abroad',
      address({postalCode: '100000', city: '北京市'}),
    ],
    ['a domain that is there', mail('anna@gail.com')],
    [
      'a given name that is short for Mohammad',
      named({givenName: 'MD', familyName: 'Rahman'}),
    ],
    [
      'a family name like a title',
      named({givenName: 'Yo-Yo', familyName: 'Ma'}),
    ],
    ['an address in letters of another script', mail('花子@例え.テスト日本')],
    [
      'an address of a carrier with dots side by side',
      mail('anna..x.@docomo.ne.jp'),
    ],
    ['a provider near another', mail('anna@ymail.com')],
    ['a firm of its own', mail('anna@gmxx.de')],
    ['a company without a person', {organizations: [{name: 'Acme'}]}],
    [
      'a family name in capitals',
      named({givenName: 'Anna', familyName: 'SCHMIDT'}),
    ],
    ['initials', named({givenName: 'AJ', familyName: 'LEE'})],
    ['a given name of two words', named({givenName: 'Anna Maria'})],
    [
      'a name that ends like a title',
      named({givenName: '貴', familyName: '鵜殿'}),
    ],
    [
      'a name that begins like one',
      named({givenName: 'Drew', familyName: 'Ingram'}),
    ],
    [
      'readings where they belong',
      named({
        givenName: '太郎',
        familyName: '山田',
        phoneticGivenName: 'タロウ',
        phoneticFamilyName: 'ヤマダ',
      }),
    ],
    [
      'a postal code of another country',
      address({postalCode: '10115', city: 'Berlin', country: 'Germany'}),
    ],
    [
      'a whole address of another country',
      address({formattedValue: '1 Main St\nTown'}),
    ],
    [
      'a prefecture and its city in fields of their own',
      address({
        region: '東京都',
        city: '千代田区',
        streetAddress: '東京都千代田区1',
      }),
    ],
    ['a birthday in a leap year', born({month: 2, day: 29})],
  ])('%s', (_, person) => {
    expect(findFaults(content(person), OPTIONS)).toEqual([]);
  });
});

const words = fc.constantFrom(
  'Anna',
  'ANNA MARIA',
  'schmidt',
  'Dr. Anna',
  'Schmidt,',
  '太郎様',
  '山田　太郎',
  '花子さん',
  'ﾔﾏﾀﾞ',
  'タロウ',
  'ヤマダ',
  'anna@gmial.com',
  '03-1234-5678',
  '０３－１２３４－５６７８',
);
const some = (values: fc.Arbitrary<object>) =>
  fc.array(values, {minLength: 1, maxLength: 3});

const person = fc.record(
  {
    names: fc
      .record(
        {
          givenName: words,
          familyName: words,
          phoneticGivenName: words,
          phoneticFamilyName: words,
          honorificPrefix: fc.constant('Mr.'),
        },
        {requiredKeys: []},
      )
      .map(name => [name]),
    emailAddresses: some(
      fc.record({
        value: fc.constantFrom(
          'anna@gmial.com',
          ' anna＠firm,de ',
          'anna@gmailcom',
          'Xenia <anna@gmial.com>',
          'nobody',
          'anna@firm.de',
        ),
        displayName: words,
      }),
    ),
    phoneNumbers: some(fc.record({value: words, type: words})),
    addresses: some(
      fc.oneof(
        fc.record({
          postalCode: fc.constantFrom(
            '1020093',
            '〒１０２－００９３',
            '12',
            'ﾔ',
          ),
          city: fc.constantFrom('千代田区', 'ﾁﾖﾀﾞｸ', 'Berlin'),
        }),
        fc.record({
          formattedValue: fc.constantFrom(
            '〒１０２００９３ 東京都千代田区平河町１－２ ﾋﾞﾙ',
            '東京都町田市',
            '1 Main St',
          ),
          type: fc.constant('home'),
        }),
      ),
    ),
    organizations: some(fc.record({name: words})),
  },
  {requiredKeys: []},
);

/** Every letter and digit that is said, however wide and in whichever case. */
function letters(side: Content): readonly string[] {
  const texts = Object.values(side).flatMap(items =>
    items.flatMap(item =>
      Object.entries(item).flatMap(([part, value]) =>
        typeof value === 'string' &&
        part !== 'canonicalForm' &&
        part !== 'matchKey'
          ? [...value.normalize('NFKC').toLowerCase()]
          : [],
      ),
    ),
  );
  return [...new Set(texts)].filter(letter => /[\p{L}\p{N}]/u.test(letter));
}

describe('a proposed repair', () => {
  test('takes its fault away, touches no other field, and settles', () => {
    fc.assert(
      fc.property(person, raw => {
        const before = content(raw);
        for (const fault of findFaults(before, OPTIONS)) {
          if (fault.repair === undefined) continue;
          const isIt = ({code, field, value}: Fault) =>
            code === fault.code &&
            field === fault.field &&
            value === fault.value;
          const after = repairFaults(before, OPTIONS, isIt);
          expect(findFaults(after, OPTIONS).filter(isIt)).toEqual([]);
          const touched = Object.keys(fault.repair);
          expect(touched).toEqual(
            expect.arrayContaining(differingFields(before, after)),
          );
          expect(repairFaults(after, OPTIONS, isIt)).toEqual(after);
        }
      }),
      {numRuns: 300},
    );
  });

  test('of all faults leaves none that has one, and loses no letter or digit', () => {
    fc.assert(
      fc.property(person, raw => {
        const before = content(raw);
        const after = repairFaults(before, OPTIONS, () => true);
        const left = findFaults(after, OPTIONS);
        expect(left.filter(({repair}) => repair !== undefined)).toEqual([]);
        expect(letters(after)).toEqual(
          expect.arrayContaining([...letters(before)]),
        );
        expect(after).toEqual(normalizeContent({...after}, {region: 'JP'}));
      }),
      {numRuns: 300},
    );
  });

  test('writes nothing that is hidden from who looks', () => {
    const raw = content(named({givenName: 'anna@firm.de'}));
    const options = {...OPTIONS, hiddenFields: ['emailAddresses'] as const};
    const faults = findFaults(raw, options);
    expect(faults).toEqual([
      {code: 'NAME_IS_EMAIL', field: 'names', value: 'anna@firm.de'},
    ]);
    const after = repairFaults(raw, options, () => true);
    expect(sameContent(after, raw)).toBe(true);
  });
});
