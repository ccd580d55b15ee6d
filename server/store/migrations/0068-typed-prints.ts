import {sql, type Kysely} from 'kysely';

/**
 * Who is in a file again is known by all that somebody typed of them, in whichever
 * order: a table has no pictures, and how a number is read is its reader's.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(TYPED_PRINT).execute(db);
  await sql`
    create index contacts_by_typed on contacts (typed_print(content))`.execute(
    db,
  );
  await sql`drop index contacts_by_content`.execute(db);
}

const TYPED_PRINT = `
  create function typed_print(content jsonb) returns text
  language sql immutable parallel safe as $$
    select md5(coalesce(string_agg(said, chr(10) order by said collate "C"), ''))
    from (
      select f.key || (i.item - '{canonicalForm,matchKey,regionalForm}'::text[])::text as said
      from jsonb_each(content - 'photos') as f(key, items)
      cross join jsonb_array_elements(f.items) as i(item)
    ) typed $$`;
