import {
  readCopiesSeen,
  writeCopies,
  type CopyRow,
  type CopyWrite,
} from '../store/copies.ts';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {holdsValues, indexHolders} from '../core/held-values.ts';
import {writtenKeys} from '../core/normalize.ts';
import {mayRemove} from '../core/plan-labels.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {readCopiesSaying} from '../store/awaited-copies.ts';
import {
  findDeletedCopies,
  isStanding,
  noteDeletedStanding,
  readFormerCopies,
} from '../store/former-copies.ts';
import {noteGoneOwn} from '../store/own-keys.ts';
import type {Db} from '../store/queries.ts';
import {readRoles} from '../store/sync-state.ts';
import {findGainedOwn, noteMerged, type Sightings} from './merged-copies.ts';
import {findOwnSurvivors, linkOwnSurvivors} from './own-survivors.ts';
import {absorbPeople, labelIdsOf, type LabelNames} from './absorb-people.ts';
import {lookAt} from './read-people.ts';
import {noteArrivals} from './note-others.ts';
import {findAbsorbed, noteSurvivors} from './note-survivors.ts';
import {findGivingWay, type Arrival} from './arrivals.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';

/**
 * A deletion mark alone proves nothing: the contact is read by id, and only
 * when that agrees is the copy gone.
 */
export async function confirmTombstones(
  run: Run,
  sourceIds: readonly string[],
  labelOf: LabelNames,
): Promise<Step> {
  if (sourceIds.length === 0) return DONE;
  const {account, deps} = run;
  await fenced(run, async tx => {
    await noteGoneOwn(tx, account.id, sourceIds);
    await noteDeletedStanding(tx, account.id, sourceIds);
    await dropArrivals(tx, account.id, sourceIds);
  });
  const copies = await readCopiesSeen(deps.database.db, account.id, {
    sourceIds,
    markers: [],
  });
  return confirmGone(run, copies, labelOf);
}

/** Why a copy is looked for by name. */
type Suspicion =
  /** A list marks or misses it. */
  | 'listed'
  /** A read contradicted that before. */
  | 'again'
  /** Another contact says all that it does since a moment ago, or is the same person. */
  | 'said';

/**
 * A read by name decides whether a copy is gone. One that it shows, against its
 * deletion mark, is asked for again with the next list: one of the two is stale.
 */
