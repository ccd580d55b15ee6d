import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  SUBFIELDS,
  sameContent,
} from '../../server/core/content.ts';
import {
  matchKeys,
  normalizeContent,
  writtenKeys,
} from '../../server/core/normalize.ts';

const japan = {region: 'JP'};

function phone(value: string, region?: string) {
  const content = normalizeContent({phoneNumbers: [{value}]}, {region});
  return content.phoneNumbers?.[0]?.['canonicalForm'];
}

function mail(value: string) {
  const content = normalizeContent({emailAddresses: [{value}]});
  return content.emailAddresses?.[0]?.['matchKey'];
}

describe('what counts as content', () => {
  test('blanks around a text are no content and line ends have one spelling', () => {
    const content = normalizeContent({
      biographies: [{value: '\u3000 one\r\ntwo\rthree  '}],
      nicknames: [{value: '   '}],
    });
    expect(content).toEqual({biographies: [{value: 'one\ntwo\nthree'}]});
  });

  test('an empty field, an empty item and an absent field are the same', () => {
    expect(
      normalizeContent({urls: [], events: [{}], relations: [{person: ''}]}),
    ).toEqual({});
  });

  test('an item with nothing but a type says nothing', () => {
    expect(
      normalizeContent({
        phoneNumbers: [{type: 'home'}],
        organizations: [{type: 'work', current: true}],
        imClients: [{protocol: 'jabber', type: 'home'}],
      }),
    ).toEqual({});
  });

  test('what Google derives and what is not shared is left out', () => {
    const content = normalizeContent({
      names: [
        {
          givenName: 'Ann',
          displayName: 'Ann',
          displayNameLastFirst: 'Ann',
          unstructuredName: 'Ann',
          metadata: {primary: true},
        },
      ],
      phoneNumbers: [{value: '1', formattedType: 'Home', canonicalForm: '+1'}],
      memberships: [{contactGroupMembership: {}}],
      clientData: [{key: 'k', value: 'v'}],
    });
    expect(content).toEqual({
      names: [{givenName: 'Ann'}],
      phoneNumbers: [{value: '1'}],
    });
  });

  test('a flag that is not set and a zero part of a date are absent', () => {
    expect(
      normalizeContent({
        organizations: [{name: 'ACME', current: false}],
        birthdays: [{date: {year: 0, month: 2, day: 29}}],
        events: [{date: {year: 0, month: 0, day: 0}, type: 'other'}],
      }),
    ).toEqual({
      organizations: [{name: 'ACME'}],
      birthdays: [{date: {month: 2, day: 29}}],
    });
  });

  test('a type that Google fills in or drops by itself is no edit', () => {
    expect(
      normalizeContent({
        biographies: [{value: 'note', contentType: 'TEXT_PLAIN'}],
      }),
    ).toEqual({biographies: [{value: 'note'}]});
    expect(
      normalizeContent({
        nicknames: [{value: 'T', type: 'DEFAULT'}],
        miscKeywords: [{value: 'k', type: 'TYPE_UNSPECIFIED'}],
      }),
    ).toEqual({nicknames: [{value: 'T'}], miscKeywords: [{value: 'k'}]});
    expect(
      normalizeContent({
        biographies: [{value: '<b>note</b>', contentType: 'TEXT_HTML'}],
      }).biographies,
    ).toEqual([{value: '<b>note</b>', contentType: 'TEXT_HTML'}]);
  });

  test("a birthday's text stays only where there is no date", () => {
    const date = {year: 1990, month: 4, day: 1};
    expect(
      normalizeContent({birthdays: [{date, text: '01/04/1990'}]}).birthdays,
    ).toEqual([{date}]);
    expect(
      normalizeContent({birthdays: [{text: 'in spring'}]}).birthdays,
    ).toEqual([{text: 'in spring'}]);
  });

  test("an address's whole stays only where there are no parts", () => {
    expect(
      normalizeContent({
        addresses: [
          {city: 'Tokyo', type: 'work', formattedValue: 'Tokyo\nJapan'},
          {formattedValue: '1-2-3 Ginza', type: 'home', countryCode: 'JP'},
        ],
      }).addresses,
    ).toEqual([
      {city: 'Tokyo', type: 'work'},
      {formattedValue: '1-2-3 Ginza', type: 'home', countryCode: 'JP'},
    ]);
  });

  test('a named country needs no code, which Google adds by itself', () => {
    expect(
      normalizeContent({
        addresses: [{country: 'Japan', countryCode: 'JP'}, {countryCode: 'DE'}],
      }).addresses,
    ).toEqual([{country: 'Japan'}, {countryCode: 'DE'}]);
  });

  test('values of another shape are absent', () => {
    expect(
      normalizeContent({
        names: 'Ann',
        urls: [null, 'https://example.com', [{value: 'x'}]],
        nicknames: [{value: 7}],
        birthdays: [{date: '1990-04-01'}],
      }),
    ).toEqual({});
  });
});

