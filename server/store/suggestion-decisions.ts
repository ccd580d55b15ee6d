import {sql} from 'kysely';
import {sameContent, type Content} from '../core/content.ts';
import type {CustomFieldFault} from '../core/custom-fields.ts';
import {applyChanges, newContent} from '../core/history.ts';
import {isAtLeast} from '../core/role.ts';
import {undecidedFields} from '../core/suggestion.ts';
import {hiddenByAll, pickFields, viewContent} from '../core/view.ts';
import type {Actor} from './contact-history.ts';
import {changeContactLabels} from './contact-labels.ts';
import {createContact, editContact} from './contacts.ts';
import {proposeDuplicates} from './duplicates.ts';
import type {Tx} from './queries.ts';
import {keepReach} from './reach.ts';
import type {SuggestionState} from './schema.ts';
import {noteSuggestion, suggestEdit} from './suggestions.ts';
import {findSureContact} from './sure-match.ts';
import type {SuggestionRow} from './suggestion-reading.ts';
import {forgetSyncToken} from './sync-state.ts';
import type {VisibleContact} from './visible-contacts.ts';

/**
 * Holds a suggestion and what it is about until the transaction ends, in the
 * order in which everybody locks: label, contact. What is read of it afterwards
 * stays so. False: there is none.
 */
