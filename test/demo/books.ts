/** What stands in the members' address books, compared without the service's help. */
import type {Book, BookContact} from './calls.ts';

/** A contact that several accounts have, by the name it has in each. */
export interface SharedContact {
  readonly displayName: string;
  /** Where it is edited. */
  readonly editor: BookContact;
  /** Resource names by account. */
  readonly others: ReadonlyMap<string, string>;
}

function displayNameOf(contact: BookContact): string {
  return (
    contact.names?.[0]?.displayName ??
    contact.emailAddresses?.[0]?.value ??
    contact.phoneNumbers?.[0]?.value ??
    'somebody without a name'
  );
}

/**
 * A contact of the label that the editor has and as many others as possible, with a
 * telephone number if there is one; undefined when the editor has none.
 */
export function findSharedContact(
  books: ReadonlyMap<string, Book>,
  {label, editor}: {readonly label: string; readonly editor: string},
): SharedContact | undefined {
  const others = [...books]
    .filter(([email]) => email !== editor)
    .map(([email, book]) => [email, indexOf(book, label)] as const);
  const candidates = labelled(books.get(editor), label).map(contact => ({
    displayName: displayNameOf(contact),
    editor: contact,
    others: new Map(
      others.flatMap(([email, index]) => {
        const found = index.get(keyOf(contact));
        return found === undefined ? [] : [[email, found] as const];
      }),
    ),
  }));
  const rank = ({editor: contact, others: having}: SharedContact) =>
    2 * having.size + (contact.phoneNumbers === undefined ? 0 : 1);
  return candidates.reduce<SharedContact | undefined>(
    (best, next) =>
      best === undefined || rank(next) > rank(best) ? next : best,
    undefined,
  );
}

/**
 * Contacts the account had before and that carry the label now: its own ones became the
 * copies. Those that lost a number or an address by it are not counted.
 */
export function countLinked(before: Book, after: Book, label: string): number {
  const own = new Map(
    before.contacts
      .filter(({labels}) => !labels.includes(label))
      .map(contact => [contact.resourceName, pointsOf(contact)]),
  );
  return labelled(after, label).filter(copy => {
    const points = pointsOf(copy);
    return own.get(copy.resourceName)?.every(point => points.includes(point));
  }).length;
}

function labelled(book: Book | undefined, label: string) {
  return book?.contacts.filter(({labels}) => labels.includes(label)) ?? [];
}

/** Addresses and numbers, as people are told apart by. */
function pointsOf({emailAddresses = [], phoneNumbers = []}: BookContact) {
  return [
    ...emailAddresses.map(({value}) => value.toLowerCase()),
    ...phoneNumbers.map(({value, canonicalForm}) => canonicalForm ?? value),
  ];
}

function keyOf(contact: BookContact): string {
  return JSON.stringify([displayNameOf(contact), ...pointsOf(contact).sort()]);
}

function indexOf(book: Book, label: string): ReadonlyMap<string, string> {
  return new Map(
    labelled(book, label).map(contact => [
      keyOf(contact),
      contact.resourceName,
    ]),
  );
}
