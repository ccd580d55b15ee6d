/** What Android's importer makes of its own test files, beside what we make of them. */
import type {Content, Item} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {readWhole, realFiles, realText} from './vcard-support.ts';

interface Row {
  readonly mimetype: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Expectation {
  readonly test: string;
  readonly contacts?: readonly (readonly Row[])[];
}

/** Android's columns as ours; what it derives or formats is left out. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  StructuredName: {
    FAMILY_NAME: 'names.familyName',
    GIVEN_NAME: 'names.givenName',
    MIDDLE_NAME: 'names.middleName',
    PREFIX: 'names.honorificPrefix',
    SUFFIX: 'names.honorificSuffix',
    PHONETIC_FAMILY_NAME: 'names.phoneticFamilyName',
    PHONETIC_GIVEN_NAME: 'names.phoneticGivenName',
  },
  Organization: {
    COMPANY: 'organizations.name',
    DEPARTMENT: 'organizations.department',
    TITLE: 'organizations.title',
    PHONETIC_NAME: 'organizations.phoneticName',
  },
  Phone: {NUMBER: 'phoneNumbers.value', LABEL: 'phoneNumbers.type'},
  Email: {
    ADDRESS: 'emailAddresses.value',
    DATA: 'emailAddresses.value',
    LABEL: 'emailAddresses.type',
  },
  StructuredPostal: {
    POBOX: 'addresses.poBox',
    STREET: 'addresses.streetAddress',
    CITY: 'addresses.city',
    REGION: 'addresses.region',
    POSTCODE: 'addresses.postalCode',
    COUNTRY: 'addresses.country',
    LABEL: 'addresses.type',
  },
  Note: {NOTE: 'biographies.value'},
  Website: {URL: 'urls.value'},
  Nickname: {NAME: 'nicknames.value'},
  Im: {DATA: 'imClients.username'},
  SipAddress: {
    SIP_ADDRESS: 'sipAddresses.value',
    LABEL: 'sipAddresses.type',
  },
};

/** How many contacts a file holds where it is not one. */
const COUNTS: Readonly<Record<string, number>> = {
  'aosp/v21_multiple_entry.vcf': 3,
  // The cards within the card are contacts, too.
  'aosp/v21_nest.vcf': 3,
  'calcard/004.vcf': 3,
  'calcard/005.vcf': 5,
  'calcard/009.vcf': 10,
  'node-vcf/multiple.vcf': 3,
};

export function countOf(file: string): number {
  return COUNTS[file] ?? 1;
}

/** The texts that Android finds in a file; none where it says nothing of it. */
export function textsOf(file: string): readonly string[] {
  const expected: Record<string, readonly Expectation[]> = JSON.parse(
    realText('aosp/expected.json'),
  );
  const tests = expected[file.replace('aosp/', '')] ?? [];
  return tests.flatMap(({contacts = []}) =>
    contacts.flat().flatMap(row => valuesOf(row).map(({text}) => text)),
  );
}

export interface Comparison {
  readonly file: string;
  readonly test: string;
  readonly values: number;
  readonly missing: readonly string[];
}

export function comparedWithAndroid(): readonly Comparison[] {
  const expected: Record<string, readonly Expectation[]> = JSON.parse(
    realText('aosp/expected.json'),
  );
  return realFiles().flatMap(({name, bytes}) => {
    const tests = expected[name.replace('aosp/', '')] ?? [];
    const contents = readWhole(bytes).contacts.map(({person}) =>
      normalizeContent(person),
    );
    return tests.map(({test, contacts = []}) => {
      const wanted = contacts.flatMap((rows, index) =>
        rows.flatMap(row => valuesOf(row).map(value => ({index, ...value}))),
      );
      return {
        file: name,
        test,
        values: wanted.length,
        missing: wanted
          .filter(({index, path, text}) => !holds(contents[index], path, text))
          .map(({path, text}) => `${path}: ${text}`),
      };
    });
  });
}

function valuesOf({mimetype, values}: Row) {
  const columns = COLUMNS[mimetype] ?? {};
  return Object.entries(columns).flatMap(([column, path]) => {
    const text = values[column];
    // INTERNET says what kind of address it is, which is no type.
    return typeof text !== 'string' || text === 'INTERNET'
      ? []
      : [{path, text}];
  });
}

function holds(
  content: Content | undefined,
  path: string,
  text: string,
): boolean {
  const [field = '', subfield = ''] = path.split('.');
  const items: readonly Item[] =
    (content as Record<string, readonly Item[]> | undefined)?.[field] ?? [];
  return items.some(item => {
    const value = item[subfield];
    if (path === 'phoneNumbers.value') return dialled(value) === dialled(text);
    // Android knows no second line of a street, and several notes.
    if (subfield === 'streetAddress') {
      return value === text || item['extendedAddress'] === text;
    }
    return (
      value === text ||
      (field === 'biographies' && String(value).split('\n').includes(text))
    );
  });
}

function dialled(number: unknown): string {
  return String(number).replace(/[\s()-]/g, '');
}
