import {sql, type Selectable} from 'kysely';
import type {DirectoryUser} from '../core/google.ts';
import {readAbsent} from './absences.ts';
import {restoreCopies} from './copy-endings.ts';
import {accountLane, wakeLanes} from './lanes.ts';
import type {Db, Tx} from './queries.ts';
import type {AccountFault, AccountState, AccountsTable} from './schema.ts';

/** An account as its owner sees it. */
export interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly state: AccountState;
  readonly paused: boolean;
  readonly locale: string | null;
  readonly lastSyncTime: Date | undefined;
}

type Row = Pick<
  Selectable<AccountsTable>,
  'id' | 'email' | 'state' | 'paused' | 'locale' | 'last_sync_time'
>;

const COLUMNS = [
  'id',
  'email',
  'state',
  'paused',
  'locale',
  'last_sync_time',
] as const;

function toAccount(row: Row): AccountRow {
  return {
    id: row.id,
    email: row.email,
    state: row.state,
    paused: row.paused,
    locale: row.locale,
    lastSyncTime: row.last_sync_time ?? undefined,
  };
}

export async function readAccount(
  db: Db,
  accountId: string,
): Promise<AccountRow | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select(COLUMNS)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row && toAccount(row);
}

/** The active account with this address, as of the last reading. */
export async function findActiveAccount(
  db: Db,
  email: string,
): Promise<AccountRow | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select(COLUMNS)
    .where(({fn}) => fn('lower', ['email']), '=', email.toLowerCase())
    .where('state', '=', 'ACTIVE')
    .executeTakeFirst();
  return row && toAccount(row);
}

/** The account of a user of the workplace, made where there is none; two calls at once make one. */
export async function enrolAccount(
  db: Db,
  user: Pick<DirectoryUser, 'id' | 'email' | 'locale'>,
): Promise<AccountRow> {
  const row = await db
    .insertInto('accounts')
    .values({
      id: user.id,
      email: user.email,
      locale: user.locale ?? null,
      state: 'ACTIVE',
    })
    .onConflict(conflict =>
      conflict.column('id').doUpdateSet({email: user.email}),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  await wakeLanes(db, [accountLane(row.id)]);
  return toAccount(row);
}

/**
 * Stops syncing an account, or takes it up again at once; nothing is removed.
 * Copies that are absent are made again then: somebody has looked.
 */
export async function setPaused(
  tx: Tx,
  accountId: string,
  paused: boolean,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({paused})
    .where('id', '=', accountId)
    .execute();
  if (paused) return;
  const absent = await readAbsent(tx, accountId);
  const contactIds = absent.map(({contactId}) => contactId);
  await restoreCopies(tx, accountId, {contactIds, counted: false});
  await wakeLanes(tx, [accountLane(accountId)]);
}

/**
 * Copies that are still to be written or confirmed in an account. Held ones
 * wait for a person, and what does not fit into a full account waits for room.
 */
export async function countPendingWrites(
  db: Db,
  accountId: string,
): Promise<number> {
  const {rows} = await sql<{pending: number}>`
    select count(*)::int as pending
    from copies c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.hold is null
      and (c.due or c.presence = 'unconfirmed')
      and not (a.fault is not distinct from 'FULL' and c.presence = 'none')`.execute(
    db,
  );
  return rows[0]?.pending ?? 0;
}

/** How many accounts are in which state: for the metrics. */
export async function countAccounts(
  db: Db,
): Promise<readonly {readonly state: AccountState; readonly count: number}[]> {
  return db
    .selectFrom('accounts')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .groupBy('state')
    .execute();
}

/** How many active accounts are not synced now: paused, or by the fault that keeps them. */
export async function countWaitingAccounts(
  db: Db,
): Promise<
  readonly {readonly reason: AccountFault | 'PAUSED'; readonly count: number}[]
> {
  const {rows} = await sql<{reason: AccountFault | 'PAUSED'; count: number}>`
    select w.reason, count(*)::int as count
    from accounts a cross join lateral (
      select case when a.paused then 'PAUSED' when a.fault is not null then a.fault
        when exists (select from copies c
          where c.account_id = a.id and c.hold = 'FULL') then 'FULL' end as reason
    ) w
    where a.state = 'ACTIVE' and w.reason is not null
    group by w.reason`.execute(db);
  return rows;
}
