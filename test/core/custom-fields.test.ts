import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content, Item} from '../../server/core/content.ts';
import {
  customFieldKey,
  fieldsIn,
  findFaults,
  findNewFaults,
  renameKey,
  repairFaults,
  type CustomField,
  type CustomFieldType,
} from '../../server/core/custom-fields.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

const field = (
  type: CustomFieldType,
  more: Partial<CustomField> = {},
): CustomField => ({
  id: `id-${type}`,
  labelId: null,
  displayName: 'Field',
  type,
  choices: type === 'choice' ? ['東京', 'Ôsaka', 'Kyoto'] : [],
  required: false,
  ...more,
});

const saying = (...values: string[]): Content => ({
  userDefined: values.map(value => ({key: 'Field', value})),
});

const faultsOf = (content: Content, ...fields: CustomField[]) =>
  findFaults(fields, content).map(fault =>
    Object.fromEntries(
      Object.entries(fault).filter(([name]) => name !== 'field'),
    ),
  );

describe('a value', () => {
  test.each<[CustomFieldType, readonly string[]]>([
    ['text', ['何でも', '1', ' ']],
    ['number', ['0', '-12', '3.50', '007', '12345678901234567890']],
    ['date', ['2026-01-31', '2024-02-29', '0001-01-01']],
    ['choice', ['東京', 'Ôsaka']],
    ['url', ['https://example.jp', 'HTTP://a.example/x?q=日本#y']],
  ])('of %s stands as it is', (type, values) => {
    for (const value of values) {
      expect([value, faultsOf(saying(value), field(type))]).toEqual([
        value,
        [],
      ]);
    }
  });

  test.each<[CustomFieldType, string, string | undefined]>([
    ['number', '１２３４．５', '1234.5'],
    ['number', '−7', '-7'],
    ['number', '+7', '7'],
    ['number', '1,234,567', '1234567'],
    ['number', '1,234.5', '1234.5'],
    ['number', '1.234,5', '1234.5'],
    ['number', '3,5', '3.5'],
    // One thousand and so much, or one and so much.
    ['number', '1,234', undefined],
    ['number', 'twelve', undefined],
    ['number', '1e3', undefined],
    ['number', '.5', undefined],
    ['date', '2026/1/2', '2026-01-02'],
    ['date', '２０２６年１月２日', '2026-01-02'],
    ['date', '20260102', '2026-01-02'],
    ['date', '令和8年1月2日', '2026-01-02'],
    ['date', '平成元年1月8日', '1989-01-08'],
    ['date', '13/2/2026', '2026-02-13'],
    ['date', '2/13/2026', '2026-02-13'],
    ['date', '2/2/2026', '2026-02-02'],
    // The second of January, or the first of February.
    ['date', '1/2/2026', undefined],
    ['date', '2026-02-30', undefined],
    ['date', '2026-13-01', undefined],
    ['date', '13/13/2026', undefined],
    ['date', 'tomorrow', undefined],
    ['choice', ' ｋｙｏｔｏ ', 'Kyoto'],
    ['choice', 'osaka', 'Ôsaka'],
    ['choice', 'Nara', undefined],
    ['url', 'example.jp/a', 'https://example.jp/a'],
    ['url', 'ｈｔｔｐｓ：／／example.jp', 'https://example.jp'],
    ['url', 'ftp://example.jp', undefined],
    ['url', 'javascript:alert(1)', undefined],
    ['url', 'a b.example', undefined],
    ['url', 'see below', undefined],
  ])('that is no %s: %s is taken for %s', (type, value, proposal) => {
    const found = faultsOf(saying(value), field(type));
    expect(found).toEqual([
      {
        reason: `NOT_A_${type.toUpperCase()}`,
        value,
        ...(proposal !== undefined && {proposal}),
      },
    ]);
  });

  test('stands under a name whatever its case and width', () => {
    const content = {userDefined: [{key: ' ｆｉｅｌｄ', value: 'x'}]};
    expect(faultsOf(content, field('number'))).toHaveLength(1);
  });

  test('that stands there twice is one too many', () => {
    expect(faultsOf(saying('1', '2'), field('number'))).toEqual([
      {reason: 'SEVERAL'},
    ]);
    expect(faultsOf(saying('1', '１'), field('number'))).toEqual([
      {reason: 'SEVERAL', proposal: '1'},
    ]);
  });
});

