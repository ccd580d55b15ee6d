import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';

/**
 * Remembers by what these copies were known; call it before the rows forget.
 * Those that were deleted lie in Google's trash from now on: by their account, or
 * `isWithdrawn`, by us.
 */
export async function noteFormerCopies(
  tx: Tx,
  accountId: string,
  contactIds: readonly string[],
  {isWithdrawn = false} = {},
): Promise<void> {
  await sql`
    insert into former_copies (account_id, source_id, contact_id, delete_time)
    select account_id, source_id, contact_id,
      case when origin = 'service' and not away
          and (presence = 'gone' or ${isWithdrawn}::boolean)
        then service_now() end
    from copies
    where account_id = ${accountId} and source_id is not null
      and contact_id = any(${sql.val([...contactIds])}::uuid[])
    on conflict (account_id, source_id) do update set
      contact_id = excluded.contact_id, delete_time = excluded.delete_time`.execute(
    tx,
  );
}

/** The contacts whose copies these CONTACT sources were, by source id. */
export async function readFormerCopies(
  db: Db,
  accountId: string,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('former_copies')
    .select(['source_id', 'contact_id'])
    .where('account_id', '=', accountId)
    .where('source_id', 'in', sourceIds)
    .execute();
  return new Map(rows.map(row => [row.source_id, row.contact_id]));
}

/** These are copies again. */
export async function dropFormerCopies(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await tx
    .deleteFrom('former_copies')
    .where('account_id', '=', accountId)
    .where('source_id', 'in', sourceIds)
    .execute();
}
