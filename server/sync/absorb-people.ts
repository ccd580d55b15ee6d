import {photoOf, withPhoto} from '../core/content.ts';
import type {ObservedPerson, PersonHead} from '../core/google.ts';
import {holdsAll} from '../core/own-layer.ts';
import {editContact} from '../store/contacts.ts';
import {
  readCopiesSeen,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {readOwedDeletions} from '../store/former-copies.ts';
import {deleteOwnKeys} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';
import type {Arrival} from './arrivals.ts';
import type {Twin} from './join-twins.ts';
import type {LookedPerson} from './look-at-photos.ts';
import {readWasOwn, type IsKnown} from './merged-copies.ts';
import {survivorWrite} from './own-survivors.ts';
import {noteObservation} from './note-observation.ts';
import {noteOthers} from './note-others.ts';
import type {Run} from './run.ts';

/** Our labels by the name of the contact group they have in an account. */
export type LabelNames = ReadonlyMap<string, string>;

interface Absorbed {
  readonly twins: readonly Twin[];
  /** Contacts whose copies were written without a change of content. */
  readonly touchedIds: readonly string[];
  /** CONTACT source ids of copies that were found to stand as their rows say. */
  readonly unchangedIds: readonly string[];
  /** Contacts with a shared label on that are no copies: nothing is decided about them. */
  readonly arrivals: readonly Arrival[];
}

export function labelIdsOf(
  {groups}: Pick<PersonHead, 'groups'>,
  labelOf: LabelNames,
): readonly string[] {
  return groups.flatMap(name => labelOf.get(name) ?? []).sort();
}

export async function absorbPeople(
  tx: Tx,
  run: Run,
  people: readonly LookedPerson[],
  labelOf: LabelNames,
): Promise<Absorbed> {
  const {id: accountId, nowMs, lists} = run.account;
  const {copyOf, wasOwnOf} = await readKnown(tx, accountId, people);
  const writes: CopyWrite[] = [];
  const found: string[] = [];
  const touchedIds: string[] = [];
  const unchangedIds: string[] = [];
  const claimed = new Set(people.flatMap(person => ofItsId(copyOf, person)));
  const others: Arrival[] = [];
  const twins: Twin[] = [];
  for (const person of await withoutOwed(tx, accountId, people)) {
    const labelIds = labelIdsOf(person, labelOf);
    const copy = copyOf(person);
    if (copy === undefined) {
      others.push({person, labelIds});
      continue;
    }
    if (copy.sourceId !== person.sourceId) {
      if (copy.presence === 'present' || claimed.has(copy)) {
        twins.push({copy, person, labelIds});
        continue;
      }
      claimed.add(copy);
      found.push(person.sourceId);
      if (
        copy.sourceId !== null &&
        !holdsAll(copy.base ?? {}, person.content)
      ) {
        // It says more than the share did: somebody merged it with their own.
        const wasOwn = wasOwnOf(person.sourceId);
        writes.push(survivorWrite(copy, person, labelIds, {wasOwn}));
        continue;
      }
    }
    const write = noteFound(copy, person, {labelIds, nowMs, lists});
    if (write !== undefined) writes.push(write);
    if (write !== undefined && write.marked === undefined)
      touchedIds.push(copy.contactId);
    if (write === undefined && isAsRead(copy, person, labelIds)) {
      unchangedIds.push(person.sourceId);
    }
    if (person.doubted !== undefined) {
      await keepDoubted(tx, run, copy.contactId, person.doubted);
    }
  }
  await writeCopies(tx, accountId, writes);
  await deleteOwnKeys(tx, accountId, found);
  const arrivals = await noteOthers(tx, run, others);
  await notePhotos(
    tx,
    accountId,
    people.flatMap(({look}) => look ?? []),
  );
  return {twins, touchedIds, unchangedIds, arrivals};
}

/** Those that the service is not to delete: nothing is decided about the others any more. */
async function withoutOwed(
  tx: Tx,
  accountId: string,
  people: readonly LookedPerson[],
): Promise<readonly LookedPerson[]> {
  const owed = await readOwedDeletions(tx, accountId);
  const going = new Set(owed.map(({sourceId}) => sourceId));
  return people.filter(({sourceId}) => !going.has(sourceId));
}

/** By CONTACT source id, else by marker. */
async function readKnown(
  tx: Tx,
  accountId: string,
  people: readonly ObservedPerson[],
): Promise<{
  copyOf(person: ObservedPerson): CopyRow | undefined;
  /** What those were known by that are copies now, found by their markers. */
  wasOwnOf(sourceId: string): IsKnown;
}> {
  const copies = await readCopiesSeen(tx, accountId, {
    sourceIds: people.map(person => person.sourceId),
    markers: people.flatMap(person => person.markers),
  });
  const bySource = new Map(copies.map(copy => [copy.sourceId, copy]));
  const byMarker = new Map(copies.map(copy => [copy.marker, copy]));
  const copyOf = (person: ObservedPerson) =>
    bySource.get(person.sourceId) ?? marked(byMarker, person);
  const found = people.filter(person => isAnother(copyOf(person), person));
  const ids = found.map(({sourceId}) => sourceId);
  return {copyOf, wasOwnOf: await readWasOwn(tx, accountId, ids)};
}

/** Whether a copy that is known under an id was found by its marker under another. */
function isAnother(
  copy: CopyRow | undefined,
  {sourceId}: ObservedPerson,
): boolean {
  return (copy?.sourceId ?? null) !== null && copy?.sourceId !== sourceId;
}

/** Its own id claims a copy, whoever has the marker. */
function ofItsId(
  copyOf: (person: ObservedPerson) => CopyRow | undefined,
  person: ObservedPerson,
): readonly CopyRow[] {
  const copy = copyOf(person);
  return copy?.sourceId === person.sourceId ? [copy] : [];
}

/** The copy whose marker a contact carries: one whose create nobody answered, or a twin's. */
function marked(
  byMarker: ReadonlyMap<string, CopyRow>,
  person: ObservedPerson,
): CopyRow | undefined {
  return person.markers
    .map(marker => byMarker.get(marker))
    .find(copy => copy !== undefined);
}

/** Nothing new is known of it, and not because what was seen is older than the row. */
function isAsRead(
  copy: CopyRow,
  person: LookedPerson,
  labelIds: readonly string[],
): boolean {
  return (
    copy.sourceId === person.sourceId &&
    copy.etag === person.etag &&
    copy.presence === 'present' &&
    copy.observedLabelIds.join() === labelIds.join() &&
    person.updateTimeMs >= (copy.updateTimeMs ?? 0) &&
    (person.look === undefined || person.look.photo !== undefined) &&
    person.doubted === undefined
  );
}

/**
 * What is seen at a copy, under another id than before or not. Another contact than
 * before that has no photo has not lost it: it never had one.
 */
export function noteFound(
  copy: CopyRow,
  person: LookedPerson,
  sight: Parameters<typeof noteObservation>[2],
): CopyWrite | undefined {
  const isOther = copy.sourceId !== null && copy.sourceId !== person.sourceId;
  if (!isOther || photoOf(person.content) !== undefined) {
    return noteObservation(copy, person, sight);
  }
  const base = withPhoto(copy.base ?? {}, undefined);
  const write = noteObservation({...copy, base}, person, sight);
  return write && {base, ...write, stale: true};
}

/**
 * A picture that a write of ours covers which nobody answered may have been
 * somebody's: it goes to the history.
 */
async function keepDoubted(
  tx: Tx,
  {account}: Run,
  contactId: string,
  hash: string,
): Promise<void> {
  await editContact(tx, {
    contactId,
    by: {accountId: account.id, via: 'GOOGLE'},
    inTrash: true,
    change: content => ({
      content,
      lost: [{field: 'photos', side: 'theirs', item: {hash}}],
    }),
  });
}
