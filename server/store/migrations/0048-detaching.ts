import {sql, type Kysely} from 'kysely';

/** Which labels were to come off a copy, and the account's lists by then. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table copies add column detaching jsonb`.execute(db);
}
