import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content} from '../../server/core/content.ts';
import {createSureRule, findSureMatch} from '../../server/core/match.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {
  asRead,
  isPhoneRegion,
  keysToFind,
  readEachWay,
  readNumbers,
  shownKeys,
  storedKeys,
} from '../../server/core/regional-numbers.ts';
import {searchTexts} from '../../server/core/search-text.ts';

/** As somebody of this region typed it, or of one that nobody knows. */
const typed = (value: string, region?: string) =>
  normalizeContent({phoneNumbers: [{value}]}, {region});

const regionalForm = (content: Content, regions: readonly string[]) =>
  readNumbers(content, regions).phoneNumbers?.[0]?.['regionalForm'];

describe('a number without a country', () => {
  test.each<[string, string | undefined, string[], string | undefined]>([
    ['03-1234-5678', undefined, ['JP'], '+81312345678'],
    ['０３－１２３４－５６７８', undefined, ['JP'], '+81312345678'],
    ['03-1234-5678', undefined, [], undefined],
    // Valid in both: the first has it.
    ['03-1234-5678', undefined, ['JP', 'AU'], '+81312345678'],
    ['03-1234-5678', undefined, ['AU', 'JP'], '+61312345678'],
    // The first makes no number of it that anybody could have.
    ['03-1234-5678', undefined, ['US', 'JP'], '+81312345678'],
    // Its label says otherwise than the locale of who typed it.
    ['03-1234-5678', 'AU', ['JP'], '+81312345678'],
    // It is theirs where the label makes none of it.
    ['(415) 555-2671', 'US', ['JP'], undefined],
    // Nobody has it, in either: the label has a country for it, and it is long enough.
    ['03-0089-6766', 'US', ['JP'], '+81300896766'],
    ['03-0089-6766', undefined, ['JP', 'US'], '+81300896766'],
    // Too short, an extension, no number.
    ['110', undefined, ['JP'], undefined],
    ['03-1234-5678 ext. 5', undefined, ['JP'], undefined],
    ['ask Anna', undefined, ['JP'], undefined],
  ])('%s, typed by %s, is in labels of %j %s', (value, by, regions, form) => {
    const content = typed(value, by);
    expect(regionalForm(content, regions)).toBe(form);
    // What was typed, and how its writer means it, stays.
    expect(readNumbers(content, regions).phoneNumbers).toEqual([
      {
        ...content.phoneNumbers![0],
        ...(form !== undefined && {regionalForm: form}),
      },
    ]);
  });

  test('is found by its text and its reading, and matched by either', () => {
    const read = readNumbers(typed('03-1234-5678'), ['JP']);
    expect(shownKeys(read)).toEqual(['tel:+81312345678']);
    expect(storedKeys(read)).toEqual(['read:+81312345678']);
    expect(keysToFind(['tel:+81312345678', 'mail:a@example.com'])).toEqual([
      'tel:+81312345678',
      'mail:a@example.com',
      'read:+81312345678',
    ]);
    expect(searchTexts(read)[0]?.text.split(' ')).toContain('81312345678');
  });

  test('is kept as each region of its labels reads it', () => {
    const found = readEachWay(typed('03-1234-5678', 'US'), ['JP', 'AU', 'JP']);
    expect(storedKeys(found)).toEqual([
      'tel:+10312345678',
      'read:+81312345678',
      'read:+61312345678',
    ]);
  });
});

test('a number with its country is the same in every label', () => {
  for (const value of [
    '+81 3 1234 5678',
    '＋４９ 30 123456',
    'tel:+14155552671',
  ]) {
    const content = typed(value, 'FR');
    expect(readNumbers(content, ['JP', 'US', 'DE'])).toEqual(content);
    expect(readEachWay(content, ['JP', 'US', 'DE'])).toEqual(content);
  }
});

test('a region is one that has telephone numbers', () => {
  expect(['JP', 'GB', 'US'].filter(isPhoneRegion)).toEqual(['JP', 'GB', 'US']);
  expect(['UK', 'jp', 'ZZ', 'AQ', '', '001'].filter(isPhoneRegion)).toEqual([]);
});

const NATIONAL = ['03-1234-5678', '03 1234 5678', '030 123456', '0312345678'];
const WORLDWIDE = ['+81 3 1234 5678', '+61 3 1234 5678', '+49 30 123456'];
const REGIONS = ['JP', 'AU', 'DE', 'US', 'GB'];
const NAMES = [
  {givenName: 'Anna', familyName: 'Schmidt'},
  {givenName: 'A.', familyName: 'Schmidt'},
  {givenName: 'Ben', familyName: 'Okafor'},
];

/** Somebody with numbers, as typed by people of one region or another, in labels of others. */
const person = fc.record({
  content: fc
    .record({
      name: fc.constantFrom(...NAMES),
      values: fc.uniqueArray(fc.constantFrom(...NATIONAL, ...WORLDWIDE), {
        minLength: 1,
        maxLength: 2,
      }),
      region: fc.option(fc.constantFrom(...REGIONS), {nil: undefined}),
    })
    .map(({name, values, region}) =>
      normalizeContent(
        {names: [name], phoneNumbers: values.map(value => ({value}))},
        {region},
      ),
    ),
  id: fc.uuid(),
  regions: fc.array(fc.constantFrom(...REGIONS), {maxLength: 2}),
});

test('nobody is surely somebody by a region who is not without it, whichever labels have', () => {
  fc.assert(
    fc.property(
      fc.array(person, {minLength: 2, maxLength: 5}),
      ([first, ...rest]) => {
        const known = [first!, ...rest];
        const read = known.map(asRead);
        const asTyped = createSureRule(known);
        const asShown = createSureRule(read);
        for (const [at, other] of rest.entries()) {
          if (asShown(read[0]!, read[at + 1]!) !== 'sure') continue;
          expect(asTyped(first!, other)).toBe('sure');
        }
        const candidates = read
          .slice(1)
          .map(({content}, at) => ({id: String(at), content}));
        const match = findSureMatch(read[0]!.content, candidates);
        if (match === undefined) return;
        const {content} = rest[Number(match.id)]!;
        const others = rest.map((each, at) => ({...each, id: String(at)}));
        expect(
          findSureMatch(
            first!.content,
            others.filter(({id}) => id === match.id),
            others.filter(({id}) => id !== match.id),
          )?.content,
        ).toBe(content);
      },
    ),
  );
});

test('a number that a label and its writer read otherwise makes nobody sure', () => {
  const [name] = NAMES;
  const phoneNumbers = [{value: '03 1234 5678'}];
  const typedThere = normalizeContent(
    {names: [name], phoneNumbers},
    {region: 'AU'},
  );
  const other = {
    id: 'other',
    content: normalizeContent({
      names: [name],
      phoneNumbers: [{value: '+61 3 1234 5678'}],
    }),
  };
  expect(findSureMatch(typedThere, [other])).toBe(other);
  expect(findSureMatch(readNumbers(typedThere, ['AU']), [other])).toBe(other);
  expect(findSureMatch(readNumbers(typedThere, ['JP']), [other])).toBe(
    undefined,
  );
});
