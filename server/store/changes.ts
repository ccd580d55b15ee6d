import {sql, type RawBuilder} from 'kysely';
import type {Db, Tx} from './queries.ts';

/**
 * A place in the feed: that of a transaction (xid8, in decimal), and of a row
 * in it where a page ends within one.
 */
export interface FeedPlace {
  readonly position: string;
  readonly id: number;
}

export type ChangeKind = 'access' | 'label' | 'member' | 'contact' | 'comments';

export interface ChangeRow extends FeedPlace {
  readonly kind: ChangeKind;
  readonly labelId: string;
  /** Null: it is about the label. */
  readonly contactId: string | null;
}

/** Up to where the feed can be read now, and from where. */
export interface FeedState {
  /** Of which database the positions are: those of a copy elsewhere say nothing here. */
  readonly store: string;
  /** All before it is in the feed; what comes from now on is not before it. */
  readonly present: bigint;
  /** What is not after it may be incomplete; undefined: nothing went yet. */
  readonly cleaned: bigint | undefined;
}

/** How long changes are kept. */
export const FEED_DAYS = 30;

const OLD = sql`service_now() - ${sql.lit(FEED_DAYS)} * interval '1 day'`;

export async function readFeedState(db: Db): Promise<FeedState> {
  const {rows} = await sql<{
    readonly store: string;
    readonly present: string;
    readonly cleaned: string | null;
  }>`
    select s.system_identifier || '/' || d.oid as store,
      pg_snapshot_xmin(pg_current_snapshot())::text as present,
      (select f.position::text from (
         select position, time from changes order by position, id limit 1) f
       where f.time < ${OLD}) as cleaned
    from pg_control_system() s, pg_database d
    where d.datname = current_database()`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the database does not know its name');
  const {store, present, cleaned} = row;
  return {
    store,
    present: BigInt(present),
    cleaned: cleaned === null ? undefined : BigInt(cleaned),
  };
}

/** SQL: whether an account that collaborates by `co` sees a change, `c`, of that label. */
export function isSeen(accountId: string): RawBuilder<unknown> {
  return sql`(c.kind <> 'access'
    and (c.account_id is null or c.account_id = ${accountId})
    and (c.fields is null or co.hidden_fields = '{}'
      or not c.fields <@ co.hidden_fields))`;
}

/**
 * What changed for an account, the oldest first, after `from` and before
 * `below`, which is at most the feed's present. What was done in a label before
 * the account's access to it changed last is told by that change: the whole
 * label is to be read again, and who came later hears of nobody who was gone.
 */
export async function readChanges(
  db: Db,
  {
    accountId,
    from,
    below,
    limit,
  }: {
    readonly accountId: string;
    readonly from: FeedPlace;
    readonly below: bigint;
    readonly limit: number;
  },
): Promise<readonly ChangeRow[]> {
  const window = sql`
    (c.position, c.id) > (${from.position}::xid8, ${from.id}::bigint)
    and c.position < ${String(below)}::xid8`;
  const {rows} = await sql<ChangeRow>`
    select f.position::text, f.id, f.kind, f.label_id as "labelId",
      f.contact_id as "contactId"
    from (
      select own.* from collaborators co
      left join lateral (
        select c.position, c.id from changes c
        where c.kind = 'access' and c.account_id = ${accountId}
          and c.label_id = co.label_id
        order by c.position desc, c.id desc limit 1) last on true
      cross join lateral (
        select c.* from changes c
        where c.label_id = co.label_id and ${isSeen(accountId)} and ${window}
          and (last.id is null or (c.position, c.id) > (last.position, last.id))
        order by c.position, c.id limit ${limit}) own
      where co.account_id = ${accountId}
      union all
      select c.* from changes c
      where c.kind = 'access' and c.account_id = ${accountId} and ${window}
    ) f
    order by f.position, f.id limit ${limit}`.execute(db);
  return rows;
}

/** Of these contacts and labels those that the account sees. */
export async function readSeen(
  db: Db,
  {
    accountId,
    contactIds,
    labelIds,
  }: {
    readonly accountId: string;
    readonly contactIds: readonly string[];
    readonly labelIds: readonly string[];
  },
): Promise<ReadonlySet<string>> {
  const {rows} = await sql<{readonly id: string}>`
    select k.id from contacts k
    where k.id = any(${sql.val([...contactIds])}::uuid[])
      and k.delete_time is null and exists (
        select from contact_labels cl
        join collaborators co on co.label_id = cl.label_id
        where cl.contact_id = k.id and co.account_id = ${accountId})
    union all
    select co.label_id from collaborators co
    where co.account_id = ${accountId}
      and co.label_id = any(${sql.val([...labelIds])}::uuid[])`.execute(db);
  return new Set(rows.map(({id}) => id));
}

/**
 * A text that is another after each change that the account sees, its own and
 * the end of its access included: to be read before what is kept under it.
 *
 * It is the last position, and while some transaction that began before that is
 * under way, the oldest one and the changes since that: what commits late raises
 * no position, but ends as one of those.
 */
export async function readChangeCounter(
  db: Db,
  accountId: string,
): Promise<string> {
  const {rows} = await sql<{readonly counter: string}>`
    with seen as (
      select c.position, c.id from collaborators co
      cross join lateral (
        select c.position, c.id from changes c
        where c.label_id = co.label_id and ${isSeen(accountId)}
          and c.position < pg_snapshot_xmin(pg_current_snapshot())
        order by c.position desc, c.id desc limit 1) c
      where co.account_id = ${accountId}
      union all
      select c.position, c.id from collaborators co join changes c
        on c.label_id = co.label_id and ${isSeen(accountId)}
      where co.account_id = ${accountId}
        and c.position >= pg_snapshot_xmin(pg_current_snapshot())
      union all
      select c.position, c.id from changes c
      where c.kind = 'access' and c.account_id = ${accountId}
    )
    select coalesce(max(position)::text, '0') || coalesce(
      '-' || pg_snapshot_xmin(pg_current_snapshot())::text || '-' ||
      md5(string_agg(id::text, ' ' order by id) filter (
        where position >= pg_snapshot_xmin(pg_current_snapshot()))), '') as counter
    from seen`.execute(db);
  return rows[0]?.counter ?? '0';
}

/** Of one sweep, so that it is no long transaction. */
const SWEPT_MAX = 50_000;

/**
 * Forgets changes that are too old, but the last of them: it tells that some
 * went. Returns how many.
 */
export async function sweepChanges(tx: Tx): Promise<number> {
  const {numAffectedRows = 0n} = await sql`
    delete from changes c using (
      select max(f.position) as position from (
        select position, time from changes order by position, id
        limit ${SWEPT_MAX}) f
      where f.time < (select ${OLD})) old
    where c.position < old.position`.execute(tx);
  return Number(numAffectedRows);
}
