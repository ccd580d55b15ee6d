/** listDirectoryPeople and searchDirectoryPeople: what users see of each other (directory-api §6). */
import {flag, text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {failedPrecondition, invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {User} from '../world/directory-state.ts';
import {bendList, readPageSize} from './connections.ts';
import {etagPrefix, personEtag} from './etags.ts';
import {requireMask} from './masks.ts';
import {profilePerson} from './profiles.ts';
import {matchesPrefix} from './search-text.ts';
import {bind, checkSyncTokenAge, readToken, writeToken} from './tokens.ts';

const LIST_SIZE_DEFAULT = 100;
const LIST_SIZE_MAX = 1000;
const SEARCH_SIZE_MAX = 500;

/** Someone who stands in the directory, or who stood there. */
interface Row {
  readonly key: string;
  readonly person: Draft;
}

function begin(call: Call) {
  const {user, world} = call;
  if (user.consumer || !world.switches.directorySharing) {
    throw failedPrecondition('Must be a G Suite domain user.');
  }
  const fields = requireMask('readMask', text(call, 'readMask'));
  const sources = texts(call, 'sources').filter(
    source => source !== 'DIRECTORY_SOURCE_TYPE_UNSPECIFIED',
  );
  if (sources.length === 0) {
    throw invalidArgument('Request must set sources.');
  }
  return {fields, sources};
}

const isShown = (user: User) =>
  !user.consumer &&
  user.deletedAtMs === undefined &&
  !user.suspended &&
  user.inAddressList;

/** Items of the caller's own contact with the same address, when asked for. */
function mergeOwn(
  call: Call,
  user: User,
  person: Draft,
  fields: readonly string[],
) {
  if (
    !texts(call, 'mergeSources').includes('DIRECTORY_MERGE_SOURCE_TYPE_CONTACT')
  ) {
    return;
  }
  for (const contact of call.account.contacts.values()) {
    const addresses = contact.fields.items('emailAddresses');
    if (!addresses.some(item => item['value'] === user.email)) continue;
    for (const field of fields) {
      const items = contact.fields.items(field);
      if (items.length > 0)
        person[field] = [...(person[field] ?? []), ...items];
    }
    return;
  }
}

function drawUser(call: Call, user: User, fields: readonly string[]): Row {
  const prefix = etagPrefix(fields, ['READ_SOURCE_TYPE_PROFILE']);
  const person: Draft = {
    resourceName: `people/${user.id}`,
    etag: personEtag(prefix, `#${user.etag.slice(1, 13)}`),
    ...profilePerson(user, fields, 'DOMAIN_PROFILE'),
  };
  mergeOwn(call, user, person, fields);
  return {key: user.id, person};
}

function drawDomainContacts(call: Call, fields: readonly string[]): Row[] {
  const prefix = etagPrefix(fields, ['READ_SOURCE_TYPE_DOMAIN_CONTACT']);
  return call.world.domainContacts.map(contact => {
    const source = {type: 'DOMAIN_CONTACT', id: contact.id};
    const person: Draft = {
      resourceName: `people/d${contact.id}`,
      etag: personEtag(prefix, contact.etag),
    };
    for (const field of fields) {
      const items = contact.fields[field];
      if (items) {
        person[field] = items.map(item => ({...item, metadata: {source}}));
      }
    }
    if (fields.includes('metadata')) {
      person['metadata'] = {sources: [{...source, etag: contact.etag}]};
    }
    return {key: contact.id, person};
  });
}

function everybody(
  call: Call,
  fields: readonly string[],
  sources: readonly string[],
): Row[] {
  const rows: Row[] = [];
  if (sources.includes('DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE')) {
    for (const user of call.world.directory.users.values()) {
      if (isShown(user)) rows.push(drawUser(call, user, fields));
    }
  }
  if (sources.includes('DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT')) {
    rows.push(...drawDomainContacts(call, fields));
  }
  return rows;
}

/** Users touched after `seq`; who is no longer shown comes as a tombstone. */
function changedSince(
  call: Call,
  fields: readonly string[],
  seq: number,
): Row[] {
  const {directory} = call.world;
  return directory.changedAfter(seq).flatMap(id => {
    const user = directory.users.get(id);
    if (!user || user.consumer) return [];
    if (isShown(user)) return [drawUser(call, user, fields)];
    const person = {
      resourceName: `people/${id}`,
      metadata: {deleted: true, objectType: 'PERSON'},
    };
    return [{key: id, person}];
  });
}

export function listDirectoryPeople(call: Call): Draft {
  const {fields, sources} = begin(call);
  const {world, user, method} = call;
  const pageSize = readPageSize(
    call,
    'pageSize',
    LIST_SIZE_DEFAULT,
    LIST_SIZE_MAX,
  );
  const use = {
    user: user.id,
    method: method.id,
    bound: bind({fields, sources, merge: texts(call, 'mergeSources')}),
  };
  const syncToken = text(call, 'syncToken');
  const pageToken = text(call, 'pageToken');
  const since =
    syncToken === undefined
      ? undefined
      : readToken(world, syncToken, {kind: 'sync', ...use});
  if (since) checkSyncTokenAge(world, since);
  const page =
    pageToken === undefined
      ? undefined
      : readToken(world, pageToken, {kind: 'page', ...use});
  const all = since
    ? changedSince(call, fields, since.at)
    : everybody(call, fields, sources);
  const from = page?.at ?? 0;
  const drawn = all.slice(from, from + pageSize);
  const rows = bendList(call, drawn);
  const isCut = call.bend.list === 'short' || call.bend.list === 'empty';
  const next = isCut ? all.length : from + drawn.length;
  const head = page?.head ?? world.directory.changeCount;
  const fullAtMs = page?.fullAtMs ?? since?.fullAtMs ?? world.nowMs();
  const people = rows.map(row => row.person);
  return {
    ...(people.length > 0 ? {people} : {}),
    ...(next < all.length
      ? {
          nextPageToken: writeToken(world, {
            kind: 'page',
            ...use,
            at: next,
            head,
            fullAtMs,
          }),
        }
      : {}),
    ...(next >= all.length && flag(call, 'requestSyncToken')
      ? {
          nextSyncToken: writeToken(world, {
            kind: 'sync',
            ...use,
            at: head,
            fullAtMs,
          }),
        }
      : {}),
  };
}

function textsOf(person: Draft): string[] {
  const parts = ['displayName', 'familyName', 'givenName', 'value', 'title'];
  return Object.values(person)
    .filter(Array.isArray)
    .flat()
    .flatMap((item: Draft) => parts.map(part => item[part]))
    .filter((value): value is string => typeof value === 'string');
}

const SEARCHED = ['emailAddresses', 'names', 'organizations', 'phoneNumbers'];

export function searchDirectoryPeople(call: Call): Draft {
  const {fields, sources} = begin(call);
  const {world, user, method} = call;
  const query = (text(call, 'query') ?? '').trim().toLowerCase();
  if (query === '') throw invalidArgument('Request must set query.');
  const pageSize = readPageSize(
    call,
    'pageSize',
    LIST_SIZE_DEFAULT,
    SEARCH_SIZE_MAX,
  );
  const use = {
    kind: 'page',
    user: user.id,
    method: method.id,
    bound: bind({fields, sources, query}),
  } as const;
  const pageToken = text(call, 'pageToken');
  const page =
    pageToken === undefined ? undefined : readToken(world, pageToken, use);
  // What matches does not depend on what the mask shows.
  const matching = new Set(
    everybody(call, SEARCHED, sources)
      .filter(row =>
        textsOf(row.person).some(value => matchesPrefix(value, query)),
      )
      .map(row => row.key),
  );
  const all = everybody(call, fields, sources).filter(row =>
    matching.has(row.key),
  );
  const from = page?.at ?? 0;
  const rows = all.slice(from, from + pageSize);
  const next = from + rows.length;
  return {
    ...(rows.length > 0 ? {people: rows.map(row => row.person)} : {}),
    ...(next < all.length
      ? {
          nextPageToken: writeToken(world, {
            ...use,
            at: next,
            fullAtMs: world.nowMs(),
          }),
        }
      : {}),
    ...(all.length > 0 ? {totalSize: all.length} : {}),
  };
}