export async function lockSuggestion(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('suggestions')
    .select(['label_id', 'contact_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return false;
  if (row.label_id !== null) await keepReach(tx, [row.label_id]);
  if (row.contact_id !== null) {
    await tx
      .selectFrom('contacts')
      .select('id')
      .where('id', '=', row.contact_id)
      .forNoKeyUpdate()
      .execute();
  }
  return true;
}

/**
 * Ends an open suggestion; nothing else changes. What an account offered of its own
 * book and nobody took is known there alone from now on.
 */
export async function endSuggestion(
  tx: Tx,
  {
    id,
    state,
    by,
    contactId,
  }: {
    readonly id: string;
    readonly state: Exclude<SuggestionState, 'OPEN'>;
    readonly by: Actor;
    /** What an offer became. */
    readonly contactId?: string;
  },
): Promise<void> {
  await tx
    .updateTable('suggestions')
    .set({
      state,
      decided_by: by.accountId,
      version: sql<number>`version + 1`,
      update_time: sql<Date>`service_now()`,
      ...(contactId !== undefined && {contact_id: contactId}),
      ...(state !== 'ACCEPTED' && {
        changes: sql`case when contact_id is null and source_id is not null
          then '[]'::jsonb else changes end`,
      }),
    })
    .where('id', '=', id)
    .execute();
}

/**
 * A suggestion that this account ended waits again, and whoever else may decide about
 * it is told; what an offer became is its contact no longer. False: its author has
 * suggested anew since, or what they offered of their own book is not kept any more.
 */
export async function reopenSuggestion(
  tx: Tx,
  id: string,
  by: Actor,
): Promise<boolean> {
  const contactId = sql`case when s.source_id is null then s.contact_id end`;
  const {rows} = await sql<{
    readonly authorId: string;
    readonly labelId: string | null;
  }>`
    update suggestions s
    set state = 'OPEN', decided_by = null, version = s.version + 1,
      update_time = service_now(),
      contact_id = ${contactId}, merged_from = case when s.source_id is null
        then s.merged_from end
    where s.id = ${id} and s.decided_by = ${by.accountId}
      and (s.contact_id is not null or s.changes <> '[]')
      and not exists (
        select from suggestions o
        where o.state = 'OPEN' and o.account_id = s.account_id and o.kind = s.kind
          and o.contact_id is not distinct from ${contactId}
          and o.label_id is not distinct from s.label_id
          and o.source_id is not distinct from s.source_id)
    returning s.account_id as "authorId", s.label_id as "labelId"`.execute(tx);
  const [reopened] = rows;
  if (reopened === undefined) return false;
  await noteSuggestion(tx, {...reopened, id, by});
  return true;
}

export type Acceptance =
  | {readonly kind: 'accepted'}
  /** Nothing of the contact that its decider sees would be left. */
  | {readonly kind: 'empties'}
  /** Custom fields would say what they may not. */
  | {readonly kind: 'faulty'; readonly faults: readonly CustomFieldFault[]}
  /** Nothing was offered that this decider may decide about. */
  | {readonly kind: 'ownerOnly'}
  /** The person is shared already, by a contact that the decider may not share on. */
  | {readonly kind: 'isShared'; readonly contactId: string};

export interface Decision {
  /** As the decider stands to it, locked, open and not in the trash. */
  readonly suggestion: SuggestionRow;
  readonly by: Actor;
  readonly newId: () => string;
  /** What an edit would make wrong in custom fields. */
  readonly faultsOf: (
    before: Content,
    after: Content,
  ) => readonly CustomFieldFault[];
}

/**
 * Carries a suggestion out as an act of who decides, which names its author
 * too. A change is merged into the contact as it is now.
 */
export async function acceptSuggestion(
  tx: Tx,
  decision: Decision,
): Promise<Acceptance> {
  const {suggestion, by} = decision;
  const {id, kind, contactId, labelId, authorId, changes, reader} = suggestion;
  let isEmptied = false;
  let faults: readonly CustomFieldFault[] = [];
  const hidden = hiddenByAll(reader.contact.map(each => each.hiddenFields));
  switch (kind) {
    case 'offer':
      return takeUpOffer(tx, decision);
    case 'edit':
      await editContact(tx, {
        contactId: contactId ?? '',
        by,
        ...{authorId, actId: id},
        change: current => {
          const merge = applyChanges(current, changes);
          isEmptied = sameContent(viewContent(merge.content, hidden), {});
          faults = decision.faultsOf(current, merge.content);
          const isRefused = isEmptied || faults.length > 0;
          return isRefused ? {content: current} : merge;
        },
      });
      if (isEmptied) return {kind: 'empties'};
      if (faults.length > 0) return {kind: 'faulty', faults};
      break;
    case 'share':
      await changeContactLabels(tx, {
        contactIds: contactId === null ? [] : [contactId],
        add: labelId === null ? [] : [labelId],
        remove: [],
        ...{by, authorId, actId: id},
      });
      break;
  }
  await endSuggestion(tx, {id, state: 'ACCEPTED', by});
  return {kind: 'accepted'};
}

/**
 * The offered contact becomes shared, or the contact that surely is the same
 * person gets the label. The author's account is listed anew: matching then
 * links the contact they offered instead of doubling it.
 */
async function takeUpOffer(
  tx: Tx,
  {suggestion, by, newId}: Decision,
): Promise<Acceptance> {
  const {id, labelId, changes, authorId, reader, author} = suggestion;
  if (labelId === null || reader.label === undefined) {
    throw new Error(`suggestion ${id} offers a contact to no label`);
  }
  const content = newContent(changes);
  const {accountId} = by;
  const match = await findSureContact(tx, {accountId, labelId, content});
  const contactId = match?.id ?? newId();
  if (match !== undefined) {
    if (!mayShareOn(match, labelId)) return {kind: 'isShared', contactId};
    await changeContactLabels(tx, {
      contactIds: [contactId],
      add: [labelId],
      remove: [],
      ...{by, authorId, actId: id},
    });
  } else {
    const waiting = undecidedFields(reader.label, suggestion);
    const rest = pickFields(content, field => !waiting.includes(field));
    if (sameContent(rest, {})) return {kind: 'ownerOnly'};
    await createContact(tx, {
      id: contactId,
      content: rest,
      labelIds: [labelId],
      ...{by, authorId, actId: id},
    });
    await proposeDuplicates(tx, {
      contactIds: [contactId],
      accountId: by.accountId,
      newId,
    });
    await suggestEdit(tx, {
      id: newId(),
      contactId,
      by: {accountId: authorId, via: suggestion.via},
      base: {},
      proposed: pickFields(content, field => waiting.includes(field)),
    });
  }
  await endSuggestion(tx, {id, state: 'ACCEPTED', by, contactId});
  if (author.label !== undefined) await forgetSyncToken(tx, authorId);
  return {kind: 'accepted'};
}

function mayShareOn(contact: VisibleContact, labelId: string): boolean {
  return (
    contact.labels.some(label => label.id === labelId) ||
    (isAtLeast(contact.role, 'manager') && contact.hiddenFields.length === 0)
  );
}
