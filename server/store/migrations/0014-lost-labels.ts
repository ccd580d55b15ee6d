import {sql, type Kysely} from 'kysely';

/**
 * How many lists of the account had ended when a label of the copy was found
 * deleted there: deletions that show soon after came with it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table copies add column lost_list bigint`.execute(db);
}
