import {sql} from 'kysely';
import type {Db} from './queries.ts';

/**
 * Adds calls to an account's in a minute, and returns all that processes on the
 * store said of it. Undefined for whom the store does not know: of strangers
 * nothing is stored.
 */
export async function addCalls(
  db: Db,
  {
    accountId,
    minute,
    calls,
  }: {
    readonly accountId: string;
    /** Since 1970. */
    readonly minute: number;
    readonly calls: number;
  },
): Promise<number | undefined> {
  const {rows} = await sql<{readonly calls: number}>`
    with old as (
      delete from call_counts
      where account_id = ${accountId} and minute < ${minute})
    insert into call_counts as c (account_id, minute, calls)
    select a.id, ${minute}::bigint, ${calls}::integer
    from accounts a where a.id = ${accountId}
    on conflict (account_id, minute) do update
      set calls = c.calls + excluded.calls
    returning calls`.execute(db);
  return rows[0]?.calls;
}
