import {sql} from 'kysely';
import type {PersonHead} from '../core/google.ts';
import type {Db, Tx} from './queries.ts';
import type {CopyPhoto} from './schema.ts';

/** A contact that a complete list shows, with the shared labels that it carries. */
export interface ListedHead extends Pick<
  PersonHead,
  'sourceId' | 'etag' | 'photo'
> {
  /** Sorted. */
  readonly labelIds: readonly string[];
}

/** A copy of which nothing was written since it was read under its etag. */
interface ReadCopy {
  readonly sourceId: string;
  readonly etag: string;
  /** Joined by commas: arrays take longer to parse than all the rest. */
  readonly labelIds: string;
  readonly photo: CopyPhoto | null;
}

/**
 * Which of these are copies that stand as they were read last: under the same etag,
 * with the same labels and picture, and with nothing written to the row since. To
 * look at their content again would tell nothing.
 */
export async function findKnownCopies<Head extends ListedHead>(
  db: Db,
  accountId: string,
  heads: readonly Head[],
): Promise<readonly Head[]> {
  const ids = heads.map(({sourceId}) => sourceId);
  const {rows} = await sql<ReadCopy>`
    select source_id as "sourceId", etag, photo,
      array_to_string(observed_label_ids, ',') as "labelIds"
    from copies
    where account_id = ${accountId} and source_id = any(${sql.val(ids)}::text[])
      and presence = 'present' and read_etag = etag
      and sent is null and pauses is null`.execute(db);
  const copies = new Map(rows.map(row => [row.sourceId, row]));
  return heads.filter(head => {
    const copy = copies.get(head.sourceId);
    return copy !== undefined && isAsRead(head, copy);
  });
}

function isAsRead(
  {sourceId, etag, labelIds, photo}: ListedHead,
  copy: ReadCopy,
): boolean {
  if (copy.etag !== etag || copy.labelIds !== labelIds.join()) return false;
  if (photo === undefined) return true;
  const last = copy.photo;
  if (last === null || last.source !== sourceId) return false;
  switch (photo.kind) {
    case 'default':
      return last.url === null;
    case 'own':
      return last.url === photo.url && last.etag === etag && last.seen;
  }
}

/** What stands in these copies was read under their etag and is what the rows say. */
export async function noteKnownCopies(
  tx: Tx,
  accountId: string,
  sourceIds: readonly string[],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`
    update copies set read_etag = etag
    where account_id = ${accountId}
      and source_id = any(${sql.val([...sourceIds])}::text[])
      and read_etag is distinct from etag`.execute(tx);
}
