import type {LeftReason} from '../core/long-work.ts';
import {undoState} from '../core/undo.ts';
import {
  lockContacts,
  writeContactActs,
  type ContactAct,
} from '../store/contact-acts.ts';
import {listImportedRows, type ImportedRow} from '../store/imports.ts';
import {readSurvivorIds} from '../store/merged-parts.ts';
import {lockLabelsOf} from '../store/merges.ts';
import type {Tx} from '../store/queries.ts';
import {
  readOwnRevisions,
  readStandingMerge,
  type OwnRevision,
} from '../store/undo.ts';
import {unmergeContact} from '../store/unmerges.ts';
import {
  PART_CONTACTS,
  readSeen,
  readWhole,
  type ActPart,
  type ActScope,
} from './act-part.ts';

/**
 * Takes an import back, from its last row: contacts that it created and nobody touched
 * since leave the label, those that it joined with others are taken apart and leave
 * it. What somebody changed since stays as it is, and is named. Who undoes names
 * exactly these contacts, so the bulk guard does not hold them: see README.
 */
export async function undoImport(
  tx: Tx,
  scope: ActScope,
  importId: string,
): Promise<ActPart> {
  const {accountId, actId, labelId} = scope;
  const rows = await listImportedRows(tx, {
    operationId: importId,
    before: scope.position === null ? undefined : Number(scope.position),
    limit: PART_CONTACTS,
  });
  const ids = rows.map(({contactId}) => contactId);
  await lockLabelsOf(tx, ids, [labelId]);
  const left: {contactId: string; reason: LeftReason}[] = [];
  const leaving: string[] = [];
  for (const row of rows.filter(({absorbedId}) => absorbedId !== null)) {
    const outcome = await takeApart(tx, scope, row);
    if (outcome.kind === 'leaves') leaving.push(outcome.contactId);
    if (outcome.kind === 'left') left.push(outcome);
  }
  const created = rows.flatMap(({absorbedId, contactId}) =>
    absorbedId === null ? [contactId] : [],
  );
  const {untouched, changed} = await findUntouched(tx, scope, created);
  const named = new Set(left.map(({contactId}) => contactId));
  for (const contactId of changed.difference(named)) {
    left.push({contactId, reason: 'CHANGED'});
  }
  const acts = await toRemovals(tx, labelId, [
    ...untouched,
    ...leaving.map(contactId => ({contactId})),
  ]);
  const by = {accountId, via: 'API'} as const;
  await writeContactActs(tx, acts, {
    ...{kind: 'undone', actId, by},
    isApproved: true,
  });
  const last = rows.at(-1);
  return {
    ...{changed: acts.length, left},
    position:
      last === undefined || rows.length < PART_CONTACTS
        ? undefined
        : String(last.number),
  };
}

type Apart =
  | {readonly kind: 'leaves'; readonly contactId: string}
  | {
      readonly kind: 'left';
      readonly contactId: string;
      readonly reason: LeftReason;
    }
  | {readonly kind: 'undone'};

/** A row that was joined with a contact, out of it again. */
async function takeApart(
  tx: Tx,
  {accountId}: ActScope,
  {contactId, absorbedId}: ImportedRow,
): Promise<Apart> {
  await lockContacts(tx, [contactId]);
  const merge = await readStandingMerge(tx, contactId);
  if (absorbedId === null || merge === undefined) return {kind: 'undone'};
  // Something else was merged into it since: that has to come apart first.
  if (!merge.absorbedIds.includes(absorbedId)) {
    return merge.areOlder(absorbedId)
      ? {kind: 'left', contactId, reason: 'CHANGED'}
      : {kind: 'undone'};
  }
  const by = {accountId, via: 'API'} as const;
  const {kind} = await unmergeContact(tx, {survivorId: contactId, by});
  return kind === 'ok'
    ? {kind: 'leaves', contactId: absorbedId}
    : {kind: 'left', contactId, reason: 'DENIED'};
}

interface Untouched {
  readonly contactId: string;
  /** The revision by which it was created. */
  readonly undoes: number;
}

/**
 * Of created contacts those that nobody did anything to, and those that are otherwise
 * now, or live on in others; those not in the label any more are neither.
 */
async function findUntouched(
  tx: Tx,
  scope: ActScope,
  contactIds: readonly string[],
): Promise<{
  readonly untouched: readonly Untouched[];
  readonly changed: ReadonlySet<string>;
}> {
  await lockContacts(tx, contactIds);
  const seen = await readSeen(tx, scope, contactIds);
  const revisions = await readOwnRevisions(tx, [...seen.keys()]);
  const untouched: Untouched[] = [];
  const survivors = await readSurvivorIds(tx, contactIds);
  const changed = new Set((await readSeen(tx, scope, survivors)).keys());
  for (const contactId of seen.keys()) {
    const [created, ...later] = revisions.get(contactId) ?? [];
    if (created?.kind === 'create' && isUntouched(created, later)) {
      untouched.push({contactId, undoes: created.id});
    } else {
      changed.add(contactId);
    }
  }
  return {untouched, changed};
}

/** Neither changed nor put into another label, and nobody was made one with it. */
function isUntouched(
  created: OwnRevision,
  later: readonly OwnRevision[],
): boolean {
  const undone = new Set(later.map(({undoes}) => undoes));
  return (
    undoState(created, later) === 'stands' &&
    later
      .filter(({id, undoes}) => undoes === null && !undone.has(id))
      .every(
        ({kind, labelsAdded}) => kind !== 'merged' && labelsAdded.length === 0,
      )
  );
}

async function toRemovals(
  tx: Tx,
  labelId: string,
  leaving: readonly {readonly contactId: string; readonly undoes?: number}[],
): Promise<readonly ContactAct[]> {
  const whole = await readWhole(
    tx,
    leaving.map(({contactId}) => contactId),
  );
  return leaving.flatMap(each => {
    const content = whole.get(each.contactId);
    if (content === undefined) return [];
    return [
      {...each, before: content, after: content, add: [], remove: [labelId]},
    ];
  });
}
