import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  differingFields,
  isSingleton,
  SUBFIELDS,
  TYPED_FIELDS,
  type Content,
  type SharedField,
} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import type {WrittenVersion} from '../../server/formats/vcard-sheet.ts';
import {writeVcard} from '../../server/formats/vcard-writer.ts';
import {fuzzRuns} from './vcard-fuzz-runs.ts';
import {
  areRealFilesHere,
  readCard,
  readWhole,
  realFiles,
} from './vcard-support.ts';

const VERSIONS: readonly WrittenVersion[] = ['3.0', '4.0'];

/** Texts that mean something to a vCard, to Google or to a program. */
const TELLING = fc.constantFrom(
  'home',
  'work',
  'HOME',
  'mobile',
  'workFax',
  'homePage',
  'anniversary',
  'spouse',
  'pref',
  'voice',
  '_$!<Home>!$_',
  'X-FOO',
  'X-FOO;TYPE=home',
  'X-FOO;A="b;c"',
  'NOTE',
  'FN',
  'AGENT',
  'GEO',
  'X-ABLABEL',
  'BEGIN',
  'END',
  'VCARD',
  'BEGIN:VCARD',
  'END:VCARD',
  'a;b',
  'a\\;b;c',
  'a,b',
  '\\',
  '\\n',
  'a\nb',
  '"',
  '^n',
  '^',
  ';Q:',
  'BASE64',
  ';BASE64:',
  'sip:a',
  'tel:1',
  '1p2w3',
  '+49 30 1234567',
  '1990-02-03',
  'http://x.example/a,b;c',
  'M',
  'male',
  'UID',
  'freeBusy',
  'MAIDEN_NAME',
  'skype',
  'SKYPE',
  'jabber',
  'constructor',
  '__proto__',
  '=',
  '=3D',
  'à',
  '山田',
  '😀',
  `${'x'.repeat(70)} END:VCARD`,
  ' '.repeat(80),
  'a' + ' '.repeat(160) + 'b',
  'é'.repeat(60),
);

const text = fc.oneof(
  TELLING,
  fc.string({unit: 'binary', maxLength: 12}),
  fc.string({unit: 'grapheme', maxLength: 90}),
  fc.tuple(TELLING, fc.string(), TELLING).map(parts => parts.join('')),
);

const VALUES = {
  text,
  flag: fc.constant(true),
  date: fc.record(
    {
      year: fc.oneof(fc.integer({min: 1, max: 99_999}), fc.constant(1604)),
      month: fc.integer({min: 1, max: 13}),
      day: fc.integer({min: 1, max: 32}),
    },
    {requiredKeys: []},
  ),
} as const;

function anyItem(field: SharedField) {
  const values = Object.fromEntries(
    Object.entries(SUBFIELDS[field]).map(([name, kind]) => [
      name,
      VALUES[kind],
    ]),
  );
  return fc.record(values, {requiredKeys: []});
}

const anyContent: fc.Arbitrary<Content> = fc
  .record(
    Object.fromEntries(
      TYPED_FIELDS.map(field => [
        field,
        fc.oneof(
          {weight: 3, arbitrary: fc.constant([])},
          fc.array(anyItem(field), {maxLength: isSingleton(field) ? 1 : 3}),
        ),
      ]),
    ),
  )
  .map(raw => normalizeContent(raw));

describe.each(VERSIONS)('version %s', version => {
  test('whatever a contact holds is the same when it is read again', () => {
    fc.assert(
      fc.property(
        anyContent,
        fc.uniqueArray(text.map(label => label.trim()).filter(Boolean), {
          maxLength: 3,
        }),
        fc.option(fc.uint8Array({minLength: 1, maxLength: 200}), {
          nil: undefined,
        }),
        (content, labels, photo) => {
          const wellFormed = labels.map(label =>
            label.toWellFormed().replace(/\r\n?/g, '\n').trim(),
          );
          const file = writeVcard(version, {
            content,
            labels: wellFormed,
            photo,
          });
          const {contacts, entries} = readWhole(file);
          expect(entries).toHaveLength(1);
          const read = normalizeContent(contacts[0]!.person);
          for (const field of differingFields(read, content)) {
            expect({[field]: read[field]}).toEqual({[field]: content[field]});
          }
          expect(new Set(contacts[0]!.labels)).toEqual(new Set(wellFormed));
          expect(Buffer.from(contacts[0]!.photo ?? [])).toEqual(
            Buffer.from(photo ?? []),
          );
          expect(contacts[0]!.remarks).toEqual([]);
        },
      ),
      {
        numRuns: fuzzRuns(),
        examples: [
          [{userDefined: [{key: 'KIND', value: 'group'}]}, [], undefined],
        ],
      },
    );
  });

  test('no line is longer than 75 octets, and no character is cut in two', () => {
    const content = normalizeContent({
      biographies: [{value: 'Größe 山田 😀 '.repeat(40)}],
      urls: [{value: `https://x.example/${'a'.repeat(300)}`}],
    });
    const file = writeVcard(version, {content});
    for (const line of file.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line.isWellFormed()).toBe(true);
    }
    expect(file.endsWith('\r\nEND:VCARD\r\n')).toBe(true);
  });
});

