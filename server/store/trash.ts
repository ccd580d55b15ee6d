import {sql, type SqlBool} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import {highestRole, type Role} from '../core/role.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import type {Actor} from './contact-history.ts';
import {changeContactLabels} from './contact-labels.ts';
import type {VisibleContact} from './visible-contacts.ts';
import type {Db, Tx} from './queries.ts';
import {comesBackInto, UNDELETE_DAYS_MAX} from './trash-labels.ts';

interface Trashed {
  readonly id: string;
  readonly deleteTime: Date;
}

export interface TrashedContact extends Trashed {
  readonly kind: 'contact';
  /** Through the lens of the labels it would come back into. */
  readonly content: Content;
  readonly labelIds: readonly string[];
}

export interface TrashedLabel extends Trashed {
  readonly kind: 'label';
  readonly displayName: string;
  readonly contactCount: number;
}

export interface LeftLabel {
  readonly kind: 'left';
  readonly id: string;
  readonly displayName: string;
  readonly leaveTime: Date;
}

/**
 * A page by id of what an account can bring back: contacts that went to the
 * trash with a label in which it may remove contacts now, labels it owns, and
 * labels it left that grants reach it with. A contact that others have back in
 * their labels stays here for as long as nobody changed what it says.
 */
export async function listTrash(
  db: Db,
  page: {
    readonly accountId: string;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly (TrashedContact | TrashedLabel | LeftLabel)[]> {
  const after = sql`${page.after ?? null}::uuid`;
  const contacts = await readContacts(
    db,
    page.accountId,
    sql`(${after} is null or k.id > ${after})`,
    page.limit,
  );
  const {rows: labels} = await sql<TrashedLabel>`
    select 'label' as kind, l.id, l.delete_time as "deleteTime",
      l.display_name as "displayName",
      (select count(*) from contact_labels cl where cl.label_id = l.id)::int
        as "contactCount"
    from labels l
    join grants g on g.label_id = l.id and g.role = 'owner'
      and g.principal_id = ${page.accountId}
    where ${isRecent('l')} and (${after} is null or l.id > ${after})
    order by l.id limit ${page.limit}`.execute(db);
  const {rows: left} = await sql<LeftLabel>`
    select 'left' as kind, l.id, l.display_name as "displayName",
      d.time as "leaveTime"
    from departures d
    join labels l on l.id = d.label_id and l.delete_time is null
    where d.account_id = ${page.accountId}
      and exists (select from grants g where g.label_id = l.id
        and (g.principal_id = ${page.accountId} or exists (
          select from directory_members m
          where m.group_id = g.principal_id and m.user_id = ${page.accountId})))
      and (${after} is null or l.id > ${after})
    order by l.id limit ${page.limit}`.execute(db);
  return [...contacts, ...labels, ...left]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, page.limit);
}

function isRecent(table: 'k' | 'l') {
  return sql`${sql.ref(`${table}.delete_time`)} >
    (select service_now()) - ${UNDELETE_DAYS_MAX} * interval '1 day'`;
}

async function readContacts(
  db: Db,
  accountId: string,
  condition: ReturnType<typeof sql>,
  limit: number,
): Promise<readonly TrashedContact[]> {
  const {rows} = await sql<{
    readonly id: string;
    readonly deleteTime: Date;
    readonly content: Content;
    readonly reach: readonly {
      readonly labelId: string;
      readonly hidden: readonly SharedField[];
    }[];
  }>`
    select k.id, k.content, r.reach,
      coalesce(k.delete_time, r."offTime") as "deleteTime"
    from contacts k
    cross join lateral (
      select jsonb_agg(jsonb_build_object('labelId', co.label_id,
               'hidden', to_jsonb(co.hidden_fields)) order by co.label_id) as reach,
        max((select max(off.time) from revisions off
          where off.contact_id = k.id and k.delete_time is null
            and co.label_id = any(off.labels_removed))) as "offTime"
      from collaborators co
      where co.account_id = ${accountId} and ${comesBackInto(sql`co.label_id`)}
        and co.role in ('remover', 'manager', 'owner')
    ) r
    where (${isRecent('k')} or (k.delete_time is null and k.trash_label_ids <> '{}'))
      and k.merged_into is null and r.reach is not null and ${condition}
    order by k.id limit ${limit}`.execute(db);
  return rows.map(({id, deleteTime, content, reach}) => ({
    kind: 'contact',
    id,
    deleteTime,
    content: viewContent(content, hiddenByAll(reach.map(each => each.hidden))),
    labelIds: reach.map(each => each.labelId),
  }));
}

/**
 * Takes a contact out of the trash, into those labels it went with in which the
 * account may remove contacts; false: there is none, or it is too late.
 */
export async function undeleteContact(
  tx: Tx,
  {contactId, by}: {readonly contactId: string; readonly by: Actor},
): Promise<boolean> {
  const [contact] = await readContacts(
    tx,
    by.accountId,
    sql`k.id = ${contactId}`,
    1,
  );
  if (contact === undefined) return false;
  await changeContactLabels(tx, {
    contactIds: [contactId],
    add: contact.labelIds,
    remove: [],
    by,
  });
  return true;
}

/**
 * The same for an admin, whatever part in the labels they have: into all of them.
 * Returns whether it stands now, as one does that was not in the trash.
 */
export async function undeleteAsAdmin(
  tx: Tx,
  {contactId, by}: {readonly contactId: string; readonly by: Actor},
): Promise<boolean> {
  const {rows} = await sql<{readonly labelIds: readonly string[] | null}>`
    select case when k.delete_time is not null then array(
      select l.id from labels l
      where l.id = any(k.trash_label_ids) and l.delete_time is null) end as "labelIds"
    from contacts k
    where k.id = ${contactId} and k.merged_into is null`.execute(tx);
  const [contact] = rows;
  if (contact === undefined) return false;
  const {labelIds: add} = contact;
  if (add === null) return true;
  if (add.length === 0) return false;
  const contactIds = [contactId];
  await changeContactLabels(tx, {contactIds, add, remove: [], by});
  return true;
}

/**
 * How an account stands to a contact in the trash, by the labels it went with;
 * undefined: it is not there, or none of them shows it to the account.
 */
export async function readTrashSight(
  db: Db,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<
  | {readonly role: Role; readonly hiddenFields: readonly SharedField[]}
  | undefined
> {
  const rows = await db
    .selectFrom('contacts as k')
    .innerJoin('collaborators as co', join =>
      join.on(sql<SqlBool>`co.label_id = any(k.trash_label_ids)`),
    )
    .select(['co.role', 'co.hidden_fields as hidden'])
    .where('k.id', '=', contactId)
    .where('k.delete_time', 'is not', null)
    .where('co.account_id', '=', accountId)
    .execute();
  const role = highestRole(rows.map(row => row.role));
  return (
    role && {role, hiddenFields: hiddenByAll(rows.map(({hidden}) => hidden))}
  );
}

/** A contact that was merged into another, for who saw it: its history is still theirs to read. */
export async function readMergedContact(
  db: Db,
  key: {readonly contactId: string; readonly accountId: string},
): Promise<VisibleContact | undefined> {
  const sight = await readTrashSight(db, key);
  const row = await db
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', key.contactId)
    .where('merged_into', 'is not', null)
    .executeTakeFirst();
  if (sight === undefined || row === undefined) return undefined;
  return {
    ...sight,
    id: row.id,
    content: viewContent(row.content, sight.hiddenFields),
    labels: [],
    regions: [],
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
