import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {
  customFieldKey,
  hasKey,
  renameKey,
  type CustomField,
} from '../core/custom-fields.ts';
import {lockContacts, writeContactActs} from './contact-acts.ts';
import type {Actor} from './contact-history.ts';
import type {Db, Tx} from './queries.ts';

/** A custom field as it is defined. */
export interface CustomFieldRow extends CustomField {
  /** By language. */
  readonly helpTexts: Readonly<Record<string, string>>;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export type CustomFieldDefinition = Pick<
  CustomFieldRow,
  'displayName' | 'type' | 'choices' | 'required' | 'helpTexts'
>;

/** One of a label, or, where that is null, of the workplace. */
export interface CustomFieldId {
  readonly id: string;
  readonly labelId: string | null;
}

function customFields(db: Db) {
  return db
    .selectFrom('custom_fields')
    .select([
      'id',
      'label_id as labelId',
      'display_name as displayName',
      'type',
      'choices',
      'required',
      'help_texts as helpTexts',
      'version',
      'create_time as createTime',
      'update_time as updateTime',
    ]);
}

/** Those of the workplace and of these labels, in the order of their ids. */
export async function listCustomFields(
  db: Db,
  labelIds: readonly string[],
): Promise<readonly CustomFieldRow[]> {
  return customFields(db)
    .where(({or, eb}) =>
      or([
        eb('label_id', 'is', null),
        eb(
          'label_id',
          '=',
          sql<string>`any(${sql.val([...labelIds])}::uuid[])`,
        ),
      ]),
    )
    .orderBy('id')
    .execute();
}

export async function readCustomField(
  db: Db,
  {id, labelId}: CustomFieldId,
): Promise<CustomFieldRow | undefined> {
  return customFields(db)
    .where('id', '=', id)
    .where('label_id', 'is not distinct from', labelId)
    .executeTakeFirst();
}

/** Whoever else defines a field waits: names are told apart over all of them. */
export async function lockCustomFields(tx: Tx): Promise<void> {
  await sql`lock table custom_fields in share row exclusive mode`.execute(tx);
}

/**
 * A field of this name beside which there can be no other: of the same label, or
 * one of the workplace and one of a label, for contacts would have both.
 */
export async function findNamesake(
  db: Db,
  {id, labelId}: CustomFieldId,
  displayName: string,
): Promise<CustomFieldId | undefined> {
  return db
    .selectFrom('custom_fields')
    .select(['id', 'label_id as labelId'])
    .where('name_key', '=', customFieldKey(displayName))
    .where('id', '<>', id)
    .$if(labelId !== null, query =>
      query.where(({or, eb}) =>
        or([eb('label_id', 'is', null), eb('label_id', '=', labelId)]),
      ),
    )
    .orderBy('id')
    .executeTakeFirst();
}

function columnsOf(definition: CustomFieldDefinition) {
  return {
    display_name: definition.displayName,
    name_key: customFieldKey(definition.displayName),
    type: definition.type,
    choices: [...definition.choices],
    required: definition.required,
    help_texts: JSON.stringify(definition.helpTexts),
  };
}

export async function insertCustomField(
  tx: Tx,
  {id, labelId}: CustomFieldId,
  definition: CustomFieldDefinition,
): Promise<void> {
  await tx
    .insertInto('custom_fields')
    .values({id, label_id: labelId, ...columnsOf(definition)})
    .execute();
}

export async function updateCustomField(
  tx: Tx,
  id: string,
  definition: CustomFieldDefinition,
): Promise<void> {
  await tx
    .updateTable('custom_fields')
    .set({
      ...columnsOf(definition),
      version: sql<number>`version + 1`,
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteCustomField(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('custom_fields').where('id', '=', id).execute();
}

/** Ids of the contacts that say something under a field's name, those in the trash left out. */
export async function listUsers(
  db: Db,
  {labelId, displayName}: Pick<CustomFieldRow, 'labelId' | 'displayName'>,
): Promise<readonly string[]> {
  const among =
    labelId === null
      ? sql`true`
      : sql`k.id in (
          select contact_id from contact_labels where label_id = ${labelId})`;
  const {rows} = await sql<{
    readonly id: string;
    readonly userDefined: NonNullable<Content['userDefined']>;
  }>`
    select k.id, k.content->'userDefined' as "userDefined" from contacts k
    where k.delete_time is null and k.content ? 'userDefined' and ${among}
    order by k.id`.execute(db);
  return rows
    .filter(({userDefined}) => hasKey({userDefined}, displayName))
    .map(({id}) => id);
}

/**
 * What contacts say under a field's name they say under another from now on, each
 * by a line of its history. Where another label of a contact has a field of that
 * name, it keeps what it has.
 */
export async function renameValues(
  tx: Tx,
  contactIds: readonly string[],
  {
    field: {id, displayName},
    to,
    by,
    actId,
  }: {
    readonly field: CustomFieldRow;
    readonly to: string;
    readonly by: Actor;
    readonly actId: string;
  },
): Promise<void> {
  await lockContacts(tx, contactIds);
  const {rows} = await sql<{readonly id: string; readonly content: Content}>`
    select k.id, k.content from contacts k
    where k.id = any(${sql.val([...contactIds])}::uuid[]) and k.delete_time is null
      and not exists (
        select from contact_labels cl
        join custom_fields f on f.label_id = cl.label_id
        where cl.contact_id = k.id and f.id <> ${id}
          and f.name_key = ${customFieldKey(displayName)})
    order by k.id`.execute(tx);
  const acts = rows.flatMap(({id: contactId, content: before}) => {
    const after = renameKey(before, displayName, to);
    return after === before
      ? []
      : [{contactId, before, after, add: [], remove: []}];
  });
  await writeContactActs(tx, acts, {kind: 'edit', actId, by});
}
