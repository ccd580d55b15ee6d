import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  DUPLICATE_REASONS,
  findDuplicates,
  shownOwnReasons,
  shownReasons,
  type DuplicateReason,
  type SeenContact,
} from '../../server/core/duplicates.ts';
import type {Content, SharedField} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {weighPair} from '../../server/core/pair-weight.ts';
import {pickFields, viewContent} from '../../server/core/view.ts';

type Raw = Parameters<typeof normalizeContent>[0];

const seen = (
  id: string,
  content: Content,
  hiddenFields: readonly SharedField[] = [],
): SeenContact => ({
  id,
  content: viewContent(content, hiddenFields),
  hiddenFields,
});

const named = (givenName: string, familyName: string, more: Raw = {}) =>
  normalizeContent({names: [{givenName, familyName}], ...more});
const mail = (value: string) => ({emailAddresses: [{value}]});
const phone = (value: string) => ({phoneNumbers: [{value}]});

const born = (year: number, month: number) => ({
  birthdays: [{date: {year, month, day: 17}}],
});

const MAIL = mail('anna@example.com');
const INFO = mail('info@firm.example');
const OFFICE = phone('+49 30 123450');
const ANNA = named('Anna', 'Müller');

/** Why the last of these may be one of the others, by the others' places. */
function reasonsOf(...contents: readonly Content[]) {
  const people = contents.map((content, at) => seen(String(at), content));
  const last = String(contents.length - 1);
  return findDuplicates(new Set([last]), people).map(({ids, reasons}) => [
    Number(ids[0]),
    ...reasons,
  ]);
}

