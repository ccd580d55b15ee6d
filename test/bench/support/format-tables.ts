/** Tables: our reader beside the package `csv-parse`, on the same bytes, by processor time. */
import {parse} from 'csv-parse/sync';
import {normalizeContent} from '../../../server/core/normalize.ts';
import {createCsvReader} from '../../../server/formats/csv-reader.ts';
import {
  createGoogleWriter,
  EMPTY_LAYOUT,
  widenLayout,
} from '../../../server/formats/csv-google-writer.ts';
import type {FileContact} from '../../../server/formats/file-contact.ts';
import {
  areTablesHere,
  bytesOfTable,
  expectedTables,
  TABLE_COUNTS,
  type ExpectedRow,
} from '../../formats/csv-expected.ts';
import {speedRows} from './format-speed.ts';
import {attempt} from './processor-time.ts';
import type {Row, Table} from './table.ts';

const ROWS = 20_000;
const CHUNK_OCTETS = 64 * 1024;

interface Reader {
  readonly name: string;
  count(bytes: Buffer): number;
  /** The texts of each contact. */
  read(bytes: Buffer): readonly (readonly string[])[];
}

const READERS: readonly Reader[] = [
  {
    name: 'server/formats',
    count: bytes => contactsOf(bytes).length,
    read: bytes =>
      contactsOf(bytes).map(({person, labels}) => [
        ...labels,
        ...Object.values(normalizeContent(person))
          .flat()
          .flatMap(item => Object.values(item))
          .filter(value => typeof value === 'string'),
      ]),
  },
  {
    name: 'csv-parse 7.0.3',
    count: bytes => rowsOf(bytes).length,
    read: bytes => {
      // It leaves several values in one text.
      return rowsOf(bytes).map(row =>
        Object.values(row).flatMap(cell => [
          cell,
          ...cell.split(' ::: ').map(each => each.replace(/^\* /, '')),
        ]),
      );
    },
  },
];

function rowsOf(bytes: Buffer): readonly Readonly<Record<string, string>>[] {
  return parse(bytes, {columns: true, bom: true, skip_empty_lines: true});
}

function contactsOf(bytes: Buffer): readonly FileContact[] {
  const reader = createCsvReader();
  const entries = [];
  for (let at = 0; at < bytes.length; at += CHUNK_OCTETS) {
    entries.push(...reader.push(bytes.subarray(at, at + CHUNK_OCTETS)));
  }
  entries.push(...reader.end());
  return entries.filter(entry => entry.kind === 'contact');
}

export function measureTables(): readonly Table[] {
  return [speed(manyRows(ROWS)), ...(areTablesHere ? [rightness()] : [])];
}

function manyRows(count: number): Buffer {
  const contents = Array.from({length: count}, (_, index) =>
    normalizeContent({
      names: [{givenName: `太郎${index}`, familyName: '山田'}],
      phoneNumbers: [
        {value: `+81 3 0000 ${index}`, type: 'work'},
        {value: `090-0000-${index}`, type: 'mobile'},
      ],
      emailAddresses: [{value: `taro${index}@x.example`, type: 'work'}],
      organizations: [{name: '株式会社サンプル', title: '部長'}],
      addresses: [{streetAddress: '桜丘町26-1', city: '渋谷区', type: 'work'}],
      biographies: [{value: 'met at the fair, likes tea; '.repeat(4)}],
    }),
  );
  const writer = createGoogleWriter(
    contents.reduce(
      (layout, content) => widenLayout(layout, content),
      EMPTY_LAYOUT,
    ),
  );
  const rows = contents.map(content => writer.row(content, ['Customers']));
  return Buffer.from(writer.headings + rows.join(''), 'utf8');
}

function realTables(): readonly {
  readonly bytes: Buffer;
  readonly count: number;
}[] {
  return [
    ...Object.entries(TABLE_COUNTS).map(([file, count]) => ({
      bytes: bytesOfTable(`messy/${file}`),
      count,
    })),
    ...expectedTables().map(([path, {count}]) => ({
      bytes: bytesOfTable(path),
      count,
    })),
  ];
}

function speed(many: Buffer): Table {
  const rows = speedRows(
    READERS,
    {bytes: many, count: ROWS, format: 'Google’s format'},
    areTablesHere ? realTables() : [],
  );
  return {
    title: 'formats: rows per second of processor time',
    conditions: [
      'csv-parse gives cells by heading; server/formats, which is built on it, finds encoding and separator, guesses what columns mean and fills the fields of a Person',
      'chunks of 64 KiB for server/formats, the whole file for csv-parse',
    ],
    columns: ['reader', 'rows', 'MiB', 'rows/s'],
    rows,
  };
}

function rightness(): Table {
  const tables = realTables();
  const told = expectedTables();
  const rows = READERS.map(({name, count: countOf, read}): Row => {
    const counted = tables.filter(
      ({bytes, count}) => attempt(() => countOf(bytes)) === count,
    );
    const found = told.filter(([path, expected]) => {
      const contacts = attempt(() => read(bytesOfTable(path))) ?? [];
      return (
        contacts.length === expected.count &&
        expected.rows.every((row, index) =>
          textsOf(row).every(text => contacts[index]?.includes(text)),
        )
      );
    });
    const isOurs = name === 'server/formats';
    const isMet =
      counted.length === tables.length && found.length === told.length;
    return {
      cells: [
        name,
        `${counted.length} of ${tables.length}`,
        `${found.length} of ${told.length}`,
      ],
      ...(isOurs && {goal: {text: 'all', isMet}}),
    };
  });
  return {
    title: 'formats: real tables read right',
    conditions: [
      'values: each text that the projects the exports are from expect of a row, wherever in that row the reader has it',
    ],
    columns: ['reader', 'number of contacts', 'all values'],
    rows,
  };
}

/** What each project expects by name; the rest of its expectations is about its own fields. */
function textsOf(row: ExpectedRow): readonly string[] {
  const {given, family, email, work, workFax, org, dept, url} = row;
  const {postalCode, region, street, labels = []} = row;
  const single = [given, family, email, work, workFax, org, dept, url];
  return [...single, postalCode, region, street, ...labels].filter(
    text => typeof text === 'string',
  );
}
