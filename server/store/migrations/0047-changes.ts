import {sql, type Kysely} from 'kysely';

/**
 * What changed for whom, for caches. Written by the tables themselves: a door
 * that forgot to say so would leave every cache stale.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** A trigger for each event: one that sees the rows before and after takes one alone. */
function note(table: string, event: 'insert' | 'update' | 'delete'): string {
  const rows = {
    insert: 'new table as after_rows',
    delete: 'old table as before_rows',
    update: 'old table as before_rows new table as after_rows',
  };
  return `create trigger ${table}_${event}_noted after ${event} on ${table}
    referencing ${rows[event]} for each statement
    execute function note_${table}_${event}()`;
}

function noting(
  table: string,
  event: 'insert' | 'update' | 'delete',
  body: string,
): readonly string[] {
  return [
    `create function note_${table}_${event}() returns trigger
     language plpgsql as $$ begin ${body} return null; end $$`,
    note(table, event),
  ];
}

const members = (rows: string) => `
  insert into changes (kind, label_id, contact_id)
    select 'member', label_id, contact_id from ${rows};
  insert into changes (kind, label_id)
    select distinct 'label', label_id from ${rows};`;

const access = (rows: string) => `
  insert into changes (kind, label_id, account_id)
    select 'access', label_id, account_id from ${rows};`;

const labels = (rows: string) => `
  insert into changes (kind, label_id)
    select distinct 'label', label_id from ${rows};`;

/** At the contact where they show. */
const comments = (rows: string) => `
  insert into changes (kind, label_id, contact_id, account_id)
    select distinct 'comments', cl.label_id, cl.contact_id, r.reader
    from ${rows} r
    join contact_labels cl on cl.contact_id = surviving_contact(r.contact_id);`;

const said = (rows: string) => `
  select contact_id,
    case when visibility = 'PRIVATE' then account_id end as reader from ${rows}`;

const STATEMENTS = [
  // Of a label's people each, or of one account alone: access, what it said in
  // private or read. position: the transaction, so that who reads below the
  // oldest one under way misses none that commits late. fields: those that
  // changed, of a contact that is otherwise the same; null: all may see it.
  `create table changes (
     position xid8 not null default pg_current_xact_id(),
     id bigint generated always as identity,
     kind text not null check (kind in
       ('access', 'label', 'member', 'contact', 'comments')),
     label_id uuid not null,
     contact_id uuid,
     account_id text,
     fields text[],
     time timestamptz not null default service_now(),
     primary key (position, id)
   )`,
  `create index changes_by_label on changes (label_id, position, id)
     where kind <> 'access'`,
  `create index changes_of_access on changes (account_id, label_id, position, id)
     where kind = 'access'`,

  ...noting(
    'contacts',
    'update',
    `insert into changes (kind, label_id, contact_id, fields)
       select 'contact', cl.label_id, k.id,
         case when k.content <> o.content
             and k.delete_time is not distinct from o.delete_time
           then array(
             select coalesce(a.key, b.key) from jsonb_each(o.content) a
             full join jsonb_each(k.content) b on b.key = a.key
             where a.value is distinct from b.value) end
       from after_rows k join before_rows o on o.id = k.id
       join contact_labels cl on cl.contact_id = k.id
       where k.version <> o.version or k.content <> o.content
         or k.delete_time is distinct from o.delete_time;
     ${comments(`(
       select unnest(array[o.merged_into, k.merged_into]) as contact_id,
         null::text as reader
       from after_rows k join before_rows o on o.id = k.id
       where k.merged_into is distinct from o.merged_into)`)}`,
  ),
  ...noting('contact_labels', 'insert', members('after_rows')),
  ...noting('contact_labels', 'delete', members('before_rows')),

  ...noting('collaborators', 'insert', access('after_rows')),
  ...noting('collaborators', 'delete', access('before_rows')),
  ...noting(
    'collaborators',
    'update',
    access(`(
      select c.label_id, c.account_id from after_rows c
      join before_rows o on o.label_id = c.label_id and o.account_id = c.account_id
      where c.role <> o.role or c.hidden_fields <> o.hidden_fields) r`),
  ),

  ...noting(
    'labels',
    'update',
    labels(`(
      select l.id as label_id from after_rows l join before_rows o on o.id = l.id
      where l.version <> o.version or l.display_name <> o.display_name
        or l.update_time <> o.update_time
        or l.delete_time is distinct from o.delete_time) r`),
  ),
  ...noting('grants', 'insert', labels('after_rows')),
  ...noting('grants', 'update', labels('after_rows')),
  ...noting('grants', 'delete', labels('before_rows')),

  ...noting('comments', 'insert', comments(`(${said('after_rows')})`)),
  ...noting('comments', 'delete', comments(`(${said('before_rows')})`)),
  ...noting(
    'comments',
    'update',
    comments(`(${said('before_rows')} union ${said('after_rows')})`),
  ),
  ...(['insert', 'update'] as const).flatMap(event =>
    noting(
      'comment_reads',
      event,
      comments('(select contact_id, account_id as reader from after_rows)'),
    ),
  ),
];
