import {sql, type RawBuilder, type SqlBool} from 'kysely';
import {
  differingFields,
  itemFingerprint,
  sameContent,
  type Content,
  type Item,
  type SharedField,
} from '../core/content.ts';
import type {FieldChange} from '../core/history.ts';
import type {LostItem} from '../core/merge.ts';
import {matchKeys} from '../core/normalize.ts';
import {highestRole, type Role} from '../core/role.ts';
import {hiddenByAll, viewContent} from '../core/view.ts';
import {noteRemovals} from './notices.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {indexContacts} from './search-index.ts';

/** Who did it and through which door. */
export interface Actor {
  readonly accountId: string;
  readonly via: 'API' | 'GOOGLE';
  /** When it was done, by Google's clock; else it is done now, by the database's. */
  readonly editTimeMs?: number;
}

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
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

interface ReachRow {
  readonly labelId: string;
  readonly role: Role;
  readonly hidden: readonly SharedField[];
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

/** A page of a label's contacts by id, those the account may see. */
export async function listContacts(
  db: Db,
  page: {
    readonly labelId: string;
    readonly accountId: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly VisibleContact[]> {
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
  return readVisible(
    db,
    accountId,
    sql`k.id in (
      select found.id from unnest(${sql.val([...new Set(keys)])}::text[]) as wanted(key)
      cross join lateral (
        select x.contact_id as id from contact_keys x
        where x.key = wanted.key and exists (
          select from contact_labels cl join collaborators co on co.label_id = cl.label_id
          where cl.contact_id = x.contact_id and co.account_id = ${accountId}
            and ${keyField(sql`x.key`)} <> all(co.hidden_fields))
        order by x.contact_id limit ${limit}
      ) as found)`,
  );
}

/** The field whose values have the key: see `matchKeys`. */
function keyField(key: RawBuilder<string>): RawBuilder<SharedField> {
  return sql`case when ${key} like 'mail:%' then 'emailAddresses' else 'phoneNumbers' end`;
}

/** Contacts by id, of those the account may see; `k` in the condition is the contact. */
export async function readVisible(
  db: Db,
  accountId: string,
  condition: RawBuilder<SqlBool>,
  limit?: number,
): Promise<readonly VisibleContact[]> {
  const {rows} = await sql<ContactRow>`
    select k.id, k.content, k.version, k.create_time, k.update_time, r.reach
    from contacts k
    cross join lateral (
      select jsonb_agg(jsonb_build_object('labelId', cl.label_id, 'role', co.role,
               'hidden', to_jsonb(co.hidden_fields)) order by cl.label_id) as reach
      from contact_labels cl
      join collaborators co
        on co.label_id = cl.label_id and co.account_id = ${accountId}
      where cl.contact_id = k.id
    ) r
    where k.delete_time is null and r.reach is not null and (${condition})
    order by k.id limit ${limit ?? null}`.execute(db);
  return rows.flatMap(row => visibleContact(row));
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
      version: row.version,
      createTime: row.create_time,
      updateTime: row.update_time,
    },
  ];
}

export interface NewContact {
  readonly id: string;
  readonly content: Content;
  readonly labelIds: readonly string[];
  /** Whose suggestion it was. */
  readonly authorId?: string;
}

/** Creates contacts in one go; their copies become due. */
export async function createContacts(
  tx: Tx,
  contacts: readonly NewContact[],
  by: Actor,
): Promise<void> {
  if (contacts.length === 0) return;
  await keepReach(tx, [
    ...new Set(contacts.flatMap(contact => contact.labelIds)),
  ]);
  await sql`
    insert into contacts (id, content)
    select r.id, r.content
    from jsonb_to_recordset(${jsonRows(contacts)}) as r(id uuid, content jsonb)`.execute(
    tx,
  );
  const labels = contacts.flatMap(contact =>
    contact.labelIds.map(labelId => ({contactId: contact.id, labelId})),
  );
  await sql`
    insert into contact_labels (contact_id, label_id)
    select r."contactId", r."labelId"
    from jsonb_to_recordset(${jsonRows(labels)}) as r("contactId" uuid, "labelId" uuid)`.execute(
    tx,
  );
  await insertKeys(tx, contacts);
  await indexContacts(tx, contacts);
  await insertRevisions(
    tx,
    contacts.map(contact => ({
      contactId: contact.id,
      version: 1,
      kind: 'create',
      changes: diffContent({}, contact.content),
      labelsAdded: contact.labelIds,
      ...(contact.authorId !== undefined && {authorId: contact.authorId}),
    })),
    by,
  );
  await touchContacts(
    tx,
    contacts.map(contact => contact.id),
  );
}

export async function createContact(
  tx: Tx,
  {by, ...contact}: NewContact & {readonly by: Actor},
): Promise<void> {
  await createContacts(tx, [contact], by);
}

export type EditOutcome =
  | {
      readonly kind: 'ok';
      readonly version: number;
      readonly content: Content;
      /** False: the edit said what the contact said already. */
      readonly changed: boolean;
    }
  | {readonly kind: 'staleEtag'}
  | {readonly kind: 'notFound'};

interface Changed {
  readonly content: Content;
  readonly lost?: readonly LostItem[];
}

export interface ContactEdit {
  readonly contactId: string;
  readonly by: Actor;
  /** Whose suggestion it was. */
  readonly authorId?: string;
  /** From the whole content as it stands, under the row's lock, to the new one. */
  readonly change: (current: Content) => Changed | Promise<Changed>;
  readonly expectedVersion?: number | undefined;
  /** Also where it is in the trash. */
  readonly inTrash?: true;
}

/**
 * Edits a contact under its row's lock: new version, revision, copies due. An
 * edit that changes nothing leaves no trace but what it lost in a conflict.
 */
export async function editContact(
  tx: Tx,
  edit: ContactEdit,
): Promise<EditOutcome> {
  const row = await tx
    .selectFrom('contacts')
    .select(['content', 'version', 'delete_time'])
    .where('id', '=', edit.contactId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const isThere = row?.delete_time === null || edit.inTrash === true;
  if (row === undefined || !isThere) return {kind: 'notFound'};
  if (
    edit.expectedVersion !== undefined &&
    edit.expectedVersion !== row.version
  ) {
    return {kind: 'staleEtag'};
  }
  const {content, lost = []} = await edit.change(row.content);
  const same = sameContent(content, row.content);
  const version = same ? row.version : row.version + 1;
  if (lost.length > 0) {
    const changes = lost.map(({field, item}) => ({field, old: [item]}));
    await insertRevisions(
      tx,
      [{contactId: edit.contactId, version, kind: 'lost', changes}],
      edit.by,
    );
  }
  if (same) return {kind: 'ok', version, content: row.content, changed: false};
  await writeContent(tx, edit.contactId, content, version);
  await insertRevisions(
    tx,
    [
      {
        contactId: edit.contactId,
        version,
        changes: diffContent(row.content, content),
        ...(edit.authorId === undefined
          ? {kind: 'edit'}
          : {kind: 'suggestion', authorId: edit.authorId}),
      },
    ],
    edit.by,
  );
  await touchContacts(tx, [edit.contactId]);
  return {kind: 'ok', version, content, changed: true};
}

export async function writeContent(
  tx: Tx,
  contactId: string,
  content: Content,
  version: number,
): Promise<void> {
  await writeContents(tx, [{id: contactId, content, version}]);
}

/** What contacts say from now on, and what they are found by. */
export async function writeContents(
  tx: Tx,
  contacts: readonly {
    readonly id: string;
    readonly content: Content;
    readonly version: number;
  }[],
): Promise<void> {
  if (contacts.length === 0) return;
  await sql`
    update contacts k
    set content = r.content, version = r.version, update_time = service_now()
    from jsonb_to_recordset(${jsonRows(contacts)})
      as r(id uuid, content jsonb, version bigint)
    where k.id = r.id`.execute(tx);
  const ids = sql.val(contacts.map(({id}) => id));
  await sql`delete from contact_keys where contact_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await insertKeys(tx, contacts);
  await indexContacts(tx, contacts);
}

async function insertKeys(
  tx: Tx,
  contacts: readonly {readonly id: string; readonly content: Content}[],
): Promise<void> {
  const rows = contacts.flatMap(({id, content}) =>
    matchKeys(content).map(key => ({id, key})),
  );
  if (rows.length === 0) return;
  await sql`
    insert into contact_keys (contact_id, key)
    select r.id, r.key from jsonb_to_recordset(${jsonRows(rows)}) as r(id uuid, key text)
    on conflict do nothing`.execute(tx);
}

export interface LabelChange {
  readonly contactIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly by: Actor;
  /** Who let a removal through that was held. */
  readonly decidedBy?: string;
  /** Whose suggestion it was. */
  readonly authorId?: string;
}

/**
 * Puts labels on contacts and takes them off. A contact that no label is left
 * on goes to the trash, which knows what came off last; one that gets a label
 * there comes out. Rows and history stay, copies become due. What is so already
 * is no change.
 */
export async function changeContactLabels(
  tx: Tx,
  {contactIds, add, remove, by, ...others}: LabelChange,
): Promise<void> {
  if (contactIds.length === 0) return;
  const ids = sql.val([...contactIds]);
  if (add.length > 0) await keepReach(tx, add);
  await sql`
    select id from contacts where id = any(${ids}::uuid[])
    order by id for no key update`.execute(tx);
  const added = await putLabels(tx, contactIds, add);
  const removed = await takeLabels(tx, contactIds, remove);
  const changed = new Set([...added.keys(), ...removed.keys()]);
  const changes = [...changed].sort().map(contactId => ({
    contactId,
    labelsAdded: added.get(contactId) ?? [],
    labelsRemoved: removed.get(contactId) ?? [],
  }));
  if (changes.length === 0) return;
  const states = await settleTrash(tx, changes);
  await insertRevisions(
    tx,
    changes.flatMap(change => {
      const state = states.get(change.contactId);
      if (state === undefined) return [];
      const {version, trashed} = state;
      const kind = trashed ? 'trash' : 'labels';
      return [{...others, ...change, version, kind, changes: []}];
    }),
    by,
  );
  await touchContacts(tx, [...changed]);
  await noteRemovals(tx, countByLabel(removed), {
    actorId: by.accountId,
    deciderId: others.decidedBy,
  });
}

function countByLabel(
  labelsByContact: LabelsByContact,
): ReadonlyMap<string, number> {
  const labelIds = [...labelsByContact.values()].flat();
  const groups = Map.groupBy(labelIds, id => id);
  return new Map([...groups].map(([id, each]) => [id, each.length]));
}

interface Labelling {
  readonly contactId: string;
  readonly labelId: string;
}

type LabelsByContact = ReadonlyMap<string, readonly string[]>;

function byContact(rows: readonly Labelling[]): LabelsByContact {
  const groups = Map.groupBy(rows, row => row.contactId);
  return new Map(
    [...groups].map(([id, group]) => [
      id,
      group.map(row => row.labelId).sort(),
    ]),
  );
}

/** The labels that were not there before. */
export async function putLabels(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[],
): Promise<LabelsByContact> {
  const {rows} = await sql<Labelling>`
    insert into contact_labels (contact_id, label_id)
    select c.id, l.id from unnest(${sql.val([...contactIds])}::uuid[]) as c(id)
    cross join unnest(${sql.val([...labelIds])}::uuid[]) as l(id)
    on conflict do nothing
    returning contact_id as "contactId", label_id as "labelId"`.execute(tx);
  return byContact(rows);
}

/** The labels that were there; who waits to remove them has nothing to wait for. */
export async function takeLabels(
  tx: Tx,
  contactIds: readonly string[],
  labelIds: readonly string[],
): Promise<LabelsByContact> {
  const pairs = sql`contact_id = any(${sql.val([...contactIds])}::uuid[])
    and label_id = any(${sql.val([...labelIds])}::uuid[])`;
  await sql`delete from pending_removals where ${pairs}`.execute(tx);
  const {rows} = await sql<Labelling>`
    delete from contact_labels where ${pairs}
    returning contact_id as "contactId", label_id as "labelId"`.execute(tx);
  return byContact(rows);
}

interface TrashState {
  readonly version: number;
  readonly trashed: boolean;
}

/** Into the trash and out of it, by the labels that are left: those of deleted labels count for nothing. */
export async function settleTrash(
  tx: Tx,
  changes: readonly {
    readonly contactId: string;
    readonly labelsRemoved: readonly string[];
  }[],
): Promise<ReadonlyMap<string, TrashState>> {
  const {rows} = await sql<TrashState & {readonly id: string}>`
    with changed as (
      select r."contactId" as id, r."labelsRemoved" as removed,
        exists (select from contact_labels x
                join labels l on l.id = x.label_id and l.delete_time is null
                where x.contact_id = r."contactId") as labelled
      from jsonb_to_recordset(${jsonRows(changes)})
        as r("contactId" uuid, "labelsRemoved" uuid[])
    )
    update contacts k set version = version + 1,
      merged_into = case when not c.labelled then k.merged_into end,
      trash_label_ids = case when c.labelled then '{}'
        when k.delete_time is null then c.removed else k.trash_label_ids end,
      delete_time = case when not c.labelled
        then coalesce(k.delete_time, service_now()) end
    from changed c where k.id = c.id
    returning k.id, k.version, k.delete_time is not null as trashed`.execute(
    tx,
  );
  return new Map(rows.map(({id, ...state}) => [id, state]));
}

/** The contact's version now, under its row's lock; 0: there is none. */
export async function readVersion(tx: Tx, contactId: string): Promise<number> {
  const row = await tx
    .selectFrom('contacts')
    .select('version')
    .where('id', '=', contactId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row?.version ?? 0;
}

interface NewRevision {
  readonly contactId: string;
  readonly version: number;
  readonly kind: string;
  readonly changes: readonly FieldChange[];
  readonly labelsAdded?: readonly string[];
  readonly labelsRemoved?: readonly string[];
  /** Whose suggestion it was. */
  readonly authorId?: string;
  readonly decidedBy?: string;
  /** Revisions of one act share it. */
  readonly actId?: string;
  /** The revision of the same contact that this one takes back. */
  readonly undoes?: number;
}

/** History: who, when, through what, old and new. Nothing here is ever rewritten. */
export async function insertRevisions(
  tx: Tx,
  revisions: readonly NewRevision[],
  by: Actor,
): Promise<void> {
  if (revisions.length === 0) return;
  await sql`
    insert into revisions (contact_id, version, kind, changes, labels_added,
                           labels_removed, account_id, via, edit_time,
                           author_id, decided_by, act_id, undoes)
    select r."contactId", r.version, r.kind, r.changes,
           coalesce(r."labelsAdded", '{}'), coalesce(r."labelsRemoved", '{}'),
           ${by.accountId}, ${by.via},
           to_timestamp(${by.editTimeMs ?? null}::float8 / 1000),
           r."authorId", r."decidedBy", r."actId", r.undoes
    from jsonb_to_recordset(${jsonRows(revisions)})
      as r("contactId" uuid, version bigint, kind text, changes jsonb,
           "labelsAdded" uuid[], "labelsRemoved" uuid[],
           "authorId" text, "decidedBy" text, "actId" uuid, undoes bigint)`.execute(
    tx,
  );
}

/** What an edit did, field by field. */
export function diffContent(
  before: Content,
  after: Content,
): readonly FieldChange[] {
  return differingFields(before, after).map(field => ({
    field,
    ...(before[field] && {old: before[field]}),
    ...(after[field] && {new: after[field]}),
  }));
}

/**
 * Items an account typed into a contact and those merged into it, old ones that
 * were replaced since, those it suggested and those that came too late included.
 */
export async function readTyped(
  db: Db,
  {contactId, accountId}: {contactId: string; accountId: string},
): Promise<Content> {
  const rows = await db
    .selectFrom('revisions')
    .select('changes')
    .where(
      sql<SqlBool>`(contact_id = ${contactId} or contact_id in (
        select absorbed_id from merges
        where survivor_id = ${contactId} and undo_time is null))`,
    )
    .where(is =>
      is.or([
        is('author_id', '=', accountId),
        is('account_id', '=', accountId).and('author_id', 'is', null),
      ]),
    )
    .where('kind', 'in', ['create', 'edit', 'suggestion', 'withdrawn'])
    .orderBy('id')
    .execute();
  const changes = rows.flatMap(row => row.changes);
  const byField = Map.groupBy(changes, change => change.field);
  return Object.fromEntries(
    [...byField].map(([field, list]) => [
      field,
      list.flatMap(change => addedItems(change)),
    ]),
  );
}

function addedItems(change: FieldChange): readonly Item[] {
  const before = new Set((change.old ?? []).map(itemFingerprint));
  return (change.new ?? []).filter(item => !before.has(itemFingerprint(item)));
}
