import {sql, type Kysely} from 'kysely';

/**
 * A label says how telephone numbers without a country are read. The previous release
 * does not ask: what it shows and finds by is as who typed a number says.
 */
export async function up(db: Kysely<never>): Promise<void> {
  // numbers_read_to: up to which contact they were read anew since the region changed.
  await sql`
    alter table labels
      add column region_code text check (region_code ~ '^[A-Z]{2}$'),
      add column numbers_read_to uuid`.execute(db);
  await sql.raw(NOTE_REGIONS).execute(db);
  await sql`
    create trigger labels_region_noted after update on labels
    referencing old table as before_rows new table as after_rows
    for each statement execute function note_label_regions()`.execute(db);
}

/** To whom a label shows numbers, those of all its contacts read otherwise from now on. */
const NOTE_REGIONS = `
  create function note_label_regions() returns trigger
  language plpgsql as $$ begin
    insert into changes (kind, label_id, account_id)
      select 'access', co.label_id, co.account_id
      from after_rows l join before_rows o on o.id = l.id
      join collaborators co on co.label_id = l.id
      where l.region_code is distinct from o.region_code
        and 'phoneNumbers' <> all(co.hidden_fields);
    return null; end $$`;
