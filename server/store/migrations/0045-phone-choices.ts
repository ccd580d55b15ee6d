import {sql, type Kysely} from 'kysely';

/** Whether members want a label's contacts on their phones, whatever its grants say. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table phone_choices (
      label_id uuid not null references labels on delete cascade,
      account_id text not null references accounts on delete cascade,
      show_on_phones boolean not null,
      primary key (label_id, account_id)
    )`.execute(db);
}
