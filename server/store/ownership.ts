import type {DirectoryUser} from '../core/google.ts';
import {endDeparture} from './departures.ts';
import {noteDirectoryUser} from './directory.ts';
import {lockLabel} from './labels.ts';
import type {Db, Tx} from './queries.ts';
import {refreshReach} from './reach.ts';

/** Who is to own a label: a user the Directory just showed, or an account. */
export interface NewOwner {
  readonly id: string;
  readonly email: string;
  readonly user?: DirectoryUser;
}

/** Who owns a label that is not deleted; undefined: there is no such label. */
export async function readOwnerId(
  db: Db,
  labelId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('grants')
    .innerJoin('labels', 'labels.id', 'grants.label_id')
    .select('grants.principal_id')
    .where('labels.id', '=', labelId)
    .where('labels.delete_time', 'is', null)
    .where('grants.role', '=', 'owner')
    .executeTakeFirst();
  return row?.principal_id;
}

/**
 * Gives a label to another owner, under its row's lock: one owner before and
 * after. Who owned it is manager from now on and keeps their group; who owns it
 * sees all of it. The one who owns it already changes nothing.
 */
export async function transferLabel(
  tx: Tx,
  transfer: {
    readonly labelId: string;
    readonly owner: NewOwner;
    /** Of a new grant; a user who has one keeps its id. */
    readonly grantId: string;
    readonly by: string;
  },
): Promise<void> {
  const {labelId, owner, by} = transfer;
  await lockLabel(tx, labelId);
  if ((await readOwnerId(tx, labelId)) === owner.id) return;
  if (owner.user !== undefined) await noteDirectoryUser(tx, owner.user);
  await tx
    .updateTable('grants')
    .set(is => ({role: 'manager', version: is('version', '+', 1)}))
    .where('label_id', '=', labelId)
    .where('role', '=', 'owner')
    .execute();
  await tx
    .insertInto('grants')
    .values({
      id: transfer.grantId,
      label_id: labelId,
      principal_type: 'user',
      principal_id: owner.id,
      principal_email: owner.email,
      role: 'owner',
      granted_by: by,
    })
    .onConflict(conflict =>
      conflict
        .columns(['label_id', 'principal_type', 'principal_id'])
        .doUpdateSet(is => ({
          role: 'owner',
          hidden_fields: [],
          version: is('grants.version', '+', 1),
        })),
    )
    .execute();
  await endDeparture(tx, {labelId, accountId: owner.id});
  await refreshReach(tx, [labelId]);
}
