import {sql, type Kysely} from 'kysely';

/**
 * How often a copy was not found by its name, each time in another run, since a
 * complete list came without it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table copies add column absences integer not null default 0`.execute(
    db,
  );
}
