import {sql} from 'kysely';
import {
  ACCOUNT_STANDING,
  heldUntil,
  reasonOf,
  retryTimeOf,
  type AccountStanding,
  type DeliveryReason,
  type Ends,
  type WaitingCounts,
} from './delivery-reason.ts';
import {UNDECIDED_DAYS_MAX} from './pending-removals.ts';
import type {Db, Tx} from './queries.ts';

/** How far a label has come in one account. */
export interface DeliveryRow {
  /** Of the account. */
  readonly id: string;
  readonly email: string;
  readonly upToDate: number;
  readonly waiting: number;
  /** Why contacts wait; absent where none does. */
  readonly reason?: DeliveryReason;
  /** Until when they wait at least; absent where that is not known. */
  readonly retryTime?: Date;
  /** Fields that are paused in some of its copies; absent where none is. */
  readonly pausedFields?: readonly string[];
}

interface Row extends AccountStanding, WaitingCounts, Ends {
  readonly id: string;
  readonly email: string;
  readonly upToDate: number;
  readonly pausedFields: readonly string[] | null;
}

/** What `copies_open` holds; all else is up to date. */
const IS_OPEN = sql`(c.due or c.hold is not null or c.presence <> 'present')`;
const IS_STUCK = sql`(c.hold is not null or c.away)`;

export interface DeliveryPage {
  readonly labelId: string;
  /** Id of an account. */
  readonly after?: string | undefined;
  readonly limit?: number;
}

/**
 * A page of a label's collaborators by address, with what waits for each.
 * Counted is what is not up to date, and only that: every collaborator has a row
 * for every contact of the label from the moment it sees it.
 */
export async function readDelivery(
  db: Db,
  page: DeliveryPage,
): Promise<readonly DeliveryRow[]> {
  const {labelId} = page;
  const {rows} = await sql<Row>`
    with listed as materialized (
      ${listedAccounts(page)}
    ), shared as materialized (
      select contact_id from contact_labels where label_id = ${labelId}
    ), open as (
      select listed.id as account_id, (
        select count(*)::int from copies c
        where c.account_id = listed.id and ${IS_OPEN}
          and (c.contact_id in (select contact_id from shared)) is true) as count
      from listed
    ), stuck as (
      select c.account_id, c.contact_id, c.away, not c.away and c.hold = 'FULL' as is_full,
        ${heldUntil(sql`listed."nextTime"`)} as until, 0 as extra
      from copies c join shared on shared.contact_id = c.contact_id
      join listed on listed.id = c.account_id
      where ${IS_STUCK}
      union all
      select p.account_id, p.contact_id, false, false,
        p.create_time + ${UNDECIDED_DAYS_MAX} * interval '1 day', (${IS_OPEN} is not true)::int
      from pending_removals p
      left join copies c
        on c.contact_id = p.contact_id and c.account_id = p.account_id
      where p.label_id = ${labelId} and p.account_id in (select id from listed)
        and ${IS_STUCK} is not true
      union all
      select h.account_id, null, false, false, listed."nextTime", 1
      from held_arrivals h join listed on listed.id = h.account_id
      where h.label_id = ${labelId} and h.hold = 'ADD_NOT_ALLOWED'
    ), paused as (
      ${pausedCopies()}
    ), counted as (
      select account_id, count(*) filter (where away)::int as away,
        count(*) filter (where is_full)::int as "full",
        count(*) filter (where not away and is_full is not true)::int as held,
        count(*) filter (where contact_id is not null and extra > 0)::int as doubted,
        sum(extra)::int as extra, min(until) as until
      from stuck group by account_id
    )
    select listed.*,
      (select count(*) from shared)::int - coalesce(open.count, 0)
        - coalesce(counted.doubted, 0) - coalesce(paused.count, 0) as "upToDate",
      coalesce(open.count, 0) + coalesce(counted.extra, 0)
        + coalesce(paused.count, 0) as waiting,
      coalesce(counted.held, 0) as held, coalesce(counted."full", 0) as "full",
      coalesce(counted.away, 0) as away,
      counted.until as "heldUntil", coalesce(paused.count, 0) as looping,
      paused.until as "pausedUntil", paused.fields as "pausedFields"
    from listed
    left join open on open.account_id = listed.id
    left join counted on counted.account_id = listed.id
    left join paused on paused.account_id = listed.id
    order by listed.email collate "C", listed.id collate "C"`.execute(db);
  return rows.map(toDelivery);
}

