import {sameContent, type SharedField} from '../core/content.ts';
import {isAsItLeft, whyLeft} from '../core/label-past.ts';
import {isAtLeast, type Role} from '../core/role.ts';
import {takeBack, undoState} from '../core/undo.ts';
import {viewContent} from '../core/view.ts';
import {
  lockContacts,
  writeContactActs,
  type ContactAct,
} from './contact-acts.ts';
import type {Actor} from './contact-history.ts';
import {lockLabel, readPresent, whereabouts} from './label-restores.ts';
import {readCollaboration} from './labels.ts';
import {lockLabelsOf, mergeContacts} from './merges.ts';
import {unmergeContact, type UnmergeOutcome} from './unmerges.ts';
import {mayRemoveNow} from './removals.ts';
import {lockSuggestion, reopenSuggestion} from './suggestion-decisions.ts';
import type {Tx} from './queries.ts';
import {
  readMergedBy,
  readSince,
  readUnmerge,
  type OwnRevision,
} from './undo.ts';

/**
 * denied: the account may not do the opposite now. changed: somebody changed the
 * same since. gone: fields were changed of what is in no label any more. empty:
 * nothing of the contact would be left. guarded: too many were removed within the
 * hour. noUndo: nothing was changed by it.
 */
export type UndoOutcome =
  | 'ok'
  | 'undone'
  | 'changed'
  | 'denied'
  | 'gone'
  | 'empty'
  | 'guarded'
  | 'noUndo';

interface Undo {
  readonly revision: OwnRevision;
  /** The contact's as the account sees it, or saw it before it went. */
  readonly sight: {
    readonly role: Role;
    readonly hiddenFields: readonly SharedField[];
  };
  readonly by: Actor;
  readonly id: string;
}

/** Acts that have an opposite; a merge and its taking apart have one of their own. */
const UNDOABLE: ReadonlySet<string> = new Set([
  'create',
  'edit',
  'suggestion',
  'labels',
  'trash',
  'restored',
  'undone',
]);

/**
 * Does the opposite of an account's own act upon a contact, where it may do that
 * and nobody changed the same since; else nothing. A suggestion that it accepted
 * so waits again.
 */
export async function undoRevision(tx: Tx, undo: Undo): Promise<UndoOutcome> {
  const {revision, by} = undo;
  if (revision.kind === 'merged') return undoMerge(tx, revision, by);
  if (revision.kind === 'unmerged') return undoUnmerge(tx, undo);
  if (!UNDOABLE.has(revision.kind)) return 'noUndo';
  const {contactId, actId, labelsAdded, labelsRemoved} = revision;
  if (actId !== null) await lockSuggestion(tx, actId);
  const labelIds = [...labelsAdded, ...labelsRemoved].sort();
  for (const labelId of labelIds) await lockLabel(tx, labelId);
  await lockContacts(tx, [contactId]);
  const since = await readSince(tx, [contactId], revision.id);
  const later = since.get(contactId) ?? [];
  const state = undoState(revision, later);
  if (state !== 'stands') return state;
  for (const labelId of labelIds) {
    const label = await readCollaboration(tx, {
      labelId,
      accountId: by.accountId,
    });
    // To put a label back takes what it took to take it off.
    if (label === undefined || !isAtLeast(label.role, 'remover')) {
      return 'denied';
    }
  }
  for (const labelId of labelsRemoved) {
    const back = await mayComeBack(tx, {labelId, later, undo});
    if (!back) return 'denied';
  }
  const act = await planAct(tx, undo);
  if (typeof act === 'string') return act;
  const passes = await mayRemoveNow(tx, {contactId, labelIds: labelsAdded}, by);
  if (!passes) return 'guarded';
  await writeContactActs(tx, [act], {kind: 'undone', actId: undo.id, by});
  if (actId !== null) await reopenSuggestion(tx, actId, by);
  return 'ok';
}

