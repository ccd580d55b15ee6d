import type {LabelPreview} from '../contract/preview.ts';
import {SHARED_FIELDS} from '../core/content.ts';
import type {ObservedGroup, PeopleClient} from '../core/google.ts';
import {readByName} from './address-book.ts';
import {refusedByBook} from './google-fault.ts';
import {invalid} from './status.ts';

/** What sharing this contact group would share: who is in it, as Google shows it now. */
export async function previewGroup(
  client: PeopleClient,
  {resourceName, displayName}: ObservedGroup,
): Promise<LabelPreview> {
  const names = await client.listGroupMembers(resourceName);
  const people =
    names.kind === 'ok' ? await readByName(client, names.value) : names;
  if (people.kind === 'fault') {
    throw refusedByBook(
      people.fault,
      invalid('contactGroup', 'You have no such contact group'),
    );
  }
  return {
    displayName,
    contactCount: people.value.length,
    fields: SHARED_FIELDS.filter(field =>
      people.value.some(({content, photo}) =>
        field === 'photos'
          ? photo?.kind === 'own'
          : content[field] !== undefined,
      ),
    ),
  };
}
