import {sameContent, type Content} from '../core/content.ts';
import type {ObservedPerson} from '../core/google.ts';
import {isAtLeast} from '../core/role.ts';
import {viewContent} from '../core/view.ts';
import {
  diffContent,
  insertRevisions,
  readVersion,
} from '../store/contact-history.ts';
import {editContact} from '../store/contacts.ts';
import {deleteCopies} from '../store/copy-endings.ts';
import {writeCopies, type CopyRow} from '../store/copies.ts';
import {notePhotos, PHOTO_TRIES_MAX} from '../store/copy-photos.ts';
import type {DueCopy} from '../store/due-copies.ts';
import {readSeenAgain} from '../store/revocations.ts';
import {pollWithin, readLists} from '../store/sync-state.ts';
import type {Tx} from '../store/queries.ts';
import {suggestEdit} from '../store/suggestions.ts';
import {readTrashSight} from '../store/trash.ts';
import {readContact} from '../store/visible-contacts.ts';
import {mergeEdit} from './merge-edit.ts';
import {isUnread, type LookedPerson} from './look-at-photos.ts';
import {readPeople} from './read-people.ts';
import {DONE, fenced, stopped, type Run, type Step} from './run.ts';
import {chunks, holdAll, type Task} from './tasks.ts';
import {leftUnanswered, sendInTurn} from './unanswered.ts';

/** Read by `people:batchGet` before they are deleted. */
const WITHDRAWALS_MAX = 200;

/**
 * Withdraws copies the service made. A delete cannot be made conditional, so
 * each is read a last time first, and what differs goes to the history.
 */
export async function withdrawCopies(
  run: Run,
  tasks: readonly Task<'deleteCopy'>[],
): Promise<Step> {
  return sendInTurn(run, tasks, {
    cut: async some => chunks(some, WITHDRAWALS_MAX),
    send: batch => withdrawBatch(run, batch),
  });
}

async function withdrawBatch(
  run: Run,
  batch: readonly Task<'deleteCopy'>[],
): Promise<Step> {
  const names = batch.flatMap(({plan: {copy}}) => copy.resourceName ?? []);
  const people = await readPeople(run, names);
  if (people.kind === 'fault') return stopped(people.fault);
  const ready = await withPictures(run, batch, people.value);
  const planned = ready.map(({plan}) => plan.copy);
  const copies = await stillToWithdraw(run, planned);
  await keepLastEdits(run, copies, people.value, (tx, kept) =>
    writeCopies(
      tx,
      run.account.id,
      kept.map(({copy: {contactId}, content}) => ({
        contactId,
        base: content,
        observed: null,
      })),
    ),
  );
  // A name may answer with the survivor of a merge: that one is not ours.
  const ours = new Set(copies.map(copy => copy.sourceId));
  const there = people.value.filter(person => ours.has(person.sourceId));
  const deleted = new Set(there.map(person => person.sourceId));
  const going = copies.filter(({sourceId}) => deleted.has(sourceId ?? ''));
  if (going.length > 0) {
    await noteWithdrawal(run, going);
    const names = there.map(person => person.resourceName);
    const outcome = await run.people.deletePeople(names);
    const left = await leftUnanswered(run, batch, outcome);
    if (left !== undefined) return left;
    if (outcome.kind === 'fault') return stopped(outcome.fault);
  }
  const rest = copies.filter(copy => !going.includes(copy));
  await forgetCopies(run, {
    deleted: going,
    over: rest.filter(wasMissed),
    missing: rest.filter(copy => !wasMissed(copy)),
  });
  return DONE;
}

/**
 * A picture that cannot be fetched may be one that somebody set: its copy waits for
 * it, but not for ever.
 */
async function withPictures(
  run: Run,
  batch: readonly Task<'deleteCopy'>[],
  people: readonly LookedPerson[],
): Promise<readonly Task<'deleteCopy'>[]> {
  const unread = people.filter(isUnread);
  if (unread.length === 0) return batch;
  const sources = new Set(unread.map(({sourceId}) => sourceId));
  const waiting = batch.filter(
    ({plan: {copy}}) =>
      sources.has(copy.sourceId ?? '') && copy.photoTries < PHOTO_TRIES_MAX,
  );
  await holdAll(run, waiting, 'PHOTO_UNREAD');
  await fenced(run, tx =>
    notePhotos(
      tx,
      run.account.id,
      unread.flatMap(({look}) => look ?? []),
    ),
  );
  return batch.filter(task => !waiting.includes(task));
}

/** Access may have come back since it was planned: then the copy stays. */
async function stillToWithdraw(
  {account, deps}: Run,
  copies: readonly DueCopy[],
): Promise<readonly DueCopy[]> {
  const seen = await readSeenAgain(
    deps.database.db,
    account.id,
    copies.map(({contactId}) => contactId),
  );
  return copies.filter(({contactId}) => !seen.has(contactId));
}

