import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';

/**
 * Access that a revoked grant took away. The API shows nothing any more from that
 * moment on; copies wait a while before they are withdrawn, for who revokes by
 * mistake grants again, and then the very same copies stand.
 */
export interface Revocation {
  readonly label_id: string;
  readonly account_id: string;
}

const PAIRS = sql`as r(label_id uuid, account_id text)`;

export async function noteRevocations(
  tx: Tx,
  pairs: readonly Revocation[],
): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    insert into revocations (label_id, account_id)
    select r.label_id, r.account_id
    from jsonb_to_recordset(${jsonRows(pairs)}) ${PAIRS}
    on conflict (account_id, label_id) do update set time = excluded.time`.execute(
    tx,
  );
}

/** Access is back, or ended otherwise. */
export async function dropRevocations(
  tx: Tx,
  pairs: readonly Revocation[],
): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    delete from revocations v
    using jsonb_to_recordset(${jsonRows(pairs)}) ${PAIRS}
    where v.label_id = r.label_id and v.account_id = r.account_id`.execute(tx);
}

/** What waits in an account for a grant that may come back waits no longer. */
export async function forgetRevocations(
  tx: Tx,
  accountId: string,
): Promise<void> {
  await tx
    .deleteFrom('revocations')
    .where('account_id', '=', accountId)
    .execute();
}

function isFresh(graceMs: number) {
  return sql`v.time > (select service_now()) - ${graceMs}::float8 * interval '1 millisecond'`;
}

/** Whether the copy `c` stands only because access to it was revoked that lately. */
export function isSpared(accountId: string, graceMs: number) {
  const fresh = sql`v.account_id = ${accountId} and ${isFresh(graceMs)}`;
  return sql`(c.presence = 'present'
    and exists (select from revocations v where ${fresh})
    and exists (
      select from revocations v
      join labels l on l.id = v.label_id and l.delete_time is null
      join contact_labels cl on cl.label_id = v.label_id and cl.contact_id = c.contact_id
      where ${fresh})
    and not exists (
      select from contact_labels cl join collaborators co on co.label_id = cl.label_id
      where cl.contact_id = c.contact_id and co.account_id = ${accountId}))`;
}

/** Milliseconds until the first copies of an account wait no longer; undefined: none does. */
export async function readSparedMs(
  db: Db,
  accountId: string,
  graceMs: number,
): Promise<number | undefined> {
  const {rows} = await sql<{ms: number | null}>`
    select (extract(epoch from min(v.time) - (select service_now())) * 1000
      + ${graceMs}::float8)::float8 as ms
    from revocations v where v.account_id = ${accountId} and ${isFresh(graceMs)}`.execute(
    db,
  );
  return rows[0]?.ms ?? undefined;
}

/** A copy in which something was done since its access was revoked. */
export interface TouchedCopy {
  readonly contactId: string;
  readonly base: Content | null;
  /** null: as base. */
  readonly observed: Content | null;
  readonly observedLabelIds: readonly string[];
  readonly updateTimeMs: number | null;
}

export async function readTouchedSpared(
  db: Db,
  accountId: string,
  graceMs: number,
): Promise<readonly TouchedCopy[]> {
  const {rows} = await sql<TouchedCopy>`
    select c.contact_id as "contactId", c.base, c.observed,
      c.observed_label_ids as "observedLabelIds",
      (extract(epoch from c.update_time) * 1000)::float8 as "updateTimeMs"
    from copies c
    where c.account_id = ${accountId} and c.due
      and (c.observed is not null or c.observed_label_ids <> c.base_label_ids)
      and ${isSpared(accountId, graceMs)}
    order by c.contact_id`.execute(db);
  return rows;
}

/** Of these contacts those that the account sees, now that they were to be withdrawn. */
export async function readSeenAgain(
  db: Db,
  accountId: string,
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const {rows} = await sql<{id: string}>`
    select distinct cl.contact_id as id
    from contact_labels cl
    join contacts k on k.id = cl.contact_id and k.delete_time is null
    join collaborators co on co.label_id = cl.label_id
    where co.account_id = ${accountId}
      and cl.contact_id = any(${sql.val([...contactIds])}::uuid[])`.execute(db);
  return new Set(rows.map(({id}) => id));
}
