import {sql, type Kysely} from 'kysely';

/**
 * The grams of a text in time proportional to its length: joining an array to
 * another copies it, appending an element does not. They are the same grams, so the
 * index over them stands.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(TEXT_GRAMS).execute(db);
}

const TEXT_GRAMS = `create or replace function text_grams(words text) returns text[]
  language plpgsql immutable strict as $$
  declare
    letter text;
    pair text;
    before text := '';
    previous text := '';
    grams text[] := '{}';
  begin
    foreach letter in array string_to_array(words, null) loop
      if letter = ' ' then
        before := '';
        previous := '';
        continue;
      end if;
      pair := previous || letter;
      if before <> '' then grams := array_append(grams, before || pair); end if;
      if octet_length(pair) > length(pair) then
        grams := array_append(grams, letter);
        grams := array_append(grams, pair);
      end if;
      before := previous;
      previous := letter;
    end loop;
    return grams;
  end $$`;