describe('two contacts are proposed as one person', () => {
  test.each<[string, Content, Content, readonly DuplicateReason[]]>([
    [
      'by an address and the same name',
      named('Anna', 'Müller', MAIL),
      named('anna', 'MÜLLER', MAIL),
      ['SAME_EMAIL', 'SAME_NAME'],
    ],
    [
      'by the mailbox of a function and the same name',
      named('Anna', 'Müller', INFO),
      named('Anna', 'Müller', INFO),
      ['SAME_EMAIL', 'SAME_NAME'],
    ],
    [
      'by a number and a name that is cut short',
      named('Anna', 'Müller', OFFICE),
      named('A.', 'Müller', OFFICE),
      ['SAME_PHONE', 'SIMILAR_NAME'],
    ],
    [
      'by an address of nobody else, whatever their names',
      named('Anna', 'Müller', MAIL),
      named('Anna', 'Schmidt', MAIL),
      ['SAME_EMAIL'],
    ],
    [
      'by a number and a name in another script',
      named('花子', '山田', phone('+81 90 1234 5678')),
      named('Hanako', 'Yamada', phone('+81 90 1234 5678')),
      ['SAME_PHONE'],
    ],
    [
      'by a number and a name in another script, with a mailbox each',
      named('花子', '山田', {...OFFICE, ...MAIL}),
      named('Hanako', 'Yamada', {...OFFICE, ...mail('hana@home.example')}),
      ['SAME_PHONE'],
    ],
    [
      'by a name in kanji with a seam and without',
      named('花子', '山田', OFFICE),
      normalizeContent({names: [{givenName: '山田花子'}], ...OFFICE}),
      ['SAME_PHONE', 'SAME_NAME'],
    ],
    [
      'by an address and a name with how people are addressed',
      named('健', '渡辺', MAIL),
      normalizeContent({names: [{givenName: '渡辺健様'}], ...MAIL}),
      ['SAME_EMAIL', 'SAME_NAME'],
    ],
    [
      'by the number of one without a name',
      named('Anna', 'Müller', OFFICE),
      normalizeContent(OFFICE),
      ['SAME_PHONE'],
    ],
    [
      'as one firm by its mailbox',
      normalizeContent({organizations: [{name: 'ACME'}], ...INFO}),
      normalizeContent({organizations: [{name: 'Acme'}], ...INFO}),
      ['SAME_EMAIL', 'SAME_NAME'],
    ],
  ])('%s', (_, there, arriving, reasons) => {
    expect(reasonsOf(there, arriving)).toEqual([[0, ...reasons]]);
  });

  test.each<[string, Content, Content]>([
    ['by the same name alone', ANNA, ANNA],
    [
      'by a number of two names: a household’s',
      named('Anna', 'Müller', OFFICE),
      named('Ben', 'Müller', OFFICE),
    ],
    [
      'by a number of two names in kanji',
      named('花子', '山田', OFFICE),
      named('太郎', '山田', OFFICE),
    ],
    [
      'by the mailbox of a function',
      named('Anna', 'Müller', INFO),
      named('Ben', 'Kaya', INFO),
    ],
    [
      'by the mailbox of a function, one without a name',
      named('Anna', 'Müller', INFO),
      normalizeContent(INFO),
    ],
    [
      'by an address of two who are called otherwise in all',
      named('Anna', 'Müller', MAIL),
      named('Ben', 'Kaya', MAIL),
    ],
    [
      'by a number and the name of a father',
      named('', '', {
        names: [
          {givenName: 'Hans', familyName: 'Berg', honorificSuffix: 'sen.'},
        ],
        ...OFFICE,
      }),
      named('', '', {
        names: [
          {givenName: 'Hans', familyName: 'Berg', honorificSuffix: 'jun.'},
        ],
        ...OFFICE,
      }),
    ],
    [
      'by a number, one without a name and born on another day',
      named('Anna', 'Müller', {...OFFICE, ...born(1980, 4)}),
      normalizeContent({...OFFICE, ...born(1951, 12)}),
    ],
    [
      'by the address of the firm one works for',
      named('Anna', 'Müller', MAIL),
      normalizeContent({organizations: [{name: 'ACME'}], ...MAIL}),
    ],
  ])('but not %s', (_, there, arriving) => {
    expect(reasonsOf(there, arriving)).toEqual([]);
  });

  test('of several with one number those of the same name', () => {
    expect(
      reasonsOf(
        named('Anna', 'Müller', OFFICE),
        named('Ben', 'Müller', OFFICE),
        normalizeContent(OFFICE),
        normalizeContent({names: [{familyName: 'Müller'}], ...OFFICE}),
        named('Anna', 'Müller', OFFICE),
      ),
    ).toEqual([[0, 'SAME_PHONE', 'SAME_NAME']]);
  });

  test('by an address of others too only of the same name', () => {
    const team = mail('tokyo@firm.example');
    expect(
      reasonsOf(
        named('Anna', 'Müller', team),
        named('Ben', 'Kaya', team),
        named('Cem', 'Demir', team),
      ),
    ).toEqual([]);
  });

  test('not by what more have than anybody has entries', () => {
    const staff = Array.from({length: 21}, (_, at) =>
      named(`Anna${at}`, 'Müller', OFFICE),
    );
    expect(reasonsOf(...staff, named('Anna0', 'Müller', OFFICE))).toEqual([]);
  });

  test('with a few at most, however many it may be', () => {
    const alike = Array.from({length: 15}, () =>
      named('Anna', 'Müller', OFFICE),
    );
    expect(reasonsOf(...alike)).toHaveLength(10);
  });

  test('once, where both arrive together', () => {
    const people = [
      seen('a', named('Anna', 'Müller', MAIL)),
      seen('b', named('Anna', 'Müller', MAIL)),
    ];
    expect(findDuplicates(new Set(['b', 'a']), people)).toEqual([
      {ids: ['a', 'b'], reasons: ['SAME_EMAIL', 'SAME_NAME']},
    ]);
  });
});

const text = fc.constantFrom(undefined, 'Anna', 'A', 'Ben', '花子', 'ハナコ');
const content = fc
  .record({
    given: text,
    family: text,
    mails: fc.subarray(['a@example.com', 'b@example.com', 'info@example.com']),
    phones: fc.subarray(['+49 30 123450', '+49 30 123451']),
    firm: fc.constantFrom(undefined, 'ACME', 'Umbrella'),
    note: fc.constantFrom(undefined, 'tea', 'coffee'),
  })
  .map(({given, family, mails, phones, firm, note}) =>
    normalizeContent({
      names: [{givenName: given, familyName: family}],
      emailAddresses: mails.map(value => ({value})),
      phoneNumbers: phones.map(value => ({value})),
      organizations: [{name: firm}],
      biographies: [{value: note}],
    }),
  );
/** Most often nothing or one field: else nobody is told anything. */
const hidden = fc.constantFrom<readonly SharedField[]>(
  [],
  [],
  ['biographies'],
  ['emailAddresses'],
  ['phoneNumbers'],
  ['emailAddresses', 'phoneNumbers'],
  ['names'],
  ['organizations'],
);

