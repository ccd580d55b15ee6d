import {sql} from 'kysely';
import {jsonRows, type Db, type Tx} from './queries.ts';

/** A contact of an account's own with a label that says nothing: ids only. */
export interface HeldArrival {
  readonly sourceId: string;
  readonly resourceName: string;
  readonly labelId: string;
}

/** Why a label on a contact says nothing. */
export type ArrivalHold =
  /** Its account may not add to the label: it has to come off. */
  | 'ADD_NOT_ALLOWED'
  /** It was seen while the account had no part in the label: it stays as it is. */
  | 'SEEN_WITHOUT_ACCESS';

export async function holdArrivals(
  tx: Tx,
  accountId: string,
  hold: ArrivalHold,
  arrivals: readonly HeldArrival[],
): Promise<void> {
  if (arrivals.length === 0) return;
  await sql`
    insert into held_arrivals (account_id, source_id, resource_name, label_id, hold)
    select ${accountId}, r."sourceId", r."resourceName", r."labelId", ${hold}
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

/** From which a label has to come off. */
export async function readRefusedArrivals(
  db: Db,
  accountId: string,
): Promise<readonly HeldArrival[]> {
  return readHeld(db, accountId, 'ADD_NOT_ALLOWED').execute();
}

/** Those of these contacts that carried a label while their account had no part in it. */
export async function readSeenWithoutAccess(
  db: Db,
  accountId: string,
  sourceIds: readonly string[],
): Promise<readonly HeldArrival[]> {
  if (sourceIds.length === 0) return [];
  return readHeld(db, accountId, 'SEEN_WITHOUT_ACCESS')
    .where('source_id', 'in', sourceIds)
    .execute();
}

function readHeld(db: Db, accountId: string, hold: ArrivalHold) {
  return db
    .selectFrom('held_arrivals')
    .select([
      'source_id as sourceId',
      'resource_name as resourceName',
      'label_id as labelId',
    ])
    .where('account_id', '=', accountId)
    .where('hold', '=', hold)
    .orderBy('source_id');
}
