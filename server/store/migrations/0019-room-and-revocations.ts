import {sql, type Kysely} from 'kysely';

/**
 * How much room an account has: what went to its trash counts there for 30 days,
 * and what Google refused tells of contacts that nobody here can see. And whose
 * access was revoked when: their copies wait a while before they go.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // unseen_count: contacts there must be beside those that are known, since
  // Google said at unseen_time that no more fit.
  `alter table accounts
     add column own_count_time timestamptz,
     add column unseen_count integer not null default 0,
     add column unseen_time timestamptz`,
  // When a copy went to Google's trash; null: it did not, or long ago.
  'alter table former_copies add column delete_time timestamptz',
  `create index former_copies_in_trash on former_copies (account_id, delete_time)
     where delete_time is not null`,

  `create table revocations (
     label_id uuid not null references labels on delete cascade,
     account_id text not null references accounts,
     time timestamptz not null default service_now(),
     primary key (account_id, label_id)
   )`,
];