/** As whoever brings a contact back into a label: what stands elsewhere by now is shared on. */
async function mayComeBack(
  tx: Tx,
  {
    labelId,
    later,
    undo: {revision, by},
  }: {
    readonly labelId: string;
    readonly later: readonly OwnRevision[];
    readonly undo: Undo;
  },
): Promise<boolean> {
  const asked = {labelId, accountId: by.accountId};
  const [row] = await readPresent(tx, [revision.contactId], asked);
  if (row === undefined || row.mergedInto !== null) return false;
  const isAsLeft = isAsItLeft(labelId, [revision, ...later]);
  return whyLeft(whereabouts(row), isAsLeft) === undefined;
}

async function planAct(
  tx: Tx,
  {revision, sight}: Undo,
): Promise<ContactAct | UndoOutcome> {
  const {contactId, labelsAdded, labelsRemoved} = revision;
  const contact = await tx
    .selectFrom('contacts')
    .select(['content', 'delete_time'])
    .where('id', '=', contactId)
    .executeTakeFirst();
  if (contact === undefined) return 'gone';
  // A new contact leaves as it is.
  const changes = revision.kind === 'create' ? [] : revision.changes;
  if (changes.length > 0) {
    const isHidden = changes.some(({field}) =>
      sight.hiddenFields.includes(field),
    );
    if (isHidden || !isAtLeast(sight.role, 'editor')) return 'denied';
    if (contact.delete_time !== null && labelsRemoved.length === 0) {
      return 'gone';
    }
  }
  const after = takeBack(contact.content, changes);
  if (sameContent(viewContent(after, sight.hiddenFields), {})) return 'empty';
  return {
    contactId,
    before: contact.content,
    after,
    add: labelsRemoved,
    remove: labelsAdded,
    undoes: revision.id,
  };
}

const MERGE_OUTCOMES: Readonly<Record<UnmergeOutcome['kind'], UndoOutcome>> = {
  ok: 'ok',
  nothing: 'undone',
  tooMany: 'guarded',
  denied: 'denied',
  notFound: 'gone',
};

/** Takes the contacts apart, though others were merged into the same one since. */
async function undoMerge(
  tx: Tx,
  {actId}: OwnRevision,
  by: Actor,
): Promise<UndoOutcome> {
  const merge = actId === null ? undefined : await readMergedBy(tx, actId);
  if (merge === undefined) return 'noUndo';
  if (merge.isUndone) return 'undone';
  const {survivorId} = merge;
  const {kind} = await unmergeContact(tx, {
    survivorId,
    mergeId: actId ?? '',
    by,
  });
  return MERGE_OUTCOMES[kind];
}

/** Makes the contacts one again, as they were; what was changed beside it since stays. */
async function undoUnmerge(
  tx: Tx,
  {revision, by, id}: Undo,
): Promise<UndoOutcome> {
  const {survivorId, revisions} = await readUnmerge(tx, revision);
  const split = revisions.find(({contactId}) => contactId === survivorId);
  if (split === undefined) return 'noUndo';
  const ids = revisions.map(({contactId}) => contactId);
  await lockLabelsOf(tx, ids);
  await lockContacts(tx, ids);
  const since = await readSince(tx, ids, revisions[0]?.id ?? 0);
  for (const each of revisions) {
    const later = (since.get(each.contactId) ?? []).filter(
      other => other.id > each.id,
    );
    // One that came out of the other was changed by whatever changed it.
    const whole = each === split ? each : {...each, kind: 'create'};
    const state = undoState(whole, later);
    if (state !== 'stands') return state;
  }
  const {kind} = await mergeContacts(tx, {
    ...{id, survivorId, by},
    absorbedIds: ids.filter(contactId => contactId !== survivorId),
    unite: ({content}) => ({
      content: takeBack(content, split.changes),
      lost: [],
    }),
    undoes: new Map(revisions.map(each => [each.contactId, each.id])),
  });
  return MERGE_OUTCOMES[kind];
}
