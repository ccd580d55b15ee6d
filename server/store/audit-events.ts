import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';

export type AdminAction =
  | 'contacts.unmerge'
  | 'customFields.create'
  | 'customFields.update'
  | 'customFields.delete'
  | 'labels.transferOwnership'
  | 'pendingRemovals.approve'
  | 'pendingRemovals.reject';

/** One field of what an act changed; an absent side means that there was none. */
export interface AuditChange {
  readonly field: string;
  readonly old?: unknown;
  readonly new?: unknown;
}

/** What an account did as an admin: ids and definitions, nothing of any contact. */
export interface AdminAct {
  readonly accountId: string;
  readonly action: AdminAction;
  /** Names of what it was done to. */
  readonly resources: readonly string[];
  readonly changes?: readonly AuditChange[];
}

export interface AuditEventRow {
  readonly id: number;
  readonly time: Date;
  /** Address. */
  readonly account: string;
  readonly action: string;
  readonly resources: readonly string[];
  readonly changes: readonly AuditChange[];
}

/** In the transaction of the act: neither is there without the other. */
export async function noteAdminAct(
  tx: Tx,
  {accountId, action, resources, changes = []}: AdminAct,
): Promise<void> {
  await tx
    .insertInto('audit_events')
    .values({
      ...{account_id: accountId, action, resources: [...resources]},
      changes: JSON.stringify(changes),
    })
    .execute();
}

/** A page, the newest first. */
export async function listAuditEvents(
  db: Db,
  {
    before,
    limit,
  }: {readonly before: number | undefined; readonly limit: number},
): Promise<readonly AuditEventRow[]> {
  // Cut first: joined to all accounts PostgreSQL would rather read all events.
  const {rows} = await sql<AuditEventRow>`
    select e.id, e.time, a.email as account, e.action, e.resources, e.changes
    from (
      select * from audit_events
      where id < ${before ?? Number.MAX_SAFE_INTEGER}::bigint
      order by id desc limit ${limit}) e
    join accounts a on a.id = e.account_id
    order by e.id desc`.execute(db);
  return rows;
}
