import {photoOf, withPhoto} from '../core/content.ts';
import type {
  ObservedPerson,
  Outcome,
  PeoplePage,
  Tombstone,
} from '../core/google.ts';
import {holdsAll} from '../core/own-layer.ts';
import {
  awaitsList,
  markGoneCopies,
  oldestUnconfirmedMs,
  readCopiesSeen,
  readDoubted,
  releaseChanged,
  releaseUnconfirmed,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import {readOverflow, writeOwnCount} from '../store/account-size.ts';
import {editContact} from '../store/contacts.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {
  deleteOwnKeys,
  readKeyHash,
  readUnlistedIds,
} from '../store/own-keys.ts';
import type {Tx} from '../store/queries.ts';
import {
  pollWithin,
  readNowMs,
  writeAccountFault,
  writeSyncToken,
} from '../store/sync-state.ts';
import {confirmAbsences} from './confirm-absences.ts';
import type {Arrival} from './arrivals.ts';
import {joinTwins, type Twin} from './join-twins.ts';
import {lookAtPhotos, type LookedPerson} from './look-at-photos.ts';
import {noteMerged, survivorWrite} from './merged-copies.ts';
import {nextPollInMs} from './next-poll.ts';
import {noteObservation} from './note-observation.ts';
import {noteOthers} from './note-others.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';

/** 25,000 contacts are 25 pages of 1,000; a list that goes on is broken, not finished. */
const PAGES_MAX = 100;

/** `people:batchGet` takes this many names. */
const NAMES_MAX = 200;

/**
 * Reads what changed in an account and writes it down: every seen state goes
 * into its copy's row, and the sync token last of all, so a crash anywhere
 * means that the same changes are read again.
 */
export async function observeAccount(run: Run): Promise<Step> {
  const bound = run.account.syncParameters === run.deps.syncParameters;
  const known = bound ? run.account.syncToken : null;
  const token = (await wantsRecount(run)) ? null : known;
  const step = await observeList(run, token);
  const useless =
    step.kind === 'stopped' &&
    (step.fault.kind === 'expiredSyncToken' ||
      step.fault.kind === 'invalidArgument');
  return useless && token !== null ? observeList(run, null) : step;
}

/** How full an account is, only a complete list tells. */
async function wantsRecount({account, deps}: Run): Promise<boolean> {
  const overflow = await readOverflow(deps.database.db, account.id);
  return overflow.wantsRecount;
}

async function observeList(run: Run, syncToken: string | null): Promise<Step> {
  const {db} = run.deps.database;
  const begunMs = await readNowMs(db);
  const labelOf = await readLabelNames(run);
  let pageToken: string | undefined;
  const listed = new Set<string>();
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await run.people.listPeople({
      ...(syncToken !== null && {syncToken}),
      ...(pageToken !== undefined && {pageToken}),
    });
    if (page.kind === 'fault') return stopped(page.fault);
    const absorbed = await absorbPage(run, page.value, labelOf);
    if (absorbed.kind === 'stopped') return absorbed;
    for (const {sourceId} of page.value.people) listed.add(sourceId);
    pageToken = page.value.nextPageToken;
    if (pageToken !== undefined) continue;
    const isComplete = syncToken === null;
    if (isComplete) {
      await fenced(run, async tx => {
        await writeOwnCount(tx, run.account.id, listed.size);
        // It has no marks of deletions: what was merged into copies is missing.
        await noteMerged(
          tx,
          run.account.id,
          await readUnlistedIds(tx, run.account.id, listed),
        );
      });
    }
    const doubted = await readDoubted(db, run.account.id);
    if (doubted.length > 0) {
      const step = await confirmGone(run, doubted, labelOf, {isAgain: true});
      if (step.kind === 'stopped') return step;
    }
    const confirmed = await confirmAbsences(
      run,
      isComplete ? listed : undefined,
    );
    if (confirmed.kind === 'fault') return stopped(confirmed.fault);
    await endList(run, begunMs, page.value.nextSyncToken ?? null);
    if (confirmed.value === 'pause') {
      await fenced(run, tx => writeAccountFault(tx, run.account.id, 'ABSENT'));
    }
    return DONE;
  }
  throw new Error(
    `connections.list of account ${run.account.id} went on after ${PAGES_MAX} pages`,
  );
}

