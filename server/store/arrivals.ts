import {sql} from 'kysely';
import {jsonRows, type Db, type Tx} from './queries.ts';

/** A contact of an account's own from which a shared label has to come off: ids only. */
export interface RefusedArrival {
  readonly sourceId: string;
  readonly resourceName: string;
  readonly labelId: string;
}

export async function refuseArrivals(
  tx: Tx,
  accountId: string,
  arrivals: readonly RefusedArrival[],
): Promise<void> {
  if (arrivals.length === 0) return;
  await sql`
    insert into held_arrivals (account_id, source_id, resource_name, label_id, hold)
    select ${accountId}, r."sourceId", r."resourceName", r."labelId", 'ADD_NOT_ALLOWED'
    from jsonb_to_recordset(${jsonRows(arrivals)})
      as r("sourceId" text, "resourceName" text, "labelId" uuid)
    on conflict (account_id, source_id, label_id) do nothing`.execute(tx);
}

/** These were seen anew, or their labels came off: what was refused is decided again or done. */
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

export async function readRefusedArrivals(
  db: Db,
  accountId: string,
): Promise<readonly RefusedArrival[]> {
  return db
    .selectFrom('held_arrivals')
    .select([
      'source_id as sourceId',
      'resource_name as resourceName',
      'label_id as labelId',
    ])
    .where('account_id', '=', accountId)
    .orderBy('source_id')
    .execute();
}
