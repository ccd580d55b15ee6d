import {sql} from 'kysely';
import type {HoldReason} from '../core/plan.ts';
import {jsonRows, type Tx} from './queries.ts';

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
