import {sql} from 'kysely';
import type {HoldReason} from '../core/plan.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';

/** A contact somebody put a shared label on and that was not taken up: ids only. */
export interface HeldArrival {
  readonly sourceId: string;
  readonly resourceName: string;
  readonly labelId: string;
  readonly hold: HoldReason;
}

export async function holdArrivals(
  tx: Tx,
  accountId: string,
  arrivals: readonly HeldArrival[],
): Promise<void> {
  if (arrivals.length === 0) return;
  await sql`
    insert into held_arrivals (account_id, source_id, resource_name, label_id, hold)
    select ${accountId}, r."sourceId", r."resourceName", r."labelId", r.hold
    from jsonb_to_recordset(${jsonRows(arrivals)})
      as r("sourceId" text, "resourceName" text, "labelId" uuid, hold text)
    on conflict (account_id, source_id, label_id) do update set hold = excluded.hold`.execute(
    tx,
  );
}

/** These were seen anew: what was held of them is decided again or no longer so. */
export async function dropArrivals(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`
    delete from held_arrivals where account_id = ${accountId}
      and source_id = any(${sql.val([...sourceIds])}::text[])`.execute(tx);
}

/** Names of held contacts that the account's role would let in now. */
export async function readAllowedArrivals(
  db: Db,
  accountId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('held_arrivals as h')
    .innerJoin('collaborators as c', join =>
      join
        .onRef('c.label_id', '=', 'h.label_id')
        .onRef('c.account_id', '=', 'h.account_id'),
    )
    .select('h.resource_name')
    .distinct()
    .where('h.account_id', '=', accountId)
    .where('h.hold', '=', 'ADD_NOT_ALLOWED')
    .where('c.role', '<>', 'viewer')
    .execute();
  return rows.map(row => row.resource_name);
}
