import {sql, type Kysely} from 'kysely';

/** Who left a label that grants still reach them with. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table departures (
      label_id uuid not null references labels on delete cascade,
      account_id text not null references accounts,
      time timestamptz not null default service_now(),
      primary key (label_id, account_id)
    )`.execute(db);
}