function listedAccounts({labelId, ...page}: DeliveryPage) {
  const {after = null, limit = null} = page;
  return sql`
      select a.id, a.email, ${ACCOUNT_STANDING}
      from collaborators co
      join accounts a on a.id = co.account_id
      left join lanes l on l.key = 'accounts/' || a.id
      where co.label_id = ${labelId} and (${after}::text is null
        or (a.email collate "C", a.id collate "C") > (
          select o.email collate "C", o.id collate "C" from accounts o where o.id = ${after}))
      order by a.email collate "C", a.id collate "C" limit ${limit}`;
}

/** Of the contacts `shared` and the accounts `listed`: copies of which fields are paused. */
function pausedCopies() {
  return sql`
      select c.account_id, count(distinct c.contact_id)
          filter (where not ${IS_OPEN})::int as count,
        min(c.pause_until) as until, array_agg(distinct f.name order by f.name) as fields
      from copies c join shared on shared.contact_id = c.contact_id
      cross join lateral jsonb_object_keys(c.pauses) as f(name)
      where c.pause_until is not null and c.account_id in (select id from listed)
      group by c.account_id`;
}

function toDelivery(row: Row): DeliveryRow {
  const {id, email, upToDate, waiting, pausedFields} = row;
  const reason = reasonOf(row, row);
  const retryTime = reason && retryTimeOf(reason, row, row);
  return {
    ...{id, email, upToDate, waiting},
    ...(reason && {reason}),
    ...(retryTime && {retryTime}),
    ...(pausedFields && {pausedFields}),
  };
}

/** Copies still to be written, over all accounts: for the metrics. */
export async function countDueCopies(db: Db): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from copies where due and hold is null`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Copies that wait for somebody to decide, to look or to make room. */
export async function countHeldCopies(db: Db): Promise<number> {
  const {rows} = await sql<{count: number}>`
    select count(*)::int as count from copies where hold is not null or away`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Of these contacts those whose copies all stand, as far as they can be written:
 * held ones, those to be withdrawn and those of accounts that do not sync aside.
 *
 * `offset 0` has the copies looked up contact by contact: before tables are
 * analysed PostgreSQL would rather read all that are due.
 */
export async function readDeliveredContacts(
  db: Db,
  contactIds: readonly string[],
): Promise<readonly string[]> {
  const {rows} = await sql<{id: string}>`
    select t.id from unnest(${sql.val([...contactIds])}::uuid[]) as t(id)
    where not exists (
      select from copies c
      join accounts a on a.id = c.account_id and a.state = 'ACTIVE'
        and not a.paused and a.fault is distinct from 'ABSENT'
      where c.contact_id = t.id and c.due and c.hold is null and exists (
        select from contact_labels cl join collaborators co on co.label_id = cl.label_id
        where cl.contact_id = c.contact_id and co.account_id = c.account_id)
      offset 0)`.execute(db);
  return rows.map(({id}) => id);
}

/** Notes that these contacts are delivered; returns those whose version nobody noted before. */
export async function noteDelivered(
  tx: Tx,
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const {rows} = await sql<{id: string}>`
    insert into delivered_versions (contact_id, version)
    select id, version from contacts
    where id = any(${sql.val([...contactIds])}::uuid[]) order by id
    on conflict (contact_id) do update set version = excluded.version
      where delivered_versions.version < excluded.version
    returning contact_id as id`.execute(tx);
  return new Set(rows.map(({id}) => id));
}
