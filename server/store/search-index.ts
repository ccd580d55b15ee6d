import {sql, type Kysely} from 'kysely';
import type {Content} from '../core/content.ts';
import {searchTexts} from '../core/search-text.ts';
import {jsonRows, type Tx} from './queries.ts';

interface Indexed {
  readonly id: string;
  readonly content: Content;
}

/**
 * Keeps what contacts are found by in step with what they say. Call it in the
 * transaction that writes their content; a text that stays is not touched.
 */
export async function indexContacts(
  tx: Tx,
  contacts: readonly Indexed[],
): Promise<void> {
  if (contacts.length === 0) return;
  const ids = sql.val(contacts.map(({id}) => id));
  const texts = textRows(contacts);
  await sql`
    delete from contact_texts t
    where t.contact_id = any(${ids}::uuid[]) and not exists (
      select from ${texts}
      where r.id = t.contact_id and r.field = t.field and r.text = t.text)`.execute(
    tx,
  );
  await sql`
    insert into contact_texts (contact_id, field, text)
    select r.id, r.field, r.text from ${texts}
    on conflict do nothing`.execute(tx);
}

function textRows(contacts: readonly Indexed[]) {
  const rows = contacts.flatMap(({id, content}) =>
    searchTexts(content).map(({field, text}) => ({id, field, text})),
  );
  return sql`jsonb_to_recordset(${jsonRows(rows)}) as r(id uuid, field text, text text)`;
}

const BATCH_ROWS = 500;

/** For a migration: contacts of a store that has no texts of them yet. */
export async function indexAllContacts(db: Kysely<never>): Promise<void> {
  for (let after: string | undefined; ;) {
    const {rows}: {rows: Indexed[]} = await sql<Indexed>`
      select id, content from contacts
      where ${after ?? null}::uuid is null or id > ${after ?? null}::uuid
      order by id limit ${BATCH_ROWS}`.execute(db);
    if (rows.length === 0) return;
    await sql`
      insert into contact_texts (contact_id, field, text)
      select r.id, r.field, r.text from ${textRows(rows)}`.execute(db);
    after = rows.at(-1)?.id;
  }
}
