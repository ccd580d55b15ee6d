import {sql, type Kysely} from 'kysely';

/**
 * What contacts are found by. `fill` writes it for the contacts that are there
 * already: what a text says is not the database's to know.
 */
export function contactSearch(fill: (db: Kysely<never>) => Promise<void>) {
  return {
    async up(db: Kysely<never>): Promise<void> {
      for (const statement of TABLE) await sql.raw(statement).execute(db);
      await fill(db);
      // After the rows: one by one they would take three times as long to index.
      for (const statement of INDEX) await sql.raw(statement).execute(db);
    },
  };
}

const TABLE = [
  // Collated "C": the same matches on every server, whatever its locale.
  `create table contact_texts (
     contact_id uuid not null references contacts on delete cascade,
     field text not null,
     text text collate "C" not null,
     primary key (contact_id, field)
   )`,

  // Every run of three characters of a word; runs of one or two where not all is ASCII:
  // 林 says much, but half of all contacts have an e.
  `create function text_grams(words text) returns text[]
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
       if before <> '' then grams := grams || (before || pair); end if;
       if octet_length(pair) > length(pair) then
         grams := grams || array[letter, pair];
       end if;
       before := previous;
       previous := letter;
     end loop;
     return grams;
   end $$`,

  `create function fields_in_both(a text[], b text[]) returns text[]
   language plpgsql immutable strict as $$
   begin
     if a = b or a = '{}' then return a; end if;
     return array(select unnest(a) intersect select unnest(b));
   end $$`,
  // Of what each label hides: what is hidden.
  `create aggregate fields_in_all(text[]) (
     sfunc = fields_in_both, stype = text[])`,
];

const INDEX = [
  // New rows wait in a list that every search reads. With 1 MB of it writing
  // took two thirds of what it took with 256 kB (10,000 contacts, PostgreSQL 15).
  `create index contact_texts_by_grams on contact_texts
     using gin (text_grams(text)) with (gin_pending_list_limit = 1024)`,
  // Nobody plans by it, and to gather it cuts 30,000 texts into grams.
  'alter index contact_texts_by_grams alter column 1 set statistics 0',
];
