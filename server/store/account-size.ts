import {sql} from 'kysely';
import type {Tx} from './queries.ts';

/** Google's bound for one account, its trash included (Google's help, "Contacts limits"). */
export const ACCOUNT_CONTACTS_MAX = 25_000;

/** A complete list of an account showed `listed` contacts. Call it once the list is absorbed. */
export async function writeOwnCount(
  tx: Tx,
  accountId: string,
  listed: number,
): Promise<void> {
  await sql`
    update accounts set own_count = greatest(0, ${listed}::integer - (
      select count(*)::int from copies
      where account_id = ${accountId} and origin = 'service' and presence = 'present'))
    where id = ${accountId}`.execute(tx);
}
