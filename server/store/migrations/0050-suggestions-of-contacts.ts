import {sql, type Kysely} from 'kysely';

/** A merge takes the open suggestions of a contact along, and the trash is listed, without going through all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index suggestions_of_contact on suggestions (contact_id)
    where state = 'OPEN'`.execute(db);
  await sql`create index contacts_in_some_trash on contacts (id)
    where delete_time is not null or trash_label_ids <> '{}'`.execute(db);
}
