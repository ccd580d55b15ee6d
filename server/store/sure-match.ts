import type {Content} from '../core/content.ts';
import {findSureMatch} from '../core/match.ts';
import {matchKeys} from '../core/normalize.ts';
import {uniteAll} from '../core/unite.ts';
import type {Actor} from './contact-history.ts';
import {mergeContacts} from './merges.ts';
import type {Tx} from './queries.ts';
import {findContactsByKey, type VisibleContact} from './visible-contacts.ts';

/** What so many have is a switchboard's: it makes nobody sure. */
export const KEY_CONTACTS_MAX = 1000;

/** Who somebody surely is, of the contacts that an account sees. */
export async function findSureContact(
  tx: Tx,
  {
    accountId,
    content,
    exceptId,
  }: {
    readonly accountId: string;
    readonly content: Content;
    readonly exceptId?: string;
  },
): Promise<VisibleContact | undefined> {
  const near = await findContactsByKey(tx, {
    accountId,
    keys: matchKeys(content),
    limit: KEY_CONTACTS_MAX,
  });
  const others = near.filter(({id}) => id !== exceptId);
  const match = findSureMatch(content, others);
  return others.find(({id}) => id === match?.id);
}

/**
 * Makes a contact that was just made one with the contact it surely is, where the
 * account may: that one lives on, with the new one's labels and what it has
 * beyond; see `mergeContacts`. Whether it is.
 */
export async function mergeIntoSureContact(
  tx: Tx,
  {
    contactId,
    content,
    by,
    newId,
  }: {
    readonly contactId: string;
    readonly content: Content;
    readonly by: Actor;
    readonly newId: () => string;
  },
): Promise<VisibleContact | undefined> {
  const {accountId} = by;
  const sure = {accountId, content, exceptId: contactId};
  const match = await findSureContact(tx, sure);
  if (match === undefined) return undefined;
  const {kind} = await mergeContacts(tx, {
    id: newId(),
    survivorId: match.id,
    absorbedIds: [contactId],
    by,
    unite: (survivor, absorbed) =>
      uniteAll(
        survivor.content,
        absorbed.map(each => each.content),
      ),
  });
  return kind === 'ok' ? match : undefined;
}