export async function confirmGone(
  run: Run,
  copies: readonly CopyRow[],
  labelOf: LabelNames,
  suspicion: Suspicion = 'listed',
): Promise<Step> {
  if (copies.length === 0) return DONE;
  const {account} = run;
  const standing = copies.filter(copy => copy.presence === 'present');
  const names = standing.flatMap(copy =>
    copy.resourceName === null ? [] : [copy.resourceName],
  );
  const people = await lookAt(run, names);
  if (people.kind === 'fault') return stopped(people.fault);
  const alive = new Set(people.value.map(person => person.sourceId));
  await fenced(run, async tx => {
    const {arrivals} = await absorbPeople(tx, run, people.value, labelOf);
    await noteArrivals(tx, run, arrivals);
    const roles = await readRoles(tx, account.id);
    await writeCopies(
      tx,
      account.id,
      standing.flatMap((copy): CopyWrite[] => {
        const {contactId, sourceId, baseLabelIds} = copy;
        if (sourceId === null) return [];
        const goneLabelIds = baseLabelIds.filter(id => mayRemove(id, roles));
        const goneList = account.lists;
        if (!alive.has(sourceId)) {
          return [
            {
              ...{contactId, presence: 'gone', marked: true},
              ...{goneList, goneLabelIds},
              ...(wentWithoutAct(copy, account.lists) && {baseLabelIds: []}),
            },
          ];
        }
        switch (suspicion) {
          case 'listed':
            return [{contactId, goneList}];
          case 'again':
            return [{contactId, present: true, marked: true}];
          case 'said':
            return [];
        }
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

type Listed = Sightings & {readonly arrivals: readonly Arrival[]};

/**
 * Once a list has shown all that changed: looks for what was merged into what,
 * then decides about the contacts that people put a shared label on.
 */
export async function findMerged(
  run: Run,
  labelOf: LabelNames,
  listed: Listed,
): Promise<Step> {
  const labelled = await confirmLabelled(run, listed.arrivals, labelOf);
  return labelled.kind === 'fault'
    ? stopped(labelled.fault)
    : decideListed(run, labelOf, {...listed, arrivals: labelled.value});
}

async function decideListed(
  run: Run,
  labelOf: LabelNames,
  {arrivals, ...sightings}: Listed,
): Promise<Step> {
  const {account, deps} = run;
  const {db} = deps.database;
  const missed = await readMissed(run, sightings.unlisted, arrivals);
  const confirmed = await confirmGone(run, missed, labelOf);
  if (confirmed.kind === 'stopped') return confirmed;
  const looked = await confirmSaid(run, labelOf, arrivals);
  if (looked.kind === 'stopped') return looked;
  const gained = await findGainedOwn(db, account.id);
  const returned = await readReturned(run, arrivals);
  const survivors = new Set(await findOwnSurvivors(db, account.id));
  const names = new Set([
    ...[...gained, ...returned].map(({resourceName}) => resourceName),
    ...survivors,
  ]);
  const near = await lookAt(run, [...names]);
  if (near.kind === 'fault') return stopped(near.fault);
  const standing = new Set(near.value.map(({sourceId}) => sourceId));
  // Out of the trash, or not yet in it as the list tells? It is asked again.
  if (!returned.every(({sourceId}) => standing.has(sourceId))) {
    return stopped({kind: 'notFound'});
  }
  const missing = gained
    .map(({sourceId}) => sourceId)
    .filter(id => !standing.has(id));
  const arrived = arrivals.map(({person}) => person);
  // One that has our label now is among the arrivals already.
  const listed = new Set(arrived.map(({sourceId}) => sourceId));
  const people = [
    ...arrived,
    ...near.value.filter(
      ({resourceName, sourceId}) =>
        survivors.has(resourceName) && !listed.has(sourceId),
    ),
  ];
  await fenced(run, async tx => {
    await noteGoneOwn(tx, account.id, missing);
    const linked = await linkOwnSurvivors(tx, account.id, people, person =>
      labelIdsOf(person, labelOf),
    );
    await noteMerged(tx, account.id, sightings);
    await noteSurvivors(tx, account.id, sightings.touched);
    await noteArrivals(
      tx,
      run,
      arrivals.filter(({person}) => !linked.has(person.sourceId)),
    );
  });
  return DONE;
}

/**
 * A list may lag behind a label that came off: contacts that were copies are read by
 * name before it is somebody's act that they have it.
 */
async function confirmLabelled(
  run: Run,
  arrivals: readonly Arrival[],
  labelOf: LabelNames,
): Promise<Outcome<readonly Arrival[]>> {
  const former = await readFormerCopies(
    run.deps.database.db,
    run.account.id,
    arrivals.map(({person}) => person.sourceId),
  );
  const names = [...former.values()]
    .filter(isStanding)
    .map(({resourceName}) => resourceName);
  if (names.length === 0) return {kind: 'ok', value: arrivals};
  const people = await lookAt(run, names);
  if (people.kind === 'fault') return people;
  const read = new Map(people.value.map(person => [person.sourceId, person]));
  const value = arrivals.map((arrival): Arrival => {
    const person = read.get(arrival.person.sourceId);
    return person === undefined ||
      person.updateTimeMs < arrival.person.updateTimeMs
      ? arrival
      : {person, labelIds: labelIdsOf(person, labelOf)};
  });
  return {
    kind: 'ok',
    value: value.filter(({labelIds}) => labelIds.length > 0),
  };
}

/** Reads copies of which others say what they do, or in whose places others are to be linked. */
async function confirmSaid(
  run: Run,
  labelOf: LabelNames,
  arrivals: readonly Arrival[],
): Promise<Step> {
  const {id} = run.account;
  const {db} = run.deps.database;
  // What was typed or merged into them is theirs, not what takes their places'.
  const giving = await findGivingWay(db, id, arrivals);
  const seen = await confirmGone(run, giving, labelOf, 'said');
  if (seen.kind === 'stopped') return seen;
  const absorbed = await findAbsorbed(db, id);
  const known = new Set([...giving, ...absorbed].map(each => each.contactId));
  const said = await findSaidBy(db, id, arrivals);
  const others = said.filter(({contactId}) => !known.has(contactId));
  return confirmGone(run, [...absorbed, ...others], labelOf, 'said');
}

/** Arrivals that were copies and were deleted. */
async function readReturned(
  {account, deps}: Run,
  arrivals: readonly Arrival[],
): Promise<readonly ObservedPerson[]> {
  const people = arrivals.map(({person}) => person);
  const deleted = await findDeletedCopies(
    deps.database.db,
    account.id,
    people.map(({sourceId}) => sourceId),
  );
  return people.filter(({sourceId}) => deleted.has(sourceId));
}

/** Copies that a complete list lacks and all of which an arrival says. */
async function readMissed(
  {account, deps}: Run,
  unlisted: readonly string[],
  arrivals: readonly Arrival[],
): Promise<readonly CopyRow[]> {
  if (unlisted.length === 0 || arrivals.length === 0) return [];
  const copies = await readCopiesSeen(deps.database.db, account.id, {
    sourceIds: unlisted,
    markers: [],
  });
  return copies.filter(({base}) =>
    arrivals.some(({person}) => holdsValues(person.content, base ?? {})),
  );
}

/**
 * Copies that stand and all of which an arrival says, an address or number among
 * it: one may have been merged into that, and its deletion show a list later.
 */
async function findSaidBy(
  db: Db,
  accountId: string,
  arrivals: readonly Arrival[],
): Promise<readonly CopyRow[]> {
  const keys = arrivals.flatMap(({person}) => writtenKeys(person.content));
  if (keys.length === 0) return [];
  const near = await readCopiesSaying(db, accountId, {keys, said: []});
  const people = arrivals.map(({person}) => person);
  const findHolders = indexHolders(people, ({content}) => content);
  return near.filter(({base, goneList}) => {
    const before = base ?? {};
    const holders = findHolders(before);
    return (
      goneList === null &&
      holders.some(({content}) => holdsValues(content, before))
    );
  });
}
