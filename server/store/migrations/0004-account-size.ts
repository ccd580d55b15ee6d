import {sql, type Kysely} from 'kysely';

/**
 * How many contacts an account has beside the copies made here, as of its last
 * complete list: with its copies, how full it is.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table accounts add column own_count integer`.execute(db);
}
