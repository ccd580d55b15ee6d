import {sql, type Kysely} from 'kysely';

/**
 * Why a row is refused, so that it is told in the language of who asks. The previous
 * release writes a sentence (`reason`), which is told as it is.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table import_rows add column refusal jsonb`.execute(db);
}
