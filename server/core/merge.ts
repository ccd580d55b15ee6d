import {
  SHARED_FIELDS,
  SUBFIELDS,
  isSingleton,
  itemFingerprint,
  sameItems,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';

export type Side = 'ours' | 'theirs';

/** What one side said and the merged content does not: history keeps it. */
export interface LostItem {
  readonly field: SharedField;
  readonly side: Side;
  readonly item: Item;
}

export interface Merge {
  readonly content: Content;
  readonly lost: readonly LostItem[];
}

export interface MergeInput {
  /** What both sides last agreed on. */
  readonly base: Content;
  readonly ours: Content;
  readonly theirs: Content;
  /** Whose value stands where both changed the same thing differently. */
  readonly later: Side | ((conflict: Conflict) => Side);
}

/** One thing that both sides changed differently: an item, a singleton or a part of the name. */
export interface Conflict {
  readonly field: SharedField;
  /** Absent: both sides added it. Of the name there is the one part. */
  readonly was: Item | undefined;
  /** Absent: our side took it away. */
  readonly ours: Item | undefined;
}

type Judge = (conflict: Conflict) => Side;

/**
 * Three-way merge, field by field and item by item (contract section 5).
 * Order is not content. Pure additions of both sides stay.
 */
export function mergeContent(input: MergeInput): Merge {
  const lost: LostItem[] = [];
  const entries = SHARED_FIELDS.flatMap(field => {
    const merged = mergeField(field, input);
    lost.push(...merged.lost);
    return merged.items.length === 0 ? [] : [[field, merged.items] as const];
  });
  return {content: Object.fromEntries(entries), lost};
}

interface MergedField {
  readonly items: readonly Item[];
  readonly lost: readonly LostItem[];
}

/** What has to be decided before these sides can be merged. */
export function findConflicts(
  sides: Omit<MergeInput, 'later'>,
): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  const later = (conflict: Conflict): Side => {
    conflicts.push(conflict);
    return 'ours';
  };
  mergeContent({...sides, later});
  return conflicts;
}

function mergeField(field: SharedField, input: MergeInput): MergedField {
  const base = input.base[field] ?? [];
  const ours = input.ours[field] ?? [];
  const theirs = input.theirs[field] ?? [];
  if (sameItems(theirs, base) || sameItems(ours, theirs)) {
    return {items: ours, lost: []};
  }
  if (sameItems(ours, base)) return {items: theirs, lost: []};
  const {later} = input;
  const judge = typeof later === 'function' ? later : () => later;
  if (field === 'names') {
    return mergeParts(field, base[0], ours[0], theirs[0], judge);
  }
  return isSingleton(field)
    ? mergeSingleton(field, {base, ours, theirs}, judge)
    : mergeItems(field, {base, ours, theirs}, judge);
}

function mergeSingleton(
  field: SharedField,
  {base, ours, theirs}: Sides,
  judge: Judge,
): MergedField {
  const [won, gone, side] =
    judge({field, was: base[0], ours: ours[0]}) === 'ours'
      ? ([ours, theirs, 'theirs'] as const)
      : ([theirs, ours, 'ours'] as const);
  return {items: won, lost: gone.map(item => ({field, side, item}))};
}

/** Names merge part by part: a phonetic typed here and a family name typed there both stay. */
function mergeParts(
  field: 'names',
  base: Item = {},
  ours: Item = {},
  theirs: Item = {},
  judge: Judge,
): MergedField {
  const lost: LostItem[] = [];
  const parts = Object.keys(SUBFIELDS[field]).flatMap(part => {
    const [was, mine, other] = [base[part], ours[part], theirs[part]];
    if (other === was || mine === other) return entry(part, mine);
    if (mine === was) return entry(part, other);
    const later = judge({
      field,
      was: partOf(base, part),
      ours: partOf(ours, part),
    });
    const side: Side = later === 'ours' ? 'theirs' : 'ours';
    const loser = side === 'ours' ? mine : other;
    if (loser !== undefined) lost.push({field, side, item: {[part]: loser}});
    return entry(part, later === 'ours' ? mine : other);
  });
  const merged = Object.fromEntries(parts);
  return {items: Object.keys(merged).length === 0 ? [] : [merged], lost};
}

function partOf(item: Item, part: string): Item | undefined {
  const value = item[part];
  return value === undefined ? undefined : {[part]: value};
}

function entry<T>(name: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[name, value]];
}

interface Sides {
  readonly base: readonly Item[];
  readonly ours: readonly Item[];
  readonly theirs: readonly Item[];
}

function mergeItems(
  field: SharedField,
  sides: Sides,
  judge: Judge,
): MergedField {
  const ours = pairItems(field, sides.base, sides.ours);
  const theirs = pairItems(field, sides.base, sides.theirs);
  const items: Item[] = [];
  const lost: LostItem[] = [];
  sides.base.forEach((was, index) => {
    const [mine, other] = [ours.paired[index], theirs.paired[index]];
    const outcome = mergeItem(was, mine, other, () =>
      judge({field, was, ours: mine}),
    );
    if (outcome.item !== undefined) items.push(outcome.item);
    if (outcome.lost !== undefined) lost.push({field, ...outcome.lost});
  });
  const added = mergeAdded(field, ours, theirs, judge);
  // What one side added and the other made of a base item stands once.
  const isNew = (item: Item) => !items.some(other => sameItem(other, item));
  return {
    items: [...items, ...added.items.filter(isNew)],
    lost: [...lost, ...added.lost],
  };
}

