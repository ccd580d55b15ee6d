import {sql} from 'kysely';
import {CROWD_LEAST} from '../core/polling.ts';
import type {Role} from '../core/role.ts';
import type {SharedField} from '../core/content.ts';
import {accountLane} from './lanes.ts';
import {notePermissionLost} from './notices.ts';
import {forgetRevocations} from './revocations.ts';
import type {Db, Tx} from './queries.ts';
import type {AccountFault, AccountState} from './schema.ts';

/** What a run needs to know of its account. Times in milliseconds since 1970. */
export interface SyncAccount {
  readonly id: string;
  readonly email: string;
  readonly state: AccountState;
  readonly paused: boolean;
  readonly locale: string | null;
  readonly nowMs: number;
  readonly nextPollMs: number;
  readonly groupsListMs: number | null;
  /** Polls asked for until now. */
  readonly pollRequests: number;
  readonly syncToken: string | null;
  /** Hash of the list parameters the token is bound to. */
  readonly syncParameters: string | null;
  /** Complete lists and deltas that ended before this run. */
  readonly lists: number;
  /** Whether pictures that could not be fetched are to be tried again by now. */
  readonly photosDue: boolean;
}

export async function readSyncAccount(
  db: Db,
  accountId: string,
): Promise<SyncAccount | undefined> {
  const {rows} = await sql<SyncAccount>`
    select id, email, state, paused, locale,
      (extract(epoch from service_now()) * 1000)::float8 as "nowMs",
      (extract(epoch from next_poll_time) * 1000)::float8 as "nextPollMs",
      (extract(epoch from groups_list_time) * 1000)::float8 as "groupsListMs",
      poll_requests as "pollRequests", sync_token as "syncToken", sync_parameters as "syncParameters", lists,
      exists (select from copies c where c.account_id = accounts.id
        and c.photo_retry_time <= service_now()) as "photosDue"
    from accounts where id = ${accountId}`.execute(db);
  return rows[0];
}

/** How many lists and deltas of the account have ended. */
export async function readLists(db: Db, accountId: string): Promise<number> {
  const {lists} = await db
    .selectFrom('accounts')
    .select('lists')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  return lists;
}

/** The database's clock: the one every lease and edit time is read from. */
export async function readNowMs(db: Db): Promise<number> {
  const {rows} = await sql<{ms: number}>`
    select (extract(epoch from service_now()) * 1000)::float8 as ms`.execute(
    db,
  );
  return rows[0]?.ms ?? 0;
}

/**
 * The last thing a poll writes: from here on the next one is a delta. Where a
 * poll was asked for since this one began, it stays due, with what was forgotten.
 */
export async function writeSyncToken(
  tx: Tx,
  accountId: string,
  poll: {
    readonly syncToken: string | null;
    readonly syncParameters: string;
    /** As they were when the run began. */
    readonly pollRequests: number;
    readonly nextPollInMs: number;
  },
): Promise<void> {
  await sql`
    update accounts set
      sync_token = case when poll_requests = ${poll.pollRequests}
                        then ${poll.syncToken} else sync_token end,
      sync_parameters = ${poll.syncParameters},
      last_sync_time = service_now(), fault = null, lists = lists + 1,
      state = case when state = 'PERMISSION_LOST' then 'ACTIVE' else state end,
      next_poll_time = case when poll_requests = ${poll.pollRequests}
        then service_now() + ${poll.nextPollInMs}::float8 * interval '1 millisecond'
        else service_now() end
    where id = ${accountId}`.execute(tx);
}

/** The next poll lists everything: nothing seen so far can be told apart from new. */
export async function forgetSyncToken(
  tx: Tx,
  accountId: string,
): Promise<void> {
  await sql`
    update accounts set sync_token = null, next_poll_time = service_now(),
      poll_requests = poll_requests + 1
    where id = ${accountId}`.execute(tx);
}

export async function writeGroupsListTime(
  tx: Tx,
  accountId: string,
): Promise<void> {
  await sql`
    update accounts set groups_list_time = service_now() where id = ${accountId}`.execute(
    tx,
  );
}

