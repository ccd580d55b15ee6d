/**
 * The columns of Google Contacts' files: the format until 2023 (`Given Name`,
 * `E-mail 1 - Type`) and the present one (`First Name`, `E-mail 1 - Label`), as
 * Google's export writes them.
 */
import {
  isFileField,
  isSubfield,
  parseMeaning,
  type ColumnMeaning,
} from './csv-columns.ts';

/** Its columns that stand once, in either format. */
const SINGLE: Readonly<Record<string, string>> = {
  Name: 'names.unstructuredName',
  'First Name': 'names.givenName',
  'Given Name': 'names.givenName',
  'Middle Name': 'names.middleName',
  'Additional Name': 'names.middleName',
  'Last Name': 'names.familyName',
  'Family Name': 'names.familyName',
  'Yomi Name': 'names.phoneticFullName',
  'Given Name Yomi': 'names.phoneticGivenName',
  'Phonetic First Name': 'names.phoneticGivenName',
  'Additional Name Yomi': 'names.phoneticMiddleName',
  'Phonetic Middle Name': 'names.phoneticMiddleName',
  'Family Name Yomi': 'names.phoneticFamilyName',
  'Phonetic Last Name': 'names.phoneticFamilyName',
  'Name Prefix': 'names.honorificPrefix',
  'Name Suffix': 'names.honorificSuffix',
  Initials: 'nicknames.value:INITIALS#initials',
  Nickname: 'nicknames.value#nickname',
  'Short Name': 'nicknames.value:SHORT_NAME#short',
  'Maiden Name': 'nicknames.value:MAIDEN_NAME#maiden',
  'Organization Name': 'organizations.name#single',
  'Organization Title': 'organizations.title#single',
  'Organization Department': 'organizations.department#single',
  Birthday: 'birthdays.date',
  Gender: 'genders.value',
  Location: 'locations.value#location',
  'Billing Information':
    'miscKeywords.value:OUTLOOK_BILLING_INFORMATION#billing',
  'Directory Server': 'miscKeywords.value:OUTLOOK_DIRECTORY_SERVER#directory',
  Mileage: 'miscKeywords.value:OUTLOOK_MILEAGE#mileage',
  Occupation: 'occupations.value#occupation',
  Hobby: 'interests.value#hobby',
  Sensitivity: 'miscKeywords.value:OUTLOOK_SENSITIVITY#sensitivity',
  Priority: 'miscKeywords.value:OUTLOOK_PRIORITY#priority',
  Subject: 'miscKeywords.value:OUTLOOK_SUBJECT#subject',
  Notes: 'biographies.value',
  Language: 'locales.value#language',
  Photo: 'photoAddress',
  'File As': 'restated',
  Labels: 'labels',
  'Group Membership': 'labels',
};

/** What stands before the number in `Address 1 - City`, and which field it is. */
const NUMBERED: Readonly<Record<string, string>> = {
  'e-mail': 'emailAddresses',
  email: 'emailAddresses',
  phone: 'phoneNumbers',
  address: 'addresses',
  organization: 'organizations',
  relation: 'relations',
  website: 'urls',
  event: 'events',
  im: 'imClients',
  'instant message': 'imClients',
  'external id': 'externalIds',
  'calendar link': 'calendarUrls',
  'custom field': 'userDefined',
};

/** What stands behind it. `Label` and `Type` are the type, or a custom field's key. */
const PARTS: Readonly<Record<string, string>> = {
  formatted: 'formattedValue',
  street: 'streetAddress',
  city: 'city',
  'po box': 'poBox',
  region: 'region',
  'postal code': 'postalCode',
  country: 'country',
  'extended address': 'extendedAddress',
  name: 'name',
  'yomi name': 'phoneticName',
  title: 'title',
  department: 'department',
  symbol: 'symbol',
  location: 'location',
  'job description': 'jobDescription',
  service: 'protocol',
};

/** In which sub-field a field's `Value` stands, where that is not `value`. */
const VALUES: Readonly<Record<string, string>> = {
  relations: 'person',
  calendarUrls: 'url',
  events: 'date',
  imClients: 'username',
};

const singles: ReadonlyMap<string, ColumnMeaning> = new Map(
  Object.entries(SINGLE).map(([heading, shorthand]) => [
    heading.toLowerCase(),
    parseMeaning(shorthand),
  ]),
);

/** What a numbered column of Google's means; undefined: it is none. */
export function readNumbered(heading: string): ColumnMeaning | undefined {
  const match = /^(.+?) (\d+) [-–] (.+)$/.exec(heading.trim().toLowerCase());
  const [, noun = '', number = '', part = ''] = match ?? [];
  const field = NUMBERED[noun];
  if (field === undefined) return undefined;
  const subfield =
    part === 'value'
      ? (VALUES[field] ?? 'value')
      : part === 'label' || part === 'type'
        ? field === 'userDefined'
          ? 'key'
          : 'type'
        : PARTS[part];
  if (subfield === undefined || !isFileField(field)) return undefined;
  if (!isSubfield(field, subfield)) return undefined;
  return parseMeaning(`${field}.${subfield}#${number}`);
}

/** What one of Google's other columns means. */
export function readSingle(heading: string): ColumnMeaning | undefined {
  return singles.get(heading.trim().toLowerCase());
}

/** Headings that only Google's files have. */
const TELLING =
  /^(?:group membership|yomi name|phonetic middle name|organization title|organization department)$/i;

/** Whether a file with these headings is Google's. */
export function isGoogleFile(headings: readonly string[]): boolean {
  const numbered = headings.filter(heading => readNumbered(heading));
  const telling = headings.filter(heading => TELLING.test(heading.trim()));
  return numbered.length > 0 || telling.length > 1;
}