describe('telephone numbers', () => {
  test('a domestic number is read in the region given', () => {
    expect(phone('03-1234-5678', 'JP')).toBe('+81312345678');
    expect(phone('090 1234 5678', 'JP')).toBe('+819012345678');
    expect(phone('03-1234-5678')).toBeUndefined();
  });

  test('an international number needs no region', () => {
    expect(phone('+81 (0)3-1234-5678')).toBe('+81312345678');
    expect(phone('+49 30 901820', 'JP')).toBe('+4930901820');
  });

  test('full-width digits and Japanese hyphens are digits and hyphens', () => {
    expect(phone('０３ー１２３４ー５６７８', 'JP')).toBe('+81312345678');
    expect(phone('＋８１−３−１２３４−５６７８')).toBe('+81312345678');
  });

  test('what was typed stays as it is', () => {
    const content = normalizeContent(
      {phoneNumbers: [{value: ' ０３(1234)5678 '}]},
      japan,
    );
    expect(content.phoneNumbers?.[0]?.['value']).toBe('０３(1234)5678');
  });

  test('people behind one switchboard share no canonical number', () => {
    expect(phone('03-1234-5678 ext. 12', 'JP')).toBeUndefined();
    expect(phone('03-1234-5678 内線12', 'JP')).toBeUndefined();
  });

  test('an extension alone, an emergency number and words are no numbers', () => {
    expect(phone('4711', 'JP')).toBeUndefined();
    expect(phone('110', 'JP')).toBeUndefined();
    expect(phone('ask Ann', 'JP')).toBeUndefined();
  });
});

describe('e-mail addresses', () => {
  test('case and width do not make another address', () => {
    expect(mail('Ann.Smith@Example.COM')).toBe('ann.smith@example.com');
    expect(mail('ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ')).toBe('ann@example.com');
  });

  test('dots and tags do', () => {
    expect(mail('a.b+c@example.com')).toBe('a.b+c@example.com');
  });

  test('what is no address is not looked up', () => {
    expect(mail('none')).toBeUndefined();
    expect(mail('a@b@c')).toBeUndefined();
    expect(mail('a b@c')).toBeUndefined();
  });
});

describe('names given as a whole', () => {
  const split = (unstructuredName: string, beside = {}) =>
    normalizeContent({names: [{unstructuredName, ...beside}]}).names?.[0];

  test.each([
    ['Anna Maria Schmidt', 'Anna Maria', 'Schmidt'],
    ['Schmidt, Anna', 'Anna', 'Schmidt'],
    ['Cher', 'Cher', undefined],
    ['山田 太郎', '太郎', '山田'],
    ['山田　太郎', '太郎', '山田'],
    ['山田太郎', '山田太郎', undefined],
    ['김 철수', '철수', '김'],
  ])('%s', (whole, givenName, familyName) => {
    expect(split(whole)).toEqual({
      givenName,
      ...(familyName === undefined ? {} : {familyName}),
    });
  });

  const PARTS = [
    'honorificPrefix',
    'givenName',
    'familyName',
    'honorificSuffix',
  ] as const;

  // Prefix | given | family | suffix.
  test.each([
    ['Dr. Hans Müller Jr.', 'Dr.|Hans|Müller|Jr.'],
    ['Mr. John Smith III', 'Mr.|John|Smith|III'],
    ['Mr.John Smith', 'Mr.|John|Smith|'],
    ['John Smith, MD', '|John|Smith|MD'],
    ['Smith, John, Jr.', '|John|Smith|Jr.'],
    ['Sir Tim Berners-Lee OBE', 'Sir|Tim|Berners-Lee|OBE'],
    ['Mr Bean', 'Mr||Bean|'],
    ['Frau Dr. Weber', 'Frau Dr.||Weber|'],
    ['Jan van der Berg', '|Jan|van der Berg|'],
    ['João da Silva', '|João|da Silva|'],
    ['von Braun, John', '|John|von Braun|'],
    ['J. R. R. Tolkien', '|J. R. R.|Tolkien|'],
    ['山田　太郎様', '|太郎|山田|様'],
    ['林 さん', '|林||さん'],
    ['森　様', '|森||様'],
    ['鵜殿', '|鵜殿||'],
    ['奥さん', '|奥さん||'],
    ['鈴木一郎 部長', '|鈴木一郎||部長'],
    ['田中 Michael', '|Michael|田中|'],
    // No seam is plain.
    ['María José García Márquez', '|María José García Márquez||'],
    ['Nguyễn Văn An', '|Nguyễn Văn An||'],
    ['Kim Min-su', '|Kim Min-su||'],
    ['DOE John', '|DOE John||'],
    ['de la Cruz Juan', '|de la Cruz Juan||'],
    ['山田花子(旧姓 佐藤)', '|山田花子(旧姓 佐藤)||'],
    ['Acme Inc.', '|Acme Inc.||'],
    ['Acme, Inc.', '|Acme, Inc.||'],
    ['Weber & Söhne GmbH', '|Weber & Söhne GmbH||'],
    ['株式会社 テスト', '|株式会社 テスト||'],
    ['김민수', '|김민수||'],
    ['王小明', '|王小明||'],
    ['Yo-Yo Ma', '|Yo-Yo|Ma|'],
    ['Aung San', '|Aung|San|'],
  ])('%s is %s', (whole, parts) => {
    const name = split(whole);
    expect(PARTS.map(part => name?.[part] ?? '').join('|')).toBe(parts);
  });

  test('nothing of them is lost, and they read as typed', () => {
    const words = fc.constantFrom(
      ...'Ann Lee MD Jr. Dr. Mr von de Weber, Inc. (Bo) III Kim 山田 太郎 部長 様 김 & J.'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(words, {minLength: 1, maxLength: 6}), typed => {
        const parts = Object.values(split(typed.join(' ')) ?? {});
        const letters = (text: string) =>
          Array.from(text.replace(/[\s,]/gu, '')).sort().join('');
        expect(letters(parts.join(''))).toBe(letters(typed.join('')));
      }),
    );
  });

  test.each([
    [{honorificPrefix: 'Dr'}, 'Dr Ann Lee'],
    [{honorificPrefix: 'Dr'}, 'Ann Lee'],
    [{honorificSuffix: 'Jr.'}, 'Ann Lee, Jr.'],
    [{honorificPrefix: 'Dr', honorificSuffix: 'Jr.'}, 'Dr Lee, Ann Jr.'],
  ])('are split beside %j: %s', (beside, whole) => {
    expect(split(whole, beside)).toEqual({
      ...beside,
      ...{givenName: 'Ann', familyName: 'Lee'},
    });
  });

  test('have nothing of an honorific that is alone, nor of what only begins like it', () => {
    const beside = {honorificPrefix: 'Dr', honorificSuffix: 'r'};
    expect(split('Dr', {honorificPrefix: 'Dr'})).toEqual({
      honorificPrefix: 'Dr',
    });
    expect(split('Dr r', beside)).toEqual(beside);
    expect(split('Drew Winter', beside)).toEqual({
      ...beside,
      ...{givenName: 'Drew', familyName: 'Winter'},
    });
  });

  test('are not split where their parts are there', () => {
    expect(
      normalizeContent({
        names: [{familyName: 'Vo Nguyen', displayName: 'Nguyen Vo'}],
      }).names,
    ).toEqual([{familyName: 'Vo Nguyen'}]);
  });

  test('the display name serves where there is nothing else', () => {
    expect(normalizeContent({names: [{displayName: 'Ann Lee'}]}).names).toEqual(
      [{givenName: 'Ann', familyName: 'Lee'}],
    );
  });
});