async function endList(
  run: Run,
  begunMs: number,
  syncToken: string | null,
): Promise<void> {
  const {account, deps} = run;
  await fenced(run, async tx => {
    await releaseUnconfirmed(tx, account.id, begunMs, deps.confirmSeconds);
    const oldestMs = await oldestUnconfirmedMs(tx, account.id);
    const confirmInMs =
      oldestMs === undefined
        ? Infinity
        : oldestMs + deps.confirmSeconds * 1000 - begunMs;
    await writeSyncToken(tx, account.id, {
      syncToken,
      syncParameters: deps.syncParameters,
      pollRequests: account.pollRequests,
      nextPollInMs: Math.max(
        0,
        Math.min(await nextPollInMs(tx, run), confirmInMs),
      ),
    });
    await markGoneCopies(tx, account.id);
    await releaseChanged(tx, account.id);
    if (await awaitsList(tx, account.id)) {
      await pollWithin(tx, account.id, deps.pollIntervalMs);
    }
  });
}

type LabelNames = ReadonlyMap<string, string>;

/** Our labels by the name of the contact group they have in this account. */
async function readLabelNames(run: Run): Promise<LabelNames> {
  const groups = await readLabelGroups(run.deps.database.db, run.account.id);
  return new Map(
    groups.flatMap(group =>
      group.resourceName === null
        ? []
        : [[group.resourceName, group.labelId] as const],
    ),
  );
}

async function absorbPage(
  run: Run,
  page: PeoplePage,
  labelOf: LabelNames,
): Promise<Step> {
  const people = await lookAtPhotos(run, page.people, ({groups}) =>
    groups.some(name => labelOf.has(name)),
  );
  const twins = await fenced(run, tx => absorbPeople(tx, run, people, labelOf));
  const joined = await joinTwins(run, twins);
  if (joined.kind === 'stopped') return joined;
  return confirmTombstones(run, page.tombstones, labelOf);
}

/** Reads contacts again by name and writes down how they stand: after a stale etag. */
export async function observeAgain(
  run: Run,
  resourceNames: readonly string[],
): Promise<Step> {
  if (resourceNames.length === 0) return DONE;
  const people = await readPeople(run, resourceNames);
  if (people.kind === 'fault') return stopped(people.fault);
  return observePeople(run, people.value);
}

/** Writes down how contacts stand that were just read. */
export async function observePeople(
  run: Run,
  people: readonly LookedPerson[],
): Promise<Step> {
  const labelOf = await readLabelNames(run);
  const twins = await fenced(run, tx => absorbPeople(tx, run, people, labelOf));
  return joinTwins(run, twins);
}

/**
 * People by name, in as many calls as it takes, copies with their photos; one that
 * is not there is absent.
 */
export async function readPeople(
  run: Run,
  resourceNames: readonly string[],
): Promise<Outcome<readonly LookedPerson[]>> {
  const people: ObservedPerson[] = [];
  for (let from = 0; from < resourceNames.length; from += NAMES_MAX) {
    const names = resourceNames.slice(from, from + NAMES_MAX);
    const outcome = await run.people.getPeople(names);
    if (outcome.kind === 'fault') return outcome;
    people.push(...outcome.value);
  }
  return {kind: 'ok', value: await lookAtPhotos(run, people)};
}

/**
 * A deletion mark alone proves nothing: the contact is read by id, and only
 * when that agrees is the copy gone.
 */
async function confirmTombstones(
  run: Run,
  tombstones: readonly Tombstone[],
  labelOf: LabelNames,
): Promise<Step> {
  if (tombstones.length === 0) return DONE;
  const {account, deps} = run;
  const sourceIds = tombstones.map(tombstone => tombstone.sourceId);
  await fenced(run, async tx => {
    await noteMerged(tx, account.id, sourceIds);
    await deleteOwnKeys(tx, account.id, sourceIds);
    await dropArrivals(tx, account.id, sourceIds);
  });
  const copies = await readCopiesSeen(deps.database.db, account.id, {
    sourceIds,
    markers: [],
  });
  return confirmGone(run, copies, labelOf);
}

