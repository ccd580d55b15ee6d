import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  sameContent,
  SUBFIELDS,
  TYPED_FIELDS,
  isSingleton,
  type Content,
} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  createGoogleWriter,
  EMPTY_LAYOUT,
  widenLayout,
} from '../../server/formats/csv-google-writer.ts';
import {
  createSpreadsheetWriter,
  EMPTY_SPREADSHEET,
  widenSpreadsheet,
} from '../../server/formats/csv-spreadsheet.ts';
import {readContacts, readContents} from './csv-support.ts';

const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 500);
/** One of the properties is run so often, the others a fifth of it. */
const FUZZ_TIMEOUT_MS = 600_000;

function writeGoogle(
  contents: readonly Content[],
  labels: readonly string[] = [],
  layout = contents.reduce(widenLayout, EMPTY_LAYOUT),
): string {
  const {headings, row} = createGoogleWriter(layout);
  return headings + contents.map(content => row(content, labels)).join('');
}

function writeTable(
  contents: readonly Content[],
  {labels = [], locale = 'en'}: {labels?: string[]; locale?: string} = {},
): string {
  const layout = contents.reduce(widenSpreadsheet, EMPTY_SPREADSHEET);
  const {headings, row} = createSpreadsheetWriter(layout, locale);
  return headings + contents.map(content => row(content, labels)).join('');
}

/** Texts that files treat in a way of their own. */
const text = fc.oneof(
  fc.string({unit: 'grapheme', minLength: 1, maxLength: 12}),
  fc.constantFrom(
    'a ::: b',
    ' ::: ',
    '* Work',
    'Work',
    'work',
    'homeFax',
    'Home Fax',
    '=1+1',
    "'=1+1",
    '+81 3-1234-5678',
    'a@a.example',
    'x, "y"\nz',
    '--05-01',
    '2000-01-02',
    'sharedContacts',
    '{"names":[{"givenName":"Eve"}]}',
    'male',
    'm',
    'ja',
    '株式会社',
    ';',
    '\t',
    'Column 1',
    'Custom Field 1 - Value',
  ),
);
const date = fc.record(
  {
    year: fc.integer({min: 1, max: 9999}),
    month: fc.integer({min: 1, max: 12}),
    day: fc.integer({min: 1, max: 31}),
  },
  {requiredKeys: []},
);

const anyContent = fc
  .record(
    Object.fromEntries(
      TYPED_FIELDS.map(field => [
        field,
        fc.array(
          fc.record(
            Object.fromEntries(
              Object.entries(SUBFIELDS[field]).map(([name, kind]) => [
                name,
                kind === 'date' ? date : kind === 'flag' ? fc.boolean() : text,
              ]),
            ),
            {requiredKeys: []},
          ),
          {maxLength: isSingleton(field) ? 1 : 3},
        ),
      ]),
    ),
    {requiredKeys: []},
  )
  .map(raw => normalizeContent(raw))
  .filter(content => Object.keys(content).length > 0);

const ANN = normalizeContent({
  names: [{givenName: 'Ann', familyName: 'Lee', phoneticFamilyName: 'リー'}],
  nicknames: [{value: 'Annie'}],
  organizations: [{name: 'Acme', title: 'CEO', department: 'Board'}],
  emailAddresses: [{value: 'ann@a.example', type: 'work'}],
  phoneNumbers: [{value: '+81 90 1234 5678', type: 'mobile'}],
  birthdays: [{date: {month: 5, day: 1}}],
  userDefined: [{key: 'Badge', value: '42'}],
  occupations: [{value: 'carpenter'}],
});

