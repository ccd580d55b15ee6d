import {sql, type Kysely} from 'kysely';

/**
 * When an account has its turn to read, where the project's quota has no room
 * for all, and until when what it reads belongs to that turn.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table quota_ledgers
      add column booked_time timestamptz,
      add column turn_until timestamptz`.execute(db);
}
