/**
 * Items of person fields as Google keeps them: read-only parts dropped, empty values
 * omitted, derived parts computed, `metadata` put on (people-api §3, §4).
 */
import {badRequest, invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {StoredFields} from '../world/stored-fields.ts';
import {SINGLETONS} from './masks.ts';
import {completeName} from './names.ts';
import type {PhoneBook} from './phone.ts';
import {formatWord} from './words.ts';
import type {Language} from './words.ts';

export type Item = Readonly<Draft>;

/** What an account adds to the reading of a value: where its phone numbers are dialled. */
export interface Locality {
  readonly phones: PhoneBook;
  readonly region: string;
  /** Throws when items are not as Google's document says: nothing wrong is ever stored. */
  readonly check: (field: string, items: readonly Item[]) => void;
}

/** Writable parts of each field's items, in answer order; `~` marks what is derived there. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  nicknames: ['value', 'type'],
  genders: ['value', '~formattedValue', 'addressMeAs'],
  birthdays: ['date', 'text'],
  addresses: [
    'formattedValue',
    'type',
    '~formattedType',
    'poBox',
    'streetAddress',
    'extendedAddress',
    'city',
    'region',
    'postalCode',
    'country',
    'countryCode',
  ],
  emailAddresses: ['value', 'type', '~formattedType', 'displayName'],
  phoneNumbers: ['value', '~canonicalForm', 'type', '~formattedType'],
  biographies: ['value', 'contentType'],
  urls: ['value', 'type', '~formattedType'],
  organizations: [
    'type',
    '~formattedType',
    'startDate',
    'endDate',
    'current',
    'name',
    'phoneticName',
    'department',
    'title',
    'jobDescription',
    'symbol',
    'domain',
    'location',
    'costCenter',
    'fullTimeEquivalentMillipercent',
  ],
  occupations: ['value'],
  interests: ['value'],
  events: ['date', 'type', '~formattedType'],
  imClients: [
    'username',
    'type',
    '~formattedType',
    'protocol',
    '~formattedProtocol',
  ],
  relations: ['person', 'type', '~formattedType'],
  userDefined: ['key', 'value'],
  sipAddresses: ['value', 'type', '~formattedType'],
  locales: ['value'],
  locations: [
    'value',
    'type',
    'current',
    'buildingId',
    'floor',
    'floorSection',
    'deskCode',
  ],
  externalIds: ['value', 'type', '~formattedType'],
  clientData: ['key', 'value'],
  calendarUrls: ['url', 'type', '~formattedType'],
  miscKeywords: ['value', 'type', '~formattedType'],
};

/** The zero value of each enum is left out of answers, as proto JSON does. */
const ENUM_ZEROS = ['DEFAULT', 'TYPE_UNSPECIFIED', 'CONTENT_TYPE_UNSPECIFIED'];

/** https://support.google.com/contacts/answer/148779, as quoted in people-api §1. */
const TEXT_LENGTH_MAX = 1024;
const ITEM_COUNT_MAX = 500;
const CONTACT_BYTES_MAX = 128 * 1024;
const ITEM_BYTES_MIN = 60;

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    ENUM_ZEROS.includes(value as string)
  );
}

function cleanDate(field: string, value: Draft): Draft | undefined {
  const {year = 0, month = 0, day = 0} = value;
  const good =
    month >= 0 &&
    month <= 12 &&
    day >= 0 &&
    day <= 31 &&
    year >= 0 &&
    year <= 9999 &&
    (day === 0 || month > 0) &&
    (month === 0 ||
      day <= new Date(Date.UTC(year || 2000, month, 0)).getUTCDate());
  if (!good) {
    throw invalidArgument(`Invalid person.${field}.date.`);
  }
  const date: Draft = {
    ...(year ? {year} : {}),
    ...(month ? {month} : {}),
    ...(day ? {day} : {}),
  };
  return Object.keys(date).length > 0 ? date : undefined;
}

function cleanText(field: string, part: string, value: string): string {
  if (value.length > TEXT_LENGTH_MAX && field !== 'biographies') {
    throw badRequest(`person.${field} is too long.`, [
      {
        field: `person.${field}.${part}`,
        description: `At most ${TEXT_LENGTH_MAX} characters.`,
      },
    ]);
  }
  return value;
}

function cleanParts(field: string, sent: Draft): Draft {
  const clean: Draft = {};
  for (const [part, value] of Object.entries(sent)) {
    if (part === 'metadata' || isEmpty(value)) continue;
    if (typeof value === 'string') clean[part] = cleanText(field, part, value);
    else if (part === 'date' || part === 'startDate' || part === 'endDate') {
      const date = cleanDate(field, value);
      if (date) clean[part] = date;
    } else clean[part] = value;
  }
  return clean;
}

function derive(part: string, clean: Draft, locality: Locality) {
  switch (part) {
    case 'formattedType':
      return clean['type'] && formatWord(clean['type'], 'en');
    case 'formattedProtocol':
      return clean['protocol'] && formatWord(clean['protocol'], 'en');
    case 'formattedValue':
      return clean['value'] && formatWord(clean['value'], 'en');
    case 'canonicalForm':
      return (
        clean['value'] &&
        locality.phones.canonicalForm(clean['value'], locality.region)
      );
    default:
      throw new Error(`nothing derives ${part}`);
  }
}