/** Unanswered, it may have happened, and access may be back by then: no person deleted these. */
async function noteWithdrawal(
  run: Run,
  copies: readonly DueCopy[],
): Promise<void> {
  const {id} = run.account;
  await fenced(run, async tx => {
    const lostList = await readLists(tx, id);
    await writeCopies(
      tx,
      id,
      copies.map(({contactId}) => ({contactId, lostList})),
    );
  });
}

/** It was not found before, and a list has ended since. */
function wasMissed({goneList, listedSince}: DueCopy): boolean {
  return goneList !== null && listedSince;
}

/** One that was not found is asked for again after the next list: the read may have been stale. */
async function forgetCopies(
  run: Run,
  {
    deleted,
    over,
    missing,
  }: {
    readonly deleted: readonly DueCopy[];
    readonly over: readonly DueCopy[];
    readonly missing: readonly DueCopy[];
  },
): Promise<void> {
  const {account, deps} = run;
  const idsOf = (copies: readonly DueCopy[]) =>
    copies.map(({contactId}) => contactId);
  await fenced(run, async tx => {
    await deleteCopies(tx, account.id, idsOf([...deleted, ...over]));
    if (missing.length === 0) return;
    // This run's own list is over, or there was none.
    const lists = (await readLists(tx, account.id)) - 1;
    await writeCopies(
      tx,
      account.id,
      missing.map(({contactId, marks}) => ({
        contactId,
        goneList: lists,
        settled: marks,
      })),
    );
    await pollWithin(tx, account.id, deps.pollIntervalMs);
  });
}

/**
 * What copies that go say beyond what was agreed: an edit is made, in the trash
 * too where somebody removed the contact meanwhile; where the role does not allow
 * it, it is a suggestion. What nobody will see goes to the history. `note` has it
 * agreed from then on: one whose deletion is tried again says nothing new.
 */
export async function keepLastEdits<Copy extends LastCopy>(
  run: Run,
  copies: readonly Copy[],
  people: readonly ObservedPerson[],
  note: (tx: Tx, kept: readonly LastEdit<Copy>[]) => Promise<unknown>,
): Promise<void> {
  const bySource = new Map(people.map(person => [person.sourceId, person]));
  const edited = copies.flatMap(copy => {
    const person = bySource.get(copy.sourceId ?? '');
    if (person === undefined) return [];
    const {content, updateTimeMs} = latestSeen(copy, person);
    return sameContent(copy.base ?? {}, content)
      ? []
      : [{copy, updateTimeMs, content}];
  });
  if (edited.length === 0) return;
  await fenced(run, async tx => {
    for (const {copy, updateTimeMs, content} of edited) {
      await keepLastEdit(tx, run, {...copy, updateTimeMs}, content);
    }
    await note(tx, edited);
  });
}

type LastCopy = Pick<CopyRow, 'contactId' | 'sourceId' | 'base'> &
  Partial<Pick<CopyRow, 'observed' | 'updateTimeMs'>>;

/** A read may be older than what a list showed, and nobody decided about, before. */
function latestSeen(
  {base, observed, updateTimeMs}: LastCopy,
  person: ObservedPerson,
): Pick<ObservedPerson, 'content' | 'updateTimeMs'> {
  return (updateTimeMs ?? 0) > person.updateTimeMs
    ? {content: observed ?? base ?? {}, updateTimeMs: updateTimeMs ?? 0}
    : person;
}

interface LastEdit<Copy> {
  readonly copy: Copy;
  readonly content: Content;
}

/** One of them, in a transaction that is open. */
export async function keepLastEdit(
  tx: Tx,
  {account, deps}: Run,
  copy: Pick<CopyRow, 'contactId' | 'base' | 'updateTimeMs'>,
  content: Content,
): Promise<void> {
  const {contactId} = copy;
  const base = copy.base ?? {};
  const editTimeMs = copy.updateTimeMs ?? 0;
  const accountId = account.id;
  const by = {accountId, via: 'GOOGLE', editTimeMs} as const;
  const seen = await readContact(tx, {contactId, accountId});
  const sight = seen ?? (await readTrashSight(tx, {contactId, accountId}));
  const may = sight !== undefined && isAtLeast(sight.role, 'editor');
  const hiddenFields = sight?.hiddenFields ?? [];
  if (may) {
    const edit = {
      contactId,
      base: viewContent(base, hiddenFields),
      observed: viewContent(content, hiddenFields),
      ...{hiddenFields, editTimeMs},
    };
    await editContact(tx, {
      contactId,
      by,
      inTrash: true,
      change: current => mergeEdit(tx, edit, current),
    });
  } else if (seen !== undefined) {
    await suggestEdit(tx, {
      ...{id: deps.newId(), contactId, by},
      base: viewContent(base, hiddenFields),
      proposed: viewContent(content, hiddenFields),
    });
  }
  const isCarried = may || seen !== undefined;
  const changes = diffContent(base, content).filter(
    ({field}) => !isCarried || hiddenFields.includes(field),
  );
  if (changes.length === 0) return;
  const version = await readVersion(tx, contactId);
  const revision = {contactId, version, kind: 'withdrawn', changes};
  await insertRevisions(tx, [revision], by);
}
