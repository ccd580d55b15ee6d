import {sql, type Kysely} from 'kysely';

/** What people say about contacts, to all who see one or to themselves. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Of the contact it was said about: where that one is merged into another it
  // shows there, and comes back with it. Positions rise within a contact, whose
  // row is locked meanwhile; one that becomes public gets a new one.
  `create table comments (
     id uuid primary key,
     position bigint generated always as identity unique,
     contact_id uuid not null references contacts on delete cascade,
     account_id text not null references accounts,
     visibility text not null check (visibility in ('PRIVATE', 'PUBLIC')),
     text text not null check (text <> ''),
     version bigint not null default 1,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now()
   )`,
  'create index comments_by_contact on comments (contact_id, position)',
  `create table comment_mentions (
     comment_id uuid not null references comments on delete cascade,
     account_id text not null references accounts,
     primary key (comment_id, account_id)
   )`,
  // Up to which comment of a contact an account has read.
  `create table comment_reads (
     account_id text not null references accounts,
     contact_id uuid not null references contacts on delete cascade,
     position bigint not null,
     primary key (account_id, contact_id)
   )`,
  `create index contacts_by_survivor on contacts (merged_into)
     where merged_into is not null`,
  // Where a contact lives on that was merged, and that one perhaps again.
  `create function surviving_contact(uuid) returns uuid language sql stable as $$
     with recursive trail(id, next) as (
       select k.id, k.merged_into from contacts k where k.id = $1
       union
       select k.id, k.merged_into from contacts k join trail t on k.id = t.next
     )
     select id from trail where next is null limit 1
   $$`,
];
