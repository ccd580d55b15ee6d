/** Postal addresses: their parts, and the label that says them in one piece. */
import {ADDRESS_PARTS} from './address-parts.ts';
import type {Item} from '../core/content.ts';
import {
  addItem,
  isEmptyItem,
  itemOf,
  keepProperty,
  paramOf,
  textOf,
  type Draft,
} from './vcard-draft.ts';
import {typeNoted} from './vcard-fields.ts';
import type {Property} from './vcard-property.ts';
import {saidBy, saysTheSame, type Said} from './vcard-said.ts';
import {splitEscaped, unescapeText} from './vcard-text.ts';

interface Place {
  readonly item: Item;
  readonly isPreferred: boolean;
}

/** Addresses of one type that a label is held against; one that says another is kept. */
const LABELLED_MAX = 20;

export interface AddressProperties {
  readonly addresses: Property[];
  /** What 2.1 and 3.0 put into a property of its own. */
  readonly labels: Property[];
  /** Apple's country codes, of the group of an address. */
  readonly countries: Property[];
}

export function createAddressProperties(): AddressProperties {
  return {addresses: [], labels: [], countries: []};
}

/** Whether it is one of an address; then it is taken. */
export function takeAddressProperty(
  taken: AddressProperties,
  property: Property,
): boolean {
  const {name, group} = property;
  if (name === 'ADR') taken.addresses.push(property);
  else if (name === 'LABEL') taken.labels.push(property);
  else if (name === 'X-ABADR' && group !== undefined) {
    taken.countries.push(property);
  } else return false;
  return true;
}

export function addAddresses(
  draft: Draft,
  {addresses, labels, countries}: AddressProperties,
): void {
  const codes = new Map(
    countries.map(property => [
      property.group,
      textOf(property, draft.version),
    ]),
  );
  const places = addresses.flatMap(property =>
    readAddress(
      draft,
      property,
      property.group === undefined ? undefined : codes.get(property.group),
    ),
  );
  const groups = new Set(addresses.map(({group}) => group));
  for (const property of countries) {
    if (!groups.has(property.group)) keepProperty(draft, property);
  }
  const saidOf = new Map<unknown, Said[]>();
  const note = ({item}: Place) => {
    const all = saidOf.get(item['type']) ?? [];
    saidOf.set(item['type'], all);
    if (all.length < LABELLED_MAX) all.push(saidBy(item));
  };
  places.forEach(note);
  for (const property of labels) {
    const {type, isPreferred} = typeNoted(draft, property, 'general');
    const text = textOf(property, draft.version);
    const same = saidOf.get(type);
    if (text === '') {
      draft.remarks.add('emptyProperty', property.line, property.name);
    } else if (same === undefined) {
      const place = {item: itemOf({formattedValue: text, type}), isPreferred};
      places.push(place);
      note(place);
    } else if (!same.some(said => saysTheSame(text, said))) {
      keepProperty(draft, property);
    }
  }
  for (const {item, isPreferred} of places) {
    addItem(draft, 'addresses', item, isPreferred);
  }
}

/** `country`: a code that stands beside the address, in whatever case. */
function readAddress(
  draft: Draft,
  property: Property,
  country: string | undefined,
): Place[] {
  const {type, isPreferred} = typeNoted(draft, property, 'general');
  const components = splitEscaped(property.value, ';');
  const texts = components.map(part => unescapeText(part, '4.0').trim());
  const label = labelOf(property);
  const [only = ''] = texts;
  const isUnstructured = components.length === 1 && only !== '';
  if (isUnstructured) {
    draft.remarks.add('addressUnstructured', property.line, property.name);
  }
  const parts = isUnstructured
    ? {}
    : itemOf(
        Object.fromEntries(
          ADDRESS_PARTS.map((name, index) => [name, texts[index] ?? '']),
        ),
      );
  const hasParts = Object.keys(parts).length > 0;
  if (texts.slice(ADDRESS_PARTS.length).some(Boolean)) {
    draft.remarks.add('extraComponents', property.line, property.name);
    keepProperty(draft, property);
  }
  if (hasParts && label !== '' && !saysTheSame(label, saidBy(parts))) {
    addItem(draft, 'userDefined', {key: 'LABEL', value: label});
  }
  const whole = isUnstructured ? only : label;
  const item = itemOf({
    ...parts,
    formattedValue: hasParts ? undefined : whole,
    countryCode:
      paramOf(property, 'CC') ??
      (hasParts || whole !== '' ? country?.toUpperCase() : undefined),
    type,
  });
  if (!isEmptyItem(item)) return [{item, isPreferred}];
  draft.remarks.add('emptyProperty', property.line, property.name);
  return [];
}

/** RFC 6350's own example has escapes in it, though parameters know none. */
function labelOf(property: Property): string {
  return unescapeText(paramOf(property, 'LABEL') ?? '', '4.0').trim();
}
