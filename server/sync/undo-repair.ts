import {TYPED_FIELDS} from '../core/content.ts';
import type {LeftReason} from '../core/long-work.ts';
import {isAtLeast} from '../core/role.ts';
import {takeBack, undoState} from '../core/undo.ts';
import {viewContent} from '../core/view.ts';
import {
  lockContacts,
  writeContactActs,
  type ContactAct,
} from '../store/contact-acts.ts';
import type {Tx} from '../store/queries.ts';
import {readActRevisions, readSince, type OwnRevision} from '../store/undo.ts';
import type {VisibleContact} from '../store/visible-contacts.ts';
import {
  PART_CONTACTS,
  readSeen,
  readWhole,
  type ActPart,
  type ActScope,
} from './act-part.ts';

/** Takes repairs back wherever nobody changed the same since; what was is left, and named. */
export async function undoRepair(
  tx: Tx,
  scope: ActScope,
  repairId: string,
): Promise<ActPart> {
  const {accountId, actId, position} = scope;
  const revisions = (await readActRevisions(tx, repairId))
    .filter(({contactId}) => position === null || contactId > position)
    .slice(0, PART_CONTACTS);
  const ids = revisions.map(({contactId}) => contactId);
  await lockContacts(tx, ids);
  const least = Math.min(...revisions.map(({id}) => id));
  const later = ids.length > 0 ? await readSince(tx, ids, least) : new Map();
  const seen = await readSeen(tx, scope, ids);
  const whole = await readWhole(tx, ids);
  const acts: ContactAct[] = [];
  const left: {contactId: string; reason: LeftReason}[] = [];
  for (const revision of revisions) {
    const {contactId} = revision;
    const since = (later.get(contactId) ?? []).filter(
      ({id}: OwnRevision) => id > revision.id,
    );
    const state = undoState(revision, since);
    if (state === 'undone') continue;
    const before = whole.get(contactId);
    const contact = seen.get(contactId);
    const after = before && takeBack(before, revision.changes);
    if (state === 'changed' || contact === undefined) {
      left.push({contactId, reason: 'CHANGED'});
    } else if (
      before === undefined ||
      after === undefined ||
      !mayWrite(contact, revision) ||
      !scope.fits(after) ||
      isNothing(contact, after)
    ) {
      left.push({contactId, reason: 'DENIED'});
    } else {
      const undoes = revision.id;
      acts.push({contactId, before, after, add: [], remove: [], undoes});
    }
  }
  const by = {accountId, via: 'API'} as const;
  await writeContactActs(tx, acts, {kind: 'undone', actId, by});
  const next = revisions.length < PART_CONTACTS ? undefined : ids.at(-1);
  return {changed: acts.length, left, position: next};
}

function mayWrite(
  {role, hiddenFields}: VisibleContact,
  {changes}: OwnRevision,
): boolean {
  return (
    isAtLeast(role, 'editor') &&
    !changes.some(({field}) => hiddenFields.includes(field))
  );
}

function isNothing(
  {hiddenFields}: VisibleContact,
  after: Parameters<typeof viewContent>[0],
): boolean {
  const shown = viewContent(after, hiddenFields);
  return !TYPED_FIELDS.some(field => shown[field]);
}
