import {
  sameContent,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import {matchKeys, valueKeys, writtenKeys} from '../core/normalize.ts';
import {
  holdsAll,
  layContent,
  linkMerged,
  takeOwnOut,
} from '../core/own-layer.ts';
import {splitMerged, type SaidIt} from '../core/split-merged.ts';
import {readEditedCopies, readFreshlyGone} from '../store/awaited-copies.ts';
import {
  readCopiesSeen,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import {
  findOwnContacts,
  readGoneOwnKeys,
  readKeyHash,
  readKnownKeyHash,
  readOwnKeys,
  type KeyHash,
  type OwnKeys,
} from '../store/own-keys.ts';
import type {Db, Tx} from '../store/queries.ts';

/** Whether an item is known of somebody: an own contact, by what it is found by, or another copy. */
export type IsKnown = (field: SharedField, item: Item) => boolean;

export function knownOf(owns: readonly OwnKeys[], hash: KeyHash): IsKnown {
  return (field, item) =>
    writtenKeys({[field]: [item]})
      .map(hash)
      .some(key => owns.some(({keys}) => keys.has(key)));
}

/** What own contacts were known by before they become copies, by CONTACT source id. */
export async function readWasOwn(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<(sourceId: string) => IsKnown> {
  const owns = await readOwnKeys(tx, accountId, sourceIds);
  if (owns.length === 0) return () => () => false;
  const hash = await readKeyHash(tx);
  const bySource = Map.groupBy(owns, ({sourceId}) => sourceId);
  return sourceId => knownOf(bySource.get(sourceId) ?? [], hash);
}

/** What a list showed beside what changed. */
export interface Sightings {
  /** Known ones that a complete list lacks: it has no marks of deletions. */
  readonly unlisted: readonly string[];
  /** Contacts whose copies were written without a change of content. */
  readonly touched: ReadonlySet<string>;
}

/**
 * Contacts of an account that went in this list or the one before may have been
 * merged into copies. Nothing of their own spreads: not of own contacts, nor of
 * the own layers of copies, nor of a contact that nobody saw before it went.
 */
export async function noteMerged(
  tx: Tx,
  accountId: string,
  {unlisted, touched}: Sightings,
): Promise<void> {
  const owns = [
    ...(await readGoneOwnKeys(tx, accountId)),
    ...(await readOwnKeys(tx, accountId, unlisted)),
  ];
  const gone = [
    ...(await readFreshlyGone(tx, accountId)),
    ...(await readCopiesSeen(tx, accountId, {
      sourceIds: unlisted,
      markers: [],
    })),
  ];
  if (owns.length === 0 && gone.length === 0) return;
  const hash = await readKeyHash(tx);
  const standing = (await readEditedCopies(tx, accountId, [...touched])).filter(
    ({contactId}) => gone.every(copy => copy.contactId !== contactId),
  );
  const writes = standing.flatMap(copy => {
    const write = withoutLayers(copy, gone);
    const merged = withoutOwn({...copy, ...write}, {owns, gone, hash});
    return merged ?? write ?? [];
  });
  await writeCopies(tx, accountId, writes);
}

/** Takes what gone linked copies had beyond their share out of an edit. */
function withoutLayers(
  copy: CopyRow,
  gone: readonly CopyRow[],
): CopyWrite | undefined {
  const base = copy.base ?? {};
  let shared = copy.observed ?? base;
  let own = copy.own ?? {};
  for (const layer of gone.flatMap(each => each.own ?? [])) {
    const parts = takeOwnOut(shared, {base, own: layer});
    shared = parts.shared;
    own = layContent(own, parts.own);
  }
  if (sameContent(own, copy.own ?? {})) return undefined;
  return {
    contactId: copy.contactId,
    origin: 'account',
    ...{own, found: copy.found ?? {}, base},
    observed: sameContent(shared, base) ? null : shared,
    marked: true,
  };
}

/**
 * An edit together with the deletion of an own contact whose address, number or
 * value it brought, or that nobody knows to have said anything else: what was added
 * was its. An edit in which something went has to bring more than stands in its
 * place, or such a value: else it is an edit like any other.
 */
function withoutOwn(
  copy: CopyRow,
  {
    owns,
    gone,
    hash,
  }: {
    readonly owns: readonly OwnKeys[];
    readonly gone: readonly CopyRow[];
    readonly hash: KeyHash;
  },
): CopyWrite | undefined {
  const before = copy.base ?? {};
  const observed = copy.observed ?? before;
  const told = tellMerged(copy, owns, hash);
  if (told.merged.length === 0) return undefined;
  const {base, shared, own, isGrown} = splitMerged(observed, before, {
    others: gone.map(each => each.base ?? {}),
    saidIt: saidBy(told.merged, hash),
  });
  const isSure = told.isSure || isGrown || holdsAll(observed, before);
  const isKnown = told.merged.some(({keys: had}) => had.size > 0);
  if (!isSure || (!isKnown && sameContent(own, {}))) return undefined;
  const known = knownOf(told.merged, hash);
  const {found} = linkMerged(before, {...copy, base: before}, known);
  return {
    contactId: copy.contactId,
    origin: 'account',
    ...{own: layContent(copy.own ?? {}, own), found, base},
    observed: sameContent(shared, base) ? null : shared,
    // What is not as the share has it is written over.
    ...(!sameContent(base, before) && ({stale: true} as const)),
    marked: true,
  };
}

/** Which of these that went may have been merged into a copy. */
function tellMerged(
  copy: CopyRow,
  owns: readonly OwnKeys[],
  hash: KeyHash,
): {readonly merged: readonly OwnKeys[]; readonly isSure: boolean} {
  const before = copy.base ?? {};
  const observed = copy.observed ?? before;
  const sides = [before, observed];
  const keys = new Set(sides.flatMap(matchKeys).map(hash));
  const values = new Set(sides.flatMap(valueKeys).map(hash));
  const gained = new Set(gainedKeys(copy).map(hash));
  const brought = ({keys: had}: OwnKeys) => !had.isDisjointFrom(gained);
  const merged = owns.filter(each => {
    const {keys: had} = each;
    if (had.size === 0) return copy.observed !== null;
    return brought(each) || had.isSubsetOf(keys) || !had.isDisjointFrom(values);
  });
  return {merged, isSure: merged.some(brought)};
}

/** By which a contact is known, of what an edit brought. */
function gainedKeys({base, observed}: CopyRow): readonly string[] {
  const keys = (content: Content) => [
    ...writtenKeys(content),
    ...valueKeys(content),
  ];
  const before = new Set(keys(base ?? {}));
  return keys(observed ?? {}).filter(key => !before.has(key));
}

/** Of addresses and numbers all is known, of the rest only what is found. */
function saidBy(owns: readonly OwnKeys[], hash: KeyHash): SaidIt {
  const isSeen = owns.every(({keys}) => keys.size > 0);
  const has = (keys: readonly string[]) =>
    keys.map(hash).some(key => owns.some(own => own.keys.has(key)));
  return (field, item) => {
    const keys = writtenKeys({[field]: [item]});
    if (has([...keys, ...valueKeys({[field]: [item]})])) return true;
    return keys.length > 0 && isSeen ? false : undefined;
  };
}

/**
 * Own contacts with an address, number or value that an edit has just brought:
 * whether they are still there tells whether they were merged.
 */
export async function findGainedOwn(
  db: Db,
  accountId: string,
): Promise<
  readonly {readonly sourceId: string; readonly resourceName: string}[]
> {
  const edited = await readEditedCopies(db, accountId, []);
  const gained = edited.flatMap(gainedKeys);
  const hash = await readKnownKeyHash(db);
  if (gained.length === 0 || hash === undefined) return [];
  const near = await findOwnContacts(db, accountId, gained.map(hash));
  return [...new Map(near.map(each => [each.sourceId, each])).values()];
}
