import {sql, type Kysely} from 'kysely';

/**
 * Contacts whose place another has taken are owed a deletion until Google says
 * that they are gone. Of a copy that stays as an ordinary contact nothing is kept
 * that stands there and was not shared.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // deletion_name: the resource name of one that is still to be deleted.
  `alter table former_copies
     add column deletion_name text,
     drop column own`,
  `create index former_copies_owed on former_copies (account_id)
     where deletion_name is not null`,
];
