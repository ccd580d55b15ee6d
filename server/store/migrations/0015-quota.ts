import {sql, type Kysely} from 'kysely';

/**
 * What accounts and the project took of Google's quota, the limits that Google's
 * refusals taught, and which lanes go on with bulk work.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table quota_ledgers (
      key text primary key,
      ledger jsonb not null default '{}',
      exhausted_until timestamptz,
      strikes integer not null default 0
    )`.execute(db);
  await sql`
    create table quota_limits (
      scope text not null,
      bucket text not null,
      units double precision not null,
      learn_time timestamptz not null,
      primary key (scope, bucket)
    )`.execute(db);
  await sql`alter table lanes add column bulk boolean not null default false`.execute(
    db,
  );
  await sql`drop index lanes_by_due_time`.execute(db);
  await sql`create index lanes_by_due_time on lanes (bulk, due_time)`.execute(
    db,
  );
}
