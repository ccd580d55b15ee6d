import type {Content} from '../core/content.ts';
import {findSureMatch} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {asRead} from '../core/regional-numbers.ts';
import {saysNoMore, uniteContents} from '../core/unite.ts';
import type {Actor} from './contact-history.ts';
import {insertContacts, type NewContact} from './contacts.ts';
import {proposeDuplicates} from './duplicates.ts';
import {lockStanding, mergeContacts} from './merges.ts';
import type {Tx} from './queries.ts';
import {touchContacts} from './reach.ts';
import {findContactsByKey, type VisibleContact} from './visible-contacts.ts';

/** What so many have is a switchboard's: it makes nobody sure. */
export const KEY_CONTACTS_MAX = 1000;

/**
 * Who somebody surely is, of the contacts that an account sees; `content` as the labels
 * read it that they come into.
 */
export async function findSureContact(
  tx: Tx,
  {accountId, content}: {readonly accountId: string; readonly content: Content},
): Promise<VisibleContact | undefined> {
  const near = await findContactsByKey(tx, {
    accountId,
    keys: matchKeys(content),
    limit: KEY_CONTACTS_MAX,
  });
  const match = findSureMatch(content, near.map(asRead));
  return near.find(({id}) => id === match?.id);
}

/**
 * Puts a new contact into a label; or, where it is surely somebody whom the account
 * may merge with it, and what both say fits, makes them one: that one lives on, with the label and with
 * what the new one has beyond; see `mergeContacts`. Who may be the same person is
 * proposed. The labels are locked before; see `lockLabelsOf`. Returns the id of who
 * lives on.
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
): Promise<string> {
  if (sure !== undefined && hasAll(sure, {labelId, content})) return sure.id;
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
    const {kind} = await mergeContacts(tx, {
      id: newId(),
      survivorId: sure.id,
      absorbedIds: [id],
      isGuarded: false,
      by,
      unite: survivor => uniteContents(survivor.content, content),
    });
    if (kind === 'ok') {
      await forgetPassage(tx, id);
      return sure.id;
    }
  }
  await announce(tx, [id], {accountId, newId});
  return id;
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
export function hasAll(
  {labels, content: known}: VisibleContact,
  {labelId, content}: {readonly labelId: string; readonly content: Content},
): boolean {
  return labels.some(({id}) => id === labelId) && saysNoMore(known, content);
}
