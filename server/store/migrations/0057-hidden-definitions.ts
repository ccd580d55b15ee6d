import {sql, type Kysely} from 'kysely';

/** From whom custom fields are hidden, the feed tells nothing of their definitions. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const [event, rows] of EVENTS) {
    await sql.raw(noting(event, rows)).execute(db);
  }
}

const EVENTS = [
  ['insert', 'after_rows'],
  ['update', 'after_rows'],
  ['delete', 'before_rows'],
] as const;

/**
 * A contact's fields are those of all its labels, and hidden is what every label
 * hides: to whom a label hides its own, they show where its contacts stand on
 * another that does not, and of that one they are told.
 */
const noting = (event: string, rows: string) => `
  create or replace function note_custom_fields_${event}() returns trigger
  language plpgsql as $$ begin
    insert into changes (kind, label_id, account_id)
      select 'access', co.label_id, co.account_id
      from ${rows} f join collaborators co
        on f.label_id is null or co.label_id = f.label_id
      where 'userDefined' <> all(co.hidden_fields)
      union
      select 'access', co.label_id, co.account_id
      from ${rows} f
      join collaborators own on own.label_id = f.label_id
        and 'userDefined' = any(own.hidden_fields)
      join collaborators co on co.account_id = own.account_id
        and 'userDefined' <> all(co.hidden_fields)
      where exists (
        select from contact_labels cl
        join contact_labels other on other.contact_id = cl.contact_id
        where cl.label_id = f.label_id and other.label_id = co.label_id);
    return null; end $$`;
