import {sql, type Kysely} from 'kysely';

/** What a copy was known by before it was deleted: Google's trash may give it back. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table former_copies (
      account_id text not null references accounts,
      source_id text not null,
      contact_id uuid not null references contacts on delete cascade,
      primary key (account_id, source_id)
    )`.execute(db);
}
