import {sql, type Kysely} from 'kysely';

/** Fields that admins define for the workplace, or owners for a label. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/**
 * A definition changes what is answered of every contact that has the field: who
 * keeps contacts of the label, or of any, reads them again.
 */
const noting = (event: 'insert' | 'update' | 'delete', rows: string) => [
  `create function note_custom_fields_${event}() returns trigger
   language plpgsql as $$ begin
     insert into changes (kind, label_id, account_id)
       select distinct 'access', co.label_id, co.account_id
       from ${rows} f join collaborators co
         on f.label_id is null or co.label_id = f.label_id;
     return null; end $$`,
  `create trigger custom_fields_${event}_noted after ${event} on custom_fields
     referencing ${event === 'delete' ? 'old' : 'new'} table as ${rows}
     for each statement execute function note_custom_fields_${event}()`,
];

const STATEMENTS = [
  // label_id: null is the workplace. name_key: the name folded.
  `create table custom_fields (
     id uuid primary key,
     label_id uuid references labels on delete cascade,
     display_name text not null,
     name_key text not null,
     type text not null check (type in ('text', 'number', 'date', 'choice', 'url')),
     choices text[] not null default '{}',
     required boolean not null default false,
     help_texts jsonb not null default '{}',
     version bigint not null default 1,
     create_time timestamptz not null default service_now(),
     update_time timestamptz not null default service_now(),
     unique nulls not distinct (label_id, name_key),
     check ((choices <> '{}') = (type = 'choice'))
   )`,
  'create index custom_fields_by_name on custom_fields (name_key)',
  // Few contacts have any: who uses a field of the workplace is looked for among these.
  `create index contacts_with_user_defined on contacts (id)
     where delete_time is null and content ? 'userDefined'`,
  ...noting('insert', 'after_rows'),
  ...noting('update', 'after_rows'),
  ...noting('delete', 'before_rows'),
];
