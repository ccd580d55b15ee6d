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
import type {Property} from './vcard-property.ts';
import {saidBy, saysTheSame} from './vcard-said.ts';
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
  /** In the card. */
  readonly order: number;
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
  const places = new Workplaces();
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
    const same = places.firstWithout(sub, group);
    if (same) same.item = {...same.item, [sub]: text};
    else {
      const item = {[sub]: text};
      places.add({group, isPreferred: false, hasPlace: false, item});
    }
  }
  for (const {item, isPreferred} of places.all) {
    if (!isEmptyItem(item)) addItem(draft, 'organizations', item, isPreferred);
  }
}

function addPlace(draft: Draft, places: Workplaces, property: Property): void {
  const {group} = property;
  const {isPreferred, ...found} = placeItem(draft, property);
  const same = places.firstWithoutPlace(group);
  if (same) {
    same.hasPlace = true;
    same.item = {...same.item, ...found.item};
  } else places.add({group, isPreferred, hasPlace: true, item: found.item});
}

/** Those of one group; undefined: of none. */
type Group = string | undefined;

/**
 * The workplaces of a card. What one has it never loses, so a look for the first
 * that lacks something goes on where the last such look ended.
 */
class Workplaces {
  readonly #all = createList();
  readonly #byGroup = new Map<Group, List>();

  get all(): readonly Workplace[] {
    return this.#all.places;
  }

  add(place: Omit<Workplace, 'order'>): void {
    const {places} = this.#all;
    const added = {...place, order: places.length};
    places.push(added);
    const same = this.#byGroup.get(place.group) ?? createList();
    this.#byGroup.set(place.group, same);
    same.places.push(added);
  }

  /** Of the same group; for what has none, of any. */
  firstWithout(sub: string, group: Group): Workplace | undefined {
    const places = group === undefined ? this.#all : this.#byGroup.get(group);
    return first(places, sub, ({item}) => sub in item);
  }

  /** Of the same group or of none, whichever came first. */
  firstWithoutPlace(group: Group): Workplace | undefined {
    const [one, other] = [...new Set([group, undefined])].flatMap(
      each =>
        first(this.#byGroup.get(each), 'place', ({hasPlace}) => hasPlace) ?? [],
    );
    const isLater = one && other && other.order < one.order;
    return isLater ? other : one;
  }
}

interface List {
  readonly places: Workplace[];
  /** Before which every place has what is named so. */
  readonly ends: Map<string, number>;
}

function createList(): List {
  return {places: [], ends: new Map()};
}

function first(
  {places, ends}: List = createList(),
  what: string,
  hasIt: (place: Workplace) => boolean,
): Workplace | undefined {
  let at = ends.get(what) ?? 0;
  for (;;) {
    const place = places[at];
    if (place === undefined || !hasIt(place)) break;
    at += 1;
  }
  ends.set(what, at);
  return places[at];
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
  return saysTheSame(sortAs, saidBy({name})) ? undefined : text;
}