describe('of a required field', () => {
  const required = field('number', {required: true});

  test.each(['\u200b', '\u3164', ' \u00ad'])(
    'what shows nothing, %j, is nothing',
    value => {
      expect(faultsOf(saying(value), required)).toEqual([{reason: 'MISSING'}]);
      expect(faultsOf(saying(value), field('number'))).toEqual([]);
    },
  );

  test('nothing, and a key without a value, is a fault', () => {
    expect(faultsOf({}, required)).toEqual([{reason: 'MISSING'}]);
    expect(faultsOf({userDefined: [{key: 'Field'}]}, required)).toEqual([
      {reason: 'MISSING'},
    ]);
  });

  test.each<[string, Content | undefined, Content, readonly string[]]>([
    ['a new contact has it', undefined, {}, ['MISSING']],
    ['it is not taken away', saying('1'), {}, ['MISSING']],
    ['what lacked it already may be edited', {}, {}, []],
    ['what was wrong already may be edited', saying('x'), saying('x'), []],
    [
      'what was wrong is not made wrong otherwise',
      saying('x'),
      saying('y'),
      ['NOT_A_NUMBER'],
    ],
    ['what was wrong is mended', saying('x'), saying('1'), []],
    ['what was wrong is not taken away', saying('x'), {}, ['MISSING']],
  ])('%s', (_case, before, after, reasons) => {
    expect(
      findNewFaults([required], before, after).map(({reason}) => reason),
    ).toEqual(reasons);
  });
});

test('a contact has the workplace’s fields and those of its labels, of one name the first', () => {
  const at = (id: string, labelId: string | null, displayName: string) =>
    field('text', {id, labelId, displayName});
  const fields = [
    at('1', null, 'Staff no.'),
    at('2', 'a', 'Floor'),
    at('3', 'b', 'ＦＬＯＯＲ'),
    at('4', 'c', 'Desk'),
  ];
  const ids = (...labelIds: string[]) =>
    fieldsIn(fields, labelIds).map(({id}) => id);
  expect(ids()).toEqual(['1']);
  expect(ids('a', 'b')).toEqual(['1', '2']);
  expect(ids('b')).toEqual(['1', '3']);
});

const TYPES: readonly CustomFieldType[] = [
  'text',
  'number',
  'date',
  'choice',
  'url',
];

const anyValue = fc.oneof(
  fc.string({unit: 'grapheme'}),
  fc.float({noNaN: true}).map(String),
  fc.date({noInvalidDate: true}).map(date => date.toISOString().slice(0, 10)),
  fc.webUrl(),
  fc.constantFrom('1/2/2026', '１２', 'KYOTO', 'example.jp', '1,234,567'),
);
const anyItems = fc.array(
  fc.record({
    key: fc.constantFrom('Field', 'ＦＩＥＬＤ', 'field ', 'Other'),
    value: anyValue,
  }),
  {maxLength: 4},
);

describe('whatever is said', () => {
  const other = ({userDefined = []}: Content) =>
    userDefined.filter(({key}) => customFieldKey(String(key)) !== 'field');

  test('what is proposed is valid, and repairing twice is repairing once', () => {
    fc.assert(
      fc.property(anyItems, fc.constantFrom(...TYPES), (items, type) => {
        const defined = [field(type)];
        const content = normalizeContent({userDefined: items});
        const repaired = repairFaults(defined, content);
        const left = findFaults(defined, repaired);
        expect(left.filter(({proposal}) => proposal !== undefined)).toEqual([]);
        expect(repairFaults(defined, repaired)).toEqual(repaired);
      }),
    );
  });

  test('a repair touches nothing that is not surely wrong', () => {
    fc.assert(
      fc.property(anyItems, fc.constantFrom(...TYPES), (items, type) => {
        const defined = [field(type)];
        const content = normalizeContent({userDefined: items});
        const repaired = repairFaults(defined, content);
        expect(other(repaired)).toEqual(other(content));
        const sure = findFaults(defined, content).some(
          ({proposal}) => proposal !== undefined,
        );
        if (!sure) expect(repaired).toEqual(content);
      }),
    );
  });

  test('under another name every value is the same', () => {
    fc.assert(
      fc.property(anyItems, items => {
        const content = normalizeContent({userDefined: items});
        const renamed = renameKey(content, 'field', 'Renamed');
        const values = ({userDefined = []}: Content) =>
          userDefined.map(({value}: Item) => value);
        expect(values(renamed)).toEqual(values(content));
        expect(other(renamed).filter(({key}) => key === 'Other')).toEqual(
          other(content).filter(({key}) => key === 'Other'),
        );
      }),
    );
  });
});
