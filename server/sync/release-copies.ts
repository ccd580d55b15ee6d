import {
  SHARED_FIELDS,
  differingFields,
  photoOf,
  itemFingerprint,
  sameContent,
  withPhoto,
  type Content,
} from '../core/content.ts';
import type {ObservedPerson, Outcome} from '../core/google.ts';
import {ownKeys} from '../core/normalize.ts';
import {layContent, restoreOwn} from '../core/own-layer.ts';
import {pickFields} from '../core/view.ts';
import {readTyped} from '../store/contact-history.ts';
import {deleteCopies} from '../store/copy-endings.ts';
import {writeCopies, type CopyWrite} from '../store/copies.ts';
import {PHOTO_TRIES_MAX} from '../store/copy-photos.ts';
import {readKeyHash, writeOwnKeys, type OwnContact} from '../store/own-keys.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {writePhoto} from './photo-copies.ts';
import {noteDetaching} from './relabel-copies.ts';
import {
  MEMBERS_MAX,
  changeMembers,
  chunks,
  holdAll,
  whereItStands,
  type Groups,
  type Task,
} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';
import {seeWhatChanged} from './update-copies.ts';
import {keepLastEdit} from './withdraw-copies.ts';

type Release = Task<'releaseCopy'>;

/**
 * The account's own contacts stay: a linked one with its own layer and what its
 * account typed, any other as it stands. Our labels come off and the link is
 * forgotten.
 */
export async function releaseCopies(
  run: Run,
  tasks: readonly Release[],
  groups: Groups,
): Promise<Step> {
  return sendInTurn(run, tasks, {
    cut: async some => chunks(some, MEMBERS_MAX),
    send: batch => releaseBatch(run, batch, groups),
  });
}

async function releaseBatch(
  run: Run,
  tasks: readonly Release[],
  groups: Groups,
): Promise<Step> {
  await keepUndecided(run, tasks);
  const released: Release[] = [];
  for (const task of tasks) {
    const step = await restoreContact(run, task);
    if (step.kind === 'stopped') return step;
    if (step.kind === 'restored') released.push(task);
  }
  const unlabelled = await takeLabelsOff(run, released, groups);
  if (unlabelled.kind !== 'restored') return unlabelled;
  await fenced(run, async tx => {
    await deleteCopies(
      tx,
      run.account.id,
      released.map(({plan}) => plan.copy.contactId),
      'released',
    );
    // Known for matching at once: access may come back before the next poll.
    const hash = await readKeyHash(tx);
    await writeOwnKeys(tx, run.account.id, released.flatMap(ownContact), hash);
  });
  return DONE;
}

/**
 * What was seen too late to be decided goes to the history, from where it is
 * known as typed by this account, and stays.
 */
async function keepUndecided(
  run: Run,
  tasks: readonly Release[],
): Promise<void> {
  const edited = tasks.flatMap(({plan: {copy}}) => {
    const {contactId, base, observed, updateTimeMs} = copy;
    return observed === null || sameContent(base ?? {}, observed)
      ? []
      : [{contactId, base, observed, updateTimeMs}];
  });
  if (edited.length === 0) return;
  await fenced(run, async tx => {
    for (const copy of edited) {
      await keepLastEdit(tx, run, copy, copy.observed);
    }
    await writeCopies(
      tx,
      run.account.id,
      edited.map(({contactId, observed}) => ({
        contactId,
        base: observed,
        observed: null,
      })),
    );
  });
}

function ownContact({plan: {copy}}: Release): readonly OwnContact[] {
  const {sourceId, resourceName} = copy;
  if (sourceId === null || resourceName === null) return [];
  const shared = copy.observed ?? copy.base ?? {};
  const standing = layContent(shared, {...copy.found, ...copy.own});
  return [{sourceId, resourceName, keys: ownKeys(standing)}];
}

