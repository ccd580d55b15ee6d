import {sql} from 'kysely';
import type {BulkThreshold} from '../core/bulk-removal.ts';
import type {SharedField} from '../core/content.ts';
import type {Role} from '../core/role.ts';
import {BEFORE_ALL} from './contact-keys.ts';
import {accountLane, numbersLane, wakeLane, wakeLanes} from './lanes.ts';
import {refreshReach} from './reach.ts';
import {plannedOnce, type Db, type Tx} from './queries.ts';
import {forgetSyncToken} from './sync-state.ts';

/** How one account stands to a label it sees. */
export interface Collaboration {
  readonly id: string;
  readonly role: Role;
  /** What every grant that reaches the account hides. */
  readonly hiddenFields: readonly SharedField[];
  /** CLDR: how telephone numbers without a country are read; null: as who types them says. */
  readonly regionCode: string | null;
}

/** By which regions a label has numbers read. */
export function regionsOf({
  regionCode,
}: Pick<Collaboration, 'regionCode'>): readonly string[] {
  return regionCode === null ? [] : [regionCode];
}

/** By which region numbers of a label are judged, and read that an account writes there. */
export function judgedBy(
  {regionCode}: Pick<Collaboration, 'regionCode'>,
  writerRegion: string | undefined,
) {
  return {region: regionCode ?? writerRegion, writerRegion};
}

