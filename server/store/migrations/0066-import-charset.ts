import {sql, type Kysely} from 'kysely';

/** In which a file was read, so that whoever imported it can tell a wrong guess. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table operations add column charset text`.execute(db);
}
