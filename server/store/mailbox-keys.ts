import {sql, type Kysely} from 'kysely';
import {mailboxOf} from '../core/mailbox.ts';
import {jsonRows} from './queries.ts';

const BATCH_ROWS = 2000;

const MAIL = 'mail:';

interface KeyRow {
  readonly id: string;
  readonly key: string;
}

/**
 * For a migration: the mailboxes of addresses, beside the keys of a store that has
 * none of them yet. Of a contact that is deleted meanwhile nothing is written.
 */
export async function addMailboxKeys(db: Kysely<never>): Promise<void> {
  for (let after: KeyRow | undefined; ;) {
    const {rows}: {rows: KeyRow[]} = await sql<KeyRow>`
      select contact_id as id, key from contact_keys
      where key like ${`${MAIL}%`} and (${after?.key ?? null}::text is null
        or (key, contact_id) > (${after?.key ?? null}::text, ${after?.id ?? null}::uuid))
      order by key, contact_id limit ${BATCH_ROWS}`.execute(db);
    if (rows.length === 0) return;
    await insertMailboxes(db, rows);
    after = rows.at(-1);
  }
}

async function insertMailboxes(
  db: Kysely<never>,
  rows: readonly KeyRow[],
): Promise<void> {
  const boxes = rows
    .map(({id, key}) => ({id, key, box: toMailbox(key)}))
    .filter(({key, box}) => box !== key)
    .map(({id, box}) => ({id, key: box}));
  if (boxes.length === 0) return;
  await sql`
    insert into contact_keys (contact_id, key)
    select k.id, r.key
    from jsonb_to_recordset(${jsonRows(boxes)}) as r(id uuid, key text)
    join contacts k on k.id = r.id for key share of k
    on conflict do nothing`.execute(db);
}

function toMailbox(key: string): string {
  return `${MAIL}${mailboxOf(key.slice(MAIL.length))}`;
}
