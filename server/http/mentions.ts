import {WHO_COULD_SHARE} from '../contract/comment.ts';
import {isAtLeast} from '../core/role.ts';
import type {CommentLens, Mention} from '../store/comments.ts';
import type {VisibleContact} from '../store/visible-contacts.ts';
import {findMentionable, listSharers} from '../store/mentions.ts';
import type {Tx} from '../store/queries.ts';
import {invalid} from './status.ts';

/**
 * Ids of the accounts that addresses mention, each once. Somebody who does not
 * see the contact, as far as the caller may know, is refused with who could
 * share it; that a comment mentions them already is no news to its author.
 *
 * @throws INVALID_ARGUMENT by the address's place.
 */
export async function readMentions(
  tx: Tx,
  {
    contact,
    accountId,
    addresses,
    before = [],
  }: {
    /** As the caller sees it. */
    readonly contact: VisibleContact;
    readonly accountId: string;
    readonly addresses: readonly string[];
    /** Of the comment that is changed. */
    readonly before?: readonly Mention[];
  },
): Promise<readonly string[]> {
  const lens = {contactId: contact.id, accountId};
  const wanted = addresses.map(address => address.toLowerCase());
  const known = new Map(
    before.map(mention => [mention.email.toLowerCase(), mention.accountId]),
  );
  const found = await findMentionable(tx, {...lens, addresses: wanted});
  const ids = wanted.map(
    address => found.get(address)?.accountId ?? known.get(address),
  );
  const stranger = ids.indexOf(undefined);
  if (stranger >= 0) {
    throw invalid(
      `mentions[${stranger}]`,
      await describeStranger(tx, lens, contact),
    );
  }
  return [...new Set(ids.flatMap(id => id ?? []))];
}

async function describeStranger(
  tx: Tx,
  lens: CommentLens,
  {role}: VisibleContact,
): Promise<string> {
  const sharers = await listSharers(tx, lens);
  const who = isAtLeast(role, 'manager') ? ['you', ...sharers] : sharers;
  return who.length === 0
    ? 'Nobody who sees the contact with you has this address'
    : `Nobody who sees the contact with you has this address${WHO_COULD_SHARE}${who.join(', ')}`;
}
