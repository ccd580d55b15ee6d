/**
 * The content of a contact: the fields of a People API `Person` that are
 * shared, each a list of items. Everything here is already normalised
 * (`normalize.ts`), so two contents are compared and never parsed.
 */

/** A calendar date as the People API spells it; a birthday may lack its year. */
export interface CalendarDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

export type ItemValue = string | boolean | CalendarDate;

/**
 * One item of a field: sub-fields under the People API's names. Two of them are
 * ours, derived at the door and never sent to Google: `canonicalForm` of a
 * phone number (E.164) and `matchKey` of an e-mail address. A third, `regionalForm`
 * of a phone number, is derived as a contact is looked at and never stored; see
 * `readNumbers`.
 */
export type Item = Readonly<Record<string, ItemValue>>;

type SubfieldKind = 'text' | 'flag' | 'date';

/**
 * The shared fields: the People API's 24 writable fields less `memberships` and
 * `clientData`, with the sub-fields a caller may write, and the photo. What
 * Google derives (`displayName`, `formattedType`, …) is absent, so it never looks
 * like an edit. A photo is the SHA-256 of its bytes, in hexadecimal digits.
 */
export const SUBFIELDS = {
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
  biographies: {value: 'text', contentType: 'text'},
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
  miscKeywords: {value: 'text', type: 'text'},
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
  nicknames: {value: 'text', type: 'text'},
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
  photos: {hash: 'text'},
} as const satisfies Record<string, Record<string, SubfieldKind>>;

export type SharedField = keyof typeof SUBFIELDS;

export type Content = {readonly [F in SharedField]?: readonly Item[]};

/** One contact source has at most one of these (People API, `updateContact`), and one photo. */
export const SINGLETONS = [
  'biographies',
  'birthdays',
  'genders',
  'names',
  'photos',
] as const satisfies readonly SharedField[];

const singletons: ReadonlySet<string> = new Set(SINGLETONS);

export function isSingleton(field: SharedField): boolean {
  return singletons.has(field);
}

export function isSharedField(name: string): name is SharedField {
  return Object.hasOwn(SUBFIELDS, name);
}

export const SHARED_FIELDS: readonly SharedField[] =
  Object.keys(SUBFIELDS).filter(isSharedField);

/** Those that are typed: a photo is no part of `updateContact`, nor of what a caller sends. */
export const TYPED_FIELDS: readonly SharedField[] = SHARED_FIELDS.filter(
  field => field !== 'photos',
);

/** The hash of a content's photo. */
export function photoOf(content: Content): string | undefined {
  const hash = content.photos?.[0]?.['hash'];
  return typeof hash === 'string' ? hash : undefined;
}

/** A content with this photo in the place of its own; undefined: with none. */
export function withPhoto(content: Content, hash: string | undefined): Content {
  if (hash !== undefined) return {...content, photos: [{hash}]};
  return Object.fromEntries(
    Object.entries(content).filter(([field]) => field !== 'photos'),
  );
}

/** Sub-fields that follow from others: never compared, never sent to Google. */
const DERIVED: ReadonlySet<string> = new Set([
  'canonicalForm',
  'matchKey',
  'regionalForm',
]);

/**
 * A text that two items share exactly when they say the same: sub-fields in a
 * fixed order, derived ones left out. Order is not content (contract section 5).
 */
export function itemFingerprint(item: Item): string {
  const parts = Object.keys(item)
    .filter(name => !DERIVED.has(name))
    .sort()
    .map(name => [name, valueFingerprint(item[name])]);
  return JSON.stringify(parts);
}

/** Whatever order the parts of a date stand in. */
export function sameValue(
  left: ItemValue | undefined,
  right: ItemValue | undefined,
): boolean {
  const [one, other] = [left, right].map(valueFingerprint);
  return JSON.stringify(one) === JSON.stringify(other);
}

function valueFingerprint(value: ItemValue | undefined): unknown {
  return typeof value === 'object'
    ? [value.year ?? 0, value.month ?? 0, value.day ?? 0]
    : value;
}

export function sameItems(
  left: readonly Item[] = [],
  right: readonly Item[] = [],
): boolean {
  if (left.length !== right.length) return false;
  const rightPrints = right.map(itemFingerprint).sort();
  return left
    .map(itemFingerprint)
    .sort()
    .every((print, index) => print === rightPrints[index]);
}

/**
 * A text that two contents share exactly when somebody typed the same in both: order,
 * pictures and what is derived are no part of it.
 */
export function typedFingerprint(content: Content): string {
  return JSON.stringify(
    TYPED_FIELDS.map(field =>
      (content[field] ?? []).map(itemFingerprint).sort(),
    ),
  );
}

/** The fields in which two contents differ, in the order of `SHARED_FIELDS`. */
export function differingFields(left: Content, right: Content): SharedField[] {
  return SHARED_FIELDS.filter(field => !sameItems(left[field], right[field]));
}

export function sameContent(left: Content, right: Content): boolean {
  return differingFields(left, right).length === 0;
}

/**
 * Whether a side shows what was written to it, and what else was typed since: all
 * that a write changed in some field stands there, and none of its fields as before.
 */
export function showsWrite(
  side: Content,
  {from, to}: {readonly from: Content; readonly to: Content},
): boolean {
  const fields = differingFields(from, to);
  return (
    fields.every(field => !sameItems(side[field], from[field])) &&
    fields.some(field => {
      const prints = (content: Content) =>
        new Set((content[field] ?? []).map(itemFingerprint));
      const [is, was, written] = [prints(side), prints(from), prints(to)];
      return (
        [...written].every(print => was.has(print) || is.has(print)) &&
        [...was].every(print => written.has(print) || !is.has(print))
      );
    })
  );
}

/**
 * A content whose numbers are read as the very same texts were before: where whoever
 * typed them dials, and not who sends them along with something else.
 */
export function readAsBefore(content: Content, before: Content): Content {
  const {phoneNumbers} = content;
  const known = before.phoneNumbers?.filter(item => item['canonicalForm']);
  if (phoneNumbers === undefined || known === undefined) return content;
  return {
    ...content,
    phoneNumbers: phoneNumbers.map(item => {
      const was = known.find(each => each['value'] === item['value']);
      const {canonicalForm} = was ?? item;
      return canonicalForm === undefined ? item : {...item, canonicalForm};
    }),
  };
}

/** An item as Google takes it: without what we derived. */
export function withoutDerived(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => !DERIVED.has(name)),
  );
}
