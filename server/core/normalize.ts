/**
 * The one way into `Content`: whatever Google, a file or a caller wrote becomes
 * content that is compared and never parsed again. Normalising twice changes
 * nothing.
 */
import libphonenumber from 'google-libphonenumber';
import {SUBFIELDS, TYPED_FIELDS} from './content.ts';
import type {
  CalendarDate,
  Content,
  Item,
  ItemValue,
  SharedField,
} from './content.ts';
import {mailboxOf} from './mailbox.ts';
import {splitWholeName} from './whole-name.ts';

export interface NormalizeOptions {
  /**
   * ISO 3166-1 alpha-2: how numbers without a country code are read, as
   * `0312345678` is in `JP`. Without it only international ones get a
   * `canonicalForm`.
   */
  readonly region?: string | undefined;
}

const phoneNumbers = libphonenumber.PhoneNumberUtil.getInstance();

/** What only says more about a value: alone it says nothing. */
const QUALIFIERS: ReadonlySet<string> = new Set([
  'contentType',
  'current',
  'protocol',
  'type',
]);

/** Values that Google drops or fills in by itself: other spellings of absent. */
const DEFAULTS: {
  readonly [F in SharedField]?: Readonly<Record<string, readonly ItemValue[]>>;
} = {
  biographies: {contentType: ['CONTENT_TYPE_UNSPECIFIED', 'TEXT_PLAIN']},
  miscKeywords: {type: ['TYPE_UNSPECIFIED']},
  nicknames: {type: ['DEFAULT']},
};

/**
 * Content from the fields of a People API `Person`, however they were typed.
 * Texts are trimmed and have `\n` line ends; empty texts, false flags, zero
 * date parts, items that hold nothing but qualifiers, and sub-fields outside
 * `SUBFIELDS` are dropped; a birthday's `text`, an address's `formattedValue`
 * and its `countryCode` stay only where nothing says it better. Phone numbers get
 * `canonicalForm`, e-mail addresses `matchKey`. Never throws: what is not of
 * the right shape counts as absent, so doors that must refuse it parse first.
 * Photos are left out: a hash that somebody sent proves no right to the picture.
 */
export function normalizeContent(
  raw: {readonly [field: string]: unknown},
  options: NormalizeOptions = {},
): Content {
  const entries = TYPED_FIELDS.map(
    field => [field, normalizeItems(field, raw[field], options)] as const,
  );
  return Object.fromEntries(entries.filter(([, items]) => items.length > 0));
}

function normalizeItems(
  field: SharedField,
  raw: unknown,
  options: NormalizeOptions,
): readonly Item[] {
  if (!Array.isArray(raw)) return [];
  return raw
    .filter(isRecord)
    .map(item => completeItem(field, item, options))
    .filter(item => Object.keys(item).some(name => !QUALIFIERS.has(name)));
}

type Completion = (
  item: Item,
  raw: Readonly<Record<string, unknown>>,
  options: NormalizeOptions,
) => Item;

/** What a field's own rules add or drop beyond its known sub-fields. */
const COMPLETIONS: {readonly [F in SharedField]?: Completion} = {
  addresses: withoutBuiltParts,
  birthdays: item => unlessAlone(item, 'text'),
  emailAddresses: item =>
    withDerived(item, 'matchKey', emailMatchKey(item['value'])),
  names: withWrittenName,
  phoneNumbers: (item, _raw, {region}) =>
    withDerived(item, 'canonicalForm', canonicalPhone(item['value'], region)),
};

function completeItem(
  field: SharedField,
  raw: Readonly<Record<string, unknown>>,
  options: NormalizeOptions,
): Item {
  const item = knownSubfields(field, raw);
  return COMPLETIONS[field]?.(item, raw, options) ?? item;
}

function knownSubfields(
  field: SharedField,
  raw: Readonly<Record<string, unknown>>,
): Item {
  const item: Record<string, ItemValue> = {};
  for (const [name, kind] of Object.entries(SUBFIELDS[field])) {
    const value = normalizeValue(kind, raw[name]);
    if (value === undefined) continue;
    if (DEFAULTS[field]?.[name]?.includes(value)) continue;
    item[name] = value;
  }
  return item;
}

function normalizeValue(
  kind: 'text' | 'flag' | 'date',
  raw: unknown,
): ItemValue | undefined {
  switch (kind) {
    case 'text':
      return normalizeText(raw);
    case 'flag':
      return raw === true ? true : undefined;
    case 'date':
      return normalizeDate(raw);
  }
}

/** Half a character says nothing, and neither it nor a NUL can be stored. */
export function wholeText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}

function normalizeText(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const text = wholeText(raw).replace(/\r\n?/g, '\n').trim();
  return text === '' ? undefined : text;
}

/** Zero is the API's word for an absent part of a date. */
function normalizeDate(raw: unknown): CalendarDate | undefined {
  if (!isRecord(raw)) return undefined;
  const parts: {year?: number; month?: number; day?: number} = {};
  for (const name of ['year', 'month', 'day'] as const) {
    const part = raw[name];
    if (typeof part === 'number' && Number.isInteger(part) && part > 0) {
      parts[name] = part;
    }
  }
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Drops what Google builds from the other sub-fields, where there are any. */
function unlessAlone(item: Item, built: string): Item {
  const alone = Object.keys(item).every(
    name => name === built || QUALIFIERS.has(name) || name === 'countryCode',
  );
  return alone ? item : without(item, built);
}

/** Google finds the code of a country that is named, so a named country needs none. */
function withoutBuiltParts(address: Item): Item {
  const parts = unlessAlone(address, 'formattedValue');
  return 'country' in parts ? without(parts, 'countryCode') : parts;
}

function without(item: Item, dropped: string): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name !== dropped),
  );
}

