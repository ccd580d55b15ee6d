import {sql} from 'kysely';
import {doubtedMembers} from '../core/directory.ts';
import type {DirectoryUser} from '../core/google.ts';
import {accountLane, wakeLanes} from './lanes.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {refreshReach} from './reach.ts';

/** A reading of the Directory, as far as grants need it: users, groups, or both. */
export interface DirectoryReading {
  readonly users: readonly DirectoryUser[];
  /** Users of the last reading who are deleted, as a read by id said of each. */
  readonly goneIds: readonly string[];
  /**
   * Granted groups and domains with every user in them, nested groups followed.
   * Ids of groups have no dot and names of domains do, so neither takes the other's.
   */
  readonly groups: readonly {
    readonly id: string;
    readonly userIds: readonly string[];
  }[];
}

/** A group or domain that lost so much by a reading that the next one has to agree. */
export interface DoubtedGroup {
  readonly id: string;
  readonly accountCount: number;
  readonly doubtedCount: number;
}

/** What grants name and only the Directory can resolve: groups by id, domains by primary name. */
export interface GrantedGroup {
  readonly type: 'group' | 'domain';
  readonly id: string;
}

/** Those of deleted labels too, which may come back. */
export async function readGrantedGroups(
  db: Db,
): Promise<readonly GrantedGroup[]> {
  return db
    .selectFrom('grants')
    .select([
      sql<GrantedGroup['type']>`principal_type`.as('type'),
      'principal_id as id',
    ])
    .distinct()
    .where('principal_type', 'in', ['group', 'domain'])
    .execute();
}

/** Everybody of the workplace, as the last reading left it. */
export async function readDirectoryUsers(
  db: Db,
): Promise<readonly DirectoryUser[]> {
  const rows = await db
    .selectFrom('directory_users')
    .selectAll()
    .orderBy('id')
    .execute();
  return rows.map(({locale, ...user}) => ({
    ...user,
    ...(locale !== null && {locale}),
  }));
}

/**
 * Puts a reading in the place of the last one and carries what follows: new
 * addresses, suspended, deleted and returning accounts, and whom each label
 * reaches. Says where it was not believed.
 */
