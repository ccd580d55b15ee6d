import {sql} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import type {Role} from '../core/role.ts';
import {COPY_COLUMNS, type CopyRow} from './copies.ts';
import type {Db} from './queries.ts';
import {isSpared} from './revocations.ts';

/** One way a contact reaches an account: a label of it the account collaborates on. */
export interface Reach {
  readonly labelId: string;
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
  readonly showOnPhones: boolean;
}

export interface DueCopy extends CopyRow {
  readonly content: Content;
  readonly version: number;
  /** Empty: the account may not see the contact, or it is in the trash. */
  readonly reach: readonly Reach[];
  /** Labels from which somebody removed it and that wait for a decision. */
  readonly heldLabelIds: readonly string[];
  /** Deleted so often that it stays away until it is asked for. */
  readonly away: boolean;
  /** How often its account deleted it within 30 days without the right to. */
  readonly removals: number;
  /** See `survivorId` of `CopyWrite`. */
  readonly survivorId: string | null;
  /** How often in a row its picture could not be fetched. */
  readonly photoTries: number;
  /** Another list ended after the one that showed its deletion, or after a read missed it. */
  readonly listedSince: boolean;
}

/** What somebody did there; edits of others; what is to be made; what lacks but its photo. */
const RANK = sql`
  case when c.observed is not null or c.observed_label_ids <> c.base_label_ids
      or c.presence = 'gone' then 0
    when c.photo_owed then 3 when c.presence = 'none' then 2 else 1 end,
  case when c.presence <> 'none' then k.update_time end desc`;

/** By which labels the contact of a copy reaches its account. */
const WAYS = sql`from contact_labels cl
  join collaborators co on co.label_id = cl.label_id
  where cl.contact_id = c.contact_id and co.account_id = c.account_id`;

const REACH = sql`
  select jsonb_agg(jsonb_build_object('labelId', cl.label_id, 'role', co.role,
           'hiddenFields', to_jsonb(co.hidden_fields),
           'showOnPhones', co.show_on_phones) order by cl.label_id) as reach
  ${WAYS} and k.delete_time is null`;

/** As many as one call withdraws. */
const UNREACHED_MAX = 200;

/**
 * Copies of an account that need planning, `limit` of them: first those in which
 * somebody did something, which others wait for and which takes no quota; then
 * edits, the latest before others, then what is to be made, then what lacks nothing
 * but its photo, which takes long. Where these are not all, some of those to which
 * access ended besides, whatever waits; and all that was merged with any, due or
 * not, for a merge is decided as a whole. One that is absent waits until it is found
 * or made again: nothing is written to it.
 */
export async function readDueCopies(
  db: Db,
  accountId: string,
  {
    limit,
    graceMs,
    aside,
  }: {
    readonly limit: number;
    /** Contacts whose copies wait for another run. */
    readonly aside: readonly string[];
    /** How long those stay whose access was revoked. */
    readonly graceMs: number;
  },
): Promise<readonly DueCopy[]> {
  const mayBePlanned = sql`(not (c.presence = 'present' and c.absences > 0)
    and not ${isSpared(accountId, graceMs)})`;
  const isPickable = sql`c.account_id = ${accountId} and c.due and ${mayBePlanned}
    and not c.contact_id = any(${sql.val([...aside])}::uuid[])`;
  const {rows} = await sql<DueCopy>`
    with first as (
      select c.contact_id as id,
        case when c.presence = 'gone' then c.survivor_id end as survivor_id
      from copies c join contacts k on k.id = c.contact_id
      where ${isPickable}
      order by ${RANK}, c.contact_id
      limit ${limit}),
    picked as (
      select * from first
      union
      (select c.contact_id, null::uuid from copies c
      where (select count(*) from first) = ${limit}
        and ${isPickable} and c.presence = 'present' and not exists (select ${WAYS})
      limit ${Math.min(limit, UNREACHED_MAX)})),
    survivors as (select distinct coalesce(survivor_id, id) as id from picked),
    due as (
      select id from picked
      union
      select c.contact_id from survivors s
      join copies c on c.contact_id = s.id and c.account_id = ${accountId}
      where c.presence = 'present' and ${mayBePlanned}
      union
      select c.contact_id from survivors s
      join copies c on c.survivor_id = s.id and c.account_id = ${accountId}
      where c.presence = 'gone' and c.due)
    select ${COPY_COLUMNS}, k.content, k.version, coalesce(r.reach, '[]'::jsonb) as reach,
      array(select p.label_id from pending_removals p
            where p.contact_id = c.contact_id) as "heldLabelIds",
      c.away, ${recentRemovals()} as removals, c.survivor_id as "survivorId",
      c.photo_tries as "photoTries", c.gone_list is null or a.lists > c.gone_list + 1 as "listedSince"
    from due
    join contacts k on k.id = due.id
    join copies c on c.contact_id = due.id and c.account_id = ${accountId}
    join accounts a on a.id = c.account_id
    cross join lateral (${REACH}) r
    order by ${RANK}, due.id`.execute(db);
  return rows;
}

/** Deletions are counted this long (contract section 5). */
const REMOVAL_DAYS = 30;

function recentRemovals() {
  return sql`(select count(*)::int from unnest(c.removal_times) as t(time)
    where t.time > service_now() - ${REMOVAL_DAYS} * interval '1 day')`;
}

/** Where nothing is absent the others are not counted: of 25,000 that takes longer than a run. */
export async function countCopies(
  db: Db,
  accountId: string,
): Promise<{readonly mapped: number; readonly absent: number}> {
  const present = sql`account_id = ${accountId} and presence = 'present'`;
  const {rows} = await sql<{mapped: number; absent: number}>`
    with absent as materialized (
      select contact_id from copies where ${present} and absences > 0
      union
      select contact_id from copies where ${present} and hold = 'COPY_NOT_FOUND')
    select (select count(*)::int from absent) as absent,
      case when exists (select from absent)
        then (select count(*)::int from copies where ${present}) else 0 end as mapped`.execute(
    db,
  );
  return rows[0] ?? {mapped: 0, absent: 0};
}

/** Whether some copy that is due stands nowhere yet. */
export async function hasCopyToMake(
  db: Db,
  accountId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('copies')
    .select('contact_id')
    .where('account_id', '=', accountId)
    .where('due', '=', true)
    .where('presence', '=', 'none')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
