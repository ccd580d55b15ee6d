import {sql, type Kysely} from 'kysely';

/**
 * A copy that stays in its account as an ordinary contact is no row of `copies`
 * any more: nothing of it is looked at or stored until its contact is seen there
 * again. `copies.kept`, by which an earlier release knew such rows, is unused.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // base: what stood there last, as it was shared. resource_name: where it still
  // stands, an ordinary contact; null: it went. own, found: of a linked one that
  // stands with the share on it.
  `alter table former_copies
     add column resource_name text,
     add column marker uuid,
     add column origin text not null default 'service',
     add column base jsonb,
     add column own jsonb,
     add column found jsonb,
     add column on_phones boolean`,
  'create index former_copies_contact on former_copies (contact_id, account_id)',

  `insert into former_copies (account_id, source_id, contact_id, resource_name, marker,
     origin, base, own, found, on_phones)
   select account_id, source_id, contact_id, resource_name, marker, origin, base, own,
     found, on_phones
   from copies where kept and presence = 'present' and source_id is not null
   on conflict do nothing`,
  'delete from copies where kept',
];
