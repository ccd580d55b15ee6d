import type {SharedField} from '../core/content.ts';
import {isAsItLeft, whyLeft} from '../core/label-past.ts';
import {takeBack, undoState, type UndoState} from '../core/undo.ts';
import {hiddenByAll} from '../core/view.ts';
import {lockContacts, type ContactAct} from './contact-acts.ts';
import {
  lockLabel,
  readPresent,
  whereabouts,
  type PresentRow,
} from './label-restores.ts';
import type {Tx} from './queries.ts';
import {readActRevisions, readSince, type OwnRevision} from './undo.ts';

export type LabelUndo =
  | {readonly kind: 'ok'; readonly acts: readonly ContactAct[]}
  | {readonly kind: 'undone'}
  /** These were changed by somebody since. */
  | {readonly kind: 'changed'; readonly contactIds: readonly string[]}
  /** These the account cannot bring back, or not all that was changed of them. */
  | {readonly kind: 'denied'; readonly contactIds: readonly string[]};

interface Asked {
  readonly labelId: string;
  /** Of a label restore. */
  readonly actId: string;
  readonly accountId: string;
  /** From the account in the label. */
  readonly hiddenFields: readonly SharedField[];
}

/**
 * What takes a restored label back to what it was before, all of it or nothing;
 * what was undone contact by contact is left out. Keeps the label and its
 * contacts locked.
 */
export async function planLabelUndo(tx: Tx, asked: Asked): Promise<LabelUndo> {
  const {labelId, actId, accountId} = asked;
  await lockLabel(tx, labelId);
  const revisions = await readActRevisions(tx, actId);
  const first = revisions[0];
  if (first === undefined) return {kind: 'undone'};
  const ids = revisions.map(({contactId}) => contactId);
  await lockContacts(tx, ids);
  const least = Math.min(...revisions.map(({id}) => id));
  const later = await readSince(tx, ids, least);
  const present = await readPresent(tx, ids, {labelId, accountId});
  const byId = new Map(present.map(row => [row.id, row]));
  const judged = revisions.flatMap(revision => {
    const row = byId.get(revision.contactId);
    if (row === undefined) return [];
    const since = (later.get(revision.contactId) ?? []).filter(
      ({id}) => id > revision.id,
    );
    return [{revision, row, verdict: judge(asked, {revision, row, since})}];
  });
  const withVerdict = (verdict: UndoState | 'denied') =>
    judged.filter(each => each.verdict === verdict);
  for (const kind of ['changed', 'denied'] as const) {
    const contactIds = withVerdict(kind).map(({row}) => row.id);
    if (contactIds.length > 0) return {kind, contactIds};
  }
  const acts = withVerdict('stands').map(toAct);
  return acts.length === 0 ? {kind: 'undone'} : {kind: 'ok', acts};
}

interface Judged {
  readonly revision: OwnRevision;
  readonly row: PresentRow;
  readonly since: readonly OwnRevision[];
}

function judge(
  {labelId, hiddenFields}: Asked,
  {revision, row, since}: Judged,
): UndoState | 'denied' {
  const state = undoState(revision, since);
  if (state !== 'stands') return state;
  const returns = revision.labelsRemoved.includes(labelId);
  // Merged into another, or not in the label any more: not what it was.
  if (row.mergedInto !== null || row.isLabelled === returns) return 'changed';
  const seen = row.labels.filter(({role}) => role !== null);
  const hidden = hiddenByAll([
    ...seen.map(label => label.hiddenFields),
    hiddenFields,
  ]);
  if (revision.changes.some(({field}) => hidden.includes(field))) {
    return 'denied';
  }
  if (!returns) return 'stands';
  const isAsLeft = isAsItLeft(labelId, [revision, ...since]);
  const why = whyLeft(whereabouts(row), isAsLeft);
  return why === undefined ? 'stands' : 'denied';
}

function toAct({revision, row}: Omit<Judged, 'since'>): ContactAct {
  return {
    contactId: row.id,
    before: row.content,
    after: takeBack(row.content, revision.changes),
    add: revision.labelsRemoved,
    remove: revision.labelsAdded,
    undoes: revision.id,
  };
}
