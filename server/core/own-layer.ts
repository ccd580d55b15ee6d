import {
  SHARED_FIELDS,
  isSingleton,
  itemFingerprint,
  readAsBefore,
  sameContent,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {saysSame} from './held-values.ts';
import {pairItems} from './merge.ts';
import {isSaidIn} from './name-parts.ts';
import {pickFields, viewContent} from './view.ts';

/**
 * A linked copy is a contact of somebody's own with a share laid over it. What
 * it has beyond the share is its own layer: it shows through where the share
 * says nothing, never spreads, and is all that remains when access ends.
 */
export interface Linked {
  /** The own contact's items that the share does not have. */
  readonly own: Content;
  /** Those that both had, to the letter, when they were linked. */
  readonly found: Content;
  /** What stood there in the share's place: the base to plan from. */
  readonly base: Content;
}

/** Takes an own contact apart, where a contact of the same person is laid over it. */
export function linkContent(standing: Content, view: Content): Linked {
  const person = readAsBefore(standing, view);
  const own = mapFields(field => {
    const shared = view[field] ?? [];
    if (isSingleton(field)) return splitParts(field, person, view).own;
    return (person[field] ?? []).filter(item => !has(shared, item));
  });
  const found = mapFields(field => {
    const shared = view[field] ?? [];
    if (isSingleton(field)) return splitParts(field, person, view).found;
    return (person[field] ?? []).filter(item => has(shared, item));
  });
  const base = mapFields(field => {
    const shared = view[field] ?? [];
    if (isSingleton(field)) return splitParts(field, person, view).base;
    return (person[field] ?? []).filter(item =>
      shared.some(other => saysSame(field, other, item)),
    );
  });
  return {own, found, base};
}

/**
 * A copy that somebody merged with a contact of their own: what stands there
 * beyond the share was that contact's, and joins the own layer; what that had and no
 * more stands there is gone. Of what the share
 * has too, the own contact is known to have had a name and what `wasOwn` says.
 */
export function linkMerged(
  standing: Content,
  before: {
    readonly base: Content;
    readonly own: Content | null;
    readonly found: Content | null;
  },
  wasOwn: (field: SharedField, item: Item) => boolean,
): Pick<Linked, 'own' | 'found'> {
  const {own, found} = linkContent(standing, before.base);
  const still = splitContent(standing, {
    shared: before.base,
    own: before.own ?? {},
  });
  const had = mapFields(field =>
    (found[field] ?? []).filter(
      item => field === 'names' || wasOwn(field, item),
    ),
  );
  return {
    own: layContent(still.own, own),
    found: layContent(before.found ?? {}, had),
  };
}

/** What a contact had of the share when it was left, and what stands there as the share says it now. */
function knownItems(
  field: SharedField,
  standing: Content,
  view: Content,
  {base}: {readonly base: Content},
): readonly Item[] {
  const [was, stands] = [base[field] ?? [], standing[field] ?? []];
  const now = view[field] ?? [];
  if (field === 'names') {
    const [name, over] = [stands[0] ?? {}, now[0] ?? {}];
    const same = parts(name, part => over[part] === name[part]);
    return parts({...was[0], ...same[0]}, () => true);
  }
  if (isSingleton(field)) {
    const same = stands.filter(item =>
      now.some(other => saysSame(field, other, item)),
    );
    return same.length > 0 ? same : was;
  }
  const same = stands.filter(item => has(now, item) && !has(was, item));
  return [...was, ...same];
}

/**
 * A contact that was a copy, then an ordinary contact, and is linked again: what
 * was typed meanwhile is its account's own, but for what `view`, the share of
 * today, says as well. Undefined: all of it is the share's.
 */
export function relinkContent(
  standing: Content,
  view: Content,
  before: {readonly base: Content; readonly found: Content | null},
): Linked | undefined {
  if (sameContent(standing, before.base)) return undefined;
  const shared = mapFields(field => knownItems(field, standing, view, before));
  const {own, found, base} = linkContent(standing, shared);
  return {own, found: layContent(before.found ?? {}, found), base};
}

/**
 * Takes what came from an own layer out of an edit again: items beyond the base
 * that stand in `own` to the letter.
 */
export function takeOwnOut(
  edited: Content,
  {base, own}: {readonly base: Content; readonly own: Content},
): {readonly shared: Content; readonly own: Content} {
  const isOwn = (field: SharedField, item: Item) =>
    has(own[field] ?? [], item) && !has(base[field] ?? [], item);
  return {
    shared: mapFields(field =>
      (edited[field] ?? []).filter(item => !isOwn(field, item)),
    ),
    own: mapFields(field =>
      (edited[field] ?? []).filter(item => isOwn(field, item)),
    ),
  };
}

/** Whether a side has all that the base has, and more or not. */
export function holdsAll(side: Content, base: Content): boolean {
  return SHARED_FIELDS.every(field =>
    (base[field] ?? []).every(item => {
      const [other] = side[field] ?? [];
      if (field !== 'names') return has(side[field] ?? [], item);
      return Object.entries(item).every(
        ([name, value]) => other?.[name] === value,
      );
    }),
  );
}

/** Parts of a name count one by one, any other singleton as a whole. */
function splitParts(
  field: SharedField,
  person: Content,
  view: Content,
): {own: readonly Item[]; found: readonly Item[]; base: readonly Item[]} {
  const [item] = person[field] ?? [];
  const [over] = view[field] ?? [];
  if (item === undefined) return {own: [], found: [], base: []};
  if (field !== 'names') {
    const equal = over !== undefined && saysSame(field, over, item);
    return {
      own: equal ? [] : [item],
      found: equal ? [item] : [],
      base: over === undefined ? [] : [item],
    };
  }
  return {
    own: parts(item, name => item[name] !== over?.[name]),
    found: parts(item, name => item[name] === over?.[name]),
    base: parts(item, name => over?.[name] !== undefined),
  };
}

/** A linked copy as it should stand: the share, and the own layer where it shows. */
export function layContent(view: Content, own: Content): Content {
  return mapFields(field => {
    const over = view[field] ?? [];
    const under = own[field] ?? [];
    if (field === 'names') return layName(over[0] ?? {}, under[0] ?? {});
    if (isSingleton(field)) return over.length > 0 ? over : under;
    return [...over, ...showing(field, over, under)];
  });
}

function layName(over: Item, under: Item): readonly Item[] {
  const own = parts(under, part => !isSaidIn(over, part, under));
  return parts({...own[0], ...over}, () => true);
}

/** Own items that the share does not already say. */
function showing(
  field: SharedField,
  over: readonly Item[],
  under: readonly Item[],
): readonly Item[] {
  return under.filter(
    item => !over.some(other => saysSame(field, other, item)),
  );
}

/**
 * Takes what stands in a linked copy apart again: an item that came from the own
 * layer, changed or not, stays own; all else is the share's. `shared` and `own`
 * are what was there before.
 */
export function splitContent(
  standing: Content,
  before: {readonly shared: Content; readonly own: Content},
): {readonly shared: Content; readonly own: Content} {
  const sides = SHARED_FIELDS.map(
    field => [field, splitField(field, standing, before)] as const,
  );
  const side = (which: 'shared' | 'own'): Content =>
    Object.fromEntries(
      sides.flatMap(([field, split]) =>
        split[which].length === 0 ? [] : [[field, split[which]]],
      ),
    );
  return {shared: side('shared'), own: side('own')};
}

interface SplitField {
  readonly shared: readonly Item[];
  readonly own: readonly Item[];
}

function splitField(
  field: SharedField,
  standing: Content,
  before: {readonly shared: Content; readonly own: Content},
): SplitField {
  const now = standing[field] ?? [];
  const over = before.shared[field] ?? [];
  const under = before.own[field] ?? [];
  if (under.length === 0) return {shared: now, own: []};
  if (field === 'names') return splitName(now[0] ?? {}, over[0], under[0]);
  if (isSingleton(field)) {
    return over.length > 0 ? {shared: now, own: under} : {shared: [], own: now};
  }
  const shown = showing(field, over, under);
  const {paired, added} = pairItems(field, [...over, ...shown], now);
  const still = (item: Item | undefined) => (item === undefined ? [] : [item]);
  return {
    shared: [...paired.slice(0, over.length).flatMap(still), ...added],
    own: under.flatMap(item => {
      const place = shown.indexOf(item);
      return place < 0 ? [item] : still(paired[over.length + place]);
    }),
  };
}

/** A part the share had stays the share's; one that only the own layer had stays own. */
function splitName(now: Item, over: Item = {}, under: Item = {}): SplitField {
  const isOwn = (name: string) =>
    over[name] === undefined &&
    under[name] !== undefined &&
    // One that does not show was typed, but where earlier releases let it show.
    (!isSaidIn(over, name, under) ||
      (now[name] === under[name] && isSaidIn(now, name, under)));
  const covered = parts(under, name => !isOwn(name));
  return {
    shared: parts(now, name => !isOwn(name)),
    own: parts({...covered[0], ...parts(now, isOwn)[0]}, () => true),
  };
}

/**
 * The own layer of a copy from which fields of the share are hidden now: what
 * both said to the letter is the own contact's again, and shows. Where the share
 * shows such a field once more, it covers that as before.
 */
export function uncoverOwn(
  layer: Pick<Linked, 'own' | 'found'>,
  hiddenFields: readonly SharedField[],
): Pick<Linked, 'own' | 'found'> {
  const had = hadItems(layer);
  return {
    own: mapFields(
      field => (hiddenFields.includes(field) ? had : layer.own)[field] ?? [],
    ),
    found: viewContent(layer.found, hiddenFields),
  };
}

/** What the own contact had, covered or not. */
function hadItems({own, found}: Pick<Linked, 'own' | 'found'>): Content {
  return mapFields(field => {
    const [items, others] = [own[field] ?? [], found[field] ?? []];
    if (field === 'names')
      return parts({...others[0], ...items[0]}, () => true);
    return [...others, ...items];
  });
}

/** What is left of a linked copy when access ends: what was there, and what its account typed since. */
export function restoreOwn(
  layer: Pick<Linked, 'own' | 'found'>,
  typed: Content,
): Content {
  const had = hadItems(layer);
  return mapFields(field => {
    const items = had[field] ?? [];
    if (isSingleton(field)) {
      return items.length > 0 ? items : (typed[field] ?? []);
    }
    const more = (typed[field] ?? []).filter(item => !has(items, item));
    return [...items, ...more];
  });
}

export function parts(
  item: Item,
  wanted: (name: string) => boolean,
): readonly Item[] {
  const kept = Object.entries(item).filter(([name]) => wanted(name));
  return kept.length === 0 ? [] : [Object.fromEntries(kept)];
}

export function has(items: readonly Item[], item: Item): boolean {
  return items.some(other => itemFingerprint(other) === itemFingerprint(item));
}

export function mapFields(
  items: (field: SharedField) => readonly Item[],
): Content {
  return pickFields(
    Object.fromEntries(SHARED_FIELDS.map(field => [field, items(field)])),
    () => true,
  );
}
