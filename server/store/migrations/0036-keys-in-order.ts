import {sql, type Kysely} from 'kysely';

/**
 * The contacts of a key in their order, from the index alone: without it the
 * primary key, which begins with the contact, was read whole for each key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index contact_keys_in_order on contact_keys (key, contact_id)`.execute(
    db,
  );
  await sql`drop index contact_keys_by_key`.execute(db);
}
