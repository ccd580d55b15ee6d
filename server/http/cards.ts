import type {Card} from '../contract/card.ts';
import {contactName, labelName} from '../contract/names.ts';
import {contactRights} from '../core/contact-rights.ts';
import {listNewestComments, type CommentRow} from '../store/comments.ts';
import {readLabelHeads, type LabelHead} from '../store/labels.ts';
import type {Db} from '../store/queries.ts';
import {readLastChanges, type RevisionRow} from '../store/revisions.ts';
import type {VisibleContact} from '../store/visible-contacts.ts';
import type {PhotoAddresses} from './photo-addresses.ts';
import {toComment, toRevision} from './wire.ts';

const COMMENTS_PER_CARD = 3;

/** Cards of contacts as an account sees them: three statements, however many there are. */
export async function readCards(
  db: Db,
  {
    accountId,
    contacts,
    photos,
  }: {
    readonly accountId: string;
    readonly contacts: readonly VisibleContact[];
    readonly photos: Pick<PhotoAddresses, 'of'>;
  },
): Promise<Card[]> {
  const labelIds = [
    ...new Set(contacts.flatMap(({labels}) => labels.map(({id}) => id))),
  ];
  const [heads, changes, comments] = await Promise.all([
    readLabelHeads(db, {accountId, labelIds}),
    readLastChanges(db, {accountId, contacts}),
    listNewestComments(db, {
      accountId,
      contactIds: contacts.map(({id}) => id),
      perContact: COMMENTS_PER_CARD,
    }),
  ]);
  const headOf = new Map(heads.map(head => [head.id, head]));
  const changeOf = new Map(changes.map(each => [each.contactId, each]));
  const commentsOf = Map.groupBy(comments, ({contactId}) => contactId);
  return contacts.map(contact => {
    const change = changeOf.get(contact.id);
    return {
      contact: contactName(contact.id),
      labels: toCardLabels(contact, headOf),
      ...(change && {lastChange: toLastChange(change, photos)}),
      comments: toComments(commentsOf.get(contact.id) ?? [], accountId),
      may: contactRights(contact),
    };
  });
}

function toCardLabels(
  {labels}: VisibleContact,
  headOf: ReadonlyMap<string, LabelHead>,
): Card['labels'] {
  return labels.flatMap(({id, role}) => {
    const head = headOf.get(id);
    // Access may have ended between two statements.
    if (head === undefined) return [];
    const {displayName, sharedBy} = head;
    const name = labelName(id);
    return [{name, displayName, role, ...(sharedBy !== null && {sharedBy})}];
  });
}

function toLastChange(
  revision: RevisionRow,
  photos: Pick<PhotoAddresses, 'of'>,
): NonNullable<Card['lastChange']> {
  const {changes, ...others} = toRevision(revision, photos);
  return {...others, fields: changes.map(({field}) => field)};
}

function toComments(
  comments: readonly CommentRow[],
  accountId: string,
): Card['comments'] {
  return comments.map(comment => toComment(comment, accountId));
}
