import {sql} from 'kysely';
import {leaveCopies} from './copy-endings.ts';
import type {Tx} from './queries.ts';
import {refreshReach} from './reach.ts';
import {labelsLeftInTrash, UNDELETE_DAYS_MAX} from './trash-labels.ts';

/**
 * Deletes a label. The owner's own contacts and group stay; copies the service
 * made are withdrawn, or with `keepCopies` left as ordinary contacts under an
 * ordinary label. What stays remains known, so that bringing the label back
 * doubles nobody.
 */
export async function deleteLabel(
  tx: Tx,
  {labelId, keepCopies}: {labelId: string; keepCopies: boolean},
): Promise<void> {
  await tx
    .updateTable('labels')
    .set({
      delete_time: sql<Date>`service_now()`,
      version: sql<number>`version + 1`,
    })
    .where('id', '=', labelId)
    .execute();
  // Without its collaborators the label shows to nobody; then see what is left.
  await refreshReach(tx, [labelId]);
  if (keepCopies) await leaveLabelsCopies(tx, labelId);
}

/** Copies that nobody sees through another label, and the label they have in their accounts. */
async function leaveLabelsCopies(tx: Tx, labelId: string): Promise<void> {
  const {rows} = await sql<{accountId: string; contactId: string}>`
    select c.account_id as "accountId", c.contact_id as "contactId"
    from contact_labels cl join copies c on c.contact_id = cl.contact_id
    where cl.label_id = ${labelId} and c.presence in ('present', 'gone')
      and not exists (
        select from contact_labels other
        join collaborators co
          on co.label_id = other.label_id and co.account_id = c.account_id
        where other.contact_id = c.contact_id)`.execute(tx);
  const byAccount = Map.groupBy(rows, ({accountId}) => accountId);
  for (const [accountId, copies] of byAccount) {
    await leaveCopies(
      tx,
      accountId,
      copies.map(({contactId}) => contactId),
    );
    await tx
      .updateTable('label_groups')
      .set({origin: 'account'})
      .where('label_id', '=', labelId)
      .where('account_id', '=', accountId)
      .execute();
  }
}

/** The label comes back with its grants and contacts; false: too late, or not deleted. */
export async function undeleteLabel(tx: Tx, labelId: string): Promise<boolean> {
  const {rows} = await sql`
    update labels set delete_time = null, version = version + 1
    where id = ${labelId}
      and delete_time > service_now() - ${UNDELETE_DAYS_MAX} * interval '1 day'
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  await sql`
    update contacts k
    set delete_time = null, merged_into = null,
      trash_label_ids = ${labelsLeftInTrash()}
    from contact_labels cl
    where cl.label_id = ${labelId} and k.id = cl.contact_id
      and k.delete_time is not null`.execute(tx);
  await refreshReach(tx, [labelId], {isQuiet: true});
  return true;
}

/** SQL: whether a label, `l`, stands or may still be brought back with its contacts. */
export function mayStand() {
  return sql`(l.delete_time is null or l.delete_time >
    (select service_now()) - ${UNDELETE_DAYS_MAX} * interval '1 day')`;
}

/**
 * SQL: the role of an account in a label, `l`, as its collaborator `co`. In a
 * deleted one its owner alone has a role, who can bring it back.
 */
export function roleWithin(accountId: string) {
  return sql`case when l.delete_time is null then co.role
    when exists (select from grants g where g.label_id = l.id
      and g.role = 'owner' and g.principal_id = ${accountId}) then 'owner' end`;
}

/** Whether this account owns a deleted label. */
export async function ownsDeletedLabel(
  tx: Tx,
  {labelId, accountId}: {labelId: string; accountId: string},
): Promise<boolean> {
  const row = await tx
    .selectFrom('grants')
    .innerJoin('labels', 'labels.id', 'grants.label_id')
    .select('grants.id')
    .where('labels.id', '=', labelId)
    .where('labels.delete_time', 'is not', null)
    .where('grants.role', '=', 'owner')
    .where('grants.principal_id', '=', accountId)
    .executeTakeFirst();
  return row !== undefined;
}
