/** vCards: our reader beside the package `vcf`, on the same bytes, by processor time. */
import {createRequire} from 'node:module';
import type {FileEntry} from '../../../server/formats/file-contact.ts';
import {normalizeContent} from '../../../server/core/normalize.ts';
import {createVcardReader} from '../../../server/formats/vcard-reader.ts';
import {writeVcard} from '../../../server/formats/vcard-writer.ts';
import {countOf, textsOf} from '../../formats/vcard-expected.ts';
import {
  areRealFilesHere,
  realFiles,
  type RealFile,
} from '../../formats/vcard-support.ts';
import {speedRows} from './format-speed.ts';
import {attempt, processorSeconds} from './processor-time.ts';
import type {Row, Table} from './table.ts';

const CARDS = 20_000;
const MANY_CARDS = 100_000;
const CHUNK_OCTETS = 64 * 1024;
const MEBIBYTE = 1024 * 1024;

/** What a reader found: how many contacts, and every text in them. */
interface Found {
  readonly count: number;
  readonly texts: readonly string[];
}

interface Reader {
  readonly name: string;
  count(bytes: Buffer): number;
  find(bytes: Buffer): Found;
}

interface ForeignProperty {
  valueOf(): unknown;
}

interface ForeignCard {
  readonly data: Readonly<Record<string, ForeignProperty | ForeignProperty[]>>;
}

const foreign: {parse(value: Buffer): readonly ForeignCard[]} = createRequire(
  import.meta.url,
)('vcf');

const READERS: readonly Reader[] = [
  {
    name: 'server/formats',
    count: bytes => contactsOf(bytes).length,
    find(bytes) {
      const contacts = contactsOf(bytes);
      const items = contacts.flatMap(({person}) =>
        Object.values(person).flat(),
      );
      const values = items.flatMap(item => Object.values(item));
      return {
        count: contacts.length,
        texts: values.filter(value => typeof value === 'string'),
      };
    },
  },
  {
    name: 'vcf 2.1.2',
    count: bytes => foreign.parse(bytes).length,
    find(bytes) {
      const cards = foreign.parse(bytes);
      const values = cards.flatMap(({data}) =>
        Object.values(data)
          .flat()
          .map(property => String(property.valueOf())),
      );
      // It leaves components in one text.
      const texts = values.flatMap(value => [value, ...value.split(';')]);
      return {count: cards.length, texts};
    },
  },
];

function* entriesOf(bytes: Buffer): Generator<FileEntry> {
  const reader = createVcardReader();
  for (let at = 0; at < bytes.length; at += CHUNK_OCTETS) {
    yield* reader.push(bytes.subarray(at, at + CHUNK_OCTETS));
  }
  yield* reader.end();
}

function contactsOf(bytes: Buffer) {
  return [...entriesOf(bytes)].filter(entry => entry.kind === 'contact');
}

export function measureVcards(): readonly Table[] {
  const files = realFiles();
  return [
    speed(manyCards(CARDS), files),
    memory(),
    ...(areRealFilesHere ? [rightness(files)] : []),
  ];
}

function manyCards(count: number): Buffer {
  const cards = Array.from({length: count}, (_, index) =>
    writeVcard('3.0', {
      content: normalizeContent({
        names: [{givenName: `太郎${index}`, familyName: '山田'}],
        phoneNumbers: [
          {value: `+81 3 0000 ${index}`, type: 'work'},
          {value: `090-0000-${index}`, type: 'mobile'},
        ],
        emailAddresses: [{value: `taro${index}@x.example`, type: 'work'}],
        organizations: [{name: '株式会社サンプル', title: '部長'}],
        addresses: [
          {streetAddress: '桜丘町26-1', city: '渋谷区', type: 'work'},
        ],
        biographies: [{value: 'met at the fair, likes tea; '.repeat(4)}],
      }),
      labels: ['Customers'],
    }),
  );
  return Buffer.from(cards.join(''), 'utf8');
}

function speed(many: Buffer, files: readonly RealFile[]): Table {
  const rows = speedRows(
    READERS,
    {bytes: many, count: CARDS, format: '3.0'},
    files.map(({name, bytes}) => ({bytes, count: countOf(name)})),
  );
  return {
    title: 'formats: cards per second of processor time',
    conditions: [
      'vcf splits lines and leaves values as they are; server/formats decodes, mends and fills the fields of a Person',
      'chunks of 64 KiB for server/formats, the whole file for vcf',
    ],
    columns: ['reader', 'cards', 'MiB', 'cards/s'],
    rows,
  };
}

/** How much is held while a long file goes by. */
function memory(): Table {
  const piece = manyCards(1_000);
  const reader = createVcardReader();
  const before = process.memoryUsage().heapUsed;
  let held = 0;
  let cards = 0;
  const take = (entries: Iterable<FileEntry>) => {
    for (const entry of entries) if (entry.kind === 'contact') cards += 1;
  };
  const seconds = processorSeconds(() => {
    for (let round = 0; round < MANY_CARDS / 1_000; round++) {
      for (let at = 0; at < piece.length; at += CHUNK_OCTETS) {
        take(reader.push(piece.subarray(at, at + CHUNK_OCTETS)));
      }
      held = Math.max(held, process.memoryUsage().heapUsed - before);
    }
    take(reader.end());
  });
  return {
    title: 'formats: a file of 100,000 cards, card by card',
    conditions: ['heap above what was used before, garbage included'],
    columns: ['cards', 's', 'heap MiB at most'],
    rows: [{cells: [cards, seconds, Math.round(held / MEBIBYTE)]}],
  };
}

function rightness(files: readonly RealFile[]): Table {
  const told = files.filter(({name}) => textsOf(name).length > 0);
  const rows = READERS.map(({name, find}): Row => {
    const counted = files.filter(
      file => attempt(() => find(file.bytes).count) === countOf(file.name),
    );
    const found = told.filter(file => {
      const texts = attempt(() => find(file.bytes).texts) ?? [];
      const all = new Set(
        texts.flatMap(text => [plain(text), ...text.split('\n').map(plain)]),
      );
      return textsOf(file.name).every(text => all.has(plain(text)));
    });
    return {
      cells: [
        name,
        `${counted.length} of ${files.length}`,
        `${found.length} of ${told.length}`,
      ],
      ...(name.startsWith('vcf')
        ? {}
        : {
            goal: {
              text: 'all',
              isMet:
                counted.length === files.length && found.length === told.length,
            },
          }),
    };
  });
  return {
    title: 'formats: real files read right',
    conditions: [
      'values: each text that Android’s importer finds in the files of its own tests, wherever the reader has it',
    ],
    columns: ['reader', 'number of contacts', 'all values'],
    rows,
  };
}

/** Android writes numbers in groups. */
function plain(text: string): string {
  const bare = text.replace(/[\s()-]/g, '');
  return /^[+\d]+$/.test(bare) ? bare : text;
}
