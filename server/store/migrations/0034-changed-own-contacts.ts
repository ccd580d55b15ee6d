import {sql, type Kysely} from 'kysely';

/** In which list an own contact showed last: merged into is only what was written. */
export async function up(db: Kysely<never>): Promise<void> {
  // seen_list: the account's lists when it showed last; null: from before that was kept.
  await sql`alter table own_keys add column seen_list bigint`.execute(db);
}
