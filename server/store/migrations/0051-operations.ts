import {sql, type Kysely} from 'kysely';

/** Long work of somebody's, and the rows of a file that is imported by it. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // begun: the whole file is here. error: a google.rpc.Code, where it ended early.
  `create table operations (
     id uuid primary key,
     account_id text not null references accounts on delete cascade,
     label_id uuid not null references labels on delete cascade,
     begun boolean not null default false,
     cancelled boolean not null default false,
     error text,
     create_time timestamptz not null default service_now(),
     end_time timestamptz
   )`,
  'create index operations_by_time on operations (create_time)',
  'create index operations_by_account on operations (account_id)',
  'create index operations_by_label on operations (label_id)',
  // content: what the row says, until it is settled.
  `create table import_rows (
     operation_id uuid not null references operations on delete cascade,
     number int not null,
     line int not null,
     state text not null check (state in
       ('WAITING', 'CREATED', 'MERGED', 'UNCHANGED', 'REJECTED', 'CANCELLED')),
     content jsonb,
     reason text,
     place int,
     contact_id uuid,
     primary key (operation_id, number),
     check ((content is not null) = (state = 'WAITING'))
   )`,
  `create index import_rows_waiting on import_rows (operation_id, number)
     where state = 'WAITING'`,
];
