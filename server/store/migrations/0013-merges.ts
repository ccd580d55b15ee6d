import {sql, type Kysely} from 'kysely';

/** Contacts that were made one, with what it takes to take them apart again. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A row for each contact that went into another; those of one act share its
  // id, and what the survivor said before and after. Labels are those before.
  `create table merges (
     id uuid not null,
     survivor_id uuid not null references contacts,
     absorbed_id uuid not null references contacts,
     content_before jsonb not null,
     content_after jsonb not null,
     survivor_label_ids uuid[] not null,
     absorbed_label_ids uuid[] not null,
     account_id text not null references accounts,
     via text not null,
     time timestamptz not null default service_now(),
     undo_time timestamptz,
     undone_by text,
     primary key (id, absorbed_id)
   )`,
  'create index merges_by_survivor on merges (survivor_id, time)',
  // Into which contact one in the trash went; merges hold the two together. No
  // table refers to itself, so that one goes after another to another store.
  'alter table contacts add column merged_into uuid',
  // Of which contact it was before that one was merged away.
  'alter table suggestions add column merged_from uuid',
];
