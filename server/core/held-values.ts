import {
  SHARED_FIELDS,
  isSingleton,
  itemFingerprint,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {identityNames, sameIdentity} from './merge.ts';

/** Whether two items are one value, if under another type. */
export function saysSame(field: SharedField, left: Item, right: Item): boolean {
  return (
    itemFingerprint(left) === itemFingerprint(right) ||
    sameIdentity(field, left, right)
  );
}

/**
 * Whether a side has every repeated value of another, whatever else either says;
 * where that has none, all that it says, its name included.
 */
export function holdsValues(side: Content, other: Content): boolean {
  const repeated = repeatedFields(other);
  const told = repeated.length > 0 ? repeated : fieldsOf(other);
  return told.length > 0 && told.every(field => holds(side, other, field));
}

/**
 * Whether a contact that said `before` and says `now` was given what another had,
 * as Google merges: every repeated value is there, and of what stands once its own
 * is left. Where nothing is repeated something has to be new, or nothing tells it
 * from a deletion beside an edit; a name alone never does.
 */
export function tookIn(
  {before, now}: {readonly before: Content; readonly now: Content},
  other: Content,
): boolean {
  if (repeatedFields(other).length > 0) return holdsValues(now, other);
  const told = fieldsOf(other).filter(field => field !== 'names');
  const lacked = told.filter(field => before[field] === undefined);
  return lacked.length > 0 && lacked.every(field => holds(now, other, field));
}

function fieldsOf(content: Content): readonly SharedField[] {
  return SHARED_FIELDS.filter(field => content[field] !== undefined);
}

function repeatedFields(content: Content): readonly SharedField[] {
  return fieldsOf(content).filter(field => !isSingleton(field));
}

function holds(side: Content, other: Content, field: SharedField): boolean {
  return (other[field] ?? []).every(item =>
    (side[field] ?? []).some(each => saysSame(field, each, item)),
  );
}

/**
 * Finds which of these may hold or have taken in what another says, in their order:
 * by the value of it that fewest of them have, or by all that stands once. Who is
 * not found does neither; who is, is still to be asked.
 */
export function indexHolders<Side>(
  sides: readonly Side[],
  contentOf: (side: Side) => Content,
): (other: Content) => readonly Side[] {
  const places = new Map<string, number[]>();
  sides.forEach((side, place) => {
    const content = contentOf(side);
    for (const field of fieldsOf(content)) {
      for (const key of new Set(sideKeys(field, content[field] ?? []))) {
        const others = places.get(key);
        if (others === undefined) places.set(key, [place]);
        else others.push(place);
      }
    }
  });
  return other => {
    const repeated = repeatedFields(other);
    const fields = repeated.length > 0 ? repeated : fieldsOf(other);
    const near = fields.flatMap(field =>
      (other[field] ?? []).map(item =>
        soughtKeys(field, item).flatMap(key => places.get(key) ?? []),
      ),
    );
    if (near.length === 0) return [];
    const found =
      repeated.length > 0
        ? near.reduce((a, b) => (b.length < a.length ? b : a))
        : near.flat();
    return [...new Set(found)]
      .sort((a, b) => a - b)
      .flatMap(place => sides[place] ?? []);
  };
}

/** By which an item is found: to the letter, and by what makes it the same. */
function sideKeys(
  field: SharedField,
  items: readonly Item[],
): readonly string[] {
  return items.flatMap(item => {
    const name = identityNames(field).find(each => item[each] !== undefined);
    const letters = `${field} ${itemFingerprint(item)}`;
    return name === undefined
      ? [letters]
      : [letters, identityKey(field, name, item)];
  });
}

/** The other side may be known by a sub-field that comes later. */
function soughtKeys(field: SharedField, item: Item): readonly string[] {
  const names = identityNames(field).filter(each => item[each] !== undefined);
  return [
    `${field} ${itemFingerprint(item)}`,
    ...names.map(name => identityKey(field, name, item)),
  ];
}

function identityKey(field: SharedField, name: string, item: Item): string {
  return `${field}.${name} ${JSON.stringify(item[name])}`;
}
