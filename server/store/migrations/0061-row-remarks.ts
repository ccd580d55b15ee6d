import {sql, type Kysely} from 'kysely';

/** What is left out of a row of a file whose contact comes; the previous release leaves out nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table import_rows add column remarks text[]`.execute(db);
}
