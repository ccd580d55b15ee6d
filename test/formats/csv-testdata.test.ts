/**
 * Real files: exports and tables of ../shared/testdata/csv, described in SOURCES.md
 * there; skipped where they are absent. With FUZZ_RUNS they are damaged so often.
 */
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {readdirSync} from 'node:fs';
import {normalizeContent} from '../../server/core/normalize.ts';
import {guessColumns} from '../../server/formats/csv-guess.ts';
import type {ColumnMeaning} from '../../server/formats/csv-columns.ts';
import {FileFault, type FileEntry} from '../../server/formats/file-contact.ts';
import {
  areTablesHere,
  bytesOfTable,
  CSV_FOLDER,
  expectedTables,
  TABLE_COUNTS,
  type ExpectedRow,
} from './csv-expected.ts';
import {readContacts, readContents, readFile} from './csv-support.ts';

const onFiles = areTablesHere ? describe : describe.skip;
const ABSENT = areTablesHere ? '' : ' (skipped: ../shared/testdata is absent)';

/** What no table of contacts is may be refused, and nothing else may happen to it. */
function readUnlessRefused(text: string): readonly FileEntry[] {
  try {
    return readFile(text);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return [];
  }
}

const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 500);
const FUZZ_TIMEOUT_MS = 600_000;

/** Where in a `Person` each word of the expectations stands. */
function expectRow(
  {labels, person}: ReturnType<typeof readContacts>[number],
  row: ExpectedRow,
): void {
  const content = normalizeContent(person);
  const phones = (content.phoneNumbers ?? []).map(({value, type}) => [
    type,
    value,
  ]);
  const name = content.names?.[0];
  if (row.given !== undefined)
    expect(name?.['givenName'] ?? null).toBe(row.given);
  if (row.family !== undefined) {
    expect(name?.['familyName'] ?? null).toBe(row.family);
  }
  if (row.email !== undefined) {
    expect(content.emailAddresses?.[0]?.['value']).toBe(row.email);
  }
  if (row.work !== undefined) expect(phones).toContainEqual(['work', row.work]);
  if (row.workFax !== undefined) {
    expect(phones).toContainEqual(['workFax', row.workFax]);
  }
  const organization = content.organizations?.[0];
  if (row.org !== undefined) expect(organization?.['name']).toBe(row.org);
  // That project takes Google's title for a department.
  if (row.dept !== undefined) expect(organization?.['title']).toBe(row.dept);
  if (row.labels !== undefined) expect(labels).toEqual(row.labels);
  if (row.url !== undefined) expect(content.urls?.[0]?.['value']).toBe(row.url);
  const address = content.addresses?.[0];
  if (row.postalCode !== undefined) {
    expect(address).toMatchObject({
      postalCode: row.postalCode,
      region: row.region,
      streetAddress: row.street,
    });
  }
}

onFiles(`exports with known values${ABSENT}`, () => {
  test.each(expectedTables())(
    '%s reads as its project says',
    (file, {count, rows}) => {
      const contacts = readContacts(bytesOfTable(file));
      expect(contacts).toHaveLength(count);
      rows.forEach((row, index) => {
        const contact = contacts[index];
        if (contact === undefined) throw new Error(`no row ${index}`);
        expectRow(contact, row);
      });
    },
  );

  test('a name that says more than its parts is kept beside them', () => {
    const contents = readContents(
      bytesOfTable('goldrush/google_ja_incomplete.csv'),
    );
    expect(contents).toHaveLength(6);
    expect(contents[1]).toMatchObject({
      names: [{familyName: '赤'}],
      userDefined: [{key: 'Name', value: '赤山'}],
    });
    expect(contents[5]?.names).toEqual([{givenName: '徳山'}]);
  });
});