test('a card of 3.0 is one that other programs know', () => {
  const content = normalizeContent({
    names: [
      {familyName: '山田', givenName: '太郎', phoneticFamilyName: 'やまだ'},
    ],
    phoneNumbers: [
      {value: '03-1234-5678', type: 'workFax'},
      {value: '1', type: 'Boat'},
    ],
    urls: [{value: 'https://x.example', type: 'homePage'}],
    birthdays: [{date: {month: 2, day: 29}}],
    organizations: [{name: 'A, B', department: 'C', title: 'D'}],
    imClients: [{username: 'taro', protocol: 'skype', type: 'home'}],
    userDefined: [
      {key: 'X-FOO;TYPE=home', value: 'a;b'},
      {key: 'Shoe size', value: '43'},
    ],
  });
  const photo = Buffer.from('\xff\xd8\xff\xe0', 'latin1');
  expect(
    writeVcard('3.0', {content, labels: ['Kunden'], photo}).split('\r\n'),
  ).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:山田 太郎',
    'N:山田;太郎;;;',
    'X-PHONETIC-LAST-NAME:やまだ',
    'TEL;TYPE=FAX,WORK:03-1234-5678',
    'item1.TEL:1',
    'item1.X-ABLabel:Boat',
    'item2.URL:https://x.example',
    'item2.X-ABLabel:_$!<HomePage>!$_',
    'IMPP;TYPE=HOME;X-SERVICE-TYPE=Skype:skype:taro',
    'ORG:A\\, B;C',
    'TITLE:D',
    'BDAY:--02-29',
    'X-FOO;TYPE=home:a;b',
    'item3.X-CUSTOM-FIELD:43',
    'item3.X-ABLabel:Shoe size',
    'CATEGORIES:Kunden',
    'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4A==',
    'END:VCARD',
    '',
  ]);
});

test('a card of 4.0 has its own forms', () => {
  const content = normalizeContent({
    names: [{familyName: 'Poe', givenName: 'Ana'}],
    addresses: [
      {
        formattedValue: '1 "Main" Street\nTown',
        countryCode: 'DE',
        type: 'home',
      },
    ],
    events: [{date: {year: 2001, month: 2, day: 3}, type: 'anniversary'}],
    genders: [{value: 'female'}],
    relations: [{person: 'Bo', type: 'spouse'}],
  });
  const photo = Buffer.from('\x89PNG', 'latin1');
  expect(writeVcard('4.0', {content, photo}).split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:4.0',
    'FN:Ana Poe',
    'N:Poe;Ana;;;',
    'ADR;TYPE=home;LABEL="1 ^\'Main^\' Street^nTown";CC=DE:;;;;;;',
    'ANNIVERSARY:20010203',
    'RELATED;TYPE=spouse;VALUE=text:Bo',
    'GENDER:F',
    'PHOTO:data:image/png;base64,iVBORw==',
    'END:VCARD',
    '',
  ]);
});

test('a property that no field is for is the same property again', () => {
  const lines = [
    'X-FOO;TYPE=home;X-A="b,c":d\\, e',
    'KEY;ENCODING=b:AAAA',
    'TZ:+0100',
  ];
  const read = readCard(lines);
  const content = normalizeContent(read.person);
  const written = writeVcard('3.0', {content}).split('\r\n');
  expect(written).toEqual(
    expect.arrayContaining([
      'X-FOO;TYPE=home;X-A="b,c":d, e',
      'KEY;ENCODING=b:AAAA',
      'TZ:+0100',
    ]),
  );
  expect(normalizeContent(readCard(written.slice(2, -2)).person)).toEqual(
    content,
  );
});

const onRealFiles = areRealFilesHere ? test : test.skip;

onRealFiles(
  'all of real files survives being written and read (skipped where ../shared/testdata is absent)',
  () => {
    for (const {name, bytes} of realFiles()) {
      for (const {person, labels, photo} of readWhole(bytes).contacts) {
        const content = normalizeContent(person);
        for (const version of VERSIONS) {
          const [again] = readWhole(
            writeVcard(version, {content, labels, photo}),
          ).contacts;
          const read = normalizeContent(again!.person);
          expect({name, content: differingFields(read, content)}).toEqual({
            name,
            content: [],
          });
          expect(again!.labels).toEqual(labels);
          expect(again!.photo).toEqual(photo);
        }
      }
    }
  },
);
