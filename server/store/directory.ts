import {sql} from 'kysely';
import type {DirectoryUser} from '../core/google.ts';
import {accountLane, wakeLanes} from './lanes.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {refreshReach} from './reach.ts';

/** One whole reading of the Directory, as far as grants need it. */
export interface DirectoryReading {
  readonly users: readonly DirectoryUser[];
  /**
   * Granted groups and domains with every user in them, nested groups followed.
   * Ids of groups have no dot and names of domains do, so neither takes the other's.
   */
  readonly groups: readonly {
    readonly id: string;
    readonly userIds: readonly string[];
  }[];
}

/** What grants name and only the Directory can resolve: groups by id, domains by primary name. */
export interface GrantedGroup {
  readonly type: 'group' | 'domain';
  readonly id: string;
}

export async function readGrantedGroups(
  db: Db,
): Promise<readonly GrantedGroup[]> {
  return db
    .selectFrom('grants')
    .innerJoin('labels', 'labels.id', 'grants.label_id')
    .select([
      sql<GrantedGroup['type']>`principal_type`.as('type'),
      'principal_id as id',
    ])
    .distinct()
    .where('principal_type', 'in', ['group', 'domain'])
    .where('labels.delete_time', 'is', null)
    .execute();
}

/**
 * Puts a reading in the place of the last one and carries what follows: new
 * addresses, suspended and returning accounts, and whom each label reaches.
 */
export async function writeDirectory(
  tx: Tx,
  reading: DirectoryReading,
): Promise<void> {
  await writeUsers(tx, reading.users);
  await writeMembers(tx, reading.groups);
  await followUsers(tx);
  const labels = await tx
    .selectFrom('labels')
    .select('id')
    .where('delete_time', 'is', null)
    .execute();
  await refreshReach(
    tx,
    labels.map(label => label.id),
  );
}

async function writeUsers(
  tx: Tx,
  users: readonly DirectoryUser[],
): Promise<void> {
  await sql`
    delete from directory_users
    where id <> all(${sql.val(users.map(user => user.id))}::text[])`.execute(
    tx,
  );
  await upsertUsers(tx, users);
}

async function upsertUsers(
  tx: Tx,
  users: readonly DirectoryUser[],
): Promise<void> {
  await sql`
    insert into directory_users (id, email, aliases, suspended, admin, locale)
    select r.id, r.email, array(select jsonb_array_elements_text(r.aliases)),
           r.suspended, r.admin, r.locale
    from jsonb_to_recordset(${jsonRows(users)})
      as r(id text, email text, aliases jsonb, suspended boolean, admin boolean, locale text)
    on conflict (id) do update set
      email = excluded.email, aliases = excluded.aliases,
      suspended = excluded.suspended, admin = excluded.admin,
      locale = excluded.locale`.execute(tx);
}

/** Puts the members of these groups in the place of what was known of them. */
export async function writeMembers(
  tx: Tx,
  groups: DirectoryReading['groups'],
): Promise<void> {
  const ids = groups.map(group => group.id);
  await sql`
    insert into directory_groups (id)
    select unnest(${sql.val(ids)}::text[]) on conflict do nothing`.execute(tx);
  await sql`
    delete from directory_members where group_id = any(${sql.val(ids)}::text[])`.execute(
    tx,
  );
  const rows = groups.flatMap(group =>
    group.userIds.map(userId => ({groupId: group.id, userId})),
  );
  await sql`
    insert into directory_members (group_id, user_id)
    select r."groupId", r."userId"
    from jsonb_to_recordset(${jsonRows(rows)}) as r("groupId" text, "userId" text)
    on conflict do nothing`.execute(tx);
}

/** Accounts follow their users: address, locale, suspended and back again. */
async function followUsers(tx: Tx): Promise<void> {
  const {rows} = await sql<{id: string}>`
    update accounts a set email = u.email, locale = u.locale,
      state = case when u.suspended then 'SUSPENDED'
                   when a.state in ('SUSPENDED', 'DELETED') then 'ACTIVE'
                   else a.state end
    from directory_users u
    where u.id = a.id
      and (a.email <> u.email or a.locale is distinct from u.locale
           or u.suspended <> (a.state = 'SUSPENDED') or a.state = 'DELETED')
    returning a.id`.execute(tx);
  await wakeLanes(
    tx,
    rows.map(row => accountLane(row.id)),
  );
}

/** A user the Directory just showed, so that a grant reaches them before the next reading. */
export async function noteDirectoryUser(
  tx: Tx,
  user: DirectoryUser,
): Promise<void> {
  await upsertUsers(tx, [user]);
}