/** A label as one of its collaborators sees it. */
export interface LabelRow extends Collaboration {
  readonly displayName: string;
  /** Address of who granted it to the account; null: itself, or nobody that is known. */
  readonly sharedBy: string | null;
  readonly defaultHiddenFields: readonly SharedField[];
  readonly contactCount: number;
  readonly bulkRemoval: BulkThreshold;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** A label apart from anybody's part in it. */
export type UnseenLabel = Omit<LabelRow, 'role' | 'hiddenFields' | 'sharedBy'>;

export async function readCollaboration(
  db: Db,
  {labelId, accountId}: {labelId: string; accountId: string},
): Promise<Collaboration | undefined> {
  return db
    .selectFrom('collaborators')
    .innerJoin('labels', 'labels.id', 'collaborators.label_id')
    .select([
      'labels.id',
      'collaborators.role',
      'collaborators.hidden_fields as hiddenFields',
      'labels.region_code as regionCode',
    ])
    .where('labels.id', '=', labelId)
    .where('labels.delete_time', 'is', null)
    .where('collaborators.account_id', '=', accountId)
    .executeTakeFirst();
}

function standingLabels(db: Db) {
  return db
    .selectFrom('labels')
    .select(({selectFrom}) => [
      'labels.id',
      'labels.display_name as displayName',
      'labels.default_hidden_fields as defaultHiddenFields',
      sql<BulkThreshold>`jsonb_build_object(
        'percent', labels.bulk_removal_percent,
        'count', labels.bulk_removal_count)`.as('bulkRemoval'),
      'labels.region_code as regionCode',
      'labels.version',
      'labels.create_time as createTime',
      'labels.update_time as updateTime',
      selectFrom('contact_labels')
        .select(sql<number>`count(*)::int`.as('count'))
        .whereRef('contact_labels.label_id', '=', 'labels.id')
        .$asScalar()
        .$notNull()
        .as('contactCount'),
    ])
    .where('labels.delete_time', 'is', null);
}

function visibleLabels(db: Db, accountId: string) {
  return standingLabels(db)
    .innerJoin('collaborators', 'collaborators.label_id', 'labels.id')
    .select([
      'collaborators.role',
      'collaborators.hidden_fields as hiddenFields',
      sharedBy().as('sharedBy'),
    ])
    .where('collaborators.account_id', '=', accountId);
}

/**
 * SQL: the address of who gave a collaborator of `collaborators` the role it
 * has; of several the first who did.
 */
function sharedBy() {
  // The account's own grant and those of groups, each by the index: a label may
  // have a thousand of others.
  return sql<string | null>`(
    select a.email from accounts a where a.id = (
      select g.granted_by from grants g
      where g.label_id = collaborators.label_id and g.role = collaborators.role
        and g.granted_by <> collaborators.account_id
        and (g.principal_type = 'user' and g.principal_id = collaborators.account_id
          or g.principal_type in ('group', 'domain') and exists (
            select from directory_members m
            where m.group_id = g.principal_id
              and m.user_id = collaborators.account_id))
      order by g.create_time, g.id limit 1))`;
}

/** What a label is called and who shares it with an account. */
export type LabelHead = Pick<LabelRow, 'id' | 'displayName' | 'sharedBy'>;

/** Of labels the account collaborates on. */
export async function readLabelHeads(
  db: Db,
  {
    accountId,
    labelIds,
  }: {readonly accountId: string; readonly labelIds: readonly string[]},
): Promise<readonly LabelHead[]> {
  if (labelIds.length === 0) return [];
  return db
    .selectFrom('labels')
    .modifyFront(sql`${plannedOnce()}`)
    .innerJoin('collaborators', 'collaborators.label_id', 'labels.id')
    .select([
      'labels.id',
      'labels.display_name as displayName',
      sharedBy().as('sharedBy'),
    ])
    .where(
      'labels.id',
      '=',
      sql<string>`any(${sql.val([...labelIds])}::uuid[])`,
    )
    .where('collaborators.account_id', '=', accountId)
    .execute();
}

/** A label as it is to nobody in particular: for admins, who repair it unseen. */
export async function readUnseenLabel(
  db: Db,
  labelId: string,
): Promise<UnseenLabel | undefined> {
  return standingLabels(db).where('labels.id', '=', labelId).executeTakeFirst();
}

export async function readLabel(
  db: Db,
  {labelId, accountId}: {labelId: string; accountId: string},
): Promise<LabelRow | undefined> {
  return visibleLabels(db, accountId)
    .where('labels.id', '=', labelId)
    .executeTakeFirst();
}

/** Labels the account collaborates on, by id. */
export async function listLabels(
  db: Db,
  page: {
    readonly accountId: string;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly LabelRow[]> {
  const {after} = page;
  return visibleLabels(db, page.accountId)
    .$if(after !== undefined, query =>
      query.where('labels.id', '>', after ?? ''),
    )
    .orderBy('labels.id')
    .limit(page.limit)
    .execute();
}

export interface NewLabel {
  readonly id: string;
  readonly displayName: string;
  readonly defaultHiddenFields: readonly SharedField[];
  /** By which numbers without a country are read, where it is not by the locale of their writers. */
  readonly regionCode?: string | null;
  readonly owner: {readonly id: string; readonly email: string};
  /** Id of the owner's grant. */
  readonly grantId: string;
  /** A contact group of the owner's own that becomes this label. */
  readonly contactGroup?:
    {readonly resourceName: string; readonly displayName: string} | undefined;
}

/** A label, its owner's grant and what follows from it; `groupTaken`: that group is a shared label already. */
export async function createLabel(
  tx: Tx,
  label: NewLabel,
): Promise<'created' | 'groupTaken'> {
  await tx
    .insertInto('labels')
    .values({
      id: label.id,
      display_name: label.displayName,
      default_hidden_fields: [...label.defaultHiddenFields],
      region_code: label.regionCode ?? null,
    })
    .execute();
  await tx
    .insertInto('grants')
    .values({
      id: label.grantId,
      label_id: label.id,
      principal_type: 'user',
      principal_id: label.owner.id,
      principal_email: label.owner.email,
      role: 'owner',
      granted_by: label.owner.id,
    })
    .execute();
  if (label.contactGroup !== undefined) {
    const adopted = await adoptGroup(tx, label, label.contactGroup);
    if (!adopted) return 'groupTaken';
    // A delta would not show the contacts that carry the label already.
    await forgetSyncToken(tx, label.owner.id);
  }
  await refreshReach(tx, [label.id]);
  return 'created';
}

async function adoptGroup(
  tx: Tx,
  label: NewLabel,
  group: {readonly resourceName: string; readonly displayName: string},
): Promise<boolean> {
  const rows = await tx
    .insertInto('label_groups')
    .values({
      label_id: label.id,
      account_id: label.owner.id,
      origin: 'account',
      resource_name: group.resourceName,
      display_name: group.displayName,
    })
    .onConflict(conflict =>
      conflict.columns(['account_id', 'resource_name']).doNothing(),
    )
    .returning('label_id')
    .execute();
  return rows.length > 0;
}

export type VersionedOutcome = 'ok' | 'staleEtag' | 'notFound';

/**
 * Renames a label, or changes what new grants of it hide, when removals are held or how
 * numbers are read; a new name goes to every collaborator, and by numbers that are read
 * anew contacts are found once `readNumbersAnew` went through them.
 */
export async function updateLabel(
  tx: Tx,
  change: {
    readonly labelId: string;
    readonly displayName?: string | undefined;
    readonly defaultHiddenFields?: readonly SharedField[] | undefined;
    readonly bulkRemoval?: BulkThreshold | undefined;
    readonly regionCode?: string | null | undefined;
    readonly expectedVersion?: number | undefined;
  },
): Promise<VersionedOutcome> {
  const before = await tx
    .selectFrom('labels')
    .select([
      'display_name',
      'default_hidden_fields',
      'bulk_removal_percent as percent',
      'bulk_removal_count as count',
      'region_code',
      'version',
    ])
    .where('id', '=', change.labelId)
    .where('delete_time', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (before === undefined) return 'notFound';
  const {expectedVersion = before.version} = change;
  if (expectedVersion !== before.version) return 'staleEtag';
  const {
    displayName = before.display_name,
    defaultHiddenFields = before.default_hidden_fields,
    bulkRemoval: {percent, count} = before,
    regionCode = before.region_code,
  } = change;
  const renamed = displayName !== before.display_name;
  const isReadAnew = regionCode !== before.region_code;
  const same =
    !(renamed || isReadAnew) &&
    sameFields(defaultHiddenFields, before.default_hidden_fields) &&
    percent === before.percent &&
    count === before.count;
  if (same) return 'ok';
  await tx
    .updateTable('labels')
    .set({
      display_name: displayName,
      default_hidden_fields: [...defaultHiddenFields],
      bulk_removal_percent: percent,
      bulk_removal_count: count,
      region_code: regionCode,
      ...(isReadAnew && {numbers_read_to: BEFORE_ALL}),
      version: before.version + 1,
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', change.labelId)
    .execute();
  if (isReadAnew) await wakeLane(tx, numbersLane(change.labelId));
  if (renamed) await wakeCollaborators(tx, change.labelId);
  return 'ok';
}

async function wakeCollaborators(tx: Tx, labelId: string): Promise<void> {
  const rows = await tx
    .selectFrom('collaborators')
    .select('account_id')
    .where('label_id', '=', labelId)
    .execute();
  await wakeLanes(
    tx,
    rows.map(row => accountLane(row.account_id)),
  );
}

/** Whether two lists of fields hide the same; their order says nothing. */
export function sameFields(
  left: readonly SharedField[],
  right: readonly SharedField[],
): boolean {
  return [...left].sort().join() === [...right].sort().join();
}

/** Whom a label reaches is worked out from all its grants: one change after another. */
export async function lockLabel(tx: Tx, labelId: string): Promise<void> {
  await tx
    .selectFrom('labels')
    .select('id')
    .where('id', '=', labelId)
    .forNoKeyUpdate()
    .execute();
}
