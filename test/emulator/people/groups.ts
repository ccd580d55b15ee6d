/** contactGroups: list, get, create, update, delete (people-api §8). */
import {count, flag, text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {
  failedPrecondition,
  GoogleError,
  invalidArgument,
  notFound,
} from '../errors.ts';
import type {Draft} from '../types.ts';
import {SYSTEM_GROUPS} from '../world/account.ts';
import type {Group} from '../world/account.ts';
import {checkBatchSize} from './batches.ts';
import {bendList, readPageSize} from './connections.ts';
import {GROUP_FIELDS, parseMask} from './masks.ts';
import {groupIdOf} from './memberships.ts';
import {noteLabelChange} from './ownership.ts';
import {bind, checkSyncTokenAge, readToken, writeToken} from './tokens.ts';
import {SYSTEM_GROUP_NAMES} from './words.ts';
import {discardContact} from './writes.ts';

const LIST_SIZE_DEFAULT = 30;
const LIST_SIZE_MAX = 1000;
const GET_BATCH_MAX = 200;
const DEFAULT_FIELDS = ['groupType', 'memberCount', 'metadata', 'name'];
const ANSWER_FIELDS = ['groupType', 'metadata', 'name'];

function groupMask(
  name: string,
  mask: unknown,
  fallback: readonly string[],
): readonly string[] {
  if (typeof mask !== 'string' || mask.trim() === '') return fallback;
  return parseMask(name, mask, GROUP_FIELDS);
}

function memberCount(call: Call, group: Group): number {
  return group.id === 'all'
    ? call.account.contacts.size
    : (call.account.members.get(group.id)?.size ?? 0);
}

function renderGroup(
  call: Call,
  group: Group,
  fields: readonly string[],
): Draft {
  const members = memberCount(call, group);
  const formatted = group.system
    ? (SYSTEM_GROUP_NAMES[group.id]?.[call.language] ?? group.name)
    : group.name;
  return {
    resourceName: `contactGroups/${group.id}`,
    ...(group.system ? {} : {etag: group.etag}),
    ...(fields.includes('metadata') && !group.system
      ? {metadata: {updateTime: group.updateTime}}
      : {}),
    ...(fields.includes('groupType')
      ? {
          groupType: group.system
            ? 'SYSTEM_CONTACT_GROUP'
            : 'USER_CONTACT_GROUP',
        }
      : {}),
    ...(fields.includes('name') ? {name: group.name} : {}),
    formattedName: formatted,
    ...(fields.includes('memberCount') && members > 0
      ? {memberCount: members}
      : {}),
    ...(fields.includes('clientData') && group.clientData.length > 0
      ? {clientData: group.clientData}
      : {}),
  };
}

function renderDeletedGroup(group: Group): Draft {
  return {
    resourceName: `contactGroups/${group.id}`,
    etag: group.etag,
    metadata: {updateTime: '1970-01-01T00:00:00Z', deleted: true},
  };
}

export function listContactGroups(call: Call): Draft {
  const {world, account, user, method} = call;
  const fields = groupMask(
    'groupFields',
    text(call, 'groupFields'),
    DEFAULT_FIELDS,
  );
  const pageSize = readPageSize(
    call,
    'pageSize',
    LIST_SIZE_DEFAULT,
    LIST_SIZE_MAX,
  );
  account.groupFeed.advance(world.nowMs());
  const use = {
    user: user.id,
    method: method.id,
    bound: bind({fields}),
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
  const drawn: Draft[] = since
    ? account.groupFeed
        .after(since.at, Number.POSITIVE_INFINITY, true)
        .entries.map(entry =>
          entry.state
            ? renderGroup(call, entry.state, fields)
            : renderDeletedGroup(entry.tombstone!),
        )
    : [...account.groups.values()].map(group =>
        renderGroup(call, group, fields),
      );
  const all = bendList(call, drawn);
  const from = page?.at ?? 0;
  const groups = all.slice(from, from + pageSize);
  const head = page?.head ?? account.groupFeed.head;
  const fullAtMs = page?.fullAtMs ?? since?.fullAtMs ?? world.nowMs();
  const more = from + groups.length < all.length;
  return {
    ...(groups.length > 0 ? {contactGroups: groups} : {}),
    ...(more
      ? {
          nextPageToken: writeToken(world, {
            kind: 'page',
            ...use,
            at: from + groups.length,
            head,
            fullAtMs,
          }),
        }
      : {}),
    ...(all.length > 0 ? {totalItems: all.length} : {}),
    ...(more
      ? {}
      : {
          nextSyncToken: writeToken(world, {
            kind: 'sync',
            ...use,
            at: head,
            fullAtMs,
          }),
        }),
  };
}

function withMembers(call: Call, group: Group, drawn: Draft): Draft {
  const max = count(call, 'maxMembers') ?? 0;
  if (max < 0) throw invalidArgument();
  const members = [...(call.account.members.get(group.id) ?? [])].slice(0, max);
  return members.length > 0 ? {...drawn, memberResourceNames: members} : drawn;
}

export function getContactGroup(call: Call): Draft {
  const fields = groupMask(
    'groupFields',
    text(call, 'groupFields'),
    DEFAULT_FIELDS,
  );
  const group = call.account.groups.get(
    groupIdOf(call.path['resourceName'] ?? ''),
  );
  if (!group) throw notFound();
  return withMembers(call, group, renderGroup(call, group, fields));
}

export function batchGetContactGroups(call: Call): Draft {
  const names = texts(call, 'resourceNames');
  checkBatchSize(call, names.length, GET_BATCH_MAX);
  const fields = groupMask(
    'groupFields',
    text(call, 'groupFields'),
    DEFAULT_FIELDS,
  );
  const responses = names.map((name): Draft => {
    const group = call.account.groups.get(groupIdOf(name));
    if (!group) {
      return {requestedResourceName: name, status: notFound().rpcStatus()};
    }
    return {
      requestedResourceName: name,
      status: {},
      contactGroup: withMembers(call, group, renderGroup(call, group, fields)),
    };
  });
  return {responses};
}

/** @throws GoogleError 409 when another label, or a system group, has the name. */
function checkName(call: Call, name: unknown, self?: string): string {
  if (typeof name !== 'string' || name.trim() === '') {
    throw invalidArgument('Contact group name cannot be empty.');
  }
  const {labelNamesFold, systemNamesTaken, labelNameLengthMax} =
    call.world.switches;
  if (labelNameLengthMax > 0 && name.length > labelNameLengthMax) {
    throw invalidArgument('Contact group name is too long.');
  }
  const fold = (text: string) =>
    labelNamesFold ? text.trim().toLowerCase() : text;
  for (const group of call.account.groups.values()) {
    if (group.id === self || (group.system && !systemNamesTaken)) continue;
    const names = group.system
      ? [group.name, SYSTEM_GROUP_NAMES[group.id]?.en ?? group.name]
      : [group.name];
    if (names.some(each => fold(each) === fold(name))) {
      throw new GoogleError({
        status: 'ALREADY_EXISTS',
        message: 'Contact group name already exists.',
      });
    }
  }
  return labelNamesFold ? name.trim() : name;
}

function checkLabelRoom(call: Call) {
  const {labelsMax} = call.world.switches;
  const labels = call.account.groups.size - SYSTEM_GROUPS.length;
  if (labelsMax > 0 && labels >= labelsMax) {
    throw new GoogleError({
      status: 'RESOURCE_EXHAUSTED',
      message: 'Too many contact groups.',
    });
  }
}

function keptClientData(call: Call, sent: Draft): Group['clientData'] {
  return call.world.switches.groupClientDataStored
    ? (sent['clientData'] ?? [])
    : [];
}

export function createContactGroup(call: Call): Draft {
  const sent: Draft | undefined = call.body['contactGroup'];
  if (!sent) throw invalidArgument();
  const fields = groupMask(
    'readGroupFields',
    call.body['readGroupFields'],
    ANSWER_FIELDS,
  );
  const name = checkName(call, sent['name']);
  const {account, world} = call;
  checkLabelRoom(call);
  const group = account.newGroup(name, keptClientData(call, sent), true);
  account.putGroup(group, world.nowMs(), world.switches.feedDelayMs);
  return renderGroup(call, group, fields);
}

export function updateContactGroup(call: Call): Draft {
  const {account, world} = call;
  const sent: Draft | undefined = call.body['contactGroup'];
  if (!sent) throw invalidArgument();
  const fields = groupMask(
    'readGroupFields',
    call.body['readGroupFields'],
    ANSWER_FIELDS,
  );
  const update = groupMask(
    'updateGroupFields',
    call.body['updateGroupFields'],
    ['name'],
  );
  const group = account.groups.get(groupIdOf(call.path['resourceName'] ?? ''));
  if (!group) throw notFound();
  if (group.system) {
    throw invalidArgument('System contact groups cannot be updated.');
  }
  if (
    sent['etag'] &&
    sent['etag'] !== group.etag &&
    world.switches.staleGroupEtag === 'refused'
  ) {
    throw failedPrecondition(
      'Request contactGroup.etag is different than the current contactGroup.etag.',
    );
  }
  const next = account.nextGroup(group, {
    ...(update.includes('name')
      ? {name: checkName(call, sent['name'], group.id)}
      : {}),
    ...(update.includes('clientData')
      ? {clientData: keptClientData(call, sent)}
      : {}),
  });
  noteLabelChange(call, group.id, 'updated');
  if (
    next.name === group.name &&
    JSON.stringify(next.clientData) === JSON.stringify(group.clientData)
  ) {
    call.note('noopWrite', `contactGroups/${group.id}`);
  }
  account.putGroup(next, world.nowMs(), world.switches.feedDelayMs);
  return renderGroup(call, next, fields);
}

export function deleteContactGroup(call: Call): Draft {
  const {account, world} = call;
  const group = account.groups.get(groupIdOf(call.path['resourceName'] ?? ''));
  if (!group) throw notFound();
  if (group.system) {
    throw invalidArgument('System contact groups cannot be deleted.');
  }
  noteLabelChange(call, group.id, 'deleted');
  for (const name of [...account.membersOf(group.id)]) {
    const contact = account.contacts.get(name)!;
    if (flag(call, 'deleteContacts')) {
      discardContact(call, contact);
      continue;
    }
    const left = contact.groups.filter(id => id !== group.id);
    // A contact always keeps a group; the last label gone, it falls back to myContacts.
    const groups = left.length > 0 ? left : ['myContacts'];
    account.put(
      account.next(contact, {groups}),
      world.nowMs(),
      world.switches.feedDelayMs,
    );
  }
  account.removeGroup(group, world.nowMs(), world.switches.feedDelayMs);
  return {};
}
