import {
  SHARED_FIELDS,
  itemFingerprint,
  sameContent,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import {compatibleNames} from '../core/compatible-names.ts';
import type {ObservedPerson} from '../core/google.ts';
import {holdsValues, indexHolders} from '../core/held-values.ts';
import {matchKeys, valueKeys} from '../core/normalize.ts';
import {
  holdsAll,
  layContent,
  linkContent,
  linkMerged,
  splitMerged,
  takeOwnOut,
} from '../core/own-layer.ts';
import {pickFields} from '../core/view.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {
  readCopiesSeen,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import {
  readEditedCopies,
  readFreshlyGone,
  type GoneCopy,
} from '../store/awaited-copies.ts';
import {
  deleteOwnKeys,
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
type IsKnown = (field: SharedField, item: Item) => boolean;

function knownOf(owns: readonly OwnKeys[], hash: KeyHash): IsKnown {
  return (field, item) =>
    matchKeys({[field]: [item]})
      .map(hash)
      .some(key => owns.some(({keys}) => keys.has(key)));
}

/** What an own contact was known by before it becomes a copy. */
export async function readWasOwn(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<IsKnown> {
  const owns = await readOwnKeys(tx, accountId, sourceIds);
  return owns.length === 0 ? () => false : knownOf(owns, await readKeyHash(tx));
}

/**
 * A copy's contact was merged into one of the account's own, whose id lives on:
 * that one is the linked copy now, and nothing of it spreads but what came from
 * other copies that were merged into it.
 */
export function survivorWrite(
  copy: CopyRow,
  person: ObservedPerson,
  labelIds: readonly string[],
  {wasOwn, isShared = () => false}: {wasOwn: IsKnown; isShared?: IsKnown},
): CopyWrite {
  const before = copy.base ?? copy.sent ?? {};
  const {sourceId, resourceName, etag, updateTimeMs} = person;
  const link = linkMerged(person.content, {...copy, base: before}, wasOwn);
  // What is not as the share has it is written over.
  const {base} = linkContent(person.content, before);
  const own = pickItems(link.own, (...each) => !isShared(...each));
  const foreign = pickItems(link.own, isShared);
  return {
    contactId: copy.contactId,
    presence: 'present',
    origin: 'account',
    ...{sourceId, resourceName, etag, updateTimeMs},
    ...{own, found: link.found, base},
    observed: sameContent(foreign, {}) ? null : layContent(base, foreign),
    // A label that it does not carry is put on: nobody took it off.
    baseLabelIds: copy.baseLabelIds.filter(id => labelIds.includes(id)),
    observedLabelIds: labelIds,
    sent: null,
    stale: true,
    marked: true,
  };
}

function pickItems(content: Content, wanted: IsKnown): Content {
  const items = SHARED_FIELDS.map(
    field =>
      [
        field,
        (content[field] ?? []).filter(item => wanted(field, item)),
      ] as const,
  );
  return pickFields(Object.fromEntries(items), () => true);
}

/** What other copies among these say than a given one. */
function indexShared(copies: readonly CopyRow[]): (copy: CopyRow) => IsKnown {
  const speakers = new Map<string, Set<string>>();
  const keyOf = (field: SharedField, item: Item) =>
    `${field} ${itemFingerprint(item)}`;
  for (const {contactId, base} of copies) {
    for (const field of SHARED_FIELDS) {
      for (const item of base?.[field] ?? []) {
        const key = keyOf(field, item);
        const others = speakers.get(key) ?? new Set();
        speakers.set(key, others.add(contactId));
      }
    }
  }
  return ({contactId}) =>
    (field, item) => {
      const others = speakers.get(keyOf(field, item));
      const count = others?.size ?? 0;
      return count > (others?.has(contactId) ? 1 : 0);
    };
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
 * An edit that only adds, together with the deletion of an own contact whose
 * addresses and numbers the copy has now, or any value of which where it had
 * neither, or of which nobody knows what it said: what was added was its.
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
  const base = copy.base ?? {};
  const observed = copy.observed ?? base;
  if (!holdsAll(observed, base)) return undefined;
  const keys = new Set(matchKeys(observed).map(hash));
  const values = new Set(valueKeys(observed).map(hash));
  const merged = owns.filter(({keys: had}) =>
    had.size === 0
      ? copy.observed !== null
      : had.isSubsetOf(keys) || !had.isDisjointFrom(values),
  );
  if (merged.length === 0) return undefined;
  const {shared, own} = splitMerged(
    observed,
    base,
    gone.map(each => each.base ?? {}),
  );
  const isKnown = merged.some(({keys: had}) => had.size > 0);
  if (!isKnown && sameContent(own, {})) return undefined;
  const {found} = linkMerged(base, {...copy, base}, knownOf(merged, hash));
  return {
    contactId: copy.contactId,
    origin: 'account',
    ...{own: layContent(copy.own ?? {}, own), found, base},
    observed: sameContent(shared, base) ? null : shared,
    marked: true,
  };
}

/**
 * Own contacts all of whose addresses and numbers an edit that only adds has just
 * brought: whether they are still there tells whether they were merged.
 */
export async function findGainedOwn(
  db: Db,
  accountId: string,
): Promise<
  readonly {readonly sourceId: string; readonly resourceName: string}[]
> {
  const gains = (await readEditedCopies(db, accountId, [])).flatMap(
    ({base, observed}) => {
      if (observed === null || !holdsAll(observed, base ?? {})) return [];
      const before = new Set(matchKeys(base ?? {}));
      const keys = matchKeys(observed);
      return keys.some(key => !before.has(key)) ? [{before, keys}] : [];
    },
  );
  const hash = await readKnownKeyHash(db);
  if (gains.length === 0 || hash === undefined) return [];
  const gained = gains.flatMap(({before, keys}) =>
    keys.filter(key => !before.has(key)),
  );
  const near = await findOwnContacts(db, accountId, gained.map(hash));
  const known = await readOwnKeys(
    db,
    accountId,
    near.map(({sourceId}) => sourceId),
  );
  const standing = gains.map(({keys}) => new Set(keys.map(hash)));
  const whole = new Set(
    known
      .filter(({keys}) => standing.some(each => keys.isSubsetOf(each)))
      .map(({sourceId}) => sourceId),
  );
  return near.filter(
    ({sourceId}, at) =>
      whole.has(sourceId) &&
      near.findIndex(other => other.sourceId === sourceId) === at,
  );
}

/**
 * Names of own contacts that may say all that a copy said which went, and were
 * written in this list or the one before, as a merge writes them.
 */
export async function findOwnSurvivors(
  db: Db,
  accountId: string,
): Promise<readonly string[]> {
  const gone = (await readFreshlyGone(db, accountId)).filter(
    ({isSeen}) => isSeen,
  );
  const hash = await readKnownKeyHash(db);
  if (gone.length === 0 || hash === undefined) return [];
  const wanted = gone
    .map(({base}) => new Set(matchKeys(base ?? {}).map(hash)))
    .filter(keys => keys.size > 0);
  const near = await findOwnContacts(
    db,
    accountId,
    wanted.flatMap(keys => [...keys]),
  );
  const known = Map.groupBy(
    near.filter(({isFresh}) => isFresh),
    ({resourceName}) => resourceName,
  );
  return [...known].flatMap(([name, rows]) => {
    const keys = new Set(rows.map(({key}) => key));
    return wanted.some(each => each.isSubsetOf(keys)) ? [name] : [];
  });
}

/**
 * A copy went, and a contact of the account's own says all that it said: it was
 * merged into that, which has its label now or is the same person. That one is
 * the linked copy now. `people`: such as were written in this list or the one
 * before; what stood there untouched took nothing in.
 * Returns the CONTACT source ids of such.
 */
export async function linkOwnSurvivors(
  tx: Tx,
  accountId: string,
  people: readonly ObservedPerson[],
  labelsOf: (person: ObservedPerson) => readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = await readFreshlyGone(tx, accountId);
  const pairs = pairSurvivors(gone, people, labelsOf);
  const linked = pairs.map(({person}) => person.sourceId);
  const owns = Map.groupBy(
    await readOwnKeys(tx, accountId, linked),
    ({sourceId}) => sourceId,
  );
  const hash = owns.size === 0 ? undefined : await readKeyHash(tx);
  const isSharedFor = indexShared(gone);
  const writes = pairs.map(({copy, person}) => {
    const known = owns.get(person.sourceId) ?? [];
    const wasOwn = hash === undefined ? () => false : knownOf(known, hash);
    const isShared = isSharedFor(copy);
    return survivorWrite(copy, person, labelsOf(person), {wasOwn, isShared});
  });
  await writeCopies(tx, accountId, writes);
  await deleteOwnKeys(tx, accountId, linked);
  await dropArrivals(tx, accountId, linked);
  return new Set(linked);
}

/** Who took in which copy, nobody two: in the order of the copies, then of the people. */
function pairSurvivors(
  gone: readonly GoneCopy[],
  people: readonly ObservedPerson[],
  labelsOf: (person: ObservedPerson) => readonly string[],
): readonly {readonly copy: GoneCopy; readonly person: ObservedPerson}[] {
  const findHolders = indexHolders(people, ({content}) => content);
  const free = new Set(people);
  return gone
    .filter(({isSeen}) => isSeen)
    .flatMap(copy => {
      const base = copy.base ?? {};
      // A name or a gender is many people's.
      const told = pickFields(
        base,
        field => field !== 'names' && field !== 'genders',
      );
      const person = findHolders(told).find(
        each =>
          free.has(each) &&
          holdsValues(each.content, told) &&
          (labelsOf(each).length > 0 || compatibleNames(each.content, base)),
      );
      if (person === undefined) return [];
      free.delete(person);
      return [{copy, person}];
    });
}