describe('what a contact is looked up by', () => {
  test('each address and number once, of what can be compared', () => {
    const content = normalizeContent(
      {
        emailAddresses: [{value: 'A@x.jp'}, {value: 'a@X.jp'}, {value: 'no'}],
        phoneNumbers: [{value: '03-1234-5678'}, {value: '12'}],
      },
      japan,
    );
    expect(matchKeys(content)).toEqual(['mail:a@x.jp', 'tel:+81312345678']);
  });

  test('an address as it is written and the mailbox that it reaches', () => {
    const content = normalizeContent({
      emailAddresses: [
        {value: 'J.Ohn+x@gmail.com'},
        {value: 'john@gmail.com'},
        {value: 'hanako@例え.jp'},
      ],
    });
    const written = [
      'mail:j.ohn+x@gmail.com',
      'mail:john@gmail.com',
      'mail:hanako@例え.jp',
    ];
    expect(writtenKeys(content)).toEqual(written);
    expect(matchKeys(content)).toEqual([
      ...written,
      'mail:hanako@xn--r8jz45g.jp',
    ]);
  });
});

describe('laws', () => {
  const text = fc.oneof(
    fc.string({unit: 'grapheme', maxLength: 12}),
    fc.constantFrom(
      ' ',
      '\r\n',
      '０３-１２３４-５６７８',
      'A@Ｂ.jp',
      'TEXT_PLAIN',
    ),
  );
  const value = fc.oneof(
    text,
    fc.boolean(),
    fc.record({year: fc.nat(2100), month: fc.nat(12), day: fc.nat(31)}),
    fc.constant(null),
  );
  const raw = fc.dictionary(
    fc.constantFrom<string>(...SHARED_FIELDS, 'photos'),
    fc.array(
      fc.dictionary(
        fc.constantFrom(
          ...new Set(Object.values(SUBFIELDS).flatMap(Object.keys)),
          'unstructuredName',
          'displayName',
        ),
        value,
      ),
      {maxLength: 3},
    ),
  );

  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(raw, fc.constantFrom('JP', undefined), (person, region) => {
        const once = normalizeContent(person, {region});
        expect(normalizeContent({...once}, {region})).toEqual(once);
        expect(sameContent(once, normalizeContent({...once}))).toBe(true);
      }),
    );
  });

  test('content holds no empty text, no empty item and no empty field', () => {
    fc.assert(
      fc.property(raw, person => {
        for (const items of Object.values(normalizeContent(person))) {
          expect(items).not.toHaveLength(0);
          for (const item of items) {
            expect(Object.keys(item)).not.toHaveLength(0);
            expect(Object.values(item)).not.toContain('');
            expect(Object.values(item)).not.toContain(false);
          }
        }
      }),
    );
  });
});
