import {sql, type RawBuilder} from 'kysely';
import type {Content} from '../core/content.ts';
import {
  customFieldKey,
  hasKey,
  renameKey,
  type CustomField,
} from '../core/custom-fields.ts';
import {newContent, oldContent, type FieldChange} from '../core/history.ts';
import {lockContacts, writeContactActs} from './contact-acts.ts';
import {diffContent, type Actor} from './contact-history.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import {labelsOf} from './suggestion-reading.ts';

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

/**
 * Whoever else defines a field waits, for names are told apart over all of them, and
 * so does who writes under their names. Before all other locks.
 */
export async function lockCustomFields(tx: Tx): Promise<void> {
  await sql`lock table custom_fields in share row exclusive mode`.execute(tx);
}

/**
 * Fields are called what they are called now until the transaction ends: who renames
 * one waits, and renames what is written here as well. Before all other locks.
 */
export async function holdCustomFields(tx: Tx): Promise<void> {
  await sql`lock table custom_fields in row exclusive mode`.execute(tx);
}

/**
 * A field of this name beside which there can be no other: of the same label, or
 * one of the workplace and one of a label, for contacts would have both. One of a
 * label in the trash is none, for nobody could rename it: where the label comes back,
 * the field that was defined first counts.
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
    .where(({not, exists, selectFrom}) =>
      not(
        exists(
          selectFrom('labels')
            .select('labels.id')
            .whereRef('labels.id', '=', 'custom_fields.label_id')
            .where('delete_time', 'is not', null),
        ),
      ),
    )
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

/**
 * Ids of the contacts that say something under a field's name; those in the trash,
 * which may come back, only where asked for, and none that was merged away.
 */
export async function listUsers(
  db: Db,
  {labelId, displayName}: Pick<CustomFieldRow, 'labelId' | 'displayName'>,
  {withTrash = false} = {},
): Promise<readonly string[]> {
  const among =
    labelId === null
      ? sql`true`
      : sql`k.id in (
          select contact_id from contact_labels where label_id = ${labelId}
          union all
          select id from contacts
          where delete_time is not null and ${labelId} = any(trash_label_ids))`;
  const {rows} = await sql<{
    readonly id: string;
    readonly userDefined: NonNullable<Content['userDefined']>;
  }>`
    select k.id, k.content->'userDefined' as "userDefined" from contacts k
    where (k.delete_time is null or (${withTrash} and k.merged_into is null))
      and k.content ? 'userDefined' and ${among}
    order by k.id`.execute(db);
  return rows
    .filter(({userDefined}) => hasKey({userDefined}, displayName))
    .map(({id}) => id);
}

/** SQL: whether another field of that name is the workplace's or of one of some labels. */
function hasNamesake(
  {id, displayName}: CustomFieldRow,
  labelIds: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`exists (
    select from custom_fields f
    where (f.label_id is null or f.label_id = any(${labelIds}))
      and f.id <> ${id} and f.name_key = ${customFieldKey(displayName)})`;
}

/**
 * What was suggested under a field's name is suggested under another from now on;
 * what a contact keeps under it, its suggestions keep as well. Before the locks of
 * contacts: who decides locks the suggestion first.
 */
export async function renameSuggested(
  tx: Tx,
  field: CustomFieldRow,
  to: string,
): Promise<void> {
  const labels = sql`(case when k.id is null then array[s.label_id] else ${labelsOf()} end)`;
  const {rows} = await sql<{
    readonly id: string;
    readonly changes: readonly FieldChange[];
  }>`
    select s.id, s.changes from suggestions s
    left join contacts k on k.id = s.contact_id
    where s.state = 'OPEN' and s.changes @> '[{"field": "userDefined"}]'
      and (${field.labelId}::uuid is null or ${field.labelId}::uuid = any(${labels}))
      and not ${hasNamesake(field, labels)}
    order by s.id for update of s`.execute(tx);
  const renamed = rows.flatMap(({id, changes}) => {
    const [old, proposed] = [oldContent(changes), newContent(changes)];
    const [before, after] = [old, proposed].map(content =>
      renameKey(content, field.displayName, to),
    );
    if (before === old && after === proposed) return [];
    return [{id, changes: diffContent(before ?? {}, after ?? {})}];
  });
  if (renamed.length === 0) return;
  await sql`
    update suggestions s set changes = r.changes, version = s.version + 1,
      update_time = service_now()
    from jsonb_to_recordset(${jsonRows(renamed)}) as r(id uuid, changes jsonb)
    where s.id = r.id`.execute(tx);
}

/**
 * What contacts say under a field's name they say under another from now on, each
 * by a line of its history, those in the trash as well. Where another label of a
 * contact, or the workplace, has a field of that name, it keeps what it has.
 */
export async function renameValues(
  tx: Tx,
  contactIds: readonly string[],
  {
    field,
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
    where k.id = any(${sql.val([...contactIds])}::uuid[])
      and k.merged_into is null and not ${hasNamesake(field, labelsOf())}
    order by k.id`.execute(tx);
  const acts = rows.flatMap(({id: contactId, content: before}) => {
    const after = renameKey(before, field.displayName, to);
    return after === before
      ? []
      : [{contactId, before, after, add: [], remove: []}];
  });
  await writeContactActs(tx, acts, {kind: 'edit', actId, by});
}
