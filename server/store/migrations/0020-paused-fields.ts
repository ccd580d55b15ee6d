import {sql, type Kysely} from 'kysely';

/** Fields that another program keeps rewriting, and how that was noticed. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Null where nothing was rewritten lately, and where nothing is paused.
  `alter table copies
     add column trails jsonb,
     add column pauses jsonb,
     add column pause_until timestamptz`,
  `create index copies_paused on copies (account_id, contact_id)
     where pause_until is not null`,
];