/** What was added on both sides stays; the same value added twice is one item. */
function mergeAdded(
  field: SharedField,
  ours: Pairing,
  theirs: Pairing,
  judge: Judge,
): MergedField {
  const items = [...ours.added];
  const lost: LostItem[] = [];
  const free = new Set(items);
  for (const item of theirs.added) {
    const same = [...free].find(other => sameValue(field, other, item));
    if (same === undefined) {
      items.push(item);
      continue;
    }
    free.delete(same);
    if (sameItem(same, item)) continue;
    if (judge({field, was: undefined, ours: same}) === 'theirs') {
      items[items.indexOf(same)] = item;
      lost.push({field, side: 'ours', item: same});
    } else lost.push({field, side: 'theirs', item});
  }
  return {items, lost};
}

interface MergedItem {
  readonly item: Item | undefined;
  readonly lost?: {readonly side: Side; readonly item: Item};
}

function mergeItem(
  was: Item,
  ours: Item | undefined,
  theirs: Item | undefined,
  judge: () => Side,
): MergedItem {
  if (sameItem(theirs, was) || sameItem(ours, theirs)) return {item: ours};
  if (sameItem(ours, was)) return {item: theirs};
  const later = judge();
  const side: Side = later === 'ours' ? 'theirs' : 'ours';
  const loser = side === 'ours' ? ours : theirs;
  const item = later === 'ours' ? ours : theirs;
  return loser === undefined ? {item} : {item, lost: {side, item: loser}};
}

function sameItem(left: Item | undefined, right: Item | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return itemFingerprint(left) === itemFingerprint(right);
}

export interface Pairing {
  /** For each base item what became of it; undefined: it vanished. */
  readonly paired: readonly (Item | undefined)[];
  readonly added: readonly Item[];
}

/** The ways two items are one, strongest first; each takes what the ones before left. */
const PAIRINGS: readonly ((
  field: SharedField,
  left: Item,
  right: Item,
) => boolean)[] = [
  (_field, left, right) => itemFingerprint(left) === itemFingerprint(right),
  sameIdentity,
  (_field, left, right) => left['type'] === right['type'],
  () => true,
];

/**
 * Finds each base item on a side. One that vanished and one that appeared are
 * one change of that item, so the last pairing takes whatever is left.
 */
export function pairItems(
  field: SharedField,
  base: readonly Item[],
  side: readonly Item[],
): Pairing {
  const paired = new Map<Item, Item>();
  const free = new Set(side);
  for (const same of PAIRINGS) {
    for (const was of base) {
      if (paired.has(was)) continue;
      const found = mostSimilar(
        was,
        [...free].filter(item => same(field, was, item)),
      );
      if (found === undefined) continue;
      paired.set(was, found);
      free.delete(found);
    }
  }
  return {paired: base.map(was => paired.get(was)), added: [...free]};
}

function mostSimilar(was: Item, items: readonly Item[]): Item | undefined {
  let best: Item | undefined;
  let bestScore = -1;
  for (const item of items) {
    const score = sharedValues(was, item);
    if (score > bestScore) [best, bestScore] = [item, score];
  }
  return best;
}

function sharedValues(left: Item, right: Item): number {
  return Object.entries(left).filter(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(right[name]),
  ).length;
}

/** The sub-field by which an item of a field is known, the normalised one first. */
const IDENTITY: Partial<Record<SharedField, readonly string[]>> = {
  emailAddresses: ['matchKey', 'value'],
  phoneNumbers: ['canonicalForm', 'value'],
  calendarUrls: ['url'],
  imClients: ['username'],
  relations: ['person'],
  userDefined: ['key'],
  organizations: ['name'],
  addresses: ['formattedValue', 'streetAddress'],
  events: ['type'],
};

/** Fields whose identity is a name for the value, and not the value. */
const NAMED: ReadonlySet<SharedField> = new Set(['events', 'userDefined']);

/** Two items that say the same, if under another type. */
function sameValue(field: SharedField, left: Item, right: Item): boolean {
  return NAMED.has(field)
    ? sameItem(left, right)
    : sameIdentity(field, left, right);
}

/** One that lacks what it would be known by is known by all that it says. */
/** The sub-fields by which items of a field may be one, the first that is there. */
export function identityNames(field: SharedField): readonly string[] {
  return IDENTITY[field] ?? ['value'];
}

export function sameIdentity(
  field: SharedField,
  left: Item,
  right: Item,
): boolean {
  const name = identityNames(field).find(each => left[each] !== undefined);
  return name === undefined
    ? itemFingerprint(left) === itemFingerprint(right)
    : left[name] === right[name];
}
