/** Accounts as a test wants to see them: now, without feed delay, without masks. */
import {renderContact, defaultPhotoKey} from '../people/render.ts';
import type {View} from '../people/render.ts';
import {etagPrefix} from '../people/etags.ts';
import {READ_FIELDS} from '../people/masks.ts';
import type {Draft} from '../types.ts';
import type {Account, Contact} from '../world/account.ts';

const SOURCES = ['READ_SOURCE_TYPE_CONTACT'];

const PLAIN_VIEW: View = {
  fields: READ_FIELDS,
  sources: SOURCES,
  prefix: etagPrefix(READ_FIELDS, SOURCES),
  language: 'en',
  photoBase: 'https://lh3.googleusercontent.com',
  photoSalt: '',
  shuffle: undefined,
  inList: false,
  tombstonesNeedMask: false,
  withPreviousNames: true,
  merge: undefined,
};

export function showContact(account: Account, contact: Contact): Draft {
  return {
    ...renderContact(contact, PLAIN_VIEW),
    labels: contact.groups
      .filter(id => !account.groups.get(id)?.system)
      .map(id => account.groups.get(id)?.name ?? id),
    photoKey: contact.photo?.key ?? defaultPhotoKey(contact.sourceId),
  };
}

export function showAccount(account: Account): Draft {
  return {
    contacts: [...account.contacts.values()].map(contact =>
      showContact(account, contact),
    ),
    groups: [...account.groups.values()]
      .filter(group => !group.system)
      .map(group => ({
        resourceName: `contactGroups/${group.id}`,
        name: group.name,
        etag: group.etag,
        members: [...(account.members.get(group.id) ?? [])],
      })),
    otherContacts: [...account.others.values()].map(contact => ({
      ...showContact(account, contact),
      resourceName: contact.resourceName.replace('people/', 'otherContacts/'),
    })),
    trash: [...account.trash.values()].map(({contact, atMs}) => ({
      ...showContact(account, contact),
      deletedAtMs: atMs,
    })),
    feedPending: account.feed.pendingCount,
  };
}
