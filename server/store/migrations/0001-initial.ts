import {sql, type Kysely} from 'kysely';

/**
 * Everything that "share a label" needs. Every time in the database comes from
 * `service_now()`, so that a simulation can put its own clock in its place.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create function service_now() returns timestamptz
   language sql volatile as 'select clock_timestamp()'`,

  'create table settings (key text primary key, value jsonb not null)',

  // Keyed by Google's immutable user id; the address is an attribute.
  `create table accounts (
     id text primary key,
     email text not null,
     state text not null check (state in
       ('ACTIVE', 'INVITED', 'PERMISSION_LOST', 'SUSPENDED', 'DELETED')),
     paused boolean not null default false,
     locale text,
     enrol_time timestamptz not null default service_now(),
     last_sync_time timestamptz,
     next_poll_time timestamptz not null default service_now(),
     groups_list_time timestamptz,
     sync_token text,
     sync_parameters text,
     poll_requests bigint not null default 0,
     fault text check (fault in ('QUOTA', 'FULL', 'ABSENT'))
   )`,

  // One row per stream of work that must never run twice at once.
  // next_time: when to run; under a lease, the earliest wake-up since the claim.
  // retry_time: not before, after a fault, whoever wakes it.
  // attempts: runs begun since one last ended well.
  `create table lanes (
     key text primary key,
     next_time timestamptz,
     retry_time timestamptz,
     lease_until timestamptz,
     owner text,
     token bigint not null default 0,
     attempts integer not null default 0,
     due_time timestamptz generated always as (
       case
         when lease_until is not null then lease_until
         when next_time is not null then greatest(next_time, retry_time)
       end) stored,
     check ((owner is null) = (lease_until is null))
   )`,
  'create index lanes_by_due_time on lanes (due_time)',

  `create table directory_users (
     id text primary key,
     email text not null,
     aliases text[] not null,
     suspended boolean not null,
     admin boolean not null,
     locale text
   )`,
  'create table directory_groups (id text primary key)',
  // Members through nested groups already followed.
  `create table directory_members (
     group_id text not null references directory_groups on delete cascade,
     user_id text not null,
     primary key (group_id, user_id)
   )`,
  'create index directory_members_by_user on directory_members (user_id)',

  `create table labels (
     id uuid primary key,
     display_name text not null check (display_name <> ''),
     default_hidden_fields text[] not null default '{}',
     version bigint not null default 1,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     activity_time timestamptz not null default service_now(),
     delete_time timestamptz
   )`,

  `create table grants (
     id uuid primary key,
     label_id uuid not null references labels on delete cascade,
     principal_type text not null
       check (principal_type in ('user', 'group', 'domain')),
     principal_id text not null,
     principal_email text not null,
     role text not null check (role in
       ('viewer', 'editor', 'remover', 'manager', 'owner')),
     hidden_fields text[] not null default '{}',
     show_on_phones boolean not null default true,
     version bigint not null default 1,
     granted_by text,
     create_time timestamptz not null default service_now(),
     unique (label_id, principal_type, principal_id)
   )`,
  `create unique index grants_one_owner on grants (label_id)
     where role = 'owner'`,
  'create index grants_by_principal on grants (principal_type, principal_id)',

  // Derived from grants and Directory: whom a label reaches, and how.
  `create table collaborators (
     label_id uuid not null references labels on delete cascade,
     account_id text not null references accounts,
     role text not null,
     hidden_fields text[] not null,
     show_on_phones boolean not null,
     primary key (label_id, account_id)
   )`,
  'create index collaborators_by_account on collaborators (account_id)',

  // The contact group through which a label stands in one account.
  `create table label_groups (
     label_id uuid not null references labels on delete cascade,
     account_id text not null references accounts,
     origin text not null check (origin in ('service', 'account')),
     resource_name text,
     display_name text,
     attempt_time timestamptz,
     attempt_name text,
     primary key (label_id, account_id)
   )`,
  `create unique index label_groups_by_name
     on label_groups (account_id, resource_name)`,

  `create table contacts (
     id uuid primary key,
     content jsonb not null,
     version bigint not null default 1,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     delete_time timestamptz
   )`,

  // Addresses and numbers of shared contacts, normalised: who is who.
  `create table contact_keys (
     contact_id uuid not null references contacts on delete cascade,
     key text not null,
     primary key (contact_id, key)
   )`,
  'create index contact_keys_by_key on contact_keys (key)',

  `create table contact_labels (
     contact_id uuid not null references contacts on delete cascade,
     label_id uuid not null references labels on delete cascade,
     add_time timestamptz not null default service_now(),
     primary key (contact_id, label_id)
   )`,
  'create index contact_labels_by_label on contact_labels (label_id, contact_id)',

  // What stands in one account for one contact, and what was last agreed.
  // base: content both sides agreed on; observed: what was seen since and not
  // yet decided (null: as base); sent: what a write under way says. All three
  // are the share's part of a linked copy; own and found are its own layer.
  // kept: it stays although its label was deleted; on_phones: what was last set.
  // Whoever changes something about a copy adds a mark; who planned it settles
  // the marks it saw. A mark set meanwhile keeps the copy due.
  `create table copies (
     contact_id uuid not null references contacts on delete cascade,
     account_id text not null references accounts,
     marker uuid not null unique,
     origin text not null check (origin in ('service', 'account')),
     presence text not null default 'none' check (presence in
       ('none', 'unconfirmed', 'present', 'gone')),
     source_id text,
     resource_name text,
     etag text,
     update_time timestamptz,
     base jsonb,
     base_label_ids uuid[] not null default '{}',
     own jsonb,
     found jsonb,
     kept boolean not null default false,
     on_phones boolean,
     observed jsonb,
     observed_label_ids uuid[] not null default '{}',
     sent jsonb,
     attempt_time timestamptz,
     delivered_version bigint not null default 0,
     delivered_hidden text[] not null default '{}',
     delivery_time timestamptz,
     hold text,
     marks bigint not null default 1,
     settled bigint not null default 0,
     due boolean not null generated always as (marks > settled) stored,
     primary key (contact_id, account_id),
     check (presence in ('none', 'unconfirmed') or source_id is not null)
   )`,
  `create unique index copies_by_source on copies (account_id, source_id)
     where source_id is not null`,
  'create index copies_due on copies (account_id, contact_id) where due',
  'create index copies_by_account on copies (account_id)',

  // Keyed hashes of the addresses and numbers of contacts nobody shared:
  // enough to notice that a shared person is already there, and no more.
  `create table own_keys (
     account_id text not null references accounts,
     source_id text not null,
     resource_name text not null,
     key text not null,
     primary key (account_id, source_id, key)
   )`,
  'create index own_keys_by_key on own_keys (account_id, key)',

  // A contact somebody put a shared label on and that was not taken up: ids only.
  `create table held_arrivals (
     account_id text not null references accounts,
     source_id text not null,
     resource_name text not null,
     label_id uuid not null references labels on delete cascade,
     hold text not null,
     primary key (account_id, source_id, label_id)
   )`,

  `create table revisions (
     id bigint generated always as identity primary key,
     contact_id uuid not null references contacts on delete cascade,
     version bigint not null,
     time timestamptz not null default service_now(),
     account_id text,
     via text not null check (via in ('API', 'GOOGLE')),
     kind text not null,
     changes jsonb not null,
     labels_added uuid[] not null default '{}',
     labels_removed uuid[] not null default '{}'
   )`,
  'create index revisions_by_contact on revisions (contact_id, id)',
];
