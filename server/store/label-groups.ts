import {sql} from 'kysely';
import type {Db, Tx} from './queries.ts';
import type {Origin} from './schema.ts';

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
           g.attempt_name as "attemptName", co.account_id is not null as visible,
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
