import {sql, type Kysely} from 'kysely';

/** Suggestions are listed from what their reader has: its own, its labels, their contacts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'drop index suggestions_by_account',
  'create index suggestions_by_account on suggestions (account_id, state, id)',
  `create index suggestions_by_label on suggestions (label_id, state, id)
     where label_id is not null`,
  'drop index suggestions_of_contact',
  `create index suggestions_by_contact on suggestions (contact_id, state, id)
     where contact_id is not null`,
];
