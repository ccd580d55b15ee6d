import {sql, type Kysely} from 'kysely';

/** What admins do as admins, where no role of their own lets them. The previous release notes nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  // resources: names as the API has them. changes: of what the act changed, never of a contact.
  await sql`
    create table audit_events (
      id bigint generated always as identity primary key,
      time timestamptz not null default service_now(),
      account_id text not null references accounts,
      action text not null,
      resources text[] not null,
      changes jsonb not null default '[]'
    )`.execute(db);
}
