import {sql, type Kysely} from 'kysely';

/** Creates that their callers gave an id, so that a repeated one creates nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // print: a keyed hash of what was asked. created_id: of what came of it; both
  // are written in the transaction that creates, so no other sees the one alone.
  `create table create_requests (
     account_id text not null references accounts on delete cascade,
     request_id uuid not null,
     print text not null,
     created_id uuid,
     create_time timestamptz not null default service_now(),
     primary key (account_id, request_id)
   )`,
  'create index create_requests_by_time on create_requests (create_time)',
];
