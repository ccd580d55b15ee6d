import {sql} from 'kysely';
import {noteFormerCopies, type Ending} from './former-copies.ts';
import {accountLane, wakeLane} from './lanes.ts';
import {endPauses, keepPaused} from './paused-fields.ts';
import type {Tx} from './queries.ts';

/**
 * Has deleted copies made again, under the same marker. `counted`: their account
 * may not remove them, and did.
 */
export async function restoreCopies(
  tx: Tx,
  accountId: string,
  copies: {readonly contactIds: readonly string[]; readonly counted: boolean},
): Promise<void> {
  await noteFormerCopies(tx, accountId, copies.contactIds);
  await keepPaused(tx, accountId, copies.contactIds);
  await sql`
    update copies c set presence = 'none', origin = 'service', source_id = null,
      resource_name = null, etag = null, read_etag = null, update_time = null, base = null,
      base_label_ids = '{}', own = null, found = null,
      photo = null, photo_tries = 0, photo_retry_time = null, photo_owed = false,
      on_phones = null, observed = null, observed_label_ids = '{}', sent = null,
      attempt_time = null,
      delivered_version = 0, delivered_hidden = '{}', gone_list = null,
      gone_label_ids = null, detaching = null, survivor_id = null, absences = 0,
      away = false, hold = null, marks = marks + 1,
      trails = null, pauses = null, pause_until = null,
      removal_times = ${removalTimes(copies.counted)}
    where c.account_id = ${accountId}
      and c.contact_id = any(${sql.val([...copies.contactIds])}::uuid[])`.execute(
    tx,
  );
}

/** Leaves a copy away from an account that deletes it again and again. */
export async function leaveAway(
  tx: Tx,
  accountId: string,
  contactId: string,
): Promise<void> {
  await sql`
    update copies c set away = true, hold = null, marks = marks + 1,
      removal_times = ${removalTimes(true)}
    where c.account_id = ${accountId} and c.contact_id = ${contactId}
      and c.presence = 'gone'`.execute(tx);
}

/**
 * Brings a copy back that its account deleted, and forgets that it did, however
 * often. In one that was not deleted paused fields go on; else it is left alone.
 */
export async function redeliverCopy(
  tx: Tx,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<void> {
  const {numUpdatedRows} = await tx
    .updateTable('copies')
    .set({removal_times: []})
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .where('presence', '=', 'gone')
    .executeTakeFirst();
  if (numUpdatedRows > 0n) {
    const contactIds = [contactId];
    await restoreCopies(tx, accountId, {contactIds, counted: false});
  } else if (!(await endPauses(tx, {contactId, accountId}))) return;
  await wakeLane(tx, accountLane(accountId));
}

function removalTimes(counted: boolean) {
  return counted ? sql`c.removal_times || service_now()` : sql`c.removal_times`;
}

/**
 * A removal was not let through: copies that lack the label get it back, and
 * those that were deleted are made again. Marks them; the caller wakes lanes.
 */
export async function putBackCopies(
  tx: Tx,
  removal: {readonly labelId: string; readonly contactId: string},
): Promise<void> {
  const {labelId, contactId} = removal;
  await sql`
    update copies c set marks = c.marks + 1,
      base_label_ids = array_remove(c.base_label_ids, ${labelId}::uuid)
    where c.contact_id = ${contactId} and c.presence = 'present'
      and ${labelId}::uuid = any(c.base_label_ids)
      and not ${labelId}::uuid = any(c.observed_label_ids)`.execute(tx);
  const gone = await tx
    .selectFrom('copies')
    .select('account_id')
    .where('contact_id', '=', contactId)
    .where('presence', '=', 'gone')
    .where('away', '=', false)
    .execute();
  for (const {account_id} of gone) {
    const contactIds = [contactId];
    await restoreCopies(tx, account_id, {contactIds, counted: false});
  }
}

/**
 * Forgets copies that are none any more. Where access came back meanwhile they
 * are made anew: whoever sees a contact has a row of it.
 */
export async function deleteCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
  ending: Ending = 'gone',
): Promise<void> {
  if (contactIds.length === 0) return;
  await noteFormerCopies(tx, accountId, contactIds, ending);
  await keepPaused(tx, accountId, contactIds);
  await tx
    .deleteFrom('copies')
    .where('account_id', '=', accountId)
    .where('contact_id', 'in', contactIds)
    .execute();
  await sql`
    insert into copies (contact_id, account_id, marker, origin)
    select distinct cl.contact_id, co.account_id, gen_random_uuid(), 'service'
    from contact_labels cl join collaborators co on co.label_id = cl.label_id
    where co.account_id = ${accountId}
      and cl.contact_id = any(${sql.val([...contactIds])}::uuid[])
    on conflict do nothing`.execute(tx);
}

/**
 * Leaves copies in their account as ordinary contacts. Nothing of them is looked
 * at or stored from now on; should the account see their contacts again, what
 * stands there is linked (`readStandingCopies`).
 */
export async function leaveCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
): Promise<void> {
  await deleteCopies(tx, accountId, contactIds, 'left');
}
