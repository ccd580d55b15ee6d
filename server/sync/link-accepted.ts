import type {ObservedPerson} from '../core/google.ts';
import {linkContent} from '../core/own-layer.ts';
import {dropArrivals} from '../store/arrivals.ts';
import {
  readCopiesOf,
  readCopiesSeen,
  writeCopies,
  type CopyRow,
} from '../store/copies.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {dropFormerCopies} from '../store/former-copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {noteLinked, type DueLink} from '../store/own-duplicates.ts';
import {deleteOwnKeys} from '../store/own-keys.ts';
import {readContact} from '../store/visible-contacts.ts';
import {joinTwins} from './join-twins.ts';
import {lookAtPhotos} from './look-at-photos.ts';
import {observeAgain, readPeople} from './observe.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {whereItStands} from './tasks.ts';

/** Reads copies once more that are about to give way: what was typed there is an edit like any. */
export async function observeGivingWay(
  run: Run,
  links: readonly DueLink[],
): Promise<Step> {
  const copies = await readCopiesOf(
    run.deps.database.db,
    run.account.id,
    links.map(({contactId}) => contactId),
  );
  return observeAgain(
    run,
    copies.flatMap(copy => resourceNameOf(copy) ?? []),
  );
}

/**
 * Makes own contacts the copies of shared ones, where their account said that they
 * are the same person. The copy that was made beside one is deleted once that is
 * written down; until it is, the proposal stays due, so that a crash leaves neither
 * two copies nor none.
 */
export async function linkAccepted(
  run: Run,
  links: readonly DueLink[],
): Promise<Step> {
  for (const link of links) {
    const step = await carryLink(run, link);
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

async function carryLink(run: Run, link: DueLink): Promise<Step> {
  const {db} = run.deps.database;
  const accountId = run.account.id;
  const [copy] = await readCopiesOf(db, accountId, [link.contactId]);
  const {twinResourceName} = link;
  if (copy !== undefined && twinResourceName !== null) {
    return dropTwin(run, link, {copy, twinResourceName});
  }
  // A later list tells what becomes of these.
  if (copy?.presence === 'unconfirmed' || copy?.presence === 'gone') {
    return DONE;
  }
  const own = await readOwn(run, link);
  if (own.kind === 'fault') return stopped(own.fault);
  const isFree =
    copy !== undefined &&
    (copy.origin === 'service' || copy.presence === 'none');
  if (!isFree || own.value === undefined) return end(run, link);
  const twin = resourceNameOf(copy);
  const isDone = await writeLink(run, link, {
    person: own.value,
    twinResourceName: twin ?? null,
  });
  return isDone && twin !== undefined
    ? dropTwin(run, link, {copy, twinResourceName: twin})
    : DONE;
}

function resourceNameOf({presence, resourceName}: CopyRow): string | undefined {
  return presence === 'present' ? (resourceName ?? undefined) : undefined;
}

async function end(run: Run, {id}: DueLink): Promise<Step> {
  await fenced(run, tx => noteLinked(tx, {id, twinResourceName: null}));
  return DONE;
}

/** The own contact as it stands; undefined where it is gone, or a copy by now. */
async function readOwn(
  run: Run,
  {sourceId, resourceName}: DueLink,
): ReturnType<typeof readPerson> {
  const known = await readCopiesSeen(run.deps.database.db, run.account.id, {
    sourceIds: [sourceId],
    markers: [],
  });
  if (known.length > 0) return {kind: 'ok', value: undefined};
  return readPerson(run, {sourceId, resourceName});
}

async function readPerson(
  run: Run,
  {sourceId, resourceName}: Pick<DueLink, 'sourceId' | 'resourceName'>,
) {
  const read = await readPeople(run, [resourceName]);
  if (read.kind === 'fault') return read;
  const value = read.value.find(person => person.sourceId === sourceId);
  return {kind: 'ok' as const, value};
}

/** False: its account does not see the contact any more. */
async function writeLink(
  run: Run,
  {id, contactId}: DueLink,
  {
    person,
    twinResourceName,
  }: {
    readonly person: ObservedPerson;
    readonly twinResourceName: string | null;
  },
): Promise<boolean> {
  const accountId = run.account.id;
  const {db} = run.deps.database;
  const groups = await readLabelGroups(db, accountId);
  const labelIds = groups
    .filter(({resourceName}) => person.groups.includes(resourceName ?? ''))
    .map(({labelId}) => labelId);
  const looked = await lookAtPhotos(run, [person], () => true);
  const standing = looked[0] ?? person;
  return fenced(run, async tx => {
    const contact = await readContact(tx, {contactId, accountId});
    if (contact === undefined) {
      await noteLinked(tx, {id, twinResourceName: null});
      return false;
    }
    await writeCopies(tx, accountId, [
      {
        contactId,
        ...whereItStands(standing),
        origin: 'account',
        ...linkContent(standing.content, contact.content),
        baseLabelIds: [],
        observed: null,
        observedLabelIds: labelIds,
        sent: null,
        pauses: {},
        stale: true,
        marked: true,
      },
    ]);
    await notePhotos(
      tx,
      accountId,
      looked.flatMap(({look}) => look ?? []),
    );
    const sourceIds = [standing.sourceId];
    await dropFormerCopies(tx, accountId, sourceIds);
    await deleteOwnKeys(tx, accountId, sourceIds);
    await dropArrivals(tx, accountId, sourceIds);
    await noteLinked(tx, {id, twinResourceName});
    return true;
  });
}

/** `copy`: the row from before it was linked, or, after a crash, from since then. */
async function dropTwin(
  run: Run,
  link: DueLink,
  {
    copy,
    twinResourceName,
  }: {readonly copy: CopyRow; readonly twinResourceName: string},
): Promise<Step> {
  const read = await readPeople(run, [twinResourceName]);
  if (read.kind === 'fault') return stopped(read.fault);
  const [person] = read.value;
  if (person !== undefined) {
    const step = await joinTwins(run, [{copy, person}]);
    if (step.kind === 'stopped') return step;
  }
  return end(run, link);
}
