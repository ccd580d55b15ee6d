import {sql, type Kysely} from 'kysely';

/** Shared contacts that may be the person of somebody's own contact. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Of the own contact ids alone. link_due: it was accepted, and is to be linked.
  `create table own_duplicates (
     id uuid primary key,
     state text not null default 'OPEN' check (state in
       ('OPEN', 'ACCEPTED', 'REJECTED')),
     account_id text not null references accounts,
     contact_id uuid not null references contacts on delete cascade,
     source_id text not null,
     resource_name text not null,
     reasons text[] not null,
     link_due boolean not null default false,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     unique (account_id, contact_id, source_id)
   )`,
  `create index own_duplicates_open on own_duplicates (account_id, id)
     where state = 'OPEN'`,
  `create index own_duplicates_to_link on own_duplicates (account_id)
     where link_due`,
  'create index own_duplicates_by_contact on own_duplicates (contact_id)',
];
