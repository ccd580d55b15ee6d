import {compatibleNames} from '../core/compatible-names.ts';
import {
  SHARED_FIELDS,
  itemFingerprint,
  sameContent,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {holdsValues, indexHolders} from '../core/held-values.ts';
import {writtenKeys} from '../core/normalize.ts';
import {layContent, linkContent, linkMerged} from '../core/own-layer.ts';
import {pickFields} from '../core/view.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {readFreshlyGone, type GoneCopy} from '../store/awaited-copies.ts';
import {writeCopies, type CopyRow, type CopyWrite} from '../store/copies.ts';
import {
  deleteOwnKeys,
  findOwnContacts,
  readKeyHash,
  readKnownKeyHash,
  readOwnKeys,
} from '../store/own-keys.ts';
import type {Db, Tx} from '../store/queries.ts';
import {knownOf, type IsKnown} from './merged-copies.ts';

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
    .map(({base}) => new Set(writtenKeys(base ?? {}).map(hash)))
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
 * merged into that, which has its label now or is the same person. So it was where
 * one that has its label now has got an address or number of it, if another was
 * replaced since. That one is the linked copy now. `people`: such as were written in
 * this list or the one before; what stood there untouched took nothing in.
 * Returns the CONTACT source ids of such.
 */
export async function linkOwnSurvivors(
  tx: Tx,
  accountId: string,
  people: readonly ObservedPerson[],
  labelsOf: (person: ObservedPerson) => readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = await readFreshlyGone(tx, accountId);
  if (gone.length === 0 || people.length === 0) return new Set();
  const owns = Map.groupBy(
    await readOwnKeys(
      tx,
      accountId,
      people.map(({sourceId}) => sourceId),
    ),
    ({sourceId}) => sourceId,
  );
  const hash = owns.size === 0 ? undefined : await readKeyHash(tx);
  /** Undefined: nobody saw it before. */
  const wasOwnOf = ({sourceId}: ObservedPerson): IsKnown | undefined => {
    const known = owns.get(sourceId);
    return known && hash && knownOf(known, hash);
  };
  const pairs = pairSurvivors(gone, people, {labelsOf, wasOwnOf});
  const isSharedFor = indexShared(gone);
  const writes = pairs.map(({copy, person}) => {
    const wasOwn = wasOwnOf(person) ?? (() => false);
    const isShared = isSharedFor(copy);
    return survivorWrite(copy, person, labelsOf(person), {wasOwn, isShared});
  });
  const linked = pairs.map(({person}) => person.sourceId);
  await writeCopies(tx, accountId, writes);
  await deleteOwnKeys(tx, accountId, linked);
  await dropArrivals(tx, accountId, linked);
  return new Set(linked);
}

interface Knowing {
  labelsOf(person: ObservedPerson): readonly string[];
  wasOwnOf(person: ObservedPerson): IsKnown | undefined;
}

interface Pair {
  readonly copy: GoneCopy;
  readonly person: ObservedPerson;
}

/**
 * Who took in which copy, nobody two: in the order of the copies, then of the people.
 * Those who say all of one come before those who got a part of it.
 */
function pairSurvivors(
  gone: readonly GoneCopy[],
  people: readonly ObservedPerson[],
  knowing: Knowing,
): readonly Pair[] {
  const seen = gone.filter(({isSeen}) => isSeen);
  const whole = takeEach(seen, people, findWhole(people, knowing));
  const paired = new Set<unknown>(
    whole.flatMap(each => [each.copy, each.person]),
  );
  const isFree = (each: unknown) => !paired.has(each);
  const others = people.filter(isFree);
  const part = takeEach(seen.filter(isFree), others, findPart(others, knowing));
  return [...whole, ...part];
}

function takeEach(
  gone: readonly GoneCopy[],
  people: readonly ObservedPerson[],
  find: (copy: GoneCopy) => readonly ObservedPerson[],
): readonly Pair[] {
  const free = new Set(people);
  return gone.flatMap(copy => {
    const person = find(copy).find(each => free.has(each));
    if (person === undefined) return [];
    free.delete(person);
    return [{copy, person}];
  });
}

/**
 * Of one that is called otherwise its label tells, where it was there before: one that
 * nobody saw was made in the other's place.
 */
function findWhole(
  people: readonly ObservedPerson[],
  {labelsOf, wasOwnOf}: Knowing,
): (copy: GoneCopy) => readonly ObservedPerson[] {
  const findHolders = indexHolders(people, ({content}) => content);
  return copy => {
    const base = copy.base ?? {};
    // A name or a gender is many people's.
    const told = pickFields(
      base,
      field => field !== 'names' && field !== 'genders',
    );
    return findHolders(told).filter(
      each =>
        holdsValues(each.content, told) &&
        (compatibleNames(each.content, base) ||
          (labelsOf(each).length > 0 && wasOwnOf(each) !== undefined)),
    );
  };
}

/** Of one that nobody saw before, nothing tells what it got: it has to be the same person. */
function findPart(
  people: readonly ObservedPerson[],
  {labelsOf, wasOwnOf}: Knowing,
): (copy: GoneCopy) => readonly ObservedPerson[] {
  const byKey = new Map<string, ObservedPerson[]>();
  for (const person of people) {
    if (labelsOf(person).length === 0) continue;
    for (const {key, field, item} of keyedItems(person.content)) {
      if (wasOwnOf(person)?.(field, item) === true) continue;
      byKey.set(key, [...(byKey.get(key) ?? []), person]);
    }
  }
  return copy => {
    const base = copy.base ?? {};
    return writtenKeys(base)
      .flatMap(key => byKey.get(key) ?? [])
      .filter(
        each =>
          wasOwnOf(each) !== undefined || compatibleNames(each.content, base),
      );
  };
}

function keyedItems(content: Content) {
  return (['emailAddresses', 'phoneNumbers'] as const).flatMap(field =>
    (content[field] ?? []).flatMap(item =>
      writtenKeys({[field]: [item]}).map(key => ({key, field, item})),
    ),
  );
}
