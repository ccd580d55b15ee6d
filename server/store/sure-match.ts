import {sql} from 'kysely';
import type {Content, SharedField} from '../core/content.ts';
import {findSureMatch} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {asRead, keysToFind, shownKeys} from '../core/regional-numbers.ts';
import {overruledFields, saysNoMore, uniteContents} from '../core/unite.ts';
import type {Actor} from './contact-history.ts';
import {insertContacts, type NewContact} from './contacts.ts';
import {proposeDuplicates} from './duplicates.ts';
import {readParts} from './merged-parts.ts';
import {lockStanding, mergeContacts} from './merges.ts';
import type {Db, Tx} from './queries.ts';
import {touchContacts} from './reach.ts';
import {findContactsByKey, type VisibleContact} from './visible-contacts.ts';

/** What so many have is a switchboard's: it makes nobody sure. */
export const KEY_CONTACTS_MAX = 1000;

/**
 * Who somebody surely is, of the contacts that an account sees, those of the label
 * first; `content` as the label reads it.
 */
export async function findSureContact(
  tx: Tx,
  {accountId, labelId, content}: Arrival,
): Promise<VisibleContact | undefined> {
  const near = await findNear(tx, {accountId, content});
  return pickSure(tx, near, {labelId, content});
}

/** Contacts that an account sees and that have an address or number of a content. */
export function findNear(
  db: Db,
  {accountId, content}: Omit<Arrival, 'labelId'>,
): Promise<readonly VisibleContact[]> {
  return findContactsByKey(db, {
    accountId,
    keys: keysToFind(shownKeys(content)),
    limit: KEY_CONTACTS_MAX,
  });
}

type Near = Pick<
  VisibleContact,
  'id' | 'content' | 'hiddenFields' | 'labels' | 'regions'
>;

/** The same of contacts that were read. */
export async function pickSure<Contact extends Near>(
  db: Db,
  near: readonly Contact[],
  {labelId, content}: Omit<Arrival, 'accountId'>,
): Promise<Contact | undefined> {
  const isInLabel = ({labels}: Near) => labels.some(({id}) => id === labelId);
  const inOrder = [
    ...near.filter(isInLabel),
    ...near.filter(contact => !isInLabel(contact)),
  ];
  const match = findSureMatch(content, inOrder.map(asRead));
  return match !== undefined && (await wasToldApart(db, match.id, content))
    ? undefined
    : near.find(({id}) => id === match?.id);
}

interface Arrival {
  readonly accountId: string;
  readonly labelId: string;
  readonly content: Content;
}

/**
 * Whether somebody said that a contact, or one that lives on in it, is not another
 * one that has an address or number of a content and was deleted since: the content
 * may be that one's. One that an undone import brought was not said to be anybody.
 * Who stands is a candidate like the other, and then nobody is sure.
 */
export async function wasToldApart(
  db: Db,
  contactId: string,
  content: Content,
): Promise<boolean> {
  const keys = sql.val([...matchKeys(content)]);
  const parts = sql.val([...(await readParts(db, [contactId])).keys()]);
  const {rows} = await sql`
    select from contact_keys x join contacts k on k.id = x.contact_id
    where x.key = any(${keys}::text[])
      and k.delete_time is not null and k.merged_into is null
      and not exists (select from revisions v where v.contact_id = k.id
        and v.kind = 'undone' and v.labels_removed <> '{}')
      and (
        exists (select from duplicates d where d.state = 'REJECTED' and (
          (d.contact_id = k.id and d.other_id = any(${parts}::uuid[]))
          or (d.other_id = k.id and d.contact_id = any(${parts}::uuid[]))))
        or exists (select from merges m where m.undo_time is not null and (
          (m.survivor_id = k.id and m.absorbed_id = any(${parts}::uuid[]))
          or (m.absorbed_id = k.id and m.survivor_id = any(${parts}::uuid[])))))
    limit 1`.execute(db);
  return rows.length > 0;
}

/**
 * Puts a new contact into a label; or, where it is surely somebody whom the account
 * may merge with it, and what both say fits, makes them one: that one lives on, with the label and with
 * what the new one has beyond; see `mergeContacts`. Who may be the same person is
 * proposed. The labels are locked before; see `lockLabelsOf`.
 */
export async function addOrJoin(
  tx: Tx,
  {
    id,
    labelId,
    content,
    sure,
    fits,
    by,
    newId,
  }: {
    readonly id: string;
    readonly labelId: string;
    readonly content: Content;
    /** See `findSureContact`. */
    readonly sure: VisibleContact | undefined;
    /** Whether what one contact would say is not more than Google keeps. */
    readonly fits: (content: Content) => boolean;
    readonly by: Actor;
    readonly newId: () => string;
  },
): Promise<Added> {
  if (sure !== undefined && isThere(sure, {labelId, content})) {
    return {contactId: sure.id, overruled: []};
  }
  const {accountId} = by;
  const whole =
    sure && (await lockStanding(tx, [sure.id], accountId)).get(sure.id);
  await insertContacts(tx, [{id, content, labelIds: [labelId]}], by);
  // All of what they say counts: what is hidden from the account would be too much as well.
  if (
    sure !== undefined &&
    whole !== undefined &&
    fits(uniteContents(whole.content, content).content)
  ) {
    let overruled: readonly SharedField[] = [];
    const {kind} = await mergeContacts(tx, {
      id: newId(),
      survivorId: sure.id,
      absorbedIds: [id],
      isGuarded: false,
      by,
      unite: survivor => {
        const united = uniteContents(survivor.content, content);
        overruled = overruledFields(survivor.content, united);
        return united;
      },
    });
    if (kind === 'ok') {
      await forgetPassage(tx, id);
      return {contactId: sure.id, overruled};
    }
  }
  await announce(tx, [id], {accountId, newId});
  return {contactId: id, overruled: []};
}

interface Added {
  /** Who lives on. */
  readonly contactId: string;
  /** Fields of which something is in its history alone, for it says otherwise. */
  readonly overruled: readonly SharedField[];
}

/** Puts new contacts into labels who surely are nobody; see `addOrJoin`. */
export async function addAll(
  tx: Tx,
  {
    contacts,
    by,
    newId,
  }: {
    readonly contacts: readonly NewContact[];
    readonly by: Actor;
    readonly newId: () => string;
  },
): Promise<void> {
  await insertContacts(tx, contacts, by);
  const ids = contacts.map(({id}) => id);
  await announce(tx, ids, {accountId: by.accountId, newId});
}

async function announce(
  tx: Tx,
  contactIds: readonly string[],
  about: {readonly accountId: string; readonly newId: () => string},
): Promise<void> {
  await proposeDuplicates(tx, {contactIds, ...about});
  await touchContacts(tx, contactIds);
}

/** Nobody saw it in its label: that it left is no removal, which the bulk guard would count. */
async function forgetPassage(tx: Tx, contactId: string): Promise<void> {
  await tx
    .updateTable('revisions')
    .set({labels_added: [], labels_removed: []})
    .where('contact_id', '=', contactId)
    .execute();
}

/** Whether whoever joins them in a label changes nothing: they are sent again. */
export function isThere(
  {labels, content: known}: Near,
  {labelId, content}: Omit<Arrival, 'accountId'>,
): boolean {
  return labels.some(({id}) => id === labelId) && saysNoMore(known, content);
}
