import {sql, type Kysely} from 'kysely';

/**
 * Calls of accounts that make many, minute by minute, over all processes. Not
 * logged: after a crash of the database the minute begins anew.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create unlogged table call_counts (
      account_id text not null references accounts on delete cascade,
      minute bigint not null,
      calls integer not null,
      primary key (account_id, minute)
    )`.execute(db);
}
