/** ORG, TITLE and ROLE, which are one thing for Google and three for a card. */
import type {Item} from '../core/content.ts';
import {readSpelledDate} from './vcard-dates.ts';
import {
  addItem,
  isEmptyItem,
  itemOf,
  paramOf,
  textOf,
  type Draft,
} from './vcard-draft.ts';
import {typeNoted} from './vcard-fields.ts';
import {saysTheSame} from './vcard-name.ts';
import type {Property} from './vcard-property.ts';
import {componentsOf, splitEscaped, unescapeText} from './vcard-text.ts';

/** What a card has no word for, as parameters of ORG. */
export const ORGANIZATION_PARAMS = {
  phoneticName: 'X-PHONETIC-NAME',
  symbol: 'X-SYMBOL',
  domain: 'X-DOMAIN',
  location: 'X-LOCATION',
  costCenter: 'X-COST-CENTER',
} as const;

export const ORGANIZATION_DATES = {
  startDate: 'X-START-DATE',
  endDate: 'X-END-DATE',
} as const;

export const CURRENT_PARAM = 'X-CURRENT';

export const ROLE_PROPERTIES: Readonly<Record<string, string>> = {
  TITLE: 'title',
  ROLE: 'jobDescription',
  'X-PHONETIC-ORG': 'phoneticName',
};

interface Workplace {
  readonly group: string | undefined;
  readonly isPreferred: boolean;
  hasPlace: boolean;
  item: Item;
}

/**
 * What belongs together is of one group; without groups a title is of the first
 * workplace that lacks one, and a workplace takes a title that came before it.
 */
export function addOrganizations(
  draft: Draft,
  properties: readonly Property[],
): void {
  const places: Workplace[] = [];
  for (const property of properties) {
    const {name, group} = property;
    const sub = ROLE_PROPERTIES[name];
    if (sub === undefined) {
      addPlace(draft, places, property);
      continue;
    }
    const text = textOf(property, draft.version);
    if (text === '') {
      draft.remarks.add('emptyProperty', property.line, name);
      continue;
    }
    const same = places.find(
      place =>
        !(sub in place.item) && (group === undefined || place.group === group),
    );
    if (same) same.item = {...same.item, [sub]: text};
    else {
      const item = {[sub]: text};
      places.push({group, isPreferred: false, hasPlace: false, item});
    }
  }
  for (const {item, isPreferred} of places) {
    if (!isEmptyItem(item)) addItem(draft, 'organizations', item, isPreferred);
  }
}

function addPlace(draft: Draft, places: Workplace[], property: Property): void {
  const {group} = property;
  const {isPreferred, ...found} = placeItem(draft, property);
  const same = places.find(
    place => !place.hasPlace && (place.group === group || !place.group),
  );
  if (same) {
    same.hasPlace = true;
    same.item = {...same.item, ...found.item};
  } else places.push({group, isPreferred, hasPlace: true, item: found.item});
}

function placeItem(
  draft: Draft,
  property: Property,
): {readonly item: Item; readonly isPreferred: boolean} {
  const [name = '', ...units] = splitEscaped(property.value, ';').map(part =>
    unescapeText(part, '4.0'),
  );
  const {type, isPreferred} = typeNoted(draft, property, 'general');
  const texts = Object.entries(ORGANIZATION_PARAMS).map(([sub, param]) => [
    sub,
    paramOf(property, param),
  ]);
  const dates = Object.entries(ORGANIZATION_DATES).map(([sub, param]) => [
    sub,
    readSpelledDate(paramOf(property, param) ?? ''),
  ]);
  const item = itemOf({
    name: name.trim(),
    department: units.join(' ').trim(),
    phoneticName: phoneticName(property, name),
    ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)),
    ...Object.fromEntries(dates),
    current: paramOf(property, CURRENT_PARAM) === 'true' ? true : undefined,
    type,
  });
  return {item, isPreferred};
}

/** SORT-AS is how a name is read, unless it only repeats it. */
function phoneticName(property: Property, name: string): string | undefined {
  const sortAs = paramOf(property, 'SORT-AS');
  if (sortAs === undefined) return undefined;
  const text = componentsOf(sortAs).join('');
  return saysTheSame(sortAs, {name}) ? undefined : text;
}
