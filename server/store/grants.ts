import {sql} from 'kysely';
import type {SharedField} from '../core/content.ts';
import type {DirectoryUser} from '../core/google.ts';
import type {Role} from '../core/role.ts';
import {endDeparture} from './departures.ts';
import {noteDirectoryUser} from './directory.ts';
import {lockLabel, sameFields, type VersionedOutcome} from './labels.ts';
import {DIRECTORY_LANE, wakeLane} from './lanes.ts';
import {refreshReach} from './reach.ts';
import type {Db, Tx} from './queries.ts';
import type {PrincipalType} from './schema.ts';

export interface GrantRow {
  readonly id: string;
  readonly labelId: string;
  readonly principalType: PrincipalType;
  readonly principalId: string;
  /** The address the Directory has for it now, else the one it had when granted. */
  readonly principalEmail: string;
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
  readonly showOnPhones: boolean;
  readonly version: number;
  readonly createTime: Date;
}

function grantsOf(db: Db, labelId: string) {
  return db
    .selectFrom('grants')
    .leftJoin('directory_users', join =>
      join
        .onRef('directory_users.id', '=', 'grants.principal_id')
        .on('grants.principal_type', '=', 'user'),
    )
    .leftJoin('accounts', join =>
      join
        .onRef('accounts.id', '=', 'grants.principal_id')
        .on('grants.principal_type', '=', 'user'),
    )
    .select([
      'grants.id',
      'grants.label_id as labelId',
      'grants.principal_type as principalType',
      'grants.principal_id as principalId',
      sql<string>`coalesce(directory_users.email, accounts.email, grants.principal_email)`.as(
        'principalEmail',
      ),
      'grants.role',
      'grants.hidden_fields as hiddenFields',
      'grants.show_on_phones as showOnPhones',
      'grants.version',
      'grants.create_time as createTime',
    ])
    .where('grants.label_id', '=', labelId);
}

export async function readGrant(
  db: Db,
  {labelId, grantId}: {labelId: string; grantId: string},
): Promise<GrantRow | undefined> {
  return grantsOf(db, labelId)
    .where('grants.id', '=', grantId)
    .executeTakeFirst();
}

/** A label's grants by id. */
export async function listGrants(
  db: Db,
  page: {
    readonly labelId: string;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly GrantRow[]> {
  const {after} = page;
  return grantsOf(db, page.labelId)
    .$if(after !== undefined, query =>
      query.where('grants.id', '>', after ?? ''),
    )
    .orderBy('grants.id')
    .limit(page.limit)
    .execute();
}

export interface NewGrant {
  readonly id: string;
  readonly labelId: string;
  readonly principal: {
    readonly type: PrincipalType;
    readonly id: string;
    readonly email: string;
    /** The user as the Directory showed them. */
    readonly user?: DirectoryUser;
  };
  readonly role: Role;
  readonly hiddenFields: readonly SharedField[];
  readonly showOnPhones: boolean;
  readonly grantedBy: string;
}

/** A principal has one grant for a label; `exists` where it has one. */
export async function createGrant(
  tx: Tx,
  grant: NewGrant,
): Promise<'created' | 'exists'> {
  await lockLabel(tx, grant.labelId);
  const rows = await tx
    .insertInto('grants')
    .values({
      id: grant.id,
      label_id: grant.labelId,
      principal_type: grant.principal.type,
      principal_id: grant.principal.id,
      principal_email: grant.principal.email,
      role: grant.role,
      hidden_fields: [...grant.hiddenFields],
      show_on_phones: grant.showOnPhones,
      granted_by: grant.grantedBy,
    })
    .onConflict(conflict =>
      conflict
        .columns(['label_id', 'principal_type', 'principal_id'])
        .doNothing(),
    )
    .returning('id')
    .execute();
  if (rows.length === 0) return 'exists';
  const {type, id, user} = grant.principal;
  if (user !== undefined) await noteDirectoryUser(tx, user);
  if (type === 'user') {
    // Somebody asks them in by name: that they left once is over.
    await endDeparture(tx, {labelId: grant.labelId, accountId: id});
  }
  await refreshReach(tx, [grant.labelId]);
  // Who is in a group or domain, only a reading of the Directory tells.
  if (type !== 'user') await wakeLane(tx, DIRECTORY_LANE);
  return 'created';
}

/** `owner`: the owner's grant ends by a transfer alone. */
export type GrantOutcome = VersionedOutcome | 'owner';

export async function updateGrant(
  tx: Tx,
  change: {
    readonly labelId: string;
    readonly grantId: string;
    readonly role?: Role | undefined;
    readonly hiddenFields?: readonly SharedField[] | undefined;
    readonly showOnPhones?: boolean | undefined;
    readonly expectedVersion?: number | undefined;
  },
): Promise<GrantOutcome> {
  await lockLabel(tx, change.labelId);
  const before = await readGrant(tx, change);
  if (before === undefined) return 'notFound';
  if (before.role === 'owner') return 'owner';
  const {expectedVersion = before.version} = change;
  if (expectedVersion !== before.version) return 'staleEtag';
  const {
    role = before.role,
    hiddenFields = before.hiddenFields,
    showOnPhones = before.showOnPhones,
  } = change;
  const same =
    role === before.role &&
    showOnPhones === before.showOnPhones &&
    sameFields(hiddenFields, before.hiddenFields);
  if (same) return 'ok';
  await tx
    .updateTable('grants')
    .set({
      role,
      hidden_fields: [...hiddenFields],
      show_on_phones: showOnPhones,
      version: before.version + 1,
    })
    .where('id', '=', change.grantId)
    .execute();
  await refreshReach(tx, [change.labelId]);
  return 'ok';
}

/** Revokes a grant; whom no other grant of the label reaches loses it, their copies a little later. */
export async function deleteGrant(
  tx: Tx,
  {labelId, grantId}: {labelId: string; grantId: string},
): Promise<GrantOutcome> {
  await lockLabel(tx, labelId);
  const before = await readGrant(tx, {labelId, grantId});
  if (before === undefined) return 'notFound';
  if (before.role === 'owner') return 'owner';
  await tx.deleteFrom('grants').where('id', '=', grantId).execute();
  await refreshReach(tx, [labelId], {isRevoked: true});
  return 'ok';
}
