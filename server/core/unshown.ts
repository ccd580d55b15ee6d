import {
  SHARED_FIELDS,
  differingFields,
  readAsBefore,
  sameContent,
  withoutDerived,
  type Content,
  type Item,
  type ItemValue,
  type SharedField,
} from './content.ts';
import {pairItems, sameIdentity} from './merge.ts';
import {pickFields} from './view.ts';

/**
 * What an address book that a phone writes back over CardDAV still has: the
 * properties of RFC 6350 that phones and Google's CardDAV both keep. Google
 * Contacts shows these and a few more (`SHOWN_IN_GOOGLE`).
 */
const PHONE_PARTS: {readonly [F in SharedField]?: readonly string[]} = {
  addresses: [
    'formattedValue',
    'poBox',
    'streetAddress',
    'extendedAddress',
    'city',
    'region',
    'postalCode',
    'country',
    'countryCode',
    'type',
  ],
  biographies: ['value'],
  birthdays: ['date', 'text'],
  emailAddresses: ['value', 'type'],
  names: [
    'honorificPrefix',
    'givenName',
    'middleName',
    'familyName',
    'honorificSuffix',
    'phoneticGivenName',
    'phoneticMiddleName',
    'phoneticFamilyName',
  ],
  nicknames: ['value'],
  organizations: ['name', 'department', 'title'],
  phoneNumbers: ['value', 'type'],
  photos: ['hash'],
  urls: ['value', 'type'],
};

/** Beside those: what a person can take away in Google Contacts by hand. */
const SHOWN_IN_GOOGLE: ReadonlySet<SharedField> = new Set([
  'events',
  'relations',
  'userDefined',
]);

/** The types a phone has words for; it makes all others one of these. */
const PHONE_TYPES: readonly string[] = ['home', 'work', 'mobile', 'other'];

/**
 * What stands in a copy, with what disappeared only because Google Contacts or a
 * phone cannot show it (contract section 5): that is no edit. A phone writes
 * whole cards, so fields it does not know are gone all at once; where some of
 * them still stand, somebody took the others away. And it writes a card because
 * something on it was changed: where all else stands to the letter, somebody took
 * the last of them away in Google Contacts. Who changes more in one go finds it
 * put back, and takes it away once more. It is the same with types that phones have
 * no words for: a phone makes plain ones of them all, beside what was changed.
 */
export function restoreUnshown(seen: Content, base: Content): Content {
  const observed = readAsBefore(seen, base);
  const unknown = SHARED_FIELDS.filter(
    field => PHONE_PARTS[field] === undefined && base[field],
  );
  const throughPhone =
    unknown.every(field => observed[field] === undefined) &&
    differingFields(observed, base).some(field => !SHOWN_IN_GOOGLE.has(field));
  const isRetyped = retypesAll(observed, base);
  const isRestored = (field: SharedField) =>
    unknown.includes(field) &&
    observed[field] === undefined &&
    (throughPhone || !SHOWN_IN_GOOGLE.has(field));
  const restored = SHARED_FIELDS.map(
    field =>
      [
        field,
        isRestored(field)
          ? (base[field] ?? [])
          : restoreItems(field, observed[field] ?? [], {
              base: base[field] ?? [],
              isRetyped,
            }),
      ] as const,
  );
  return pickFields(Object.fromEntries(restored), () => true);
}

function restoreItems(
  field: SharedField,
  observed: readonly Item[],
  {base, isRetyped}: {readonly base: readonly Item[]; isRetyped: boolean},
): readonly Item[] {
  const pairs = pairShown(field, observed, base);
  const items = observed.map(item => {
    const was = pairs.get(item);
    if (was === undefined) return item;
    return restoreParts(field, item, {was, isRetyped});
  });
  const kept = new Set(pairs.values());
  const [first] = base;
  const isFirstOnly =
    isOneShown(field, observed) && first !== undefined && kept.has(first);
  return isFirstOnly
    ? [...items, ...base.filter(each => !kept.has(each))]
    : items;
}

/** Google Contacts and phones show one organization, the first. */
function isOneShown(field: SharedField, observed: readonly Item[]): boolean {
  return field === 'organizations' && observed.length === 1;
}

/** What each observed item was before: one that changed is that item still. */
function pairShown(
  field: SharedField,
  observed: readonly Item[],
  base: readonly Item[],
): ReadonlyMap<Item, Item> {
  const [only] = observed;
  const known = base.filter(
    each => only !== undefined && sameIdentity(field, each, only),
  );
  const before =
    isOneShown(field, observed) && known.length === 0 ? base.slice(0, 1) : base;
  const {paired} = pairItems(field, before, observed);
  return new Map(
    before.flatMap((was, at) => {
      const now = paired[at];
      return now === undefined ? [] : [[now, was] as const];
    }),
  );
}

function restoreParts(
  field: SharedField,
  item: Item,
  {was, isRetyped}: {readonly was: Item; readonly isRetyped: boolean},
): Item {
  const shown = PHONE_PARTS[field];
  if (shown === undefined) return item;
  // What follows from a value is no part that somebody typed.
  const lost = Object.entries(withoutDerived(was)).filter(
    ([name]) => !shown.includes(name) && item[name] === undefined,
  );
  const whole = {...item, ...Object.fromEntries(lost)};
  return isRetyped ? restoreType(whole, was) : whole;
}

/** Whether none of the types that phones have no words for stands, and more was changed than types. */
function retypesAll(observed: Content, base: Content): boolean {
  const typed = SHARED_FIELDS.filter(field => PHONE_PARTS[field]);
  const pairs = new Map(
    typed.flatMap(field => [
      ...pairShown(field, observed[field] ?? [], base[field] ?? []),
    ]),
  );
  const stands = [...pairs].some(
    ([{type}, was]) => isForeign(was['type']) && type === was['type'],
  );
  if (stands) return false;
  const retyped = SHARED_FIELDS.map(
    field =>
      [
        field,
        (observed[field] ?? []).map(item =>
          restoreType(item, pairs.get(item) ?? item),
        ),
      ] as const,
  );
  return !sameContent(
    pickFields(Object.fromEntries(retyped), () => true),
    base,
  );
}

function isForeign(type: ItemValue | undefined): type is string {
  return typeof type === 'string' && !PHONE_TYPES.includes(type);
}

function restoreType(item: Item, {type: was}: Item): Item {
  const {type} = item;
  const isPlain = type === undefined || type === 'other';
  return isPlain && isForeign(was) ? {...item, type: was} : item;
}
