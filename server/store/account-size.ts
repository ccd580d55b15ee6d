import {sql, type RawBuilder} from 'kysely';
import {noteUnlistedStanding} from './former-copies.ts';
import type {Db, Tx} from './queries.ts';

/** Google's bound for one account, its trash included (Google's help, "Contacts limits"). */
export const ACCOUNT_CONTACTS_MAX = 25_000;

/** What is deleted stays in Google's trash this long, and counts. */
const TRASH_DAYS = 30;

/** Somebody may have made room: after so long Google is asked again. */
const REFUSAL_HOURS = 1;

/** An account with copies that do not fit is counted anew this often. */
const RECOUNT_HOURS = 24;

/**
 * A complete list of an account has shown all that stands there: from now on its
 * contacts are known, and deltas keep them so. Own ones that it lacks count no more.
 */
export async function noteCounted(
  tx: Tx,
  accountId: string,
  listed: ReadonlySet<string>,
): Promise<void> {
  await noteUnlistedStanding(tx, accountId, listed);
  await sql`
    update accounts set own_count_time = service_now(), counted_list = lists
    where id = ${accountId}`.execute(tx);
}

/** Whether something went to Google's trash so lately that it is still there. */
const isInTrash = (time: RawBuilder<unknown>) =>
  sql`${time} > (select service_now()) - ${TRASH_DAYS} * interval '1 day'`;

/**
 * Contacts that the account `a` is known to have, those that copies left in its trash
 * among them. By source id, as one may be known as several: as a former copy, say,
 * that came out of the trash.
 */
const KNOWN = sql`(
    select count(*)::int from (
      select o.source_id from own_keys o
      where o.account_id = a.id and o.gone_list is null
        and coalesce(o.seen_list, 0) >= a.counted_list
      union
      select coalesce(c.source_id, c.contact_id::text) from copies c
      where c.account_id = a.id and c.presence <> 'none'
        and (not c.away or ${isInTrash(sql`c.removal_times[cardinality(c.removal_times)]`)})
      union
      select f.source_id from former_copies f
      where f.account_id = a.id and (
        (f.delete_time is null and coalesce(f.resource_name, f.deletion_name) is not null)
        or ${isInTrash(sql`f.delete_time`)})
    ) known)`;

const IS_REFUSAL_FRESH = sql`coalesce(a.unseen_time
  > (select service_now()) - ${REFUSAL_HOURS} * interval '1 hour', false)`;

/** Contacts of the account `a` that nobody here sees, as far as Google said so lately. */
const UNSEEN = sql`case when ${IS_REFUSAL_FRESH} then a.unseen_count else 0 end`;

/** How many of `contactsMax` still fit into the account `a`; null: it was never counted. */
export const roomIn = (contactsMax: number) =>
  sql`case when a.counted_list is not null
    then greatest(0, ${contactsMax}::int - ${KNOWN} - ${UNSEEN}) end`;

/** When copies that do not fit into the account `a` are tried again by themselves. */
export const NEXT_FIT_TIME = sql`case when ${IS_REFUSAL_FRESH}
  then a.unseen_time + ${REFUSAL_HOURS} * interval '1 hour'
  else a.own_count_time + ${RECOUNT_HOURS} * interval '1 hour' end`;

export interface Room {
  /** Contacts that still fit; null: it is not known how many there are. */
  readonly count: number | null;
  /** Google refused some time ago; whether it still would is not known. */
  readonly isDoubtful: boolean;
}

/** What fits into an account beside all that stands there or lies in its trash. */
export async function readRoom(
  db: Db,
  accountId: string,
  contactsMax: number,
): Promise<Room> {
  const {rows} = await sql<Room>`
    select ${roomIn(contactsMax)} as count,
      a.unseen_time is not null and not ${IS_REFUSAL_FRESH} as "isDoubtful"
    from accounts a where a.id = ${accountId}`.execute(db);
  return rows[0] ?? {count: null, isDoubtful: false};
}

/** Google said that `count` more do not fit: there is more than is known of. */
export async function noteRefused(
  tx: Tx,
  accountId: string,
  {count, contactsMax}: {readonly count: number; readonly contactsMax: number},
): Promise<void> {
  const room = await readRoom(tx, accountId, contactsMax);
  if (room.count === null) return;
  const unseen = Math.max(0, room.count - (count - 1));
  await sql`
    update accounts a set unseen_time = service_now(),
      unseen_count = ${UNSEEN} + ${unseen}::int
    where a.id = ${accountId}`.execute(tx);
}

/** What was refused once fits again. */
export async function forgetRefusal(tx: Tx, accountId: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({unseen_count: 0, unseen_time: null})
    .where('id', '=', accountId)
    .execute();
}

/** Whether copies wait for room in an account, and its contacts are to be counted anew for that. */
export async function readOverflow(
  db: Db,
  accountId: string,
): Promise<{readonly isFull: boolean; readonly wantsRecount: boolean}> {
  const {rows} = await sql<{wantsRecount: boolean}>`
    select coalesce(a.own_count_time
      <= (select service_now()) - ${RECOUNT_HOURS} * interval '1 hour', true) as "wantsRecount"
    from accounts a where a.id = ${accountId} and exists (
      select from copies c where c.account_id = a.id and c.hold = 'FULL')`.execute(
    db,
  );
  const [row] = rows;
  return {isFull: row !== undefined, wantsRecount: row?.wantsRecount ?? false};
}

/** Has copies planned again that did not fit, at most so many. */
export async function releaseOverflow(
  tx: Tx,
  accountId: string,
  limit: number,
): Promise<void> {
  await sql`
    update copies set hold = null, marks = marks + 1
    where account_id = ${accountId} and contact_id in (
      select contact_id from copies
      where account_id = ${accountId} and hold = 'FULL'
      order by contact_id limit ${limit})`.execute(tx);
}
