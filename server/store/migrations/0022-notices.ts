import {sql, type Kysely} from 'kysely';

/** What people are told of without asking, in the API and by mail. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table notice_settings (
     account_id text primary key references accounts,
     language text,
     digest_hour integer check (digest_hour between 0 and 23),
     mail jsonb not null default '{}'
   )`,

  // One that is sent again after a crash has the same id.
  `create table mails (
     id uuid primary key,
     account_id text not null references accounts,
     create_time timestamptz not null default service_now(),
     attempts integer not null default 0,
     next_time timestamptz default service_now(),
     end_kind text check (end_kind in ('SENT', 'REFUSED', 'EMPTY', 'LATE')),
     check ((next_time is null) = (end_kind is not null))
   )`,
  'create index mails_to_send on mails (next_time) where next_time is not null',
  'create unique index mails_under_way on mails (account_id) where next_time is not null',
  'create index mails_by_time on mails (create_time)',

  // Ids and counts: what a notice says is read through its receiver's eyes when
  // it is shown or sent.
  `create table notices (
     id bigint generated always as identity primary key,
     account_id text not null references accounts,
     kind text not null check (kind in ('MENTION', 'HELD_REMOVAL', 'SUGGESTION',
       'REMOVALS', 'PERMISSION_LOST', 'LABEL_SHARED')),
     about text not null,
     label_id uuid references labels on delete cascade,
     comment_id uuid references comments on delete cascade,
     suggestion_id uuid references suggestions on delete cascade,
     actor_id text,
     count integer not null default 1,
     create_time timestamptz not null default service_now(),
     read_time timestamptz,
     open boolean not null default true,
     mail_look_time timestamptz default service_now(),
     mail_id uuid references mails on delete set null
   )`,
  `create unique index notices_open on notices (account_id, kind, about)
     where open`,
  'create index notices_by_subject on notices (kind, about)',
  'create index notices_by_account on notices (account_id, id)',
  `create index notices_unread on notices (account_id, id)
     where read_time is null`,
  `create index notices_to_mail on notices (mail_look_time)
     where mail_look_time is not null`,
  'create index notices_by_mail on notices (mail_id) where mail_id is not null',
  'create index notices_by_comment on notices (comment_id) where comment_id is not null',
  `create index notices_by_suggestion on notices (suggestion_id)
     where suggestion_id is not null`,
  'create index notices_by_label on notices (label_id) where label_id is not null',
  'create index notices_by_time on notices (create_time)',
];
