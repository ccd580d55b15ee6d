import type {KnowPeople, PeoplePage, PersonHead} from '../core/google.ts';
import {
  awaitsList,
  markGoneCopies,
  oldestUnconfirmedMs,
  readDoubted,
  releaseChanged,
  releaseUnconfirmed,
} from '../store/awaited-copies.ts';
import {noteCounted, readOverflow} from '../store/account-size.ts';
import {findKnownCopies, noteKnownCopies} from '../store/known-copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {
  forgetGoneOwn,
  noteGoneOwn,
  readUnlistedIds,
} from '../store/own-keys.ts';
import {
  pollWithin,
  readNowMs,
  writeAccountFault,
  writeSyncToken,
} from '../store/sync-state.ts';
import {absorbPeople, labelIdsOf, type LabelNames} from './absorb-people.ts';
import {confirmAbsences} from './confirm-absences.ts';
import {confirmGone, confirmTombstones, findMerged} from './confirm-gone.ts';
import type {Arrival} from './arrivals.ts';
import {deleteOwed} from './delete-owed.ts';
import {joinTwins, type Twin} from './join-twins.ts';
import {lookAtPhotos, type LookedPerson} from './look-at-photos.ts';
import {findGainedOwn, noteMerged} from './merged-copies.ts';
import {nextPollInMs} from './next-poll.ts';
import {newestOfEach} from './note-observation.ts';
import {noteArrivals} from './note-others.ts';
import {noteSurvivors} from './note-survivors.ts';
import {readPage} from './read-page.ts';
import {lookAt, readPeople} from './read-people.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';

/** 25,000 contacts are 25 pages of 1,000; a list that goes on is broken, not finished. */
const PAGES_MAX = 100;

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

/** What the pages of one list showed. */
interface Seen {
  readonly listed: Set<string>;
  /** Contacts whose copies were written without a change of content. */
  readonly touched: Set<string>;
  readonly tombstones: string[];
  /** An answer may repeat itself on another page too: each once, by source id. */
  readonly arrivals: Map<string, Arrival>;
  readonly twins: Map<string, Twin>;
}

