import {describe, expect, test} from '@jest/globals';
import * as fc from 'fast-check';
import type {Content} from '../../server/core/content.ts';
import {
  holdsValues,
  indexHolders,
  tookIn,
} from '../../server/core/held-values.ts';

const ida: Content = {names: [{givenName: 'Ida'}]};
const mia: Content = {names: [{givenName: 'Mia'}]};
const note = {biographies: [{value: 'met in Kobe'}]};
const born = (year: number) => ({birthdays: [{date: {year}}]});
const mail = {
  emailAddresses: [{value: 'ida@x.example', matchKey: 'ida@x.example'}],
};

describe('what another had', () => {
  test.each([
    {what: 'an address', other: {...ida, ...mail}, now: {...mia, ...mail}},
    {
      what: 'an address, and a note where there was one',
      other: {...ida, ...mail, ...note},
      now: {...mia, ...mail},
    },
    {
      what: 'a note and a birthday',
      other: {...ida, ...note, ...born(1980)},
      now: {...mia, ...note, ...born(1980)},
    },
    {
      what: 'a note, beside a birthday of its own',
      before: born(1981),
      other: {...ida, ...note, ...born(1980)},
      now: {...mia, ...note, ...born(1981)},
    },
  ])('was taken in: $what', ({other, now, before = {}}) => {
    expect(tookIn({before: {...mia, ...before}, now}, other)).toBe(true);
  });

  test.each([
    {what: 'a name alone', other: mia, now: {...mia, ...note}},
    {what: 'nothing', other: {}, now: {...mia, ...note}},
    {
      what: 'another birthday',
      other: {...ida, ...born(1980)},
      now: {...mia, ...born(1981)},
    },
    {
      what: 'a birthday that was there before',
      before: born(1980),
      other: {...ida, ...born(1980)},
      now: {...mia, ...note, ...born(1980)},
    },
    {
      what: 'a note without the birthday',
      other: {...ida, ...note, ...born(1980)},
      now: {...mia, ...note},
    },
  ])('was not: $what', ({other, now, before = {}}) => {
    expect(tookIn({before: {...mia, ...before}, now}, other)).toBe(false);
  });
});

test('who says all that another does has its values or, where it has none, the very rest', () => {
  expect(holdsValues({...mia, ...mail, ...note}, {...ida, ...mail})).toBe(true);
  expect(holdsValues({...mia, ...note}, {...mia, ...note})).toBe(true);
  expect(holdsValues({...mia, ...note}, {...ida, ...note})).toBe(false);
  expect(holdsValues(mia, {})).toBe(false);
});

/** Few values, so that they meet; an address may lack its key, as one that is none does. */
const text = fc.constantFrom('a', 'b', 'c');
const anyContent: fc.Arbitrary<Content> = fc
  .record(
    {
      names: text.map(givenName => [{givenName}]),
      biographies: text.map(value => [{value}]),
      emailAddresses: fc.array(
        fc.record({value: text, matchKey: text}, {requiredKeys: ['value']}),
        {minLength: 1, maxLength: 2},
      ),
      addresses: fc.array(
        fc.record({streetAddress: text, type: text}, {requiredKeys: ['type']}),
        {minLength: 1, maxLength: 2},
      ),
    },
    {requiredKeys: []},
  )
  .map(content => content as Content);

test('whoever holds what another says, or took it in, is found among any number, in their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({before: anyContent, now: anyContent})),
      anyContent,
      (sides, other) => {
        const found = indexHolders(sides, ({now}) => now)(other);
        for (const answers of [
          (side: (typeof sides)[number]) => holdsValues(side.now, other),
          (side: (typeof sides)[number]) => tookIn(side, other),
        ]) {
          expect(found.filter(answers)).toEqual(sides.filter(answers));
        }
      },
    ),
  );
});
