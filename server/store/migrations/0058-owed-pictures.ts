import {sql, type Kysely} from 'kysely';

/** A contact that the service is to delete waits for its picture as a copy does: not for ever. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table former_copies
    add photo_tries integer not null default 0,
    add photo_retry_time timestamptz`.execute(db);
}