describe('google-csv', () => {
  test(
    'any contacts are read again exactly as they were written',
    () => {
      fc.assert(
        fc.property(
          fc.array(anyContent, {minLength: 1, maxLength: 4}),
          contents => {
            const read = readContents(writeGoogle(contents));
            expect(read).toHaveLength(contents.length);
            contents.forEach((content, index) => {
              const back = read[index] ?? {};
              if (!sameContent(back, content)) expect(back).toEqual(content);
            });
          },
        ),
        {numRuns: FUZZ_RUNS},
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    'a layout that is too narrow loses nothing',
    () => {
      fc.assert(
        fc.property(anyContent, content => {
          const [back = {}] = readContents(
            writeGoogle([content], [], EMPTY_LAYOUT),
          );
          if (!sameContent(back, content)) expect(back).toEqual(content);
        }),
        {numRuns: FUZZ_RUNS / 5},
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test('it stands in the columns that Google’s own export has', () => {
    expect(writeGoogle([ANN], ['Customers', 'Friends']).split('\r\n')).toEqual([
      'First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,' +
        'Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,' +
        'Organization Name,Organization Title,Organization Department,Birthday,' +
        'Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,' +
        'Phone 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value,' +
        'Custom Field 2 - Label,Custom Field 2 - Value',
      'Ann,,Lee,,,リー,,,Annie,,Acme,CEO,Board,--05-01,,,Customers ::: Friends,' +
        'Work,ann@a.example,Mobile,+81 90 1234 5678,Badge,42,sharedContacts,' +
        '"{""occupations"":[{""value"":""carpenter""}]}"',
      '',
    ]);
  });

  test('labels come back', () => {
    const [contact] = readContacts(writeGoogle([ANN], ['Customers', 'A, B']));
    expect(contact?.labels).toEqual(['Customers', 'A, B']);
  });

  test('a company with more than its columns say is still shown in them', () => {
    const content = normalizeContent({
      organizations: [
        {name: 'Acme', symbol: 'ACM', current: true},
        {name: 'B'},
      ],
    });
    expect(writeGoogle([content])).toContain(',Acme,');
    expect(readContents(writeGoogle([content]))).toEqual([content]);
  });
});

describe('spreadsheet-csv', () => {
  test(
    'no cell begins as a formula',
    () => {
      fc.assert(
        fc.property(
          anyContent,
          fc.constantFrom('en', 'ja'),
          (content, locale) => {
            const written = writeTable([content], {locale});
            expect(written.startsWith('\uFEFF')).toBe(true);
            const cells = cellsOf(written.slice(1));
            for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          },
        ),
        {numRuns: FUZZ_RUNS / 5},
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  function cellsOf(file: string): string[] {
    return [
      ...file.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g),
    ].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
  }

  test(
    'everything a contact says stands somewhere in its row',
    () => {
      fc.assert(
        fc.property(anyContent, content => {
          const said = cellsOf(writeTable([content]).slice(1)).join('\n');
          for (const [, items = []] of Object.entries(content)) {
            for (const item of items) {
              for (const [name, value] of Object.entries(item)) {
                if (typeof value !== 'string') continue;
                if (
                  ['canonicalForm', 'matchKey', 'type', 'protocol'].includes(
                    name,
                  )
                ) {
                  continue;
                }
                expect(said).toContain(value);
              }
            }
          }
        }),
        {numRuns: FUZZ_RUNS / 5},
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test.each<[string, object, string]>([
    [
      'Japan',
      {
        ...{streetAddress: '平河町1-2', city: '千代田区', region: '東京都'},
        ...{postalCode: '102-0093', country: '日本'},
      },
      '日本\n102-0093\n東京都\n千代田区\n平河町1-2',
    ],
    [
      'Japan in Latin letters',
      {
        streetAddress: '1-2 Hirakawa-cho',
        city: 'Tokyo',
        postalCode: '102-0093',
      },
      '1-2 Hirakawa-cho\nTokyo\n102-0093',
    ],
    [
      'Germany',
      {
        ...{streetAddress: 'Hauptstr. 1', city: 'Bonn', postalCode: '53111'},
        ...{country: 'Deutschland'},
      },
      'Hauptstr. 1\n53111\nBonn\nDeutschland',
    ],
    [
      'the United States',
      {
        ...{streetAddress: '1 Main St', city: 'Reno', region: 'NV'},
        ...{postalCode: '89501', country: 'USA'},
      },
      '1 Main St\nReno\nNV\n89501\nUSA',
    ],
  ])('an address is written as in %s', (_, address, written) => {
    const content = normalizeContent({addresses: [address]});
    expect(cellsOf(writeTable([content]).slice(1))).toContain(written);
  });

  test.each(['en', 'ja'])(
    'a table in %s is understood when it comes back',
    locale => {
      const file = writeTable([ANN], {
        locale,
        labels: ['Customers', 'Friends'],
      });
      const [contact] = readContacts(file);
      expect(contact?.labels).toEqual(['Customers', 'Friends']);
      const content = normalizeContent(contact?.person ?? {});
      expect(content).toMatchObject({
        names: ANN.names,
        organizations: ANN.organizations,
        emailAddresses: ANN.emailAddresses,
        phoneNumbers: ANN.phoneNumbers,
        birthdays: ANN.birthdays,
      });
    },
  );

  test.each(['en', 'ja'])(
    'what has a column of its own in %s is the same when it comes back',
    locale => {
      const content = normalizeContent({
        names: [{honorificPrefix: 'Dr.', givenName: 'Bo', familyName: 'Ray'}],
        nicknames: [{value: 'Bobby'}],
        organizations: [{name: 'Acme', title: 'Buyer'}],
        biographies: [{value: 'tea'}],
        emailAddresses: [{value: 'bo@a.example'}],
        phoneNumbers: [
          {value: '+49 30 123456'},
          {value: '+49 30 123457', type: 'work'},
          {value: '+49 30 123458', type: 'work'},
        ],
        urls: [{value: 'https://a.example', type: 'shop'}],
        imClients: [
          {username: 'bo', protocol: 'skype'},
          {username: 'ray', type: 'home'},
        ],
      });
      const file = writeTable([content], {locale, labels: ['Customers']});
      expect(readContents(file)).toEqual([content]);
    },
  );

  test('its words are those of the reader’s language', () => {
    expect(writeTable([ANN], {locale: 'ja'})).toContain('姓,名,');
    expect(writeTable([ANN], {locale: 'ja'})).toContain('電話 (携帯)');
    expect(writeTable([ANN], {locale: 'xx'})).toContain('Phone (mobile)');
  });
});
