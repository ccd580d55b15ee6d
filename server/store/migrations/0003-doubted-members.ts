import {sql, type Kysely} from 'kysely';

/**
 * A member whom the last reading of the Directory left out together with more
 * than half of a grant's accounts, and who stays until the next one agrees. A
 * granted domain is kept as a group whose id is its name.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table directory_members
      add column doubted boolean not null default false`.execute(db);
}
