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
import {dropFormerCopies, oweDeletions} from '../store/former-copies.ts';
import {readLabelGroups} from '../store/label-groups.ts';
import {noteLinked, type DueLink} from '../store/own-duplicates.ts';
import {deleteOwnKeys} from '../store/own-keys.ts';
import {readContact} from '../store/visible-contacts.ts';
import {deleteOwed, owedFor} from './delete-owed.ts';
import {lookAtPhotos} from './look-at-photos.ts';
import {observeAgain} from './observe.ts';
import {readPeople} from './read-people.ts';
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
 * are the same person. The copy that was made beside one is owed its deletion.
 */
export async function linkAccepted(
  run: Run,
  links: readonly DueLink[],
): Promise<Step> {
  for (const link of links) {
    const step = await carryLink(run, link);
    if (step.kind === 'stopped') return step;
  }
  return links.length === 0 ? DONE : deleteOwed(run);
}

async function carryLink(run: Run, link: DueLink): Promise<Step> {
  const {db} = run.deps.database;
  const accountId = run.account.id;
  const [copy] = await readCopiesOf(db, accountId, [link.contactId]);
  // A later list tells what becomes of these.
  if (copy?.presence === 'unconfirmed' || copy?.presence === 'gone') {
    return DONE;
  }
  const own = await readOwn(run, link);
  if (own.kind === 'fault') return stopped(own.fault);
  const isFree =
    copy !== undefined &&
    (copy.origin === 'service' || copy.presence === 'none');
  if (isFree && own.value !== undefined) {
    await writeLink(run, link, {person: own.value, copy});
  } else await fenced(run, tx => noteLinked(tx, link.id));
  return DONE;
}

function resourceNameOf({presence, resourceName}: CopyRow): string | undefined {
  return presence === 'present' ? (resourceName ?? undefined) : undefined;
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

async function writeLink(
  run: Run,
  {id, contactId}: DueLink,
  {person, copy}: {readonly person: ObservedPerson; readonly copy: CopyRow},
): Promise<void> {
  const accountId = run.account.id;
  const {db} = run.deps.database;
  const groups = await readLabelGroups(db, accountId);
  const labelIds = groups
    .filter(({resourceName}) => person.groups.includes(resourceName ?? ''))
    .map(({labelId}) => labelId);
  const looked = await lookAtPhotos(run, [person], () => true);
  const standing = looked[0] ?? person;
  await fenced(run, async tx => {
    const contact = await readContact(tx, {contactId, accountId});
    // Its account does not see it any more: it waits.
    if (contact === undefined) return;
    await noteLinked(tx, id);
    await oweDeletions(tx, accountId, owedFor(copy));
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
  });
}
