import {sql, type Kysely} from 'kysely';

/** An unchanged contact of a long list is known again before its content is looked at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // read_etag: the etag under which its content was read and found to be what the row
  // says; null: not since something of the row was written.
  await sql`alter table copies add column read_etag text`.execute(db);
}
