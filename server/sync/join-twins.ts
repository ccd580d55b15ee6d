import {photoOf, withPhoto} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {holdsAll} from '../core/own-layer.ts';
import {readCopiesSeen, writeCopies, type CopyRow} from '../store/copies.ts';
import {
  dropFormerCopies,
  isOfOwn,
  oweDeletions,
  readFormerCopies,
  type FormerCopy,
  type StandingCopy,
} from '../store/former-copies.ts';
import {readOwnKeys} from '../store/own-keys.ts';
import {noteFound} from './absorb-people.ts';
import type {Arrival} from './arrivals.ts';
import {oweTwin} from './delete-owed.ts';
import {readWasOwn} from './merged-copies.ts';
import {survivorWrite} from './own-survivors.ts';
import {observeAgain} from './observe.ts';
import {readPeople} from './read-people.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';

/** A second contact with a copy's marker: a create that was carried out twice. */
export interface Twin {
  readonly copy: CopyRow;
  readonly person: ObservedPerson;
  /** Our labels that the second has. */
  readonly labelIds: readonly string[];
}

/** The list that showed twins, read to its end. */
interface Listing {
  /** This list is complete, and without this CONTACT source. */
  readonly lacks: (sourceId: string) => boolean;
  /** By source id; contacts of the account's own that only carry a copy's marker join them. */
  readonly arrivals: Map<string, Arrival>;
}

/**
 * Two with one marker are one copy. Both are read by id; what somebody typed
 * into the second is an edit of the contact, and the second goes. Where
 * the first is gone the second takes its place: then it was no twin. A read that
 * lacks what the list showed is stale: the list is asked for again.
 */
export async function joinTwins(
  run: Run,
  twins: readonly Twin[],
  listing?: Listing,
): Promise<Step> {
  for (const twin of twins) {
    const step = await joinTwin(run, twin, listing);
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

async function joinTwin(
  run: Run,
  {copy, person, labelIds}: Twin,
  listing?: Listing,
): Promise<Step> {
  const {db} = run.deps.database;
  const [row] = await readCopiesSeen(db, run.account.id, {
    sourceIds: [],
    markers: [copy.marker],
  });
  if (row === undefined || row.sourceId === null) return DONE;
  if (row.resourceName === null || row.sourceId === person.sourceId)
    return DONE;
  const both = await readPeople(run, [row.resourceName, person.resourceName]);
  if (both.kind === 'fault') return stopped(both.fault);
  const first = both.value.find(({sourceId}) => sourceId === row.sourceId);
  const second = both.value.find(({sourceId}) => sourceId === person.sourceId);
  const {contactId} = row;
  if (listing !== undefined) {
    const isMissed = row.absences > 0 || listing.lacks(row.sourceId);
    const stands = row.presence === 'present' && !isMissed;
    if (second === undefined || (first === undefined && stands)) {
      return stopped({kind: 'notFound'});
    }
  }
  if (second === undefined) return DONE;
  if (first === undefined) return putInPlace(run, row, {second, labelIds});
  const former = await readFormerCopies(db, run.account.id, [second.sourceId]);
  const before = former.get(second.sourceId);
  const wasCopy = before?.contactId === contactId && !isOfOwn(before);
  // Somebody's own contact gives way to none.
  if (wasCopy && row.origin === 'service') {
    return takePlace(run, row, {first, second, before, labelIds});
  }
  if (await isOwn(run, second, before)) {
    listing?.arrivals.set(second.sourceId, {person: second, labelIds});
    return DONE;
  }
  await fenced(run, tx => oweTwin(tx, run, contactId, second));
  run.looked.set(second.resourceName, [second]);
  return DONE;
}

/** Somebody merged a copy into it that was made again since: it has the marker, and is no twin. */
async function isOwn(
  {account, deps}: Run,
  {sourceId}: ObservedPerson,
  before: FormerCopy | StandingCopy | undefined,
): Promise<boolean> {
  if (before !== undefined && isOfOwn(before)) return true;
  const known = await readOwnKeys(deps.database.db, account.id, [sourceId]);
  return known.length > 0;
}

/**
 * The first is gone. A second that nobody knew before and that says no more than
 * the share is the first, out of Google's trash under another id. Any other is a
 * contact of somebody's own into which they merged it: never ours to delete.
 */
async function putInPlace(
  run: Run,
  row: CopyRow,
  {second, labelIds}: {second: ObservedPerson; labelIds: readonly string[]},
): Promise<Step> {
  const {id, nowMs, lists} = run.account;
  const base = row.base ?? row.sent ?? {};
  const isRestored =
    holdsAll(base, second.content) && !(await isOwn(run, second, undefined));
  await fenced(run, async tx => {
    const wasOwnOf = await readWasOwn(tx, id, [second.sourceId]);
    const wasOwn = wasOwnOf(second.sourceId);
    const write =
      (isRestored && noteFound(row, second, {labelIds, nowMs, lists})) ||
      survivorWrite(row, second, labelIds, {wasOwn});
    await writeCopies(tx, id, [{...write, present: true}]);
  });
  return DONE;
}

interface Return {
  /** What was made in the place of the one that came out of the trash. */
  readonly first: ObservedPerson;
  readonly second: ObservedPerson;
  readonly before: FormerCopy;
  /** What it came with: a label it lacks, nobody took off. */
  readonly labelIds: readonly string[];
}

/** What came out of the trash stays; what was made in its place goes. */
async function takePlace(
  run: Run,
  row: CopyRow,
  {first, second, before, labelIds}: Return,
): Promise<Step> {
  const accountId = run.account.id;
  const {contactId} = row;
  const {sourceId, resourceName, updateTimeMs} = second;
  const base = before.base ?? row.base ?? {};
  // Its etag comes with its labels, when it is read again.
  const place = {
    presence: 'present',
    ...{sourceId, resourceName, updateTimeMs},
    baseLabelIds: row.baseLabelIds.filter(id => labelIds.includes(id)),
    observed: null,
    stale: true,
    marked: true,
  } as const;
  await fenced(run, async tx => {
    const standing = withPhoto(base, photoOf(second.content));
    await writeCopies(tx, accountId, [{...place, contactId, base: standing}]);
    await dropFormerCopies(tx, accountId, [sourceId]);
    const {sourceId: owed, resourceName: named} = first;
    await oweDeletions(tx, accountId, [
      {contactId, sourceId: owed, resourceName: named, base: row.base ?? {}},
    ]);
  });
  run.looked.set(first.resourceName, [first]);
  return observeAgain(run, [resourceName]);
}
