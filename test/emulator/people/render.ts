/** Contacts as Persons: what the mask and the sources ask for, and nothing else. */
import {createHash} from 'node:crypto';
import type {Call} from '../call.ts';
import {invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {etagPrefix, personEtag} from './etags.ts';
import {localizeItem} from './fields.ts';
import type {Item} from './fields.ts';
import {profileItems} from './profiles.ts';
import type {Language} from './words.ts';

const DEFAULT_SOURCES = [
  'READ_SOURCE_TYPE_CONTACT',
  'READ_SOURCE_TYPE_PROFILE',
];

/** Lists show at most so many of each; people.get shows all (people-api §1). */
const LISTED_ITEMS_MAX = 100;

/** How persons of one answer are drawn. */
export interface View {
  readonly fields: readonly string[];
  readonly sources: readonly string[];
  readonly prefix: Buffer;
  readonly language: Language;
  readonly photoBase: string;
  readonly shuffle: (<T>(list: readonly T[]) => T[]) | undefined;
  readonly inList: boolean;
  readonly tombstonesNeedMask: boolean;
  /** Former names show only in lists that carry a sync token. */
  readonly withPreviousNames: boolean;
  /** Items that profiles add, when profiles are asked for. */
  readonly merge: ((contact: Contact) => Draft | undefined) | undefined;
}

/** `sources` of the query or body, defaulted. */
export function readSources(
  sources: readonly string[] | undefined,
  fallback: readonly string[] = DEFAULT_SOURCES,
): readonly string[] {
  const asked = (sources ?? []).filter(
    source => source !== 'READ_SOURCE_TYPE_UNSPECIFIED',
  );
  if (asked.length === 0) return fallback;
  for (const source of asked) {
    if (!source.startsWith('READ_SOURCE_TYPE_')) {
      throw invalidArgument(`Invalid source: ${source}.`);
    }
  }
  return asked;
}

export function createView(
  call: Call,
  fields: readonly string[],
  sources: readonly string[],
  options: {inList?: boolean; withPreviousNames?: boolean} = {},
): View {
  const {world} = call;
  return {
    fields,
    sources,
    prefix: etagPrefix(fields, sources),
    language: call.language,
    photoBase: call.photoBase,
    shuffle: world.switches.shuffle
      ? list => shuffled(list, () => world.ids.random())
      : undefined,
    inList: options.inList ?? false,
    tombstonesNeedMask: world.switches.tombstonesNeedMetadataMask,
    withPreviousNames: options.withPreviousNames ?? false,
    merge: sources.includes('READ_SOURCE_TYPE_PROFILE')
      ? contact => profileItems(world, contact, fields)
      : undefined,
  };
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}

/** The generated monogram of a contact without a photo of its own. */
export function defaultPhotoKey(sourceId: string): string {
  const digest = createHash('sha256').update(sourceId).digest('base64url');
  return `cm/AAkddu${digest.slice(0, 43)}`;
}

function photosOf(contact: Contact, view: View): Item[] {
  const {photo, metadata} = contact;
  if (photo) {
    return [
      {
        metadata: metadata.primary,
        url: `${view.photoBase}/contacts/${photo.key}=s100`,
      },
    ];
  }
  return [
    {
      metadata: metadata.primary,
      url: `${view.photoBase}/${defaultPhotoKey(contact.sourceId)}=s100`,
      default: true,
    },
  ];
}

function membershipsOf(contact: Contact): Item[] {
  return contact.groups.map(id => ({
    metadata: contact.metadata.plain,
    contactGroupMembership: {
      contactGroupId: id,
      contactGroupResourceName: `contactGroups/${id}`,
    },
  }));
}

function metadataOf(contact: Contact, view: View): Draft {
  return {
    sources: [
      {
        type: 'CONTACT',
        id: contact.sourceId,
        etag: contact.etag,
        updateTime: contact.updateTime,
      },
    ],
    ...(view.withPreviousNames && contact.previousNames.length > 0
      ? {previousResourceNames: contact.previousNames}
      : {}),
    objectType: 'PERSON',
  };
}

function itemsOf(contact: Contact, field: string, view: View): readonly Item[] {
  if (field === 'photos') return photosOf(contact, view);
  if (field === 'memberships') return membershipsOf(contact);
  const items = contact.fields[field] ?? [];
  return view.language === 'en'
    ? items
    : items.map(item => localizeItem(field, item, view.language));
}

const CAPPED: readonly string[] = ['emailAddresses', 'phoneNumbers'];

export function renderContact(contact: Contact, view: View): Draft {
  const person: Draft = {
    resourceName: contact.resourceName,
    etag: personEtag(view.prefix, contact.etag),
  };
  const merged = view.merge?.(contact);
  for (const field of view.fields) {
    if (field === 'metadata') {
      person['metadata'] = metadataOf(contact, view);
      if (merged?.['metadata']) {
        person['metadata'].sources.push(...merged['metadata'].sources);
      }
      continue;
    }
    let items = itemsOf(contact, field, view);
    if (merged?.[field]) items = [...items, ...merged[field]];
    if (items.length === 0) continue;
    if (view.inList && CAPPED.includes(field)) {
      items = items.slice(0, LISTED_ITEMS_MAX);
    }
    person[field] = view.shuffle ? view.shuffle(items) : items;
  }
  return person;
}

/** A deleted contact as lists with a sync token show it (people-api §3). */
export function renderTombstone(contact: Contact, view: View): Draft {
  const person: Draft = {
    resourceName: contact.resourceName,
    etag: personEtag(view.prefix, contact.etag),
  };
  if (view.fields.includes('metadata') || !view.tombstonesNeedMask) {
    person['metadata'] = {
      sources: [
        {
          type: 'CONTACT',
          id: contact.sourceId,
          etag: contact.etag,
          updateTime: '1970-01-01T00:00:00Z',
        },
      ],
      deleted: true,
      objectType: 'PERSON',
    };
  }
  if (view.fields.includes('photos')) {
    person['photos'] = photosOf({...contact, photo: undefined}, view);
  }
  return person;
}