/** Two contacts and others, one who brought the second, one who reads. */
const scene = fc.record({
  contents: fc.tuple(content, content),
  others: fc.array(content, {maxLength: 2}),
  hiddenFromActor: fc.tuple(hidden, hidden),
  hiddenFromReader: fc.tuple(hidden, hidden),
});
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;

function told({
  contents: [first, second],
  others,
  hiddenFromActor: [one, two],
  hiddenFromReader: [mine, yours],
}: Scene): readonly DuplicateReason[] {
  const pairs = findDuplicates(new Set(['second']), [
    seen('first', first, one),
    ...others.map((other, at) => seen(`other${at}`, other)),
    seen('second', second, two),
  ]);
  const pair = pairs.find(({ids}) => ids[0] === 'first');
  if (pair === undefined) return [];
  return shownReasons(pair.reasons, [
    seen('first', first, mine),
    seen('second', second, yours),
  ]);
}

/** The same to who does not see these fields. */
function swap(base: Content, other: Content, fields: readonly SharedField[]) {
  return {
    ...viewContent(base, fields),
    ...pickFields(other, field => fields.includes(field)),
  };
}

describe('what somebody is told of a pair', () => {
  test('is the same whatever the fields say that are hidden from them', () => {
    fc.assert(
      fc.property(scene, content, content, (before, left, right) => {
        const [mine, yours] = before.hiddenFromReader;
        const after: Scene = {
          ...before,
          contents: [
            swap(before.contents[0], left, mine),
            swap(before.contents[1], right, yours),
          ],
        };
        expect(told(after)).toEqual(told(before));
      }),
      {numRuns: 2000},
    );
  });

  test('names no reason in a field that is hidden from them, and none alone or against the odds', () => {
    fc.assert(
      fc.property(scene, before => {
        const fields = before.hiddenFromReader.flat();
        const reasons = told(before);
        if (fields.includes('names')) expect(reasons).toEqual([]);
        if (fields.includes('emailAddresses')) {
          expect(reasons).not.toContain('SAME_EMAIL');
        }
        if (fields.includes('phoneNumbers')) {
          expect(reasons).not.toContain('SAME_PHONE');
        }
        expect(reasons).not.toEqual(['SAME_NAME']);
        expect(reasons).not.toEqual(['SIMILAR_NAME']);
        const [left, right] = before.contents.map((each, at) =>
          viewContent(each, before.hiddenFromReader[at]!),
        );
        const {weight} = weighPair(left!, right!);
        expect(reasons.length === 0 || weight >= 0).toBe(true);
      }),
      {numRuns: 1000},
    );
  });

  test('is the same whichever of the two is named first', () => {
    fc.assert(
      fc.property(content, content, (left, right) => {
        const pair = [seen('left', left), seen('right', right)] as const;
        const turned = [pair[1], pair[0]] as const;
        expect(shownReasons(DUPLICATE_REASONS, pair)).toEqual(
          shownReasons(DUPLICATE_REASONS, turned),
        );
      }),
    );
  });

  test.each<
    [
      string,
      readonly SharedField[],
      readonly string[],
      readonly DuplicateReason[],
    ]
  >([
    ['all of them', [], ['mail:a', 'tel:1'], DUPLICATE_REASONS],
    [
      'an address alone',
      ['phoneNumbers'],
      ['mail:a'],
      ['SAME_EMAIL', 'SAME_NAME', 'SIMILAR_NAME'],
    ],
    ['a name alone', [], [], []],
    ['what names are hidden of', ['names'], ['mail:a'], []],
    ['what firms are hidden of', ['organizations'], ['mail:a'], []],
  ])('of an own contact is by %s', (_, hiddenFields, keys, reasons) => {
    expect(shownOwnReasons(DUPLICATE_REASONS, {hiddenFields}, keys)).toEqual(
      reasons,
    );
  });

  test('is nothing once they share nothing any more', () => {
    const shown = shownReasons(DUPLICATE_REASONS, [
      seen('a', named('Anna', 'Müller', MAIL)),
      seen('b', named('Anna', 'Müller', mail('other@example.com'))),
    ]);
    expect(shown).toEqual([]);
  });
});
