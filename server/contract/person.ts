import * as z from 'zod/mini';
import {components} from './components.ts';
import {text} from './text.ts';

/**
 * The fields of a People API `Person` that a caller may write, and their
 * sub-fields: its 24 writable ones less `memberships` and `clientData`.
 */
export const PERSON_FIELDS = {
  addresses: {
    streetAddress: 'text',
    extendedAddress: 'text',
    poBox: 'text',
    city: 'text',
    region: 'text',
    postalCode: 'text',
    country: 'text',
    countryCode: 'text',
    formattedValue: 'text',
    type: 'text',
  },
  biographies: {value: 'note', contentType: 'contentType'},
  birthdays: {date: 'date', text: 'text'},
  calendarUrls: {url: 'text', type: 'text'},
  emailAddresses: {value: 'text', type: 'text', displayName: 'text'},
  events: {date: 'date', type: 'text'},
  externalIds: {value: 'text', type: 'text'},
  genders: {value: 'text', addressMeAs: 'text'},
  imClients: {username: 'text', protocol: 'text', type: 'text'},
  interests: {value: 'text'},
  locales: {value: 'text'},
  locations: {
    value: 'text',
    type: 'text',
    current: 'flag',
    buildingId: 'text',
    deskCode: 'text',
    floor: 'text',
    floorSection: 'text',
  },
  miscKeywords: {value: 'text', type: 'keywordType'},
  names: {
    honorificPrefix: 'text',
    givenName: 'text',
    middleName: 'text',
    familyName: 'text',
    honorificSuffix: 'text',
    phoneticHonorificPrefix: 'text',
    phoneticGivenName: 'text',
    phoneticMiddleName: 'text',
    phoneticFamilyName: 'text',
    phoneticHonorificSuffix: 'text',
    phoneticFullName: 'text',
  },
  nicknames: {value: 'text', type: 'nicknameType'},
  occupations: {value: 'text'},
  organizations: {
    name: 'text',
    phoneticName: 'text',
    department: 'text',
    title: 'text',
    jobDescription: 'text',
    symbol: 'text',
    domain: 'text',
    location: 'text',
    costCenter: 'text',
    type: 'text',
    current: 'flag',
    startDate: 'date',
    endDate: 'date',
  },
  phoneNumbers: {value: 'text', type: 'text'},
  relations: {person: 'text', type: 'text'},
  sipAddresses: {value: 'text', type: 'text'},
  urls: {value: 'text', type: 'text'},
  userDefined: {key: 'text', value: 'text'},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;

/** What is shared beside them and answered only: a photo is set in Google Contacts. */
const PHOTO_FIELDS = {
  photos: {url: 'text', default: 'flag'},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;

export type PersonField =
  keyof typeof PERSON_FIELDS | keyof typeof PHOTO_FIELDS;

type Kind =
  | 'text'
  /** The one text without Google's limit of 1,024 characters. */
  | 'note'
  | 'flag'
  | 'date'
  | 'contentType'
  | 'keywordType'
  | 'nicknameType';

/** Where a caller may say more than is kept: a name given only as a whole is split. */
const ALSO_ACCEPTED: Readonly<Record<string, Readonly<Record<string, Kind>>>> =
  {names: {unstructuredName: 'text', displayName: 'text'}};

/** Where an answer says more than a caller may: a number in E.164. */
const ALSO_ANSWERED: Readonly<Record<string, Readonly<Record<string, Kind>>>> =
  {phoneNumbers: {canonicalForm: 'text'}};

/** What the People API answers beside, so that a person read there can be sent here. */
const IGNORED_FIELDS = [
  'ageRange',
  'ageRanges',
  'coverPhotos',
  'etag',
  'metadata',
  'photos',
  'resourceName',
] as const;

/** Google's own bounds: "Contacts limits" of Google's help, and `people.connections.list`. */
const TEXT_LENGTH_MAX = 1024;
const ITEMS_MAX = 500;
const ITEMS_ERROR = `At most ${ITEMS_MAX} items in all`;
const PERSON_BYTES_MAX = 128 * 1024;
const BYTES_ERROR = `At most ${PERSON_BYTES_MAX} bytes in all`;

/** `people.connections.list` answers no more than 100 of each: the rest would look removed. */
const LISTED_MAX: Readonly<Record<string, {max: number; what: string}>> = {
  emailAddresses: {max: 100, what: 'e-mail addresses'},
  phoneNumbers: {max: 100, what: 'phone numbers'},
};

const SINGLETONS: Readonly<Record<string, string>> = {
  biographies: 'A contact has one biography',
  birthdays: 'A contact has one birthday',
  genders: 'A contact has one gender',
  names: 'A contact has one name',
};

const CalendarDate = z.object({
  year: z.optional(z.number()),
  month: z.optional(z.number()),
  day: z.optional(z.number()),
});
type CalendarDate = z.output<typeof CalendarDate>;

export type PersonItem = Record<
  string,
  string | boolean | CalendarDate | undefined
>;

/** A `Person` as this API answers it. */
export type Person = {[F in PersonField]?: PersonItem[]};

const DAYS: readonly number[] = [
  31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
];

/** 0 is the API's word for an absent part; 29 February needs a leap year or none. */
function isCalendarDate({year = 0, month = 0, day = 0}: CalendarDate): boolean {
  if (![year, month, day].every(Number.isInteger)) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && !leap ? 28 : (DAYS[month - 1] ?? 31);
  return (
    year >= 0 &&
    year <= 9999 &&
    month >= 0 &&
    month <= 12 &&
    day >= 0 &&
    day <= days
  );
}

type Kinds = Readonly<
  Record<Kind, z.ZodMiniType<string | boolean | CalendarDate>>
>;

const ANSWERED: Kinds = {
  text: z.string(),
  note: z.string(),
  flag: z.boolean(),
  date: CalendarDate,
  contentType: z.string(),
  keywordType: z.string(),
  nicknameType: z.string(),
};

const ACCEPTED: Kinds = {
  text: text(TEXT_LENGTH_MAX),
  note: text(PERSON_BYTES_MAX),
  flag: z.boolean(),
  date: CalendarDate.check(
    z.refine(isCalendarDate, {error: 'Not a date of the calendar'}),
  ),
  contentType: z.enum(['CONTENT_TYPE_UNSPECIFIED', 'TEXT_PLAIN', 'TEXT_HTML']),
  keywordType: z.enum([
    'TYPE_UNSPECIFIED',
    'OUTLOOK_BILLING_INFORMATION',
    'OUTLOOK_DIRECTORY_SERVER',
    'OUTLOOK_KEYWORD',
    'OUTLOOK_MILEAGE',
    'OUTLOOK_PRIORITY',
    'OUTLOOK_SENSITIVITY',
    'OUTLOOK_SUBJECT',
    'OUTLOOK_USER',
    'HOME',
    'WORK',
    'OTHER',
  ]),
  nicknameType: z.enum([
    'DEFAULT',
    'MAIDEN_NAME',
    'INITIALS',
    'GPLUS',
    'OTHER_NAME',
    'ALTERNATE_NAME',
    'SHORT_NAME',
  ]),
};

function itemOf(subfields: Readonly<Record<string, Kind>>, kinds: Kinds) {
  return z.object(
    Object.fromEntries(
      Object.entries(subfields).map(([name, kind]) => [
        name,
        z.optional(kinds[kind]),
      ]),
    ),
  );
}

function answeredFields() {
  return Object.fromEntries(
    Object.entries({...PERSON_FIELDS, ...PHOTO_FIELDS}).map(
      ([field, subfields]) => [
        field,
        z.optional(
          z.array(itemOf({...subfields, ...ALSO_ANSWERED[field]}, ANSWERED)),
        ),
      ],
    ),
  );
}

function acceptedFields() {
  return Object.fromEntries(
    Object.entries(PERSON_FIELDS).map(([field, subfields]) => {
      const item = itemOf(
        {...subfields, ...ALSO_ACCEPTED[field]},
        ACCEPTED,
      ).check(
        z.refine(value => Object.keys(value).length > 0, {
          error: `Has none of the sub-fields of ${field}`,
        }),
      );
      return [field, z.optional(z.array(item).check(...countChecks(field)))];
    }),
  );
}

function countChecks(field: string) {
  const one = SINGLETONS[field];
  const listed = LISTED_MAX[field];
  return [
    ...(one === undefined ? [] : [z.maxLength(1, {error: one})]),
    ...(listed === undefined
      ? []
      : [
          z.maxLength(listed.max, {
            error: `At most ${listed.max} ${listed.what}`,
          }),
        ]),
  ];
}

/** What a person made of several parts has too much of for Google; undefined: it fits. */
export function excessOf(
  person: Readonly<Record<string, unknown>>,
): {readonly field?: string; readonly reason: string} | undefined {
  for (const [field, {max, what}] of Object.entries(LISTED_MAX)) {
    const items = person[field];
    if (Array.isArray(items) && items.length > max) {
      return {field, reason: `At most ${max} ${what}`};
    }
  }
  if (countItems(person) > ITEMS_MAX) return {reason: ITEMS_ERROR};
  if (byteCount(person) > PERSON_BYTES_MAX) return {reason: BYTES_ERROR};
  return undefined;
}

function countItems(person: object): number {
  return Object.values(person).reduce(
    (sum, items) => sum + (Array.isArray(items) ? items.length : 0),
    0,
  );
}

/** Derived at the door, and never sent to Google. */
const DERIVED = new Set(['canonicalForm', 'matchKey']);

/** UTF-8, as it travels. */
function byteCount(person: object): number {
  const text = JSON.stringify(person, (key, value: unknown) =>
    DERIVED.has(key) ? undefined : value,
  );
  return Array.from(text).reduce((sum, character) => {
    const point = character.codePointAt(0) ?? 0;
    const bytes =
      point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    return sum + bytes;
  }, 0);
}

/**
 * A contact's fields as the service answers them; empty ones are absent. The
 * address of a photo is for whoever was given it, for some minutes.
 */
export const Person = z
  .object(answeredFields())
  .register(components, {id: 'Person'});

/**
 * A contact's fields as callers send them. What the People API only answers
 * (`metadata`, `formattedType`, …) is ignored; a field that is not shared is
 * refused, so that nobody believes it was.
 */
export const PersonInput = z
  .strictObject({
    ...acceptedFields(),
    ...Object.fromEntries(
      IGNORED_FIELDS.map(field => [field, z.optional(z.unknown())]),
    ),
  })
  .check(
    z.refine(person => countItems(person) <= ITEMS_MAX, {error: ITEMS_ERROR}),
    z.refine(person => byteCount(person) <= PERSON_BYTES_MAX, {
      error: BYTES_ERROR,
    }),
  )
  .register(components, {id: 'PersonToWrite'});

function isPersonField(name: string): name is PersonField {
  return name in PERSON_FIELDS || name in PHOTO_FIELDS;
}

export const PERSON_FIELD_NAMES: readonly PersonField[] = Object.keys({
  ...PERSON_FIELDS,
  ...PHOTO_FIELDS,
}).filter(isPersonField);

/** A field that can be hidden. */
export const PersonFieldName = z.enum(PERSON_FIELD_NAMES);
