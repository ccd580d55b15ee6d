import {createHash} from 'node:crypto';
import {photoOf, sameContent, withPhoto} from '../core/content.ts';
import type {GoogleFault, ObservedPerson, Outcome} from '../core/google.ts';
import {layContent} from '../core/own-layer.ts';
import {readCopiesOf, writeCopies, type CopyRow} from '../store/copies.ts';
import {notePhotos} from '../store/copy-photos.ts';
import {readPhoto, writeEcho} from '../store/photos.ts';
import type {CopyPhoto} from '../store/schema.ts';
import {forgetSyncToken, pollWithin} from '../store/sync-state.ts';
import {isUnread, type LookedPerson} from './look-at-photos.ts';
import {shareOf} from './note-observation.ts';
import {observePeople} from './observe.ts';
import {readPeople} from './read-people.ts';
import {deliveredAs} from './plan-account.ts';
import {recordWritten} from './record-written.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {
  chunks,
  holdAll,
  settledAfter,
  whereItStands,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

/**
 * What a minute's quota allows (people-api notes, section 12): the others are
 * planned again, after whatever else came up meanwhile.
 */
const PHOTOS_MAX = 50;

/** Read together, and written within half a minute: photo writes know no etag. */
const READ_MAX = 25;

type PhotoTask = Task<'setPhoto'>;

/** Puts photos into copies and takes them away, after everything else. */
export async function setPhotos(
  run: Run,
  tasks: readonly PhotoTask[],
): Promise<Step> {
  // A photo follows the contact's own write.
  const ready = tasks
    .filter(({plan}) =>
      plan.operations.every(
        each => each.kind !== 'updateCopy' || plan.completed.has(each),
      ),
    )
    .slice(0, PHOTOS_MAX);
  return sendInTurn(run, ready, {
    cut: async some => chunks(some, READ_MAX),
    send: batch => setBatch(run, batch),
  });
}

/** Each contact is read before: what somebody did since is planned first. */
async function setBatch(run: Run, tasks: readonly PhotoTask[]): Promise<Step> {
  const {db} = run.deps.database;
  const rowsOf = async () => {
    const ids = tasks.map(({plan}) => plan.copy.contactId);
    const rows = await readCopiesOf(db, run.account.id, ids);
    return new Map(rows.map(row => [row.contactId, row]));
  };
  const before = await rowsOf();
  const names = [...before.values()].flatMap(row => row.resourceName ?? []);
  const people = await readPeople(run, names);
  if (people.kind === 'fault') return stopped(people.fault);
  const observed = await observePeople(run, people.value);
  if (observed.kind === 'stopped') return observed;
  const rows = await rowsOf();
  const bySource = new Map(people.value.map(each => [each.sourceId, each]));
  for (const task of tasks) {
    const row = rows.get(task.plan.copy.contactId);
    if (row === undefined || row.presence !== 'present') continue;
    if (!isAsPlanned(row, before.get(row.contactId))) continue;
    const person = bySource.get(row.sourceId ?? '');
    const step = await setOne(run, task, {row, person});
    if (step.kind === 'stopped') return step;
  }
  return DONE;
}

/**
 * Whether nobody typed into a copy or took a label off it since. That it was marked
 * says less: a group of the account's own whose label is shared no more shows as put
 * on with each read.
 */
function isAsPlanned(row: CopyRow, before: CopyRow | undefined): boolean {
  if (before === undefined) return false;
  const contentOf = ({observed, base}: CopyRow) => observed ?? base ?? {};
  return (
    sameContent(contentOf(row), contentOf(before)) &&
    before.observedLabelIds.every(id => row.observedLabelIds.includes(id))
  );
}

async function setOne(
  run: Run,
  task: PhotoTask,
  {
    row,
    person,
  }: {readonly row: CopyRow; readonly person: LookedPerson | undefined},
): Promise<Step> {
  if (person === undefined) {
    // The read may be stale: a list tells, and only a complete one without it that it is absent.
    await holdAll(run, [task], 'CHANGED_MEANWHILE');
    await fenced(run, tx => forgetSyncToken(tx, run.account.id));
    return DONE;
  }
  if (isUnread(person)) {
    await holdAll(run, [task], 'PHOTO_UNREAD');
    return DONE;
  }
  const {content} = task.operation;
  const hash = photoOf(layContent(content, row.own ?? {}));
  const standing = row.photo?.source === row.sourceId ? row.photo : null;
  if (hash === (standing?.hash ?? undefined)) {
    await record(run, task, {row, person, photo: standing});
    return DONE;
  }
  const accountId = run.account.id;
  await fenced(run, tx =>
    writeCopies(tx, accountId, [{contactId: row.contactId, sent: content}]),
  );
  const outcome = await writePhoto(run, person, hash);
  // It may have arrived: the next look tells.
  const left = await leftUnanswered(run, [task], outcome);
  if (left !== undefined) return left;
  if (outcome.kind === 'fault') {
    return setFailed(run, task, outcome.fault);
  }
  const {person: answered, photo} = outcome.value;
  await record(run, task, {row, person: answered, photo});
  return DONE;
}

