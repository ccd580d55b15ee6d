/** groups.list and groups.get (directory-api §2). */
import {text} from '../call.ts';
import type {Call} from '../call.ts';
import {directoryError} from '../errors.ts';
import type {Draft} from '../types.ts';
import {domainOf} from '../world/directory-state.ts';
import type {DirectoryGroup} from '../world/directory-state.ts';
import {
  checkCustomer,
  invalidInput,
  page,
  requireAdmin,
  unknownKey,
} from './paging.ts';

const SIZES = {fallback: 200, max: 200};

function renderGroup(group: DirectoryGroup): Draft {
  let users = 0;
  for (const member of group.members.values()) {
    if (member.type !== 'GROUP') users++;
  }
  return {
    kind: 'admin#directory#group',
    id: group.id,
    etag: group.etag,
    email: group.email,
    name: group.name,
    directMembersCount: String(users),
    description: group.description,
    adminCreated: true,
    ...(group.aliases.length > 0 ? {aliases: group.aliases} : {}),
  };
}

function memberId(call: Call, key: string): string {
  const {directory} = call.world;
  const found = directory.findUser(key) ?? directory.findGroup(key);
  if (!found) throw unknownKey('userKey');
  return found.id;
}

/** Every given filter must hold; one of customer, domain and userKey must be given. */
function filterOf(call: Call): (group: DirectoryGroup) => boolean {
  const customer = text(call, 'customer');
  const domain = text(call, 'domain');
  const userKey = text(call, 'userKey');
  if (customer === undefined && domain === undefined && userKey === undefined) {
    throw directoryError(400, 'badRequest', 'Bad Request');
  }
  if (customer !== undefined && userKey !== undefined) {
    throw invalidInput('userKey');
  }
  if (customer !== undefined) checkCustomer(call, customer);
  if (domain !== undefined && !call.world.directory.domains.has(domain)) {
    throw directoryError(404, 'notFound', 'Domain not found.');
  }
  const member = userKey === undefined ? undefined : memberId(call, userKey);
  const matches = matcher(call, text(call, 'query'));
  return group =>
    (domain === undefined || domainOf(group.email) === domain) &&
    (member === undefined || group.members.has(member)) &&
    matches(group);
}

function matcher(
  call: Call,
  query: string | undefined,
): (group: DirectoryGroup) => boolean {
  if (query === undefined) return () => true;
  const match = /^(email|name|memberKey)(:|=)'?([^'*]+)'?(\*?)$/.exec(query);
  if (!match) throw invalidInput('query');
  const [, field, , raw, star] = match;
  const wanted = raw!.toLowerCase();
  if (field === 'memberKey') {
    const id = memberId(call, wanted);
    return group => group.members.has(id);
  }
  return group => {
    const value = (field === 'name' ? group.name : group.email).toLowerCase();
    return star ? value.startsWith(wanted) : value === wanted;
  };
}

export function listGroups(call: Call): Draft {
  requireAdmin(call);
  const {directory} = call.world;
  const all = [...directory.groups.values()].filter(filterOf(call));
  all.sort((a, b) => (a.email < b.email ? -1 : 1));
  if (
    text(call, 'orderBy') === 'email' &&
    text(call, 'sortOrder') === 'DESCENDING'
  ) {
    all.reverse();
  }
  const {rows, token} = page(call, all, SIZES);
  return {
    kind: 'admin#directory#groups',
    etag: directory.listEtag(rows),
    ...(rows.length > 0 ? {groups: rows.map(renderGroup)} : {}),
    ...token,
  };
}

export function getGroup(call: Call): Draft {
  requireAdmin(call);
  const group = call.world.directory.findGroup(call.path['groupKey'] ?? '');
  if (!group) throw unknownKey('groupKey');
  return renderGroup(group);
}