onFiles(`tables of all kinds${ABSENT}`, () => {
  test.each(Object.entries(TABLE_COUNTS))(
    '%s holds %d contacts',
    (file, count) => {
      const entries = readFile(bytesOfTable(`messy/${file}`));
      expect(entries.map(({kind}) => kind)).toEqual(
        Array.from({length: count}, () => 'contact'),
      );
    },
  );

  test('every cell of a table is somewhere in its contact', () => {
    for (const file of Object.keys(TABLE_COUNTS)) {
      const bytes = bytesOfTable(`messy/${file}`);
      const said = JSON.stringify(readContents(bytes));
      const pieces = String(bytes)
        .split('\n')
        .slice(file === 'agency-chaos.csv' ? 2 : 1)
        .flatMap(line => line.split(/[,;\t"/]/))
        .map(cell => cell.trim())
        .filter(cell => cell !== '');
      for (const piece of pieces) {
        // A name given as a whole comes apart.
        for (const word of piece.split(/\s+/)) {
          expect(said.toLowerCase()).toContain(
            JSON.stringify(word).slice(1, -1).toLowerCase(),
          );
        }
      }
    }
  });
});

onFiles(`headings of address books${ABSENT}`, () => {
  const folder = new URL('headers/', CSV_FOLDER);
  const lists = areTablesHere
    ? readdirSync(folder).filter(file => file.endsWith('.json'))
    : [];

  /** Roundcube's words for a meaning; undefined: it has another one there than the programs. */
  function meaningOf(word: string): object | undefined {
    const [what = '', type] = word.split(':');
    const parts: Readonly<Record<string, string>> = {
      locality: 'city',
      country: 'country',
      zipcode: 'postalCode',
      region: 'region',
    };
    const names: Readonly<Record<string, string>> = {
      firstname: 'givenName',
      surname: 'familyName',
      middlename: 'middleName',
      prefix: 'honorificPrefix',
      suffix: 'honorificSuffix',
    };
    if (what in names) return {field: 'names', subfield: names[what]};
    if (what in parts) {
      return {field: 'addresses', subfield: parts[what], type};
    }
    if (what === 'email') return {field: 'emailAddresses', subfield: 'value'};
    if (what === 'organization') {
      return {field: 'organizations', subfield: 'name'};
    }
    if (what === 'jobtitle') return {field: 'organizations', subfield: 'title'};
    if (what === 'notes') return {field: 'biographies', subfield: 'value'};
    if (what === 'groups') return {kind: 'labels'};
    if (word === 'phone:mobile' || word === 'phone:home') {
      return {field: 'phoneNumbers', subfield: 'value', type};
    }
    return undefined;
  }

  /** Where that project's list contradicts the programs: state and country changed places. */
  const MISTAKEN =
    /Region geschäftlich|^Land |Region privat|Weitere Region|Weiteres Land|Provincia|provincia o estado|región|Ville|Штат/;

  test.each(lists)('%s is understood', file => {
    const words = JSON.parse(String(bytesOfTable(`headers/${file}`))) as Record<
      string,
      string
    >;
    const headings = Object.keys(words);
    const {columns} = guessColumns(headings, []);
    const strange: string[] = [];
    headings.forEach((heading, index) => {
      const meant = meaningOf(words[heading] ?? '');
      if (meant === undefined || MISTAKEN.test(heading)) return;
      if (heading.startsWith('_')) return;
      const meaning: ColumnMeaning | undefined = columns[index];
      if (!says(meaning, meant)) strange.push(heading);
    });
    expect(strange).toEqual([]);
  });

  function says(meaning: object | undefined, meant: object): boolean {
    return Object.entries(meant).every(
      ([key, value]) =>
        meaning !== undefined && Reflect.get(meaning, key) === value,
    );
  }
});

const SEEDS = areTablesHere
  ? ['goldrush', 'linkedout', 'messy'].flatMap(folder =>
      readdirSync(new URL(`${folder}/`, CSV_FOLDER))
        .filter(file => file.endsWith('.csv'))
        .map(file => bytesOfTable(`${folder}/${file}`)),
    )
  : [
      Buffer.from(
        'First Name,E-mail 1 - Value,Notes\nAnn,a@a.example,"x\ny"\n',
      ),
    ];

test(
  'a damaged file is read or refused, whatever was done to it',
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.array(
          fc.record({
            at: fc.nat(),
            how: fc.constantFrom('flip', 'cut', 'double', 'insert'),
            byte: fc.oneof(
              fc.integer({min: 0, max: 255}),
              fc.constantFrom(0x22, 0x2c, 0x3b, 0x0a, 0x0d, 0x1b, 0xff),
            ),
          }),
          {maxLength: 12},
        ),
        fc.integer({min: 1, max: 5000}),
        (seed, damages, pieceSize) => {
          let bytes = Buffer.from(seed);
          for (const {at, how, byte} of damages) {
            const place = at % (bytes.length + 1);
            const [before, after] = [
              bytes.subarray(0, place),
              bytes.subarray(place),
            ];
            const between = {
              flip: [Buffer.of(byte), after.subarray(1)],
              cut: [after.subarray(byte)],
              double: [after.subarray(0, byte), after],
              insert: [Buffer.of(byte), after],
            }[how];
            bytes = Buffer.concat([before, ...between]);
          }
          try {
            const entries = readFile(bytes, {pieceSize});
            for (const entry of entries) {
              if (entry.kind === 'contact') normalizeContent(entry.person);
              expect(entry.line).toBeGreaterThan(0);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(FileFault);
          }
        },
      ),
      {numRuns: FUZZ_RUNS},
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'any table of any cells is read row by row',
  () => {
    const cell = fc.oneof(
      fc.string({unit: 'grapheme', maxLength: 12}),
      fc.constantFrom(
        'a@a.example',
        '+81 3 1234 5678',
        '--5-1',
        '=1+1',
        '* Work',
        ' ::: ',
        '"',
        '\n',
      ),
    );
    const heading = fc.oneof(
      cell,
      fc.constantFrom(
        'First Name',
        'E-mail 1 - Value',
        'Phone 1 - Label',
        'Labels',
        'Birthday',
        '姓',
        'Straße privat',
        'Custom Field 1 - Label',
        'Custom Field 1 - Value',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(heading, {minLength: 1, maxLength: 8}),
        fc.array(fc.array(cell, {maxLength: 9}), {maxLength: 8}),
        fc.constantFrom(',', ';', '\t'),
        (headings, rows, separator) => {
          const write = (cells: readonly string[]) =>
            cells
              .map(text => `"${text.replaceAll('"', '""')}"`)
              .join(separator);
          const text = [headings, ...rows].map(write).join('\r\n');
          const entries = readUnlessRefused(text);
          expect(entries.length).toBeLessThanOrEqual(rows.length + 1);
          for (const entry of entries) {
            if (entry.kind === 'contact') normalizeContent(entry.person);
          }
        },
      ),
      {numRuns: FUZZ_RUNS},
    );
  },
  FUZZ_TIMEOUT_MS,
);
