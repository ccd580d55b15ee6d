import {sql, type Kysely} from 'kysely';

/**
 * How full an account is, is told by the contacts that are known of it, which deltas
 * keep right, and no longer by their number at the last complete list. `own_count`
 * stays for the release before, and nothing reads it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  // counted_list: the account's lists at its last complete one; null: none was read.
  await sql`alter table accounts add column counted_list bigint`.execute(db);
  await sql`
    update accounts set counted_list = 0 where own_count is not null`.execute(
    db,
  );
}
