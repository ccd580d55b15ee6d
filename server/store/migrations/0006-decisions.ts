import {sql, type Kysely} from 'kysely';

/**
 * What people decide: suggestions, held removals, what was taken away and by
 * whom, and what a removal has to wait for.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A change that was not carried out: old and new of each field, as one act.
  // Of a contact, or of a label that somebody offers a contact of their own to.
  `create table suggestions (
     id uuid primary key,
     kind text not null check (kind in ('edit', 'add')),
     state text not null default 'OPEN' check (state in
       ('OPEN', 'ACCEPTED', 'REJECTED', 'WITHDRAWN')),
     account_id text not null references accounts,
     via text not null,
     contact_id uuid references contacts on delete cascade,
     label_id uuid references labels on delete cascade,
     source_id text,
     resource_name text,
     changes jsonb not null,
     version bigint not null default 1,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     decided_by text,
     check (contact_id is not null or label_id is not null),
     check (kind = 'edit' or label_id is not null)
   )`,
  `create unique index suggestions_open_edit on suggestions (contact_id, account_id)
     where state = 'OPEN' and kind = 'edit'`,
  `create unique index suggestions_open_add on suggestions
     (label_id, account_id, coalesce(contact_id::text, source_id))
     where state = 'OPEN' and kind = 'add'`,
  'create index suggestions_by_account on suggestions (account_id)',

  // A removal that reached the label's threshold and waits for somebody.
  `create table pending_removals (
     id uuid primary key,
     label_id uuid not null references labels on delete cascade,
     contact_id uuid not null references contacts on delete cascade,
     account_id text not null references accounts,
     via text not null,
     create_time timestamptz not null default service_now(),
     unique (label_id, contact_id)
   )`,
  'create index pending_removals_by_contact on pending_removals (contact_id)',
  `alter table labels
     add column bulk_removal_percent integer not null default 10,
     add column bulk_removal_count integer not null default 10`,
  'create index revisions_by_account on revisions (account_id, time)',

  // Where a contact in the trash would come back to.
  `alter table contacts
     add column trash_label_ids uuid[] not null default '{}'`,
  'create index contacts_in_trash on contacts (delete_time) where delete_time is not null',

  // removal_times: when its account deleted a copy it may not remove.
  // away: it was deleted so often that it stays away until asked for.
  // gone_list: how many lists had ended when a deletion mark was confirmed; a
  // merge's survivor may only be in the next.
  `alter table copies
     add column removal_times timestamptz[] not null default '{}',
     add column away boolean not null default false,
     add column gone_list bigint`,
  'alter table accounts add column lists bigint not null default 0',
];
