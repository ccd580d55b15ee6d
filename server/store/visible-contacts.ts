import {sql, type RawBuilder, type SqlBool} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import {CHANGING_KINDS} from '../core/history.ts';
import {highestRole, type Role} from '../core/role.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import {plannedOnce, type Db} from './queries.ts';
import {cutByName, seenContacts} from './sort-keys.ts';

export interface VisibleLabel {
  readonly id: string;
  readonly role: Role;
}

/** A contact as one account may see it; a label it may not see is absent. */
export interface VisibleContact {
  readonly id: string;
  readonly content: Content;
  readonly hiddenFields: readonly SharedField[];
  readonly labels: readonly VisibleLabel[];
  /** The highest over the labels it is seen in. */
  readonly role: Role;
  /** Of the labels in which its numbers are seen, the oldest first: how these read them. */
  readonly regions: readonly string[];
  /** Of the last change that the account sees, like the time: none of a hidden field tells of itself. */
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

interface ReachRow {
  readonly labelId: string;
  readonly role: Role;
  readonly hidden: readonly SharedField[];
  readonly region: string | null;
}

interface ContactRow {
  readonly id: string;
  readonly content: Content;
  readonly version: number;
  readonly create_time: Date;
  readonly update_time: Date;
  readonly reach: readonly ReachRow[];
}

export async function readContact(
  db: Db,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<VisibleContact | undefined> {
  const rows = await readVisible(db, accountId, sql`k.id = ${contactId}`, 1);
  return rows[0];
}

/** A page of a label's contacts, those the account may see: by id, or by what they are called. */
export async function listContacts(
  db: Db,
  page: {
    readonly labelId: string;
    readonly accountId: string;
    readonly after?: string | undefined;
    readonly limit: number;
    readonly isByName?: boolean;
  },
): Promise<readonly VisibleContact[]> {
  if (page.isByName) {
    const {accountId, labelId} = page;
    const seen = seenContacts(
      accountId,
      sql`cl.contact_id in (
        select contact_id from contact_labels where label_id = ${labelId})`,
    );
    return readVisibleInOrder(db, accountId, cutByName({...page, seen}));
  }
  return readVisible(
    db,
    page.accountId,
    sql`exists (select from contact_labels x
                where x.contact_id = k.id and x.label_id = ${page.labelId})
        and (${page.after ?? null}::uuid is null or k.id > ${page.after ?? null}::uuid)`,
    page.limit,
  );
}

/**
 * Contacts in which the account sees one of these match keys, by id; of each
 * key at most `limit`, so that a switchboard's leaves room for the others.
 */
export async function findContactsByKey(
  db: Db,
  {
    accountId,
    keys,
    limit,
  }: {
    readonly accountId: string;
    readonly keys: readonly string[];
    readonly limit: number;
  },
): Promise<readonly VisibleContact[]> {
  if (keys.length === 0) return [];
  const labelsShowing = (field: SharedField) => sql`array(
    select label_id from collaborators
    where account_id = ${accountId} and ${field} <> all(hidden_fields))`;
  // The caller's labels are read once. `offset 0` has a contact's own looked up
  // one by one: before tables are analysed PostgreSQL would rather read all.
  return readVisible(
    db,
    accountId,
    sql`${plannedOnce()} k.id in (
      select found.id from unnest(${sql.val([...new Set(keys)])}::text[]) as wanted(key)
      cross join lateral (
        select x.contact_id as id from contact_keys x
        where x.key = wanted.key and exists (
          select from (
            select label_id from contact_labels
            where contact_id = x.contact_id offset 0) cl
          where cl.label_id = any(
            case when wanted.key like 'mail:%' then ${labelsShowing('emailAddresses')}
              else ${labelsShowing('phoneNumbers')} end))
        order by x.contact_id limit ${limit}
      ) as found)`,
  );
}

/** Contacts by id, of those the account may see; `k` in the condition is the contact. */
export async function readVisible(
  db: Db,
  accountId: string,
  condition: RawBuilder<SqlBool>,
  limit?: number,
): Promise<readonly VisibleContact[]> {
  return readRows(
    db,
    accountId,
    sql`k.delete_time is null and r.reach is not null and (${condition})
      order by k.id limit ${limit ?? null}`,
  );
}

/** Contacts in the order of `cut`, a query of ids with their positions. */
export async function readVisibleInOrder(
  db: Db,
  accountId: string,
  cut: RawBuilder<unknown>,
): Promise<readonly VisibleContact[]> {
  return readRows(
    db,
    accountId,
    sql`k.delete_time is null and r.reach is not null order by cut.position`,
    sql`join (${cut}) as cut on cut.id = k.id`,
  );
}

async function readRows(
  db: Db,
  accountId: string,
  condition: RawBuilder<unknown>,
  join: RawBuilder<unknown> = sql``,
): Promise<readonly VisibleContact[]> {
  const {rows} = await sql<ContactRow>`
    select k.id, k.content, k.create_time, r.reach,
      case when r.whole then k.version else coalesce(
        ${lastRevision('version', sql`${isChange()} or v.labels_added <> '{}' or v.labels_removed <> '{}'`)},
        1) end as version,
      case when r.whole then k.update_time else coalesce(
        ${lastRevision('time', isChange())}, k.create_time) end as update_time
    from contacts k ${join}
    cross join lateral (
      select jsonb_agg(jsonb_build_object('labelId', cl.label_id, 'role', co.role,
               'hidden', to_jsonb(co.hidden_fields), 'region', l.region_code) order by cl.label_id) as reach,
        bool_or(co.hidden_fields = '{}') as whole
      from (
        select label_id from contact_labels where contact_id = k.id offset 0) cl
      join collaborators co
        on co.label_id = cl.label_id and co.account_id = ${accountId}
      join labels l on l.id = cl.label_id
    ) r
    where ${condition}`.execute(db);
  return rows.flatMap(row => visibleContact(row));
}

/** SQL: of a contact's, `k`, last revision that meets a condition. */
function lastRevision(
  column: 'version' | 'time',
  condition: RawBuilder<SqlBool>,
) {
  return sql`(
    select ${sql.ref(`v.${column}`)} from revisions v
    where v.contact_id = k.id and (${condition})
    order by v.id desc limit 1)`;
}

/** SQL: whether a revision, `v`, changed a field that some label in `r.reach` shows. */
function isChange(): RawBuilder<SqlBool> {
  return sql`(v.kind = any(${sql.val([...CHANGING_KINDS])}::text[]) and exists (
    select from jsonb_array_elements(v.changes) as c,
      jsonb_array_elements(r.reach) as label
    where not label->'hidden' ? (c->>'field')))`;
}

function visibleContact(row: ContactRow): readonly VisibleContact[] {
  const role = highestRole(row.reach.map(label => label.role));
  if (role === undefined) return [];
  const hiddenFields = hiddenByAll(row.reach.map(label => label.hidden));
  return [
    {
      id: row.id,
      content: viewContent(row.content, hiddenFields),
      hiddenFields,
      labels: row.reach.map(label => ({id: label.labelId, role: label.role})),
      role,
      regions: row.reach.flatMap(({region, hidden}) =>
        region === null || hidden.includes('phoneNumbers') ? [] : [region],
      ),
      version: row.version,
      createTime: row.create_time,
      updateTime: row.update_time,
    },
  ];
}
