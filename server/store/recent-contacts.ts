import {sql} from 'kysely';
import {isSeen} from './changes.ts';
import type {Db} from './queries.ts';
import {readVisibleInOrder, type VisibleContact} from './visible-contacts.ts';

/** Looked at in each label: many edits of one contact are one entry, and what was removed is none. */
const CHANGES_PER_LABEL = 200;

/**
 * Contacts that changed within `FEED_DAYS`, the last first: in what the account
 * sees of them, and not by comments.
 */
export async function listRecentContacts(
  db: Db,
  {accountId, limit}: {readonly accountId: string; readonly limit: number},
): Promise<readonly VisibleContact[]> {
  return readVisibleInOrder(
    db,
    accountId,
    sql`
      select f.contact_id as id,
        row_number() over (order by max(f.position) desc, max(f.id) desc) as position
      from (
        select own.* from collaborators co
        cross join lateral (
          select c.contact_id, c.position, c.id from changes c
          where c.label_id = co.label_id and ${isSeen(accountId)}
            and c.kind in ('contact', 'member')
          order by c.position desc, c.id desc limit ${CHANGES_PER_LABEL}) own
        where co.account_id = ${accountId}
      ) f
      where exists (
        select from contacts k
        join contact_labels cl on cl.contact_id = k.id
        join collaborators co
          on co.label_id = cl.label_id and co.account_id = ${accountId}
        where k.id = f.contact_id and k.delete_time is null)
      group by f.contact_id
      order by max(f.position) desc, max(f.id) desc limit ${limit}`,
  );
}
