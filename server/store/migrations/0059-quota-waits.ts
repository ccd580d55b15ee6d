import {sql, type Kysely} from 'kysely';

/** Until when what waits at an account finds no room in Google's quota. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table accounts add column quota_until timestamptz`.execute(
    db,
  );
}
