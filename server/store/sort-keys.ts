import {sql, type Kysely, type RawBuilder, type SqlBool} from 'kysely';
import type {Content} from '../core/content.ts';
import {sortKeys} from '../core/sort-key.ts';
import {jsonRows, type Tx} from './queries.ts';

interface Keyed {
  readonly id: string;
  readonly content: Content;
}

/** Keeps where contacts stand in step with what they say; in the transaction that writes it. */
export async function writeSortKeys(
  tx: Tx,
  contacts: readonly Keyed[],
): Promise<void> {
  if (contacts.length === 0) return;
  await putSortKeys(contacts).execute(tx);
}

function putSortKeys(contacts: readonly Keyed[]): RawBuilder<unknown> {
  const rows = contacts.map(({id, content}) => {
    const keys = sortKeys(content);
    return {
      id,
      fields: keys.map(({field}) => field),
      keys: keys.map(({key}) => key),
    };
  });
  return sql`
    insert into contact_sort_keys (contact_id, fields, keys)
    select r.id, r.fields, r.keys
    from jsonb_to_recordset(${jsonRows(rows)}) as r(id uuid, fields text[], keys text[])
    on conflict (contact_id) do update
      set fields = excluded.fields, keys = excluded.keys
      where contact_sort_keys.keys <> excluded.keys
        or contact_sort_keys.fields <> excluded.fields`;
}

const BATCH_ROWS = 500;

/** For a migration: contacts of a store that has no keys of them yet. */
export async function keyAllContacts(db: Kysely<never>): Promise<void> {
  for (let after: string | undefined; ;) {
    const {rows}: {rows: Keyed[]} = await sql<Keyed>`
      select id, content from contacts
      where ${after ?? null}::uuid is null or id > ${after ?? null}::uuid
      order by id limit ${BATCH_ROWS}`.execute(db);
    if (rows.length === 0) return;
    await putSortKeys(rows).execute(db);
    after = rows.at(-1)?.id;
  }
}

/** SQL: contacts that an account sees, with what all their labels hide from it. */
export function seenContacts(
  accountId: string,
  condition: RawBuilder<SqlBool> = sql`true`,
): RawBuilder<unknown> {
  return sql`
    select cl.contact_id as id, fields_in_all(co.hidden_fields) as hidden_fields
    from collaborators co join contact_labels cl on cl.label_id = co.label_id
    where co.account_id = ${accountId} and ${condition}
    group by cl.contact_id`;
}

/**
 * SQL: of the contacts in `seen` those after a contact, by what the account
 * sees them called, with their position. One that went meanwhile still stands
 * where it stood.
 */
export function cutByName({
  accountId,
  seen,
  after = null,
  limit,
}: {
  readonly accountId: string;
  readonly seen: RawBuilder<unknown>;
  readonly after?: string | null | undefined;
  readonly limit: number;
}): RawBuilder<unknown> {
  return sql`
    select id, row_number() over (order by key, id) as position from (
      select s.id, ${keyOf(sql`s.hidden_fields`)} as key
      from (${seen}) as s
      left join contact_sort_keys n on n.contact_id = s.id
    ) as keyed
    where ${after}::uuid is null or (key, id) > (
      select ${keyOf(sql`(
          select fields_in_all(co.hidden_fields)
          from contact_labels cl join collaborators co on co.label_id = cl.label_id
          where cl.contact_id = n.contact_id and co.account_id = ${accountId})`)},
        n.contact_id
      from contact_sort_keys n where n.contact_id = ${after}::uuid)
    order by key, id limit ${limit}`;
}

/** SQL: of a row, `n`, of `contact_sort_keys`. */
function keyOf(hiddenFields: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`sort_key(n.fields, n.keys, ${hiddenFields}) collate "C"`;
}
