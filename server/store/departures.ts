import {lockLabel, readCollaboration} from './labels.ts';
import type {Db, Tx} from './queries.ts';
import {refreshReach} from './reach.ts';

/** An account that left a label, whatever grants reach it. */
interface Departure {
  readonly labelId: string;
  readonly accountId: string;
}

/**
 * Takes an account out of a label, as any end of access; no group or domain
 * brings it back. `owner`: a label is never without one.
 */
export async function leaveLabel(
  tx: Tx,
  {labelId, accountId}: Departure,
): Promise<'left' | 'owner' | 'notFound'> {
  await lockLabel(tx, labelId);
  const label = await readCollaboration(tx, {labelId, accountId});
  if (label === undefined) return 'notFound';
  if (label.role === 'owner') return 'owner';
  await tx
    .insertInto('departures')
    .values({label_id: labelId, account_id: accountId})
    .execute();
  await refreshReach(tx, [labelId]);
  return 'left';
}

/** Ends a departure; whether a grant reaches the account then is for the caller to see. */
export async function rejoinLabel(tx: Tx, departure: Departure): Promise<void> {
  await lockLabel(tx, departure.labelId);
  await endDeparture(tx, departure);
  await refreshReach(tx, [departure.labelId], {isQuiet: true});
}

/** Call it before `refreshReach`. */
export async function endDeparture(
  tx: Tx,
  {labelId, accountId}: Departure,
): Promise<void> {
  await tx
    .deleteFrom('departures')
    .where('label_id', '=', labelId)
    .where('account_id', '=', accountId)
    .execute();
}

/** Ids of the accounts that left a label. */
export async function readDeparted(
  db: Db,
  labelId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('departures')
    .select('account_id')
    .where('label_id', '=', labelId)
    .execute();
  return new Set(rows.map(row => row.account_id));
}
