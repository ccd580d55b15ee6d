import {describe, expect, test} from '@jest/globals';
import type {Content} from '../../server/core/content.ts';
import {holdsValues, tookIn} from '../../server/core/held-values.ts';

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
