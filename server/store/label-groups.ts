import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';
import type {Origin} from './schema.ts';
import type {Role} from '../core/role.ts';

/** The contact group through which a label stands in one account. */
export interface LabelGroup {
  readonly labelId: string;
  readonly labelName: string;
  readonly origin: Origin;
  readonly resourceName: string | null;
  /** The name it was given there. */
  readonly displayName: string | null;
  /** The name of a create whose answer is not known. */
  readonly attemptName: string | null;
  /** Whether the account still collaborates on the label. */
  readonly visible: boolean;
  /** The account's role in it; null where it has none any more. */
  readonly role: Role | null;
  /** The label was deleted and may come back. */
  readonly deleted: boolean;
  /** Copies still to be withdrawn; counted only where the label is no longer visible. */
  readonly copyCount: number;
}

export async function readLabelGroups(
  db: Db,
  accountId: string,
): Promise<readonly LabelGroup[]> {
  const {rows} = await sql<LabelGroup>`
    select g.label_id as "labelId", l.display_name as "labelName", g.origin,
           g.resource_name as "resourceName", g.display_name as "displayName",
           g.attempt_name as "attemptName", co.account_id is not null as visible, co.role,
           l.delete_time is not null as deleted,
           case when co.account_id is null then
             (select count(*)::int from copies c
              where c.account_id = g.account_id
                and (g.label_id = any(c.base_label_ids)
                     or g.label_id = any(c.observed_label_ids)
                     or c.presence = 'unconfirmed'))
           else 0 end as "copyCount"
    from label_groups g
    join labels l on l.id = g.label_id
    left join collaborators co
      on co.label_id = g.label_id and co.account_id = g.account_id
    where g.account_id = ${accountId} order by g.label_id`.execute(db);
  return rows;
}

export async function noteGroupAttempt(
  tx: Tx,
  key: {accountId: string; labelId: string},
  name: string,
): Promise<void> {
  await tx
    .updateTable('label_groups')
    .set({attempt_name: name, attempt_time: sql<Date>`service_now()`})
    .where('account_id', '=', key.accountId)
    .where('label_id', '=', key.labelId)
    .execute();
}

/** Google answered that it did not do it: what bears the name is not of our making. */
export async function forgetGroupAttempt(
  tx: Tx,
  key: {accountId: string; labelId: string},
): Promise<void> {
  await tx
    .updateTable('label_groups')
    .set({attempt_name: null, attempt_time: null})
    .where('account_id', '=', key.accountId)
    .where('label_id', '=', key.labelId)
    .execute();
}

/** How a label stands in an account now. Copies that waited for a label are planned again. */
export async function writeLabelGroup(
  tx: Tx,
  key: {accountId: string; labelId: string},
  group: {resourceName: string; displayName: string},
): Promise<void> {
  await tx
    .updateTable('label_groups')
    .set({
      resource_name: group.resourceName,
      display_name: group.displayName,
      attempt_name: null,
      attempt_time: null,
    })
    .where('account_id', '=', key.accountId)
    .where('label_id', '=', key.labelId)
    .execute();
  await sql`
    update copies set hold = null, marks = marks + 1
    where account_id = ${key.accountId}
      and hold = 'LABEL_GROUP_MISSING'`.execute(tx);
}

/**
 * A label's group is no longer there: it is made again, and put on its copies.
 * That they lack it was nobody's act, nor that those are gone which were deleted
 * with it, whatever other labels they had. Somebody may have put it on them just
 * before: a deletion that is not decided yet may have come with it in any case.
 */
export async function loseLabelGroup(
  tx: Tx,
  {accountId, labelId}: {accountId: string; labelId: string},
): Promise<void> {
  await tx
    .updateTable('label_groups')
    .set({resource_name: null, display_name: null, attempt_name: null})
    .where('account_id', '=', accountId)
    .where('label_id', '=', labelId)
    .execute();
  await sql`
    update copies set marks = marks + 1,
      base_label_ids = case when presence = 'gone' then '{}'
        else array_remove(base_label_ids, ${labelId}::uuid) end,
      lost_list = (select lists from accounts where id = ${accountId}),
      observed_label_ids = array_remove(observed_label_ids, ${labelId}::uuid)
    where account_id = ${accountId}
      and (${labelId}::uuid = any(base_label_ids)
           or ${labelId}::uuid = any(observed_label_ids)
           or presence = 'gone' and not away and not exists (
             select from pending_removals p
             where p.contact_id = copies.contact_id
               and p.account_id = ${accountId}))`.execute(tx);
}

export async function deleteLabelGroup(
  tx: Tx,
  key: {accountId: string; labelId: string},
): Promise<void> {
  await tx
    .deleteFrom('label_groups')
    .where('account_id', '=', key.accountId)
    .where('label_id', '=', key.labelId)
    .execute();
}
