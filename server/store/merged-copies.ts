import {sql} from 'kysely';
import type {Tx} from './queries.ts';

interface MergedContacts {
  readonly survivorId: string;
  readonly absorbedIds: readonly string[];
}

/**
 * What belonged to the absorbed contacts and has no counterpart at the survivor
 * belongs to it from now on: copies and open suggestions. A copy is never made
 * anew: what it lacks is pushed. Where an account has copies of both, that of
 * the absorbed contact is withdrawn like any. Call it when the labels are where
 * they belong and before contacts are touched.
 */
export async function followMerge(
  tx: Tx,
  {survivorId, absorbedIds}: MergedContacts,
): Promise<void> {
  for (const absorbedId of absorbedIds) {
    // Where nothing of the survivor stands yet, what stands is taken for it.
    await sql`
      delete from copies s using copies a
      where s.contact_id = ${survivorId} and s.presence = 'none'
        and a.contact_id = ${absorbedId} and a.account_id = s.account_id
        and a.presence in ('present', 'unconfirmed')`.execute(tx);
    await moveCopies(tx, {from: absorbedId, to: survivorId});
    await moveSuggestions(tx, {from: absorbedId, to: survivorId});
  }
}

/** Held removals of contacts that are about to be absorbed wait at the survivor, before labels come off. */
export async function moveHeldRemovals(
  tx: Tx,
  {survivorId, absorbedIds}: MergedContacts,
): Promise<void> {
  for (const absorbedId of absorbedIds) {
    await sql`
      update pending_removals p set contact_id = ${survivorId}
      where p.contact_id = ${absorbedId} and not exists (
        select from pending_removals o
        where o.contact_id = ${survivorId} and o.label_id = p.label_id)`.execute(
      tx,
    );
  }
}

/**
 * Copies of the survivor in accounts that see it no more go back to the contact
 * that came out of it, and so do suggestions that came with that one.
 */
export async function followUnmerge(
  tx: Tx,
  {survivorId, absorbedIds}: MergedContacts,
): Promise<void> {
  for (const absorbedId of absorbedIds) {
    await moveCopies(tx, {from: survivorId, to: absorbedId});
    await sql`
      update suggestions s set contact_id = ${absorbedId}, merged_from = null
      where s.contact_id = ${survivorId} and s.merged_from = ${absorbedId}
        and s.state = 'OPEN' and not exists (${openAt(absorbedId)})`.execute(
      tx,
    );
  }
}

/**
 * Rows of accounts that see the one contact, have no row of it, and do not see
 * the other. Their base stays, so that the plan tells what differs. A deletion
 * that waits for another list does not go along; one that is to last does.
 */
async function moveCopies(
  tx: Tx,
  {from, to}: {readonly from: string; readonly to: string},
): Promise<void> {
  await sql`
    update copies c set contact_id = ${to}, delivered_version = 0, hold = null,
      read_etag = null, marks = marks + 1
    where c.contact_id = ${from} and (c.presence <> 'gone' or c.away)
      and not exists (select from copies o
        where o.contact_id = ${to} and o.account_id = c.account_id)
      and ${isSeenBy(to)} and not ${isSeenBy(from)}`.execute(tx);
}

function isSeenBy(contactId: string) {
  return sql`exists (
    select from contact_labels cl
    join collaborators co on co.label_id = cl.label_id
    where cl.contact_id = ${contactId} and co.account_id = c.account_id)`;
}

/** One that would stand there twice, or is carried out by the merge, stays where it is. */
async function moveSuggestions(
  tx: Tx,
  {from, to}: {readonly from: string; readonly to: string},
): Promise<void> {
  await sql`
    update suggestions s set contact_id = ${to},
      merged_from = coalesce(s.merged_from, ${from})
    where s.contact_id = ${from} and s.state = 'OPEN'
      and not exists (${openAt(to)})
      and (s.kind = 'edit' or not exists (
        select from contact_labels cl
        where cl.contact_id = ${to} and cl.label_id = s.label_id))`.execute(tx);
}

/** An open suggestion of the same account and kind, for the same label if for one. */
function openAt(contactId: string) {
  return sql`
    select from suggestions o
    where o.contact_id = ${contactId} and o.state = 'OPEN'
      and o.account_id = s.account_id and o.kind = s.kind
      and (s.kind = 'edit' or o.label_id = s.label_id)`;
}