async function observeList(run: Run, syncToken: string | null): Promise<Step> {
  const begunMs = await readNowMs(run.deps.database.db);
  const labelOf = await readLabelNames(run);
  // What a delta lists did change.
  const isComplete = syncToken === null;
  const know = isComplete ? knowCopies(run, labelOf) : undefined;
  let pageToken: string | undefined;
  const seen: Seen = {
    listed: new Set(),
    touched: new Set(),
    tombstones: [],
    arrivals: new Map(),
    twins: new Map(),
  };
  for (let count = 0; count < PAGES_MAX; count++) {
    const request = {
      ...(syncToken !== null && {syncToken}),
      ...(pageToken !== undefined && {pageToken}),
    };
    const page = await readPage(run, request, know);
    if (page.kind === 'fault') return stopped(page.fault);
    await absorbPage(run, page.value, {labelOf, isComplete, seen});
    pageToken = page.value.nextPageToken;
    if (pageToken !== undefined) continue;
    const decided = await decideList(run, labelOf, {...seen, isComplete});
    if (decided.kind === 'stopped') return decided;
    const confirmed = await confirmAbsences(
      run,
      isComplete ? seen.listed : undefined,
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

/** What only a whole list can tell: what is gone, doubled, merged or new. */
async function decideList(
  run: Run,
  labelOf: LabelNames,
  {isComplete, ...seen}: Seen & {readonly isComplete: boolean},
): Promise<Step> {
  const {listed, tombstones, touched} = seen;
  const {id} = run.account;
  const {db} = run.deps.database;
  if (isComplete) await fenced(run, tx => noteCounted(tx, id, listed));
  const doubted = await readDoubted(db, id);
  const gone = await confirmTombstones(run, tombstones, labelOf);
  if (gone.kind === 'stopped') return gone;
  const again = await confirmGone(run, doubted, labelOf, 'again');
  if (again.kind === 'stopped') return again;
  const joined = await joinTwins(run, [...seen.twins.values()], {
    lacks: sourceId => isComplete && !listed.has(sourceId),
    arrivals: seen.arrivals,
  });
  if (joined.kind === 'stopped') return joined;
  const news = listed.size + tombstones.length + doubted.length;
  if (!isComplete && news === 0) return deleteOwed(run);
  const merged = await findMerged(run, labelOf, {
    unlisted: isComplete ? await readUnlistedIds(db, id, listed) : [],
    touched,
    arrivals: [...seen.arrivals.values()],
  });
  return merged.kind === 'stopped' ? merged : deleteOwed(run);
}

async function endList(
  run: Run,
  begunMs: number,
  syncToken: string | null,
): Promise<void> {
  const {account, deps} = run;
  await fenced(run, async tx => {
    await releaseUnconfirmed(tx, account.id, begunMs, deps.confirmSeconds);
    await forgetGoneOwn(tx, account.id);
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

/** Copies that stand as they were read last. An answer that contradicts itself is read. */
function knowCopies(run: Run, labelOf: LabelNames): KnowPeople {
  return async heads => {
    const times = Map.groupBy(heads, ({sourceId}) => sourceId);
    const single = heads.flatMap(head =>
      times.get(head.sourceId)?.length === 1
        ? [{...head, labelIds: labelIdsOf(head, labelOf), head}]
        : [],
    );
    const {database} = run.deps;
    const known = await findKnownCopies(database.db, run.account.id, single);
    return new Set<PersonHead>(known.map(({head}) => head));
  };
}

async function absorbPage(
  run: Run,
  page: PeoplePage,
  {
    labelOf,
    isComplete,
    seen,
  }: {
    readonly labelOf: LabelNames;
    readonly isComplete: boolean;
    readonly seen: Seen;
  },
): Promise<void> {
  const people = await lookAtPhotos(
    run,
    newestOfEach(page.people),
    ({groups}) => groups.some(name => labelOf.has(name)),
  );
  const absorbed = await fenced(run, async tx => {
    const what = await absorbPeople(tx, run, people, labelOf);
    // Not of a delta: all that is written there comes back by one.
    if (isComplete)
      await noteKnownCopies(tx, run.account.id, what.unchangedIds);
    return what;
  });
  for (const {sourceId} of [...page.people, ...page.known])
    seen.listed.add(sourceId);
  seen.tombstones.push(...page.tombstones.map(({sourceId}) => sourceId));
  for (const id of absorbed.touchedIds) seen.touched.add(id);
  for (const arrival of absorbed.arrivals) {
    seen.arrivals.set(arrival.person.sourceId, arrival);
  }
  for (const twin of absorbed.twins) {
    seen.twins.set(twin.person.sourceId, twin);
  }
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
  const twins = await fenced(run, async tx => {
    const {twins, arrivals} = await absorbPeople(tx, run, people, labelOf);
    await noteSurvivors(tx, run.account.id);
    await noteArrivals(tx, run, arrivals);
    return twins;
  });
  const own = await tellOwnApart(run);
  if (own.kind === 'stopped') return own;
  const joined = await joinTwins(run, twins);
  return joined.kind === 'stopped' ? joined : deleteOwed(run);
}

/** What was just read may have taken in own contacts: no list has to show that before it is carried. */
async function tellOwnApart(run: Run): Promise<Step> {
  const {id} = run.account;
  const gained = await findGainedOwn(run.deps.database.db, id);
  if (gained.length === 0) return DONE;
  const names = gained.map(({resourceName}) => resourceName);
  const near = await lookAt(run, names);
  if (near.kind === 'fault') return stopped(near.fault);
  const standing = new Set(near.value.map(({sourceId}) => sourceId));
  const ids = gained.map(({sourceId}) => sourceId);
  const missing = ids.filter(sourceId => !standing.has(sourceId));
  await fenced(run, async tx => {
    await noteGoneOwn(tx, id, missing);
    await noteMerged(tx, id, {unlisted: [], touched: new Set()});
  });
  return DONE;
}