function withDerived(
  item: Item,
  name: string,
  value: string | undefined,
): Item {
  return value === undefined ? item : {...item, [name]: value};
}

/**
 * By which two e-mail addresses are the same as they are written: NFKC and lower
 * case. What a provider folds beyond that (dots, tags) is for `mailboxOf`: two
 * spellings of one mailbox are two values of a contact.
 */
function emailMatchKey(value: ItemValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const key = value.normalize('NFKC').toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(key) ? key : undefined;
}

/**
 * E.164 of a number, or nothing where its length fits no number of its country.
 * A number with an extension has none: E.164 cannot say it, and without it
 * everybody behind one switchboard would be the same person.
 */
function canonicalPhone(
  value: ItemValue | undefined,
  region: string | undefined,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const number = phoneNumbers.parse(value.normalize('NFKC'), region);
    const possible =
      phoneNumbers.isPossibleNumberWithReason(number) ===
      libphonenumber.PhoneNumberUtil.ValidationResult.IS_POSSIBLE;
    if (!possible || number.getExtension()) return undefined;
    return phoneNumbers.format(number, libphonenumber.PhoneNumberFormat.E164);
  } catch {
    // The library's only way to say that a text is no number.
    return undefined;
  }
}

const WRITTEN_NAME_PARTS = ['givenName', 'middleName', 'familyName'] as const;

/**
 * Parts win; a name given only as a whole is split, as Google splits it when it is
 * written. Beside what stands before or after the name it is given as a whole too:
 * `Dr` in one column of a table, `Ann Lee` in the next.
 */
function withWrittenName(
  item: Item,
  raw: Readonly<Record<string, unknown>>,
): Item {
  if (WRITTEN_NAME_PARTS.some(part => part in item)) return item;
  const whole =
    normalizeText(raw['unstructuredName']) ?? normalizeText(raw['displayName']);
  const bare = whole === undefined ? '' : withoutHonorifics(whole, item);
  return bare === '' ? item : {...splitWholeName(bare), ...item};
}

/** Google's whole of a name that has nothing else is the honorific itself. */
function withoutHonorifics(whole: string, item: Item): string {
  const {honorificPrefix: prefix, honorificSuffix: suffix} = item;
  let bare = whole;
  if (typeof prefix === 'string' && `${bare} `.startsWith(`${prefix} `)) {
    bare = bare.slice(prefix.length).trim();
  }
  if (
    typeof suffix === 'string' &&
    /(?:^|[\s,])$/u.test(bare.slice(0, -suffix.length)) &&
    bare.endsWith(suffix)
  ) {
    bare = bare.slice(0, -suffix.length).replace(/[\s,]+$/u, '');
  }
  return bare;
}

/**
 * What a contact is looked up by: its written keys and, where the mailbox of an
 * address has other spellings, `mail:` with the mailbox; each once, in the order of
 * the content, the mailbox behind its spelling.
 */
export function matchKeys(content: Content): readonly string[] {
  return keysOf(content, address => [address, mailboxOf(address)]);
}

/**
 * By which addresses and numbers are the same as they are written: `mail:` with the
 * address's match key, `tel:` with the number in E.164; each once, in the order of
 * the content.
 */
export function writtenKeys(content: Content): readonly string[] {
  return keysOf(content, address => [address]);
}

function keysOf(
  {emailAddresses, phoneNumbers}: Content,
  spellingsOf: (address: string) => readonly string[],
): readonly string[] {
  const mails = derivedTexts(emailAddresses, 'matchKey').flatMap(spellingsOf);
  const phones = derivedTexts(phoneNumbers, 'canonicalForm');
  return [
    ...new Set([
      ...mails.map(address => `mail:${address}`),
      ...phones.map(number => `tel:${number}`),
    ]),
  ];
}

/**
 * What is known again of a contact that nothing is looked up by: each of its
 * values beside the name, with its field.
 */
export function valueKeys(content: Content): readonly string[] {
  const keys = Object.entries(content)
    .filter(([field]) => field !== 'names')
    .flatMap(([field, items]) =>
      items.map(item => {
        const values = Object.entries(item)
          .filter(([name]) => name !== 'type')
          .sort(([a], [b]) => (a < b ? -1 : 1));
        return `value:${field}:${JSON.stringify(values)}`;
      }),
    );
  return [...new Set(keys)];
}

/**
 * What an own contact is known by: its match keys, else its values, by which no
 * match is looked for but a merge is told. Never none: a contact that says nothing
 * is not one that nobody ever saw.
 */
export function ownKeys(content: Content): readonly string[] {
  const keys = matchKeys(content);
  if (keys.length > 0) return keys;
  const values = valueKeys(content);
  return values.length > 0 ? values : ['nothing'];
}

function derivedTexts(
  items: readonly Item[] | undefined,
  name: string,
): readonly string[] {
  return (items ?? [])
    .map(item => item[name])
    .filter(value => typeof value === 'string');
}
