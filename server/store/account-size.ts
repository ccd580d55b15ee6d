import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';

/** Google's bound for one account, its trash included (Google's help, "Contacts limits"). */
export const ACCOUNT_CONTACTS_MAX = 25_000;

/** What is deleted stays in Google's trash this long, and counts. */
const TRASH_DAYS = 30;

/** Somebody may have made room: after so long Google is asked again. */
const REFUSAL_HOURS = 1;

/** An account with copies that do not fit is counted anew this often. */
const RECOUNT_HOURS = 24;

/** A complete list of an account showed `listed` contacts. Call it once the list is absorbed. */
export async function writeOwnCount(
  tx: Tx,
  accountId: string,
  listed: number,
): Promise<void> {
  await sql`
    update accounts set own_count_time = service_now(),
      own_count = greatest(0, ${listed}::integer - (
        select count(*)::int from copies
        where account_id = ${accountId} and source_id is not null
          and origin = 'service' and presence = 'present'))
    where id = ${accountId}`.execute(tx);
}

/** So many copies became contacts of the account's own, or, below zero, the other way round. */
export async function countAsOwn(
  tx: Tx,
  accountId: string,
  count: number,
): Promise<void> {
  if (count === 0) return;
  await sql`
    update accounts set own_count = greatest(0, own_count + ${count}::int)
    where id = ${accountId}`.execute(tx);
}

/** Copies that went to the trash of the account `a` and are still there. */
export const IN_TRASH = sql`(
  select count(*)::int from former_copies f
  where f.account_id = a.id
    and f.delete_time > (select service_now()) - ${TRASH_DAYS} * interval '1 day')`;

const IS_REFUSAL_FRESH = sql`coalesce(a.unseen_time
  > (select service_now()) - ${REFUSAL_HOURS} * interval '1 hour', false)`;

/** Contacts of the account `a` that nobody here sees, as far as Google said so lately. */
export const UNSEEN = sql`case when ${IS_REFUSAL_FRESH} then a.unseen_count else 0 end`;

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
export async function readRoom(db: Db, accountId: string): Promise<Room> {
  const {rows} = await sql<Room>`
    select greatest(0, ${ACCOUNT_CONTACTS_MAX}::int - a.own_count - (
        select count(*)::int from copies c
        where c.account_id = a.id and c.origin = 'service'
          and c.presence <> 'none' and not c.away)
      - ${IN_TRASH} - ${UNSEEN}) as count,
      a.unseen_time is not null and not ${IS_REFUSAL_FRESH} as "isDoubtful"
    from accounts a where a.id = ${accountId}`.execute(db);
  return rows[0] ?? {count: null, isDoubtful: false};
}

/** Google said that `count` more do not fit: there is more than is known of. */
export async function noteRefused(
  tx: Tx,
  accountId: string,
  count: number,
): Promise<void> {
  const room = await readRoom(tx, accountId);
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
