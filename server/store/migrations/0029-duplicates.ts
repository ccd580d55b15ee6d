import {sql, type Kysely} from 'kysely';

/** Contacts that may be one person, for somebody who decides. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // reasons: codes; what they stand on is read when somebody looks. Rows that were
  // decided stay, so that a pair is proposed once.
  `create table duplicates (
     id uuid primary key,
     state text not null default 'OPEN' check (state in
       ('OPEN', 'ACCEPTED', 'REJECTED')),
     contact_id uuid not null references contacts on delete cascade,
     other_id uuid not null references contacts on delete cascade,
     reasons text[] not null,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     decided_by text,
     check (contact_id <> other_id)
   )`,
  `create unique index duplicates_by_pair on duplicates
     (least(contact_id, other_id), greatest(contact_id, other_id))`,
  "create index duplicates_open on duplicates (id) where state = 'OPEN'",
  'create index duplicates_by_contact on duplicates (contact_id)',
  'create index duplicates_by_other on duplicates (other_id)',
];
