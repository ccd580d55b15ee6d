import {sql, type Kysely} from 'kysely';

/** Acts that two people stand behind, and labels whose changes are counted. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // author_id: whose suggestion the account took up. decided_by: who let a
  // removal of the account's through that was held.
  `alter table revisions
     add column author_id text,
     add column decided_by text`,
  // Removals of an hour are counted label by label.
  `create index revisions_of_labels on revisions (time)
     where labels_added <> '{}' or labels_removed <> '{}'`,
];
