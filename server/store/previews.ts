import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {roomIn} from './account-size.ts';
import {jsonRows, type Db} from './queries.ts';
import type {PrincipalType} from './schema.ts';

export interface Principal {
  readonly type: PrincipalType;
  readonly id: string;
}

export async function hasGrant(
  db: Db,
  {labelId, principal}: {labelId: string; principal: Principal},
): Promise<boolean> {
  const row = await db
    .selectFrom('grants')
    .select('id')
    .where('label_id', '=', labelId)
    .where('principal_type', '=', principal.type)
    .where('principal_id', '=', principal.id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a contact group of an account is a shared label already. */
export async function isGroupShared(
  db: Db,
  {accountId, resourceName}: {accountId: string; resourceName: string},
): Promise<boolean> {
  const row = await db
    .selectFrom('label_groups')
    .select('label_id')
    .where('account_id', '=', accountId)
    .where('resource_name', '=', resourceName)
    .executeTakeFirst();
  return row !== undefined;
}

/** A user a grant is about to reach, as far as it is known who they are. */
export interface ReachedUser {
  readonly id: string;
  readonly email?: string;
  readonly locale?: string | null;
  readonly suspended?: boolean;
}

/** What a label would bring to one account. */
export interface ArrivalCount {
  readonly accountId: string;
  readonly email: string;
  readonly locale: string | null;
  /** Contacts of the label the account does not see yet. */
  readonly arrive: number;
  /** Contacts that still fit beside those on their way, or fewer than none; null: it is not known how many there are. */
  readonly room: number | null;
  /** Whether the account's contacts were read once, so that its own are known. */
  readonly wasRead: boolean;
}

/**
 * For each account that a grant of the label to these users reaches, by
 * address. Users who are suspended and no accounts yet are left out, as they are
 * when a grant is made.
 */
export async function countArrivals(
  db: Db,
  {
    labelId,
    users,
    contactsMax,
  }: {
    readonly labelId: string;
    readonly users: readonly ReachedUser[];
    readonly contactsMax: number;
  },
): Promise<readonly ArrivalCount[]> {
  const {rows} = await sql<ArrivalCount>`
    with reached as (
      select r.id, coalesce(r.email, u.email, a.email) as email,
             coalesce(r.locale, u.locale, a.locale) as locale,
             a.last_sync_time,
             case when a.fault = 'FULL' then 0
               else ${roomIn(contactsMax)} - (
                 select count(*)::int from copies c
                 where c.account_id = a.id and c.presence = 'none') end as room
      from jsonb_to_recordset(${jsonRows(users)})
        as r(id text, email text, locale text, suspended boolean)
      left join directory_users u on u.id = r.id
      left join accounts a on a.id = r.id
      where a.id is not null or not coalesce(r.suspended, u.suspended, true)
    ), seen as (
      select co.account_id, count(distinct cl.contact_id) as count
      from contact_labels cl
      join contact_labels other on other.contact_id = cl.contact_id
      join collaborators co on co.label_id = other.label_id
      where cl.label_id = ${labelId} and co.account_id in (select id from reached)
      group by co.account_id
    )
    select reached.id as "accountId", reached.email, reached.locale,
           ((select count(*) from contact_labels where label_id = ${labelId})
             - coalesce(seen.count, 0))::int as arrive,
           reached.room,
           reached.last_sync_time is not null as "wasRead"
    from reached
    left join seen on seen.account_id = reached.id
    order by reached.email collate "C"`.execute(db);
  return rows;
}

interface LabelContact {
  readonly id: string;
  readonly content: Content;
}

/** Whole contents of a label's contacts, by id. */
export async function readLabelContents(
  db: Db,
  labelId: string,
): Promise<readonly LabelContact[]> {
  return db
    .selectFrom('contact_labels')
    .innerJoin('contacts', 'contacts.id', 'contact_labels.contact_id')
    .select(['contacts.id', 'contacts.content'])
    .where('contact_labels.label_id', '=', labelId)
    .where('contacts.delete_time', 'is', null)
    .orderBy('contacts.id')
    .execute();
}

/** Ids of the label's contacts that an account sees already, through any label. */
export async function readSeenContacts(
  db: Db,
  {labelId, accountId}: {labelId: string; accountId: string},
): Promise<ReadonlySet<string>> {
  const {rows} = await sql<{id: string}>`
    select distinct cl.contact_id as id
    from contact_labels cl
    join contact_labels other on other.contact_id = cl.contact_id
    join collaborators co
      on co.label_id = other.label_id and co.account_id = ${accountId}
    where cl.label_id = ${labelId}`.execute(db);
  return new Set(rows.map(row => row.id));
}

/** Names of own contacts that have one of these keys, by account; accounts without any are absent. */
export async function findOwnByAccount(
  db: Db,
  {
    accountIds,
    hashedKeys,
  }: {
    readonly accountIds: readonly string[];
    readonly hashedKeys: readonly string[];
  },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const {rows} = await sql<{accountId: string; resourceNames: string[]}>`
    select account_id as "accountId",
           array_agg(distinct resource_name) as "resourceNames"
    from own_keys
    where account_id = any(${sql.val([...accountIds])}::text[])
      and gone_list is null and key = any(${sql.val([...hashedKeys])}::text[])
    group by account_id`.execute(db);
  return new Map(rows.map(row => [row.accountId, row.resourceNames]));
}
