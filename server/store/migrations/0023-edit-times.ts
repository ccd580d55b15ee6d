import {sql, type Kysely} from 'kysely';

/** When a change was made in Google, by its clock; null: when it was written down. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw('alter table revisions add column edit_time timestamptz')
    .execute(db);
}
