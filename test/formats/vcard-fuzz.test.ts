/** No input makes the reader fail in a way of its own, however it comes. */
import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {normalizeContent} from '../../server/core/normalize.ts';
import {fuzzRuns} from './vcard-fuzz-runs.ts';
import {areRealFilesHere, readWhole, realFiles} from './vcard-support.ts';

const LINE_END = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  '\r\r\n',
  '\n\n',
  '\r\n ',
  '=\r\n',
  '\n\t',
);
const NAME = fc.constantFrom(
  'BEGIN',
  'END',
  'VERSION',
  'N',
  'FN',
  'TEL',
  'EMAIL',
  'ADR',
  'LABEL',
  'ORG',
  'TITLE',
  'PHOTO',
  'BDAY',
  'NOTE',
  'AGENT',
  'item1.TEL',
  'item1.X-ABLabel',
  'X-FOO',
  'IMPP',
  'GENDER',
  'RELATED',
  'CATEGORIES',
  'X-ANDROID-CUSTOM',
  'SORT-STRING',
  '#',
  '',
);
const PARAM = fc.constantFrom(
  ';HOME',
  ';TYPE=work',
  ';TYPE="a,b',
  ';ENCODING=QUOTED-PRINTABLE',
  ';BASE64',
  ';CHARSET=SHIFT_JIS',
  ';CHARSET=x',
  ';VALUE=uri',
  ';PREF=1',
  ';LABEL="^n\\n"',
  ';=',
  ';',
);
const VALUE = fc.oneof(
  fc.constantFrom(
    'VCARD',
    '2.1',
    '3.0',
    '4.0',
    'a;b;c',
    'a\\;b',
    '=E5=B1=',
    '=ZZ',
    '/9j/4AAQ',
    'data:image/png;base64,AAAA',
    '19800101',
    '--0229',
    '\ufeff',
    '\\',
  ),
  fc.string({unit: 'binary', maxLength: 20}),
);
const LINE = fc
  .tuple(
    NAME,
    fc.array(PARAM, {maxLength: 3}),
    fc.constantFrom(':', '', ': '),
    VALUE,
    LINE_END,
  )
  .map(
    ([name, params, colon, value, end]) =>
      name + params.join('') + colon + value + end,
  );
const FILE = fc
  .array(
    fc.oneof(
      {weight: 5, arbitrary: LINE},
      fc.constantFrom('BEGIN:VCARD\r\n', 'END:VCARD\r\n'),
    ),
    {maxLength: 30},
  )
  .map(lines => `BEGIN:VCARD\r\n${lines.join('')}`);
const ENCODING = fc.constantFrom<BufferEncoding>('utf8', 'latin1', 'utf16le');

/** Reads a file whole and in pieces: the same, bounded, and content that can be kept. */
function survives(bytes: Uint8Array, chunkOctets: number): void {
  const whole = readWhole(bytes);
  const inPieces = readWhole(bytes, {}, chunkOctets);
  expect(inPieces.entries).toEqual(whole.entries);
  expect(inPieces.remarks).toEqual(whole.remarks);
  for (const {person} of whole.contacts) {
    const content = normalizeContent(person);
    expect(normalizeContent(content)).toEqual(content);
  }
}

test('files that a grammar of cards makes are read, in chunks of any size', () => {
  fc.assert(
    fc.property(
      FILE,
      ENCODING,
      fc.integer({min: 1, max: 40}),
      (file, encoding, octets) => survives(Buffer.from(file, encoding), octets),
    ),
    {numRuns: fuzzRuns()},
  );
});

test('limits hold, wherever they are', () => {
  fc.assert(
    fc.property(FILE, fc.integer({min: 1, max: 200}), (file, octets) => {
      const {contacts, entries} = readWhole(file, {
        limits: {
          lineOctets: octets,
          cardOctets: octets * 3,
          cards: 3,
          nestingDepth: 1,
          remarksPerCard: 5,
        },
      });
      expect(contacts.length).toBeLessThanOrEqual(3);
      for (const entry of entries) {
        if (entry.kind === 'contact')
          expect(entry.remarks.length).toBeLessThanOrEqual(6);
      }
    }),
    {numRuns: fuzzRuns()},
  );
});

const onRealFiles = areRealFilesHere ? test : test.skip;

onRealFiles(
  'real files with wrong bytes and cut short are read (skipped where ../shared/testdata is absent)',
  () => {
    const files = realFiles().filter(({bytes}) => bytes.length < 8_000);
    const flip = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(flip, {maxLength: 20}),
        fc.double({min: 0.2, max: 1, noNaN: true}),
        fc.integer({min: 1, max: 900}),
        (index, flips, share, octets) => {
          const bytes = Buffer.from(files[index]!.bytes);
          for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
          survives(bytes.subarray(0, Math.ceil(bytes.length * share)), octets);
        },
      ),
      {numRuns: fuzzRuns()},
    );
  },
);