/** An address without its own free form gets one, a line a part. */
function formatAddress(clean: Draft): string {
  return [
    clean['streetAddress'],
    clean['extendedAddress'],
    clean['poBox'],
    clean['city'],
    clean['region'],
    clean['postalCode'],
    clean['country'] ?? clean['countryCode'],
  ]
    .filter(line => line !== undefined)
    .join('\n');
}

function completeItem(
  field: string,
  sent: Draft,
  locality: Locality,
): Draft | undefined {
  const clean = cleanParts(field, sent);
  if (field === 'names') {
    const name = completeName(clean);
    return Object.keys(name).length > 0 ? name : undefined;
  }
  if (field === 'biographies' && clean['value']) {
    clean['contentType'] ??= 'TEXT_PLAIN';
  }
  if (field === 'addresses' && clean['formattedValue'] === undefined) {
    const formatted = formatAddress(clean);
    if (formatted) clean['formattedValue'] = formatted;
  }
  const item: Draft = {};
  let written = false;
  for (const part of PARTS[field] ?? []) {
    const derived = part.startsWith('~');
    const name = derived ? part.slice(1) : part;
    const value = derived ? derive(name, clean, locality) : clean[name];
    if (value === undefined || value === '') continue;
    item[name] = value;
    if (!derived && name !== 'type' && name !== 'contentType') written = true;
  }
  return written ? item : undefined;
}

/** The item as a client would send it: without the metadata the server puts on. */
export function bareItem(item: Item): Draft {
  const bare: Draft = {...item};
  delete bare['metadata'];
  return bare;
}

/** Items whose source is somebody else's (a profile read back) are not the contact's to keep. */
function isContactItem(sent: Draft): boolean {
  const type = sent['metadata']?.source?.type;
  return (
    type === undefined ||
    type === 'CONTACT' ||
    type === 'SOURCE_TYPE_UNSPECIFIED'
  );
}

/** The item metadata of one contact, shared by all its items. */
function itemMetadata(sourceId: string) {
  const source = {type: 'CONTACT', id: sourceId};
  return {
    plain: {source},
    primary: {primary: true, source},
    namePrimary: {primary: true, sourcePrimary: true, source},
    sourcePrimary: {sourcePrimary: true, source},
  };
}

export type ItemMetadata = ReturnType<typeof itemMetadata>;
export const createItemMetadata = itemMetadata;

/**
 * The items to keep for `field` when a client sends `sent`. An empty list clears.
 *
 * @throws GoogleError 400 for a second item of a singleton, too long a text, a bad date.
 */
export function completeItems(
  field: string,
  sent: unknown,
  metadata: ItemMetadata,
  locality: Locality,
): readonly Item[] {
  const list: Draft[] = Array.isArray(sent) ? sent : [];
  if (SINGLETONS.includes(field) && list.length > 1) {
    throw invalidArgument(
      `Cannot have more than one person.${field} per source.`,
    );
  }
  const kept: {item: Draft; marked: boolean}[] = [];
  for (const entry of list) {
    if (!entry || !isContactItem(entry)) continue;
    const item = completeItem(field, entry, locality);
    if (item) {
      kept.push({item, marked: entry['metadata']?.sourcePrimary === true});
    }
  }
  const marked = kept.findIndex(entry => entry.marked);
  const items = kept.map(({item}, index) => {
    const primary = index === Math.max(marked, 0);
    const choice = primary
      ? field === 'names' || marked >= 0
        ? metadata.namePrimary
        : metadata.primary
      : metadata.plain;
    return {metadata: choice, ...item};
  });
  locality.check(field, items);
  return items;
}

/** @throws GoogleError 400 when a contact outgrows Google's limits. */
export function checkSize(fields: StoredFields) {
  const {length} = fields;
  // An item takes more than 60 bytes, so a short contact has too few to be counted.
  if (length < ITEM_COUNT_MAX * ITEM_BYTES_MIN) return;
  let count = 0;
  for (const field of fields.names) count += fields.items(field).length;
  if (count > ITEM_COUNT_MAX) {
    throw invalidArgument(`A contact has at most ${ITEM_COUNT_MAX} fields.`);
  }
  if (Buffer.byteLength(JSON.stringify(fields.all())) > CONTACT_BYTES_MAX) {
    throw invalidArgument('A contact has at most 128 KB.');
  }
}

/** An item in another language: `Accept-Language` changes the formatted parts (people-api §16.2). */
export function localizeItem(
  field: string,
  item: Item,
  language: Language,
): Item {
  if (language === 'en') return item;
  const changed: Draft = {...item};
  if (item['formattedType']) {
    changed['formattedType'] = formatWord(item['type'], language);
  }
  if (field === 'genders' && item['formattedValue']) {
    changed['formattedValue'] = formatWord(item['value'], language);
  }
  return changed;
}
