import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {
  hasNationalNumber,
  readEachWay,
  storedKeys,
} from '../core/regional-numbers.ts';
import {jsonRows, type Tx} from './queries.ts';
import {indexContacts} from './search-index.ts';

interface Found {
  readonly id: string;
  readonly content: Content;
}

/** Before the id of every contact. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * What contacts are found by, by keys and by words, as the regions of their labels are
 * now. Call it under the contacts' locks, in the transaction that writes their content
 * or labels; new ones have no keys yet.
 */
export async function indexFound(
  tx: Tx,
  contacts: readonly Found[],
  {areNew = false} = {},
): Promise<void> {
  const found = await readByLabels(tx, contacts);
  if (!areNew) await deleteKeys(tx, contacts);
  const rows = found.flatMap(({id, content}) =>
    storedKeys(content).map(key => ({id, key})),
  );
  if (rows.length > 0) {
    await sql`
      insert into contact_keys (contact_id, key)
      select r.id, r.key from jsonb_to_recordset(${jsonRows(rows)}) as r(id uuid, key text)
      on conflict do nothing`.execute(tx);
  }
  await indexContacts(tx, found);
}

async function deleteKeys(tx: Tx, contacts: readonly Found[]): Promise<void> {
  const ids = sql.val(contacts.map(({id}) => id));
  await sql`delete from contact_keys where contact_id = any(${ids}::uuid[])`.execute(
    tx,
  );
}

/** With each number as every label of the contact reads it, whoever sees that. */
async function readByLabels(
  tx: Tx,
  contacts: readonly Found[],
): Promise<readonly Found[]> {
  const ids = contacts
    .filter(({content}) => hasNationalNumber(content))
    .map(({id}) => id);
  if (ids.length === 0) return contacts;
  const {rows} = await sql<{
    readonly id: string;
    readonly regions: readonly string[];
  }>`
    select cl.contact_id as id, array_agg(l.region_code) as regions
    from contact_labels cl join labels l on l.id = cl.label_id
    where cl.contact_id = any(${sql.val(ids)}::uuid[])
      and l.region_code is not null
    group by 1`.execute(tx);
  const regions = new Map(rows.map(row => [row.id, row.regions]));
  return contacts.map(({id, content}) => ({
    id,
    content: readEachWay(content, regions.get(id) ?? []),
  }));
}

/** Contacts whose numbers are read anew in one go. */
const READ_AT_ONCE = 100;

/** Labels were put on contacts, or taken off: under their locks. */
export async function noteLabelling(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return;
  const {rows} = await sql`
    select from labels where id = any(${sql.val([...labelIds])}::uuid[])
      and region_code is not null limit 1`.execute(tx);
  if (rows.length === 0) return;
  for (let from = 0; from < contactIds.length; from += READ_AT_ONCE) {
    await readAnew(tx, contactIds.slice(from, from + READ_AT_ONCE));
  }
}

async function readAnew(tx: Tx, contactIds: readonly string[]): Promise<void> {
  const {rows} = await sql<Found>`
    select id, content from contacts
    where id = any(${sql.val([...contactIds])}::uuid[])
    order by id for no key update`.execute(tx);
  await indexFound(
    tx,
    rows.filter(({content}) => hasNationalNumber(content)),
  );
}

/**
 * Reads the numbers of the next contacts of a label by the region that it has now.
 * Returns whether there are none left. Whoever adds contacts to it waits.
 */
export async function readNumbersAnew(
  tx: Tx,
  labelId: string,
): Promise<boolean> {
  const label = await tx
    .selectFrom('labels')
    .select('numbers_read_to as after')
    .where('id', '=', labelId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const after = label?.after ?? null;
  if (after === null) return true;
  const {rows} = await sql<{readonly id: string}>`
    select contact_id as id from contact_labels
    where label_id = ${labelId} and contact_id > ${after}
    order by contact_id limit ${READ_AT_ONCE}`.execute(tx);
  const ids = rows.map(({id}) => id);
  await readAnew(tx, ids);
  const isOver = ids.length < READ_AT_ONCE;
  await tx
    .updateTable('labels')
    .set({numbers_read_to: isOver ? null : (ids.at(-1) ?? null)})
    .where('id', '=', labelId)
    .execute();
  return isOver;
}
