import {
  SHARED_FIELDS,
  withoutDerived,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import type {Candidate} from './match.ts';

/** A value that the contact which lives on says after a merge. */
export interface MergedItem {
  readonly item: Item;
  /** Ids of those that said it, or parts of it; none: whoever merges chose it. */
  readonly from: readonly string[];
  /**
   * KEPT: whoever lives on said it so. COMPLETED: it said a part of it. ADDED: it
   * said nothing of it.
   */
  readonly change: 'KEPT' | 'COMPLETED' | 'ADDED';
}

/** A value, or parts of one, that is in histories alone after a merge. */
export interface LeftItem {
  readonly item: Item;
  readonly from: readonly string[];
}

export interface FieldMerge {
  readonly field: SharedField;
  readonly items: readonly MergedItem[];
  readonly left: readonly LeftItem[];
}

/**
 * What becomes of each value when contacts become one, which says `merged` then.
 * The first of them lives on. Whatever one of them says stands in an item or among
 * what is left; order is the survivor's.
 */
export function previewMerge(
  merged: Content,
  contacts: readonly Candidate[],
): readonly FieldMerge[] {
  return SHARED_FIELDS.flatMap(field => {
    const finals = merged[field] ?? [];
    const items = finals.map(item => mergedItem(field, item, contacts));
    const left = leftItems(field, finals, contacts);
    return items.length + left.length === 0 ? [] : [{field, items, left}];
  });
}

function mergedItem(
  field: SharedField,
  item: Item,
  contacts: readonly Candidate[],
): MergedItem {
  const saying = contacts.filter(({content}) =>
    (content[field] ?? []).some(said => isPartOf(field, said, item)),
  );
  const [survivor] = contacts;
  const own = survivor?.content[field] ?? [];
  const change = own.some(said => isAll(said, item))
    ? 'KEPT'
    : own.some(said => isPartOf(field, said, item))
      ? 'COMPLETED'
      : 'ADDED';
  return {item, from: saying.map(({id}) => id), change};
}

function leftItems(
  field: SharedField,
  finals: readonly Item[],
  contacts: readonly Candidate[],
): readonly LeftItem[] {
  const left = new Map<string, {item: Item; from: string[]}>();
  for (const {id, content} of contacts) {
    for (const said of content[field] ?? []) {
      const item = restOf(field, said, finals);
      if (item === undefined) continue;
      const key = JSON.stringify(Object.entries(item).sort());
      const known = left.get(key) ?? {item, from: []};
      known.from.push(id);
      left.set(key, known);
    }
  }
  return [...left.values()];
}

/** What of an item stands in none of these; of a name its parts singly. */
function restOf(
  field: SharedField,
  said: Item,
  finals: readonly Item[],
): Item | undefined {
  if (finals.some(item => contains(item, said))) return undefined;
  if (field !== 'names') return said;
  const [name = {}] = finals;
  const rest = partsOf(said).filter(([part, value]) => name[part] !== value);
  return Object.fromEntries(rest);
}

/** A part of a name is as good as another: one has the reading, the other the middle name. */
function isPartOf(field: SharedField, said: Item, item: Item): boolean {
  return field === 'names'
    ? partsOf(said).some(([part, value]) => same(item[part], value))
    : contains(item, said);
}

function isAll(said: Item, item: Item): boolean {
  return contains(said, item) && contains(item, said);
}

function contains(item: Item, said: Item): boolean {
  return partsOf(said).every(([part, value]) => same(item[part], value));
}

function partsOf(item: Item) {
  return Object.entries(withoutDerived(item));
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
