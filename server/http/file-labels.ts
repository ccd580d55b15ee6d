/**
 * Labels that a file names. All of it goes into one label, so what else a contact was
 * filed under stays with it as custom fields: who imports another program's address
 * book loses nothing, finds people by it, and can take it away again.
 */
import {customFieldKey} from '../core/custom-fields.ts';
import type {FileContact, FilePerson} from '../formats/file-contact.ts';
import {listLabels} from '../store/labels.ts';
import type {Db} from '../store/queries.ts';

/** Google's groups that everybody has, as its files call them: what they say is not of the contact. */
const SYSTEM_GROUPS: ReadonlySet<string> = new Set([
  'all',
  'blocked',
  'chatbuddies',
  'my contacts',
  'mycontacts',
  'starred',
  'system group: my contacts',
]);

/** Labels of the caller's that are looked at. */
const OWN_LABELS_MAX = 1000;

/** Keys of the names of labels that the caller sees: who exports one has them in the file. */
export async function readOwnLabels(
  db: Db,
  accountId: string,
): Promise<ReadonlySet<string>> {
  const page = {accountId, after: undefined, limit: OWN_LABELS_MAX};
  const labels = await listLabels(db, page);
  return new Set(labels.map(({displayName}) => customFieldKey(displayName)));
}

/** Of a contact's labels those that are neither Google's nor the caller's shared ones. */
export function foreignLabels(
  {labels}: Pick<FileContact, 'labels'>,
  ownLabels: ReadonlySet<string>,
): readonly string[] {
  return labels.filter(name => {
    // As a label is called in an account that has one of that name.
    const key = customFieldKey(name.replace(/ \(shared(?: \d+)?\)$/, ''));
    return !SYSTEM_GROUPS.has(key) && !ownLabels.has(key);
  });
}

/** @param key of the custom fields, in the caller's language */
export function withLabels(
  person: FilePerson,
  labels: readonly string[],
  key: string,
): FilePerson {
  const hasMore = Object.keys(person).length > 0;
  return labels.length === 0 || !hasMore
    ? person
    : {
        ...person,
        userDefined: [
          ...(person.userDefined ?? []),
          ...labels.map(value => ({key, value})),
        ],
      };
}