/** Takes the share off a linked contact; done: it stays as it is for another round or run. */
async function restoreContact(
  run: Run,
  task: Release,
): Promise<Step | typeof RESTORED> {
  const {copy} = task.plan;
  const {own, resourceName, sourceId, etag} = copy;
  if (own === null || resourceName === null || sourceId === null)
    return RESTORED;
  const shared = copy.observed ?? copy.base ?? {};
  const typed = await readTyped(run.deps.database.db, {
    contactId: copy.contactId,
    accountId: run.account.id,
  });
  const content = restoreOwn(
    {own, found: copy.found ?? {}},
    standingOf(typed, shared),
  );
  const standing = layContent(shared, own);
  const differing = differingFields(content, standing);
  const fields = differing.filter(field => field !== 'photos');
  if (differing.length === 0) return RESTORED;
  const waits = copy.photoTries > 0 && copy.photoTries < PHOTO_TRIES_MAX;
  if (differing.includes('photos') && waits) {
    // The own one would be put over a picture that nobody has seen.
    await holdAll(run, [task], 'PHOTO_UNREAD');
    return DONE;
  }
  const photo = differing.includes('photos') ? photoOf(shared) : undefined;
  const rest = fields.length > 0 ? withPhoto({}, photo) : {};
  await noteRestored(run, copy, {own: content, found: {}, sent: rest});
  const outcome =
    fields.length > 0
      ? await run.people.updatePeople([
          {resourceName, sourceId, etag: etag ?? '', fields, content},
        ])
      : await readUnchanged(run, copy);
  const left = await leftUnanswered(run, [task], outcome);
  if (left !== undefined) return left;
  if (outcome.kind === 'ok') {
    const [person] = outcome.value;
    if (fields.length > 0 && person !== undefined) {
      const place = whereItStands(person);
      const known = {...place, base: rest, observed: null, sent: null};
      await noteRestored(run, copy, known);
    }
    return differing.includes('photos')
      ? restorePhoto(run, task, photoOf(content))
      : RESTORED;
  }
  const {fault} = outcome;
  if (fault.kind === 'notFound') return RESTORED;
  if (fault.kind !== 'staleEtag') return stopped(fault);
  return seeWhatChanged(run, [task], async () => DONE);
}

/**
 * What is about to stand there is all the account's own, and what was restored is
 * known: a run that ends here takes none of it for an edit of the share. Should
 * access come back, the share is laid over it again.
 */
async function noteRestored(
  run: Run,
  {contactId}: Release['plan']['copy'],
  known: Omit<CopyWrite, 'contactId'>,
): Promise<void> {
  await fenced(run, tx =>
    writeCopies(tx, run.account.id, [{contactId, ...known, stale: true}]),
  );
}

const RESTORED = {kind: 'restored'} as const;

/** A photo write knows no etag: whether the contact is as it was has to be read. */
async function readUnchanged(
  run: Run,
  {resourceName, etag}: Release['plan']['copy'],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const people = await run.people.getPeople([resourceName ?? '']);
  if (people.kind === 'fault') return people;
  const [person] = people.value;
  if (person?.etag === etag) return people;
  const kind = person === undefined ? 'notFound' : 'staleEtag';
  return {kind: 'fault', fault: {kind}};
}

/** Where Google will not have the own photo back, the contact is released without. */
async function restorePhoto(
  run: Run,
  task: Release,
  hash: string | undefined,
): Promise<Step | typeof RESTORED> {
  const resourceName = task.plan.copy.resourceName ?? '';
  await noteRestored(run, task.plan.copy, {sent: {}});
  const outcome = await writePhoto(run, {resourceName}, hash);
  const left = await leftUnanswered(run, [task], outcome);
  if (left !== undefined) return left;
  if (outcome.kind === 'ok') {
    const {person, photo} = outcome.value;
    const place = whereItStands(person);
    const known = {...place, base: {}, observed: null, sent: null, photo};
    await noteRestored(run, task.plan.copy, known);
    return RESTORED;
  }
  const {fault} = outcome;
  const isRefused =
    fault.kind === 'notFound' || fault.kind === 'invalidArgument';
  return isRefused ? RESTORED : stopped(fault);
}

/** Of what was typed, the items that still stand. */
function standingOf(typed: Content, shared: Content): Content {
  const standing = Object.fromEntries(
    SHARED_FIELDS.map(field => {
      const prints = new Set((shared[field] ?? []).map(itemFingerprint));
      const items = typed[field] ?? [];
      return [field, items.filter(item => prints.has(itemFingerprint(item)))];
    }),
  );
  return pickFields(standing, () => true);
}

/** Done: not all of them came off, and they wait for another run. */
async function takeLabelsOff(
  run: Run,
  tasks: readonly Release[],
  groups: Groups,
): Promise<Step | typeof RESTORED> {
  const removals = tasks.flatMap(({plan: {copy}}) =>
    copy.observedLabelIds
      .filter(labelId => !groups.kept.has(labelId))
      .map(labelId => ({labelId, name: copy.resourceName ?? ''})),
  );
  await noteDetaching(
    run,
    tasks.map(({plan: {copy}}) => ({copy, labelIds: copy.observedLabelIds})),
  );
  for (const [labelId, members] of Map.groupBy(removals, r => r.labelId)) {
    const group = groups.names.get(labelId);
    if (group === undefined) continue;
    const names = members.map(member => member.name);
    const outcome = await changeMembers(run, group, [], names);
    const left = await leftUnanswered(run, tasks, outcome);
    if (left !== undefined) return left;
    if (outcome.kind === 'fault') return stopped(outcome.fault);
  }
  return RESTORED;
}