export async function writeDirectory(
  tx: Tx,
  reading: DirectoryReading,
): Promise<readonly DoubtedGroup[]> {
  // First, as whoever shares a label does: else each may wait for the other.
  const labels = await tx
    .selectFrom('labels')
    .select('id')
    .where('delete_time', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  await upsertUsers(tx, reading.users);
  await writeGone(tx, reading.goneIds);
  await forgetGroups(tx);
  const doubted = await writeMembers(tx, reading.groups);
  await followUsers(tx);
  await refreshReach(
    tx,
    labels.map(label => label.id),
  );
  return doubted;
}

async function upsertUsers(
  tx: Tx,
  users: readonly DirectoryUser[],
): Promise<void> {
  await sql`
    insert into directory_users as u (id, email, aliases, suspended, admin, locale)
    select r.id, r.email, array(select jsonb_array_elements_text(r.aliases)),
           r.suspended, r.admin, r.locale
    from jsonb_to_recordset(${jsonRows(users)})
      as r(id text, email text, aliases jsonb, suspended boolean, admin boolean, locale text)
    on conflict (id) do update set
      email = excluded.email, aliases = excluded.aliases,
      suspended = excluded.suspended, admin = excluded.admin,
      locale = excluded.locale
    where (u.email, u.aliases, u.suspended, u.admin, u.locale) is distinct from
      (excluded.email, excluded.aliases, excluded.suspended, excluded.admin,
       excluded.locale)`.execute(tx);
}

/** An account without its user is not synced any more; its labels and grants stay. */
async function writeGone(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.deleteFrom('directory_users').where('id', 'in', ids).execute();
  await tx
    .updateTable('accounts')
    .set({state: 'DELETED'})
    .where('id', 'in', ids)
    .execute();
}

/** A group that no grant names is not read: what is known of it grows old. */
async function forgetGroups(tx: Tx): Promise<void> {
  await sql`
    delete from directory_groups d where not exists (
      select from grants g
      where g.principal_type in ('group', 'domain') and g.principal_id = d.id)`.execute(
    tx,
  );
}

interface MemberRow {
  readonly groupId: string;
  readonly userId: string;
  readonly doubted: boolean;
}

/** Puts these members in the place of what was known, as far as that is believed. */
async function writeMembers(
  tx: Tx,
  groups: DirectoryReading['groups'],
): Promise<readonly DoubtedGroup[]> {
  const ids = groups.map(group => group.id);
  await sql`
    insert into directory_groups (id)
    select unnest(${sql.val(ids)}::text[]) on conflict do nothing`.execute(tx);
  const {rows} = await sql<MemberRow & {readonly enrolled: boolean}>`
    select m.group_id as "groupId", m.user_id as "userId", m.doubted,
           a.id is not null as enrolled
    from directory_members m left join accounts a on a.id = m.user_id
    where m.group_id = any(${sql.val(ids)}::text[])`.execute(tx);
  const known = Map.groupBy(rows, row => row.groupId);
  const next: MemberRow[] = [];
  const doubtedGroups: DoubtedGroup[] = [];
  for (const {id, userIds} of groups) {
    const before = known.get(id) ?? [];
    const accounts = userIdsOf(before.filter(row => row.enrolled));
    const doubted = doubtedMembers({
      accounts,
      members: new Set(userIds),
      doubted: new Set(userIdsOf(before.filter(row => row.doubted))),
    });
    if (doubted.length > 0) {
      const counts = {
        accountCount: accounts.length,
        doubtedCount: doubted.length,
      };
      doubtedGroups.push({id, ...counts});
    }
    next.push(
      ...userIds.map(userId => ({groupId: id, userId, doubted: false})),
    );
    next.push(...doubted.map(userId => ({groupId: id, userId, doubted: true})));
  }
  await replaceMembers(tx, rows, next);
  return doubtedGroups;
}

function userIdsOf(rows: readonly MemberRow[]): readonly string[] {
  return rows.map(row => row.userId);
}

/** Only what differs is written: at rest, nothing. */
async function replaceMembers(
  tx: Tx,
  before: readonly MemberRow[],
  after: readonly MemberRow[],
): Promise<void> {
  const keyOf = (row: MemberRow) => `${row.groupId} ${row.userId}`;
  const kept = new Set(after.map(keyOf));
  const known = new Map(before.map(row => [keyOf(row), row.doubted]));
  const gone = before.filter(row => !kept.has(keyOf(row)));
  const changed = after.filter(row => known.get(keyOf(row)) !== row.doubted);
  if (gone.length > 0) {
    await sql`
      delete from directory_members m
      using jsonb_to_recordset(${jsonRows(gone)}) as r("groupId" text, "userId" text)
      where m.group_id = r."groupId" and m.user_id = r."userId"`.execute(tx);
  }
  if (changed.length > 0) {
    await sql`
      insert into directory_members (group_id, user_id, doubted)
      select distinct r."groupId", r."userId", r.doubted
      from jsonb_to_recordset(${jsonRows(changed)})
        as r("groupId" text, "userId" text, doubted boolean)
      on conflict (group_id, user_id) do update set doubted = excluded.doubted`.execute(
      tx,
    );
  }
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

/**
 * Whether an account is an admin of the workplace: the Directory says so of its
 * user, or its user has this primary address (`WORKSPACE_ADMIN`). As of the last
 * reading; an alias makes nobody an admin.
 */
export async function isDirectoryAdmin(
  db: Db,
  {accountId, adminEmail}: {accountId: string; adminEmail: string | undefined},
): Promise<boolean> {
  const user = await db
    .selectFrom('directory_users')
    .select(['email', 'admin'])
    .where('id', '=', accountId)
    .where('suspended', '=', false)
    .executeTakeFirst();
  if (user === undefined) return false;
  return user.admin || user.email.toLowerCase() === adminEmail?.toLowerCase();
}