export async function writeAccountState(
  tx: Tx,
  accountId: string,
  state: AccountState,
): Promise<void> {
  const changed = await tx
    .updateTable('accounts')
    .set({state})
    .where('id', '=', accountId)
    .where('state', '<>', state)
    .returning('id')
    .execute();
  if (changed.length > 0 && state === 'PERMISSION_LOST') {
    await notePermissionLost(tx, accountId);
  }
}

/** Why the account waits; delivery shows it until a poll succeeds. */
export async function writeAccountFault(
  tx: Tx,
  accountId: string,
  fault: Exclude<AccountFault, 'QUOTA'>,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({fault})
    .where('id', '=', accountId)
    .execute();
}

/** The same for Google's quota, with how long what waits finds no room in it. */
export async function writeQuotaFault(
  tx: Tx,
  accountId: string,
  {retryAfterMs}: {readonly retryAfterMs: number},
): Promise<void> {
  await sql`
    update accounts set fault = 'QUOTA',
      quota_until = service_now() + ${retryAfterMs}::float8 * interval '1 millisecond'
    where id = ${accountId}`.execute(tx);
}

export interface Collaboration {
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
}

/** Labels the account collaborates on, by id. */
export async function readCollaborations(
  db: Db,
  accountId: string,
): Promise<ReadonlyMap<string, Collaboration>> {
  const rows = await db
    .selectFrom('collaborators')
    .select(['label_id', 'role', 'hidden_fields'])
    .where('account_id', '=', accountId)
    .execute();
  return new Map(
    rows.map(row => [
      row.label_id,
      {role: row.role, hiddenFields: row.hidden_fields},
    ]),
  );
}

/** The account's role in each label it collaborates on. */
export async function readRoles(
  db: Db,
  accountId: string,
): Promise<ReadonlyMap<string, Role>> {
  const labels = await readCollaborations(db, accountId);
  return new Map([...labels].map(([id, {role}]) => [id, role]));
}

/** Polls the account no later than this from now. */
export async function pollWithin(
  tx: Tx,
  accountId: string,
  ms: number,
): Promise<void> {
  await sql`
    update accounts set next_poll_time = least(next_poll_time,
      service_now() + ${ms}::float8 * interval '1 millisecond')
    where id = ${accountId}`.execute(tx);
}

export interface Idleness {
  /** Since a label of the account changed, milliseconds; Infinity where it has none. */
  readonly idleMs: number;
  /** Whether there are so many accounts that each has its turn. */
  readonly isCrowd: boolean;
}

/** What decides how long an account may wait for its next poll. */
export async function readIdleness(
  db: Db,
  accountId: string,
): Promise<Idleness> {
  const {rows} = await sql<{ms: number | null; isCrowd: boolean}>`
    select (extract(epoch from service_now() - max(l.activity_time)) * 1000)::float8
      as ms,
      exists (select from accounts offset ${CROWD_LEAST}) as "isCrowd"
    from collaborators co join labels l on l.id = co.label_id
    where co.account_id = ${accountId}`.execute(db);
  const [row] = rows;
  return {idleMs: row?.ms ?? Infinity, isCrowd: row?.isCrowd ?? false};
}

/** Has the account polled as soon as its lane runs, whatever runs already. */
export async function pollNow(tx: Tx, accountId: string): Promise<void> {
  await sql`
    update accounts set next_poll_time = service_now(),
      poll_requests = poll_requests + 1
    where id = ${accountId}`.execute(tx);
}

/**
 * Lets an account's lane go on after a fault, unless Google's quota still has no room, and
 * withdraws at once what waited for a revoked grant to come back.
 */
export async function waitNoLonger(tx: Tx, accountId: string): Promise<void> {
  await forgetRevocations(tx, accountId);
  await sql`
    update lanes set retry_time = null
    where key = ${accountLane(accountId)} and not exists (
      select from accounts where id = ${accountId} and fault = 'QUOTA'
        and quota_until > service_now())`.execute(tx);
}
