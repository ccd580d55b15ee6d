import {sql, type RawBuilder, type SqlBool} from 'kysely';
import {CHANGING_KINDS} from '../core/history.ts';
import type {Db} from './queries.ts';

/** A deleted label, or a contact in the trash, can be brought back this long (contract section 5). */
export const UNDELETE_DAYS_MAX = 30;

/**
 * SQL: whether a contact, `k`, says what it said when a label came off it, within
 * the time in which it can be brought back. Its people then see nothing new.
 */
export function isAsItLeft(labelId: RawBuilder<string>): RawBuilder<SqlBool> {
  return sql`exists (
    select from revisions off
    where off.contact_id = k.id and ${labelId} = any(off.labels_removed)
      and off.time > (select service_now())
        - ${UNDELETE_DAYS_MAX} * interval '1 day'
      and not exists (
        select from revisions since
        where since.contact_id = k.id and since.id > off.id
          and since.changes <> '[]'
          and since.kind = any(${sql.val([...CHANGING_KINDS])}::text[])))`;
}

/**
 * SQL: whether a contact, `k`, comes back into a label that it went to the trash
 * with. Where others have it back already it does as it left.
 */
export function comesBackInto(
  labelId: RawBuilder<string>,
): RawBuilder<SqlBool> {
  return sql`(${labelId} = any(k.trash_label_ids)
    and (k.delete_time is not null or ${isAsItLeft(labelId)}))`;
}

/** SQL: the labels with which a contact, `k`, that stands again went to the trash and that it has not. */
export function labelsLeftInTrash(): RawBuilder<string[]> {
  return sql`array(
    select t.id from unnest(k.trash_label_ids) as t(id)
    where not exists (select from contact_labels x
      where x.contact_id = k.id and x.label_id = t.id))`;
}

/** The labels a contact can come back into; none where it was merged into another. */
export async function readTrashLabels(
  db: Db,
  contactId: string,
): Promise<readonly string[]> {
  const {rows} = await sql<{readonly id: string}>`
    select t.id from contacts k
    cross join lateral unnest(k.trash_label_ids) as t(id)
    where k.id = ${contactId} and k.merged_into is null
      and ${comesBackInto(sql`t.id`)}`.execute(db);
  return rows.map(({id}) => id);
}
