import {
  SHARED_FIELDS,
  isSingleton,
  itemFingerprint,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {sameIdentity} from './merge.ts';

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
