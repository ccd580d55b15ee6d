import {sql} from 'kysely';
import {sameContent, type Content} from '../core/content.ts';
import type {LostItem} from '../core/merge.ts';
import {diffContent, insertRevisions, type Actor} from './contact-history.ts';
import {indexFound} from './contact-keys.ts';
import {jsonRows, type Tx} from './queries.ts';
import {keepReach, touchContacts} from './reach.ts';
import {writeSortKeys} from './sort-keys.ts';

export interface NewContact {
  readonly id: string;
  readonly content: Content;
  readonly labelIds: readonly string[];
  /** Whose suggestion it was. */
  readonly authorId?: string;
  /** Of that suggestion. */
  readonly actId?: string;
}

/** Creates contacts in one go; their copies become due. */
export async function createContacts(
  tx: Tx,
  contacts: readonly NewContact[],
  by: Actor,
): Promise<void> {
  await insertContacts(tx, contacts, by);
  await touchContacts(
    tx,
    contacts.map(contact => contact.id),
  );
}

/** The same, but that nobody learns of them yet: `touchContacts` is for the caller. */
export async function insertContacts(
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
  await indexFound(tx, contacts, {areNew: true});
  await writeSortKeys(tx, contacts);
  await insertRevisions(
    tx,
    contacts.map(contact => ({
      contactId: contact.id,
      version: 1,
      kind: 'create',
      changes: diffContent({}, contact.content),
      labelsAdded: contact.labelIds,
      ...(contact.authorId !== undefined && {authorId: contact.authorId}),
      ...(contact.actId !== undefined && {actId: contact.actId}),
    })),
    by,
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
  /** Of that suggestion. */
  readonly actId?: string;
  /** From the whole content as it stands, under the row's lock, to the new one. */
  readonly change: (current: Content) => Changed | Promise<Changed>;
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
        ...(edit.actId !== undefined && {actId: edit.actId}),
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
  await indexFound(tx, contacts);
  await writeSortKeys(tx, contacts);
}
