import {sql, type Kysely} from 'kysely';

/** Contacts that stand again and are still in the trash of a label they went with. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index contacts_left_in_trash on contacts (id)
      where delete_time is null and trash_label_ids <> '{}'`.execute(db);
}
