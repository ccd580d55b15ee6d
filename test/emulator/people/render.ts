/** Contacts as Persons: what the mask and the sources ask for, and nothing else. */
import {createHash} from 'node:crypto';
import type {Call} from '../call.ts';
import {invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {etagPrefix, personEtag} from './etags.ts';
import type {EtagPrefix} from './etags.ts';
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
  readonly prefix: EtagPrefix;
  readonly language: Language;
  readonly photoBase: string;
  /** Makes the photo addresses of this answer unlike those of another. */
  readonly photoSalt: string;
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
    photoSalt: world.switches.photoUrlsStable ? '' : `~${world.ids.hex(6)}`,
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

const sourceText = (contact: Contact) =>
  `"source":{"type":"CONTACT","id":"${contact.sourceId}"}`;

function photosText(contact: Contact, view: View): string {
  const metadata = `"metadata":{"primary":true,${sourceText(contact)}}`;
  const url = contact.photo
    ? `${view.photoBase}/contacts/${contact.photo.key}${view.photoSalt}=s100`
    : `${view.photoBase}/${defaultPhotoKey(contact.sourceId)}${view.photoSalt}=s100`;
  return `[{${metadata},"url":${JSON.stringify(url)}${contact.photo ? '' : ',"default":true'}}]`;
}

/** Group ids are ours: hex, or the name of a system group. */
function membershipsText(contact: Contact): string {
  const metadata = `"metadata":{${sourceText(contact)}}`;
  const rows = contact.groups.map(
    id =>
      `{${metadata},"contactGroupMembership":{"contactGroupId":"${id}","contactGroupResourceName":"contactGroups/${id}"}}`,
  );
  return `[${rows.join(',')}]`;
}

function metadataText(contact: Contact, view: View): string {
  const {sourceId, etag, updateTime, previousNames} = contact;
  const previous =
    view.withPreviousNames && previousNames.length > 0
      ? `,"previousResourceNames":${JSON.stringify(previousNames)}`
      : '';
  return `{"sources":[{"type":"CONTACT","id":"${sourceId}","etag":"${etag}","updateTime":"${updateTime}"}]${previous},"objectType":"PERSON"}`;
}

/** The discovery document: each read source type names the sources it returns. */
const showsContact = (view: View) =>
  view.sources.includes('READ_SOURCE_TYPE_CONTACT');

/** A contact of which only other sources are asked for. */
function bareText(contact: Contact, view: View): string {
  const metadata = view.fields.includes('metadata')
    ? ',"metadata":{"sources":[],"objectType":"PERSON"}'
    : '';
  return `{"resourceName":"${contact.resourceName}","etag":"${personEtag(view.prefix, contact.etag)}"${metadata}}`;
}

function fieldText(
  contact: Contact,
  field: string,
  view: View,
): string | undefined {
  if (field === 'metadata') return metadataText(contact, view);
  if (field === 'photos') return photosText(contact, view);
  if (field === 'memberships') {
    return contact.groups.length > 0 ? membershipsText(contact) : undefined;
  }
  return contact.fields.text(field);
}

/** The person of the CONTACT source alone, in English, in the order things are kept in. */
function plainText(contact: Contact, view: View): string {
  let text = `{"resourceName":"${contact.resourceName}","etag":"${personEtag(view.prefix, contact.etag)}"`;
  for (const field of view.fields) {
    const value = fieldText(contact, field, view);
    if (value !== undefined) text += `,"${field}":${value}`;
  }
  return `${text}}`;
}

/** Anything that the plain text does not say: other sources, languages, orders, caps. */
function adorn(person: Draft, merged: Draft | undefined, view: View): Draft {
  for (const field of view.fields) {
    if (field === 'metadata') {
      person['metadata'].sources.push(...(merged?.['metadata']?.sources ?? []));
      continue;
    }
    let items: Item[] = [...(person[field] ?? []), ...(merged?.[field] ?? [])];
    if (items.length === 0) continue;
    if (view.inList && CAPPED.includes(field)) {
      items = items.slice(0, LISTED_ITEMS_MAX);
    }
    if (view.language !== 'en') {
      items = items.map(item => localizeItem(field, item, view.language));
    }
    person[field] = view.shuffle ? view.shuffle(items) : items;
  }
  return person;
}

const CAPPED: readonly string[] = ['emailAddresses', 'phoneNumbers'];

/** Items are longer than this, so that a shorter list needs no cap. */
const CAPPED_TEXT_MIN = LISTED_ITEMS_MAX * 60;

function needsCap(contact: Contact, view: View): boolean {
  return (
    view.inList &&
    CAPPED.some(
      field => (contact.fields.text(field)?.length ?? 0) > CAPPED_TEXT_MIN,
    )
  );
}

/** JSON text of the person as `view` shows it. */
export function renderContactText(contact: Contact, view: View): string {
  const merged = view.merge?.(contact);
  const plain = showsContact(view)
    ? plainText(contact, view)
    : bareText(contact, view);
  const isPlain =
    !merged &&
    !view.shuffle &&
    view.language === 'en' &&
    !needsCap(contact, view);
  return isPlain
    ? plain
    : JSON.stringify(adorn(JSON.parse(plain), merged, view));
}

export function renderContact(contact: Contact, view: View): Draft {
  return JSON.parse(renderContactText(contact, view));
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
    person['photos'] = JSON.parse(
      photosText({...contact, photo: undefined}, view),
    );
  }
  return person;
}
