import {sql, type Kysely} from 'kysely';

/** Labels that were brought back to a time, and acts that undo others. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // act_id: of revisions that were one act. undoes: the revision of the same
  // contact that this one took back.
  `alter table revisions
     add column act_id uuid,
     add column undoes bigint`,
  `create index revisions_by_act on revisions (act_id)
     where act_id is not null`,
  // past: the time the label was brought back to; null: this undid another.
  `create table label_restores (
     id uuid primary key,
     label_id uuid not null references labels,
     account_id text not null references accounts,
     past timestamptz,
     time timestamptz not null default service_now()
   )`,
  'create index label_restores_by_label on label_restores (label_id, time)',
];
