import {sql, type Kysely} from 'kysely';

/** Long work that repairs contacts, and what takes long work back. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // No table refers to itself, so that one goes after another to another store.
  `alter table operations
     drop constraint operations_kind_check,
     add constraint operations_kind_check check (kind in
       ('IMPORT', 'FIND_DUPLICATES', 'REPAIR', 'UNDO')),
     add column request jsonb,
     add column position text,
     add column undoes uuid`,
  // Nobody undoes the same twice.
  `create unique index operations_undoing on operations (undoes)
     where undoes is not null`,
  // Of a row that was joined: the contact that went into the other.
  'alter table import_rows add column absorbed_id uuid',
];
