import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content, SharedField} from '../../server/core/content.ts';
import {
  isFoundFor,
  reasonsIn,
  toFound,
  weighSeen,
} from '../../server/core/duplicate-evidence.ts';
import {isComparable, type SeenContact} from '../../server/core/duplicates.ts';
import {linkContacts} from '../../server/core/linkage.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {pickFields, viewContent} from '../../server/core/view.ts';

function seen(
  id: string,
  content: Content,
  hiddenFields: readonly SharedField[] = [],
): SeenContact {
  return {id, content: viewContent(content, hiddenFields), hiddenFields};
}

const content = fc
  .record(
    {
      names: fc.constantFrom(
        [{givenName: 'Anna', familyName: 'Okafor'}],
        [{givenName: 'Anna', familyName: 'Okafar'}],
        [{givenName: 'Ben', familyName: 'Okafor'}],
      ),
      emailAddresses: fc.constantFrom(
        [{value: 'anna@customer.example'}],
        [{value: 'ben@customer.example'}],
      ),
      birthdays: fc.constantFrom(
        [{date: {year: 1980, month: 4, day: 17}}],
        [{date: {year: 1951, month: 12, day: 30}}],
      ),
      addresses: fc.constantFrom(
        [{streetAddress: 'Lange Gasse 4', postalCode: '10115'}],
        [{streetAddress: 'Am Markt 11', postalCode: '80331'}],
      ),
    },
    {requiredKeys: ['names']},
  )
  .map(person => normalizeContent(person));

const hidden = fc.constantFrom<readonly SharedField[]>(
  [],
  ['biographies'],
  ['birthdays'],
  ['addresses', 'birthdays'],
  ['emailAddresses'],
  ['names'],
);

/** Others of the label, so that two of it are not the half of all. */
const OTHERS = Array.from({length: 8}, (_, at) =>
  normalizeContent({
    names: [{givenName: `Given${at}`, familyName: `Family${at}`}],
  }),
);

const scene = fc.record({
  contents: fc.tuple(content, content),
  hiddenFromFinder: hidden,
  hiddenFromReader: hidden,
});
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;

/** What the reader is told of the two, by a search of the finder's. */
function told({contents, hiddenFromFinder, hiddenFromReader}: Scene) {
  const [left, right] = contents;
  const searched = [
    seen('a', left, hiddenFromFinder),
    seen('b', right, hiddenFromFinder),
    ...OTHERS.map((other, at) => seen(`other${at}`, other)),
  ].filter(isComparable);
  const pair = linkContacts(searched).pairs.find(({ids}) => ids[0] === 'a');
  if (pair === undefined) return undefined;
  const lens = {hiddenFields: hiddenFromFinder};
  const found = toFound(pair, [lens, lens]);
  const read = [
    seen('a', left, hiddenFromReader),
    seen('b', right, hiddenFromReader),
  ] as const;
  return isFoundFor(found, read) ? weighSeen(found, read) : undefined;
}

describe('what a search found', () => {
  test('is told alike whatever stands in what is hidden from who reads it', () => {
    fc.assert(
      fc.property(scene, content, content, (before, left, right) => {
        const swap = (base: Content, other: Content) => ({
          ...viewContent(base, before.hiddenFromReader),
          ...pickFields(other, field =>
            before.hiddenFromReader.includes(field),
          ),
        });
        const after: Scene = {
          ...before,
          contents: [
            swap(before.contents[0], left),
            swap(before.contents[1], right),
          ],
        };
        expect(told(after)).toEqual(told(before));
      }),
      {numRuns: 120},
    );
  });

  test('is told with no evidence in a hidden field, and with odds that are even at least', () => {
    let shown = 0;
    fc.assert(
      fc.property(scene, each => {
        const pair = told(each);
        if (pair === undefined) return;
        shown += 1;
        const traits = pair.evidence.map(({trait}) => trait);
        const hides = (field: SharedField) =>
          each.hiddenFromReader.includes(field);
        if (hides('birthdays')) expect(traits).not.toContain('birthday');
        if (hides('emailAddresses')) expect(traits).not.toContain('mail');
        expect(hides('names')).toBe(false);
        expect(pair.weight).toBeGreaterThanOrEqual(0);
      }),
      {numRuns: 120},
    );
    expect(shown).toBeGreaterThan(5);
  });

  test('is told no more once the two say what contradicts it', () => {
    const anna = normalizeContent({
      names: [{givenName: 'Anna', familyName: 'Okafor'}],
      birthdays: [{date: {year: 1980, month: 4, day: 17}}],
    });
    const pair = linkContacts([
      seen('a', anna),
      seen('b', anna),
      ...OTHERS.map((other, at) => seen(`other${at}`, other)),
    ]).pairs[0]!;
    const found = toFound(pair, [seen('a', anna), seen('b', anna)]);
    expect(isFoundFor(found, [seen('a', anna), seen('b', anna)])).toBe(true);
    const ben = normalizeContent({
      names: [{givenName: 'Ben', familyName: 'Marsh'}],
      birthdays: [{date: {year: 1951, month: 12, day: 30}}],
    });
    expect(isFoundFor(found, [seen('a', anna), seen('b', ben)])).toBe(false);
  });

  test('weighs for who reads it the same whomever else the search saw', () => {
    const anna = normalizeContent({
      names: [{givenName: 'Anna', familyName: 'Okafor'}],
      phoneNumbers: [{value: '+81 90 4400 0001'}],
    });
    const pair = [seen('a', anna), seen('b', anna)] as const;
    const namesakes = Array.from({length: 40}, (_, at) =>
      seen(
        `other${at}`,
        normalizeContent({
          names: [{givenName: 'Anna', familyName: `Family${at}`}],
        }),
      ),
    );
    const shown = [
      OTHERS.map((other, at) => seen(`other${at}`, other)),
      namesakes,
    ].map(others => {
      const {pairs} = linkContacts([...pair, ...others]);
      const found = pairs.find(({ids}) => ids.join() === 'a,b')!;
      return weighSeen(toFound(found, pair), pair);
    });
    expect(shown[0]).toEqual(shown[1]);
  });

  test('of firms’ own entries is by what they are called', () => {
    const [one, other] = ['Zenith Ltd', 'Zenith'].map((name, at) =>
      seen(String(at), normalizeContent({organizations: [{name}]})),
    );
    const {weight, evidence} = weighSeen(undefined, [one!, other!]);
    expect(reasonsIn(evidence)).toEqual(['SAME_NAME']);
    expect(weight).toBeGreaterThan(0);
  });

  test('of two that nobody searched is by what is expected of any two', () => {
    const anna = normalizeContent({
      names: [{givenName: 'Anna', familyName: 'Okafor'}],
      emailAddresses: [{value: 'anna@customer.example'}],
    });
    const {weight, evidence} = weighSeen(undefined, [
      seen('a', anna),
      seen('b', anna),
    ]);
    expect(reasonsIn(evidence)).toEqual(['SAME_EMAIL', 'SAME_NAME']);
    expect(weight).toBeGreaterThan(0);
  });
});
