import {
  SHARED_FIELDS,
  isSingleton,
  readAsBefore,
  sameContent,
  sameValue,
  type CalendarDate,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {sameIdentity, type LostItem, type Merge} from './merge.ts';
import {fillingParts} from './name-parts.ts';

/** Of these two items of one name may say different things: both stay. */
const MANIFOLD: ReadonlySet<SharedField> = new Set([
  'addresses',
  'events',
  'organizations',
  'relations',
  'userDefined',
]);

/**
 * Two contacts as one: the first, and what the second has beyond it. Where only
 * one value can stand it is the first's; the second's is lost, for the history.
 */
export function uniteContents(first: Content, other: Content): Merge {
  const second = readAsBefore(other, first);
  const lost: LostItem[] = [];
  const entries = SHARED_FIELDS.flatMap(field => {
    let items = first[field] ?? [];
    for (const item of second[field] ?? []) {
      const joined = joinItem(field, items, item);
      items = joined.items;
      if (joined.lost !== undefined) {
        lost.push({field, side: 'theirs', item: joined.lost});
      }
    }
    return items.length === 0 ? [] : [[field, items] as const];
  });
  return {content: Object.fromEntries(entries), lost};
}

/**
 * Whether the second has nothing beyond the first: uniting them would change nothing,
 * and nothing but another spelling of an address or a number would be lost.
 */
export function saysNoMore(first: Content, second: Content): boolean {
  const united = uniteContents(first, second);
  return (
    overruledFields(first, united).length === 0 &&
    sameContent(united.content, first)
  );
}

/**
 * Fields of which uniting another with the first lost something, be it a part of the
 * name, that is no other spelling of an address or a number.
 */
export function overruledFields(
  first: Content,
  {lost}: Pick<Merge, 'lost'>,
): readonly SharedField[] {
  const overruled = lost.filter(
    ({field, item}) =>
      !first[field]?.some(known => isRespelt(field, known, item)),
  );
  return [...new Set(overruled.map(({field}) => field))];
}

/** Text beside the digits of a number says more than they do: `03-1234-5678 (Ms Sato)`. */
const BARE_NUMBER = /^\P{L}+$/u;

/** Whether an item says what is known, but that its address or number is written otherwise. */
function isRespelt(field: SharedField, known: Item, item: Item): boolean {
  if (field === 'addresses') return isSaidByParts(known, item);
  const isOther =
    field === 'emailAddresses' ||
    (field === 'phoneNumbers' && BARE_NUMBER.test(String(item['value'])));
  return (
    isOther &&
    sameIdentity(field, known, item) &&
    Object.entries(item).every(
      ([name, value]) =>
        name === 'value' ||
        name === 'regionalForm' ||
        sameValue(known[name], value),
    )
  );
}

/** Whether a place that is given as a whole has every part of a known one and nothing else. */
function isSaidByParts(known: Item, item: Item): boolean {
  const {formattedValue, type, ...more} = item;
  const isWhole =
    typeof formattedValue === 'string' && Object.keys(more).length === 0;
  if (!isWhole || (type !== undefined && type !== known['type'])) {
    return false;
  }
  const texts = Object.entries(known)
    .filter(([part]) => part !== 'type' && part !== 'countryCode')
    .map(([, text]) => spelling(String(text)));
  let rest = spelling(formattedValue);
  for (const text of texts.sort((a, b) => b.length - a.length)) {
    if (!rest.includes(text)) return false;
    rest = rest.replace(text, ' ');
  }
  return !/[\p{L}\p{N}]/u.test(rest);
}

function spelling(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ');
}

/** Several contacts as one, in this order. */
export function uniteAll(first: Content, others: readonly Content[]): Merge {
  let content = first;
  const lost: LostItem[] = [];
  for (const other of others) {
    const united = uniteContents(content, other);
    content = united.content;
    lost.push(...united.lost);
  }
  return {content, lost};
}

interface Joined {
  readonly items: readonly Item[];
  readonly lost?: Item;
}

function joinItem(
  field: SharedField,
  items: readonly Item[],
  item: Item,
): Joined {
  const [only] = items;
  if (field === 'names' && only !== undefined) return joinName(only, item);
  if (isSingleton(field) && only !== undefined) {
    const [first, second] = withWholeDate(only, item);
    return agree(first, second)
      ? {items: [{...second, ...first}]}
      : {items, lost: item};
  }
  const isSame = (other: Item) => sameIdentity(field, other, item);
  // Before one that it would complete: a number stands there with its type and without.
  const isHeld = (other: Item) => isSame(other) && holds(other, item);
  if (items.some(isHeld)) return {items};
  if (field === 'addresses' && items.some(each => isSaidByParts(each, item))) {
    return {items, lost: item};
  }
  const fuller = items.findIndex(other => isSame(other) && agree(other, item));
  if (fuller !== -1) {
    return {items: items.with(fuller, {...item, ...items[fuller]})};
  }
  return items.some(isSame) && !MANIFOLD.has(field)
    ? {items, lost: item}
    : {items: [...items, item]};
}

/** Two dates of which either has what the other lacks, both as the whole one. */
function withWholeDate(left: Item, right: Item): readonly [Item, Item] {
  const [one, other] = [left['date'], right['date']];
  if (typeof one !== 'object' || typeof other !== 'object') {
    return [left, right];
  }
  const {year, month, day}: CalendarDate = {...other, ...one};
  const date: CalendarDate = {
    ...(year !== undefined && {year}),
    ...(month !== undefined && {month}),
    ...(day !== undefined && {day}),
  };
  return sameValue({...one, ...other}, date)
    ? [
        {...left, date},
        {...right, date},
      ]
    : [left, right];
}

/** Part by part: one has the reading, the other the middle name. */
function joinName(name: Item, other: Item): Joined {
  const joined = {...fillingParts(name, other), ...name};
  const lost = Object.entries(other).filter(
    ([part, value]) => joined[part] !== value,
  );
  return {
    items: [joined],
    ...(lost.length > 0 && {lost: Object.fromEntries(lost)}),
  };
}

/** It says all that the other says. */
function holds(item: Item, other: Item): boolean {
  return Object.entries(other).every(([name, value]) =>
    sameValue(item[name], value),
  );
}

/** Neither says otherwise what the other says. */
function agree(left: Item, right: Item): boolean {
  return Object.entries(right).every(
    ([name, value]) => left[name] === undefined || sameValue(left[name], value),
  );
}
