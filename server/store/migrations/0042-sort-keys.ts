import {sql, type Kysely} from 'kysely';

/**
 * Where contacts stand among others by their names. `fill` writes it for the
 * contacts that are there already: how names sort is not the database's to know.
 */
export function sortKeys(fill: (db: Kysely<never>) => Promise<void>) {
  return {
    async up(db: Kysely<never>): Promise<void> {
      for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
      await fill(db);
    },
  };
}

const STATEMENTS = [
  // One key for each of the fields, that which counts first first.
  `create table contact_sort_keys (
     contact_id uuid primary key references contacts on delete cascade,
     fields text[] not null,
     keys text[] not null
   )`,
  // Of the first field that is not hidden; after all others where there is none.
  `create function sort_key(fields text[], keys text[], hidden text[]) returns text
   language plpgsql immutable as $$
   begin
     for at in 1 .. coalesce(array_length(fields, 1), 0) loop
       if hidden is null or fields[at] <> all(hidden) then return keys[at]; end if;
     end loop;
     return U&'\\+10FFFF';
   end $$`,
];
