import {
  SHARED_FIELDS,
  isSingleton,
  type Content,
  type Item,
  type SharedField,
} from './content.ts';
import {valueKeys, writtenKeys} from './normalize.ts';
import {has, mapFields, parts} from './own-layer.ts';

/** Whether own contacts that were merged said an item; undefined: nobody knows what they said there. */
export type SaidIt = (field: SharedField, item: Item) => boolean | undefined;

export interface SplitMerged {
  /** What stands there of the share: what `shared` is an edit of. */
  readonly base: Content;
  /** What the share says by the edit. */
  readonly shared: Content;
  readonly own: Content;
  /** Whether it brought more than what stands in the place of what went. */
  readonly isGrown: boolean;
}

interface SplitField {
  readonly base: readonly Item[];
  readonly shared: readonly Item[];
  readonly own: readonly Item[];
  readonly isGrown: boolean;
}

/**
 * Takes the edit of a copy apart that came with a merge of own contacts into it.
 * What stands in one of `others` came from another copy; all else that was added,
 * from the own contacts. What stands in the place of something that went is an
 * edit of that where they are known not to have said it. Where nobody knows,
 * nothing tells the two apart: it joins the own layer, and the share is put back.
 */
export function splitMerged(
  edited: Content,
  before: Content,
  {others, saidIt}: {others: readonly Content[]; saidIt: SaidIt},
): SplitMerged {
  const fields = new Map(
    SHARED_FIELDS.map(field => {
      const known = others.flatMap(content => content[field] ?? []);
      const [items, over] = [edited[field] ?? [], before[field] ?? []];
      if (field === 'names') {
        return [field, splitNames(items[0], over[0], known)];
      }
      const sides = {items, over, known};
      return isSingleton(field)
        ? [field, splitSingleton(field, sides, saidIt)]
        : [field, splitItems(field, sides, saidIt)];
    }),
  );
  return {
    base: mapFields(field => fields.get(field)?.base ?? []),
    shared: mapFields(field => fields.get(field)?.shared ?? []),
    own: mapFields(field => fields.get(field)?.own ?? []),
    isGrown: [...fields.values()].some(({isGrown}) => isGrown),
  };
}

interface Sides {
  readonly items: readonly Item[];
  readonly over: readonly Item[];
  /** Of other copies. */
  readonly known: readonly Item[];
}

function strangeOf({items, over, known}: Sides): readonly Item[] {
  return items.filter(item => !has(over, item) && !has(known, item));
}

function splitSingleton(
  field: SharedField,
  sides: Sides,
  saidIt: SaidIt,
): SplitField {
  const {items, over} = sides;
  const strange = strangeOf(sides);
  const isTyped =
    over.length > 0 && strange.every(item => saidIt(field, item) === false);
  return strange.length === 0 || isTyped
    ? {base: over, shared: items, own: [], isGrown: false}
    : {base: [], shared: [], own: strange, isGrown: over.length === 0};
}

/** No part that is neither the share's nor another copy's is known to be typed. */
function splitNames(
  item: Item = {},
  over: Item = {},
  known: readonly Item[],
): SplitField {
  const isOwn = (part: string) =>
    item[part] !== undefined &&
    [over, ...known].every(other => other[part] !== item[part]);
  return {
    base: parts(over, part => !isOwn(part)),
    shared: parts(item, part => !isOwn(part)),
    own: parts(item, isOwn),
    isGrown:
      parts(item, part => isOwn(part) && over[part] === undefined).length > 0,
  };
}

function splitItems(
  field: SharedField,
  sides: Sides,
  saidIt: SaidIt,
): SplitField {
  const {items, over} = sides;
  const went = over.filter(was => !has(items, was));
  const strange = strangeOf(sides);
  const retyped = new Set<Item>();
  const vanished: Item[] = [];
  for (const was of went) {
    const now = strange.find(
      item => !retyped.has(item) && isRetyped(field, was, item),
    );
    if (now === undefined) vanished.push(was);
    else retyped.add(now);
  }
  const added = strange.filter(item => !retyped.has(item));
  const isGrown = added.length > vanished.length;
  const typed = added.filter(item => saidIt(field, item) === false);
  const isKnown = added.every(item => saidIt(field, item) !== undefined);
  const isUndecided = vanished.length > 0 && !isKnown;
  const replacing = isUndecided ? [] : typed.slice(0, vanished.length);
  const own = added.filter(item => !replacing.includes(item));
  return {
    base: isUndecided ? over.filter(was => !vanished.includes(was)) : over,
    shared: items.filter(item => !own.includes(item)),
    own,
    isGrown,
  };
}

/** The same address, number or value, under another type or written in another way. */
function isRetyped(field: SharedField, was: Item, item: Item): boolean {
  const keys = (content: Content) => [
    ...writtenKeys(content),
    ...valueKeys(content),
  ];
  const before = new Set(keys({[field]: [was]}));
  return keys({[field]: [item]}).some(key => before.has(key));
}
