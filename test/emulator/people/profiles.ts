/** Profiles of domain users, merged into contacts that carry their address (people-api §3). */
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import type {User} from '../world/directory-state.ts';
import {normalAddress} from '../world/directory-state.ts';
import type {World} from '../world/world.ts';
import {completeName} from './names.ts';

/** Items a profile shows; each says PROFILE as its source. */
export function profilePerson(
  user: User,
  fields: readonly string[],
  type: 'PROFILE' | 'DOMAIN_PROFILE',
): Draft {
  const source = {type, id: user.id};
  const metadata = {source};
  const all: Draft = {
    names: [
      {
        metadata,
        ...completeName({
          givenName: user.givenName,
          ...(user.familyName ? {familyName: user.familyName} : {}),
        }),
      },
    ],
    emailAddresses: [{metadata: {verified: true, source}, value: user.email}],
    ...(user.title || user.department
      ? {
          organizations: [
            {
              metadata,
              ...(user.department ? {department: user.department} : {}),
              ...(user.title ? {title: user.title} : {}),
            },
          ],
        }
      : {}),
    ...(user.phone ? {phoneNumbers: [{metadata, value: user.phone}]} : {}),
  };
  const shown: Draft = {};
  for (const field of fields) {
    if (all[field]) shown[field] = all[field];
  }
  if (fields.includes('metadata')) {
    shown['metadata'] = {
      sources: [
        {
          type,
          id: user.id,
          etag: `#${Buffer.from(user.etag).toString('base64').slice(0, 11)}=`,
          ...(type === 'PROFILE'
            ? {
                profileMetadata: {
                  objectType: 'PERSON',
                  userTypes: ['GOOGLE_USER', 'GOOGLE_APPS_USER'],
                },
              }
            : {}),
        },
      ],
    };
  }
  return shown;
}

/** What profiles add to a contact: an address of a domain user links the two. */
export function profileItems(
  world: World,
  contact: Contact,
  fields: readonly string[],
): Draft | undefined {
  for (const item of contact.fields.items('emailAddresses')) {
    const address = item['value'];
    if (typeof address !== 'string') continue;
    const user = world.directory.findUser(normalAddress(address));
    if (user && !user.consumer) return profilePerson(user, fields, 'PROFILE');
  }
  return undefined;
}
