import {sql, type Kysely} from 'kysely';

/** Searches for contacts that are one person: long work beside imports. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table operations
     add column kind text not null default 'IMPORT' check (kind in
       ('IMPORT', 'FIND_DUPLICATES')),
     add column result jsonb`,
  // Null: all labels that its account sees.
  'alter table operations alter column label_id drop not null',
  `create unique index operations_searching on operations
     (account_id, coalesce(label_id, '00000000-0000-0000-0000-000000000000'))
     where kind = 'FIND_DUPLICATES' and end_time is null`,
  // What a search found; null: the two were proposed when one of them arrived.
  'alter table duplicates add column evidence jsonb',
];
