import {sql, type Kysely} from 'kysely';

/**
 * From which labels its account might remove a copy when its deletion was observed.
 * Null: nothing of that is known; what it may when it is decided counts alone.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table copies add column gone_label_ids uuid[]`.execute(db);
}