/**
 * A read by name decides whether a copy is gone. One that it shows, against its
 * deletion mark, is asked for again with the next list: one of the two is stale.
 */
async function confirmGone(
  run: Run,
  copies: readonly CopyRow[],
  labelOf: LabelNames,
  {isAgain = false} = {},
): Promise<Step> {
  const {account} = run;
  const standing = copies.filter(copy => copy.presence === 'present');
  const names = standing.flatMap(copy =>
    copy.resourceName === null ? [] : [copy.resourceName],
  );
  const people = await readPeople(run, names);
  if (people.kind === 'fault') return stopped(people.fault);
  const alive = new Set(people.value.map(person => person.sourceId));
  await fenced(run, async tx => {
    await absorbPeople(tx, run, people.value, labelOf);
    await writeCopies(
      tx,
      account.id,
      standing.flatMap((copy): CopyWrite[] => {
        const {contactId, sourceId} = copy;
        if (sourceId === null) return [];
        const goneList = account.lists;
        if (!alive.has(sourceId)) {
          return [
            {
              ...{contactId, presence: 'gone', goneList, marked: true},
              ...(wentWithoutAct(copy, account.lists) && {baseLabelIds: []}),
            },
          ];
        }
        return [
          isAgain
            ? {contactId, present: true, marked: true}
            : {contactId, goneList},
        ];
      }),
    );
  });
  return DONE;
}

/**
 * Withdrawn by us, or deleted together with a label that it had: the deletion may
 * show a list later, and takes the contact off no other label either.
 */
function wentWithoutAct({lostList}: CopyRow, lists: number): boolean {
  return lostList !== null && lists <= lostList + 1;
}

async function absorbPeople(
  tx: Tx,
  run: Run,
  people: readonly LookedPerson[],
  labelOf: LabelNames,
): Promise<readonly Twin[]> {
  const accountId = run.account.id;
  const copies = await readCopiesSeen(tx, accountId, {
    sourceIds: people.map(person => person.sourceId),
    markers: people.flatMap(person => person.markers),
  });
  const bySource = new Map(copies.map(copy => [copy.sourceId, copy]));
  const byMarker = new Map(copies.map(copy => [copy.marker, copy]));
  const writes: CopyWrite[] = [];
  const found: string[] = [];
  const claimed = new Set<CopyRow>();
  const others: Arrival[] = [];
  const twins: Twin[] = [];
  for (const person of people) {
    const labelIds = person.groups
      .flatMap(name => labelOf.get(name) ?? [])
      .sort();
    const copy = bySource.get(person.sourceId) ?? marked(byMarker, person);
    if (copy === undefined) {
      others.push({person, labelIds});
      continue;
    }
    if (copy.sourceId !== person.sourceId) {
      if (copy.presence === 'present' || claimed.has(copy)) {
        twins.push({copy, person});
        continue;
      }
      claimed.add(copy);
      found.push(person.sourceId);
      if (
        copy.sourceId !== null &&
        !holdsAll(copy.base ?? {}, person.content)
      ) {
        // It says more than the share did: somebody merged it with their own.
        writes.push(survivorWrite(copy, person, labelIds));
        continue;
      }
    }
    const write = noteFound(copy, person, labelIds);
    if (write !== undefined) writes.push(write);
    if (person.doubted !== undefined) {
      await keepDoubted(tx, run, copy.contactId, person.doubted);
    }
  }
  await writeCopies(tx, accountId, writes);
  await deleteOwnKeys(tx, accountId, found);
  const more = await noteOthers(tx, run, others, await readKeyHash(tx));
  await notePhotos(
    tx,
    accountId,
    people.flatMap(({look}) => look ?? []),
  );
  return [...twins, ...more];
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

/** Another contact than before that has no photo has not lost it: it never had one. */
function noteFound(
  copy: CopyRow,
  person: LookedPerson,
  labelIds: readonly string[],
): CopyWrite | undefined {
  const isOther = copy.sourceId !== null && copy.sourceId !== person.sourceId;
  if (!isOther || photoOf(person.content) !== undefined) {
    return noteObservation(copy, person, labelIds);
  }
  const base = withPhoto(copy.base ?? {}, undefined);
  const write = noteObservation({...copy, base}, person, labelIds);
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