/** What a photo write made of a contact. */
interface Written {
  readonly person: ObservedPerson;
  readonly photo: CopyPhoto;
}

/**
 * Writes the photo with this hash, or takes it away, and sees what Google made of
 * it: bytes that it encoded anew are ours all the same. Where they cannot be
 * fetched now they are asked for again.
 */
export async function writePhoto(
  run: Run,
  {resourceName}: Pick<ObservedPerson, 'resourceName'>,
  hash: string | undefined,
): Promise<Outcome<Written>> {
  const {database, photos} = run.deps;
  const stored =
    hash === undefined ? undefined : await readPhoto(database.db, hash);
  if (hash !== undefined && stored === undefined) {
    const detail = 'the photo is not in the store';
    return {kind: 'fault', fault: {kind: 'invalidArgument', detail}};
  }
  const bytes = stored?.bytes ?? null;
  const outcome = await run.people.writePhoto({resourceName, bytes});
  if (outcome.kind === 'fault') return outcome;
  const person = outcome.value;
  const place = {source: person.sourceId, etag: person.etag};
  const url = person.photo?.kind === 'own' ? person.photo.url : null;
  if (hash === undefined || url === null) {
    const photo = {...place, url: null, hash: hash ?? null, seen: true};
    return {kind: 'ok', value: {person, photo}};
  }
  const picture = await photos.read(url, run.signal);
  const isSeen = picture.kind === 'ok';
  if (isSeen) {
    const seen = createHash('sha256').update(picture.bytes).digest('hex');
    await fenced(run, tx => writeEcho(tx, {seen, hash}));
  }
  const photo = {...place, url, hash, seen: isSeen};
  return {kind: 'ok', value: {person, photo}};
}

/** What the answer says beyond the photo and was not known is somebody's edit. */
async function record(
  run: Run,
  task: PhotoTask,
  {
    row,
    person,
    photo,
  }: {
    readonly row: CopyRow;
    readonly person: ObservedPerson;
    readonly photo: CopyPhoto | null;
  },
): Promise<void> {
  const {copy} = task.plan;
  const known = row.observed ?? row.base ?? {};
  const base = withPhoto(known, photoOf(task.operation.content));
  const standing = withPhoto(person.content, photo?.hash ?? undefined);
  const {content, own} = shareOf(row, standing, base);
  const isEdited = !sameContent(content, base);
  const {sourceId, etag} = person;
  await recordWritten(run, 'update', [
    {
      ...whereItStands(person),
      contactId: copy.contactId,
      base,
      ...(own !== null && {own}),
      observed: isEdited ? content : null,
      sent: null,
      ...(photo && {photo}),
      ...(isEdited
        ? {marked: true}
        : {
            delivered: deliveredAs(copy),
            photoOwed: false,
            ...settledAfter(task),
          }),
    },
  ]);
  if (photo?.seen !== false) return;
  const look = {sourceId, etag, photo: undefined};
  await fenced(run, tx => notePhotos(tx, run.account.id, [look]));
}

async function setFailed(
  run: Run,
  task: PhotoTask,
  fault: GoogleFault,
): Promise<Step> {
  const {account, deps} = run;
  await fenced(run, tx =>
    writeCopies(tx, account.id, [
      {contactId: task.plan.copy.contactId, sent: null},
    ]),
  );
  if (fault.kind === 'invalidArgument') {
    await holdAll(run, [task], 'REFUSED_BY_GOOGLE');
    return DONE;
  }
  if (fault.kind !== 'notFound') return stopped(fault);
  // Photo or contact went since it was read: the next list shows which.
  await holdAll(run, [task], 'CHANGED_MEANWHILE');
  await fenced(run, tx => pollWithin(tx, account.id, deps.pollIntervalMs));
  return DONE;
}

/** What is known of a copy's picture after a write that had its etag: the same stands there. */
export function photoAfter(
  {photo, etag}: Pick<CopyRow, 'photo' | 'etag'>,
  person: ObservedPerson,
): {readonly photo?: CopyPhoto} {
  const isCurrent =
    photo !== null &&
    photo.source === person.sourceId &&
    photo.url !== null &&
    photo.etag === etag;
  return isCurrent && person.photo?.kind === 'own'
    ? {photo: {...photo, url: person.photo.url, etag: person.etag}}
    : {};
}
