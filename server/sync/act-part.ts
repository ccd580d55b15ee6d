import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import type {Tx} from '../store/queries.ts';
import type {ActResult} from '../store/schema.ts';
import {readVisible, type VisibleContact} from '../store/visible-contacts.ts';

/** As whom, where and from where on an act upon many contacts is carried out. */
export interface ActScope {
  readonly actId: string;
  readonly accountId: string;
  readonly labelId: string;
  /** Null: from the beginning. */
  readonly position: string | null;
  /** How numbers without a country are read in the label. */
  readonly region: string | undefined;
  /** The same of the account itself. */
  readonly writerRegion: string | undefined;
  /** Whether a contact is not more than Google keeps. */
  readonly fits: (content: Content) => boolean;
}

/** What one part of it did. */
export interface ActPart {
  readonly changed: number;
  readonly left: ActResult['left'];
  /** How far it got; undefined: to the end. */
  readonly position: string | undefined;
}

/** Contacts of one transaction. */
export const PART_CONTACTS = 100;

/** Of contacts those that are in the label, as the account sees them, by id. */
export async function readSeen(
  tx: Tx,
  {accountId, labelId}: Pick<ActScope, 'accountId' | 'labelId'>,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, VisibleContact>> {
  const contacts = await readVisible(
    tx,
    accountId,
    sql`k.id = any(${sql.val([...contactIds])}::uuid[]) and exists (
      select from contact_labels x
      where x.contact_id = k.id and x.label_id = ${labelId})`,
  );
  return new Map(contacts.map(contact => [contact.id, contact]));
}

/** What contacts say, hidden or not. */
export async function readWhole(
  tx: Tx,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Content>> {
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'content'])
    .where('id', 'in', [...contactIds, NOBODY])
    .execute();
  return new Map(rows.map(({id, content}) => [id, content]));
}

/** A list in SQL has a value at least. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
