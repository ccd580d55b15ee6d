import {describe, expect, test} from '@jest/globals';
import * as z from 'zod/mini';
import {
  Person,
  PERSON_FIELD_NAMES,
  PERSON_FIELDS,
  PersonInput,
} from '../../server/contract/person.ts';
import {SHARED_FIELDS, SUBFIELDS} from '../../server/core/content.ts';
import {ROLES} from '../../server/core/role.ts';
import {Role} from '../../server/contract/role.ts';

/** Paths and messages of a refusal; empty where the person is accepted. */
function refusals(person: unknown): readonly string[] {
  const parsed = z.safeParse(PersonInput, person);
  return parsed.success
    ? []
    : parsed.error.issues.map(
        issue => `${issue.path.join('.')}: ${issue.message}`,
      );
}

const times = (count: number, item: object) => Array(count).fill(item);

test('the contract and the engine know the same fields and sub-fields', () => {
  const subfields = (fields: Readonly<Record<string, object>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([field, names]) => [
        field,
        Object.keys(names).sort(),
      ]),
    );
  const known = subfields(SUBFIELDS);
  delete known['photos'];
  expect(subfields(PERSON_FIELDS)).toEqual(known);
  expect(PERSON_FIELD_NAMES).toEqual(SHARED_FIELDS);
});

test('the contract and the engine know the same roles', () => {
  expect(Role.options).toEqual([...ROLES]);
});

describe('a person to write', () => {
  test('may have every field that callers write', () => {
    const person = Object.fromEntries(
      Object.entries(PERSON_FIELDS).map(([field, subfields]) => {
        const name = Object.keys(subfields)[0]!;
        return [field, [{[name]: name === 'date' ? {year: 2000} : '林'}]];
      }),
    );
    expect(refusals(person)).toEqual([]);
    expect(z.parse(PersonInput, person)).toEqual(person);
  });

  test('loses what Google only answers, item by item', () => {
    expect(
      z.parse(PersonInput, {
        phoneNumbers: [
          {value: '1', formattedType: 'Home', metadata: {primary: true}},
        ],
      }),
    ).toEqual({phoneNumbers: [{value: '1'}]});
  });

  test('may be one that was read from Google', () => {
    expect(
      refusals({
        resourceName: 'people/c1',
        etag: '%x',
        metadata: {},
        photos: [{}],
      }),
    ).toEqual([]);
  });

  test('may name somebody as a whole, which is split later', () => {
    const names = [{unstructuredName: 'Anna Schmidt'}];
    expect(z.parse(PersonInput, {names})).toEqual({names});
  });

  test.each([
    ['names', 'A contact has one name'],
    ['biographies', 'A contact has one biography'],
    ['birthdays', 'A contact has one birthday'],
    ['genders', 'A contact has one gender'],
  ])('has one of %s', (field, message) => {
    const item = {givenName: 'a', value: 'a', text: 'a'};
    expect(refusals({[field]: [item, item]})).toEqual([`${field}: ${message}`]);
  });

  test('has no field that is not shared', () => {
    expect(
      z.safeParse(PersonInput, {memberships: [], phones: []}).error?.issues[0],
    ).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['memberships', 'phones'],
    });
  });

  test('has no item without any known sub-field', () => {
    expect(refusals({phoneNumbers: [{vale: '1'}]})).toEqual([
      'phoneNumbers.0: Has none of the sub-fields of phoneNumbers',
    ]);
  });

  test('has at most 1,024 characters in a sub-field', () => {
    expect(refusals({names: [{givenName: 'x'.repeat(1024)}]})).toEqual([]);
    expect(refusals({names: [{givenName: 'x'.repeat(2000)}]})).toEqual([
      'names.0.givenName: At most 1024 characters',
    ]);
  });

  test('may have a biography of any length that fits into a contact', () => {
    expect(refusals({biographies: [{value: 'x'.repeat(100_000)}]})).toEqual([]);
    expect(refusals({biographies: [{value: '林'.repeat(100_000)}]})).toEqual([
      ': At most 131072 bytes in all',
    ]);
  });

  test('has at most as many numbers and addresses as Google lists', () => {
    expect(refusals({phoneNumbers: times(100, {value: '1'})})).toEqual([]);
    expect(refusals({phoneNumbers: times(200, {value: '1'})})).toEqual([
      'phoneNumbers: At most 100 phone numbers',
    ]);
    expect(refusals({emailAddresses: times(101, {value: 'a@b.c'})})).toEqual([
      'emailAddresses: At most 100 e-mail addresses',
    ]);
  });

  test('has at most 500 items in all', () => {
    const half = times(250, {value: '1'});
    expect(refusals({urls: half, nicknames: half})).toEqual([]);
    expect(
      refusals({urls: half, nicknames: half, interests: [{value: '1'}]}),
    ).toEqual([': At most 500 items in all']);
  });

  test.each([
    [{year: 2024, month: 2, day: 29}, true],
    [{year: 2023, month: 2, day: 29}, false],
    [{year: 1900, month: 2, day: 29}, false],
    [{month: 2, day: 29}, true],
    [{year: 0, month: 12, day: 31}, true],
    [{month: 4, day: 31}, false],
    [{month: 13}, false],
    [{year: 10_000}, false],
    [{year: 2000.5}, false],
    [{year: -1}, false],
  ])('with the birthday %j is accepted: %s', (date, accepted) => {
    expect(refusals({birthdays: [{date}]})).toEqual(
      accepted ? [] : ['birthdays.0.date: Not a date of the calendar'],
    );
  });

  test.each(['a\u0000b', 'a\ud800b', '\udc00'])(
    'has no characters that cannot be stored: %j',
    value => {
      expect(refusals({nicknames: [{value}]})).toHaveLength(1);
    },
  );

  test('spells the values of an enumeration as Google does', () => {
    expect(refusals({nicknames: [{value: 'A', type: 'default'}]})).toHaveLength(
      1,
    );
    expect(
      refusals({biographies: [{value: 'A', contentType: 'TEXT_HTML'}]}),
    ).toEqual([]);
  });
});

test('a person that came from Google past every limit can still be answered', () => {
  const person = {
    names: times(2, {givenName: 'x'.repeat(5000)}),
    phoneNumbers: times(600, {value: '1', canonicalForm: '+811'}),
  };
  expect(z.safeEncode(Person, person)).toEqual({success: true, data: person});
});
