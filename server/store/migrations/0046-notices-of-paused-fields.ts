import {sql, type Kysely} from 'kysely';

/** Notices that tell of a field, as another program keeps rewriting it. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table notices add column field text',
  'alter table notices drop constraint notices_kind_check',
  `alter table notices add constraint notices_kind_check
     check (kind in ('MENTION', 'HELD_REMOVAL', 'SUGGESTION', 'REMOVALS',
       'PERMISSION_LOST', 'LABEL_SHARED', 'FIELD_PAUSED'))`,
  `alter table notices add constraint notices_field_check
     check ((kind = 'FIELD_PAUSED') = (field is not null))`,
];
