/** members.list, members.get, members.hasMember (directory-api §3). */
import {flag, text} from '../call.ts';
import type {Call} from '../call.ts';
import type {Draft} from '../types.ts';
import {domainOf} from '../world/directory-state.ts';
import type {DirectoryGroup, Member} from '../world/directory-state.ts';
import {invalidInput, page, requireAdmin, unknownKey} from './paging.ts';

const SIZES = {fallback: 200, max: 200};

function groupOf(call: Call): DirectoryGroup {
  const group = call.world.directory.findGroup(call.path['groupKey'] ?? '');
  if (!group) throw unknownKey('groupKey');
  return group;
}

function statusOf(call: Call, member: Member): string | undefined {
  if (member.type === 'EXTERNAL') return undefined;
  if (member.type !== 'USER') return 'ACTIVE';
  const user = call.world.directory.users.get(member.id);
  return user?.suspended ? 'SUSPENDED' : 'ACTIVE';
}

function renderMember(call: Call, member: Member): Draft {
  const email = call.world.directory.memberEmail(member);
  const status = statusOf(call, member);
  return {
    kind: 'admin#directory#member',
    etag: member.etag,
    id: member.id,
    ...(email === undefined ? {} : {email}),
    role: member.role,
    type: member.type,
    ...(status === undefined ? {} : {status}),
  };
}

function customerMembers(call: Call): Member[] {
  return [...call.world.directory.users.values()]
    .filter(user => !user.consumer && user.deletedAtMs === undefined)
    .map(user => ({
      id: user.id,
      type: 'USER',
      role: 'MEMBER',
      email: undefined,
      etag: user.etag,
    }));
}

/**
 * Google's own expansion: containers stay in the list, people repeat, and in 2020 rows
 * were missing; the switches say how much of that to show.
 */
function derivedMembers(call: Call, group: DirectoryGroup): Member[] {
  const {directory, switches} = call.world;
  const rows: Member[] = [];
  const visited = new Set([group.id]);
  const queue: DirectoryGroup[] = [group];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const member of next.members.values()) {
      rows.push(member);
      if (member.type === 'CUSTOMER') rows.push(...customerMembers(call));
      const nested = directory.groups.get(member.id);
      if (member.type === 'GROUP' && nested && !visited.has(nested.id)) {
        visited.add(nested.id);
        queue.push(nested);
      }
    }
  }
  const kept = switches.derivedMembersRepeat
    ? rows
    : [...new Map(rows.map(row => [row.id, row])).values()];
  const every = switches.derivedMembersDropEvery;
  return every > 0
    ? kept.filter((_row, index) => (index + 1) % every !== 0)
    : kept;
}

export function listMembers(call: Call): Draft {
  requireAdmin(call);
  const group = groupOf(call);
  const roles = text(call, 'roles')?.toUpperCase().split(',');
  const members = flag(call, 'includeDerivedMembership')
    ? derivedMembers(call, group)
    : [...group.members.values()];
  const all = members.filter(
    member => roles === undefined || roles.includes(member.role),
  );
  const {rows, token} = page(call, all, SIZES);
  return {
    kind: 'admin#directory#members',
    etag: call.world.directory.listEtag(rows),
    ...(rows.length > 0
      ? {members: rows.map(member => renderMember(call, member))}
      : {}),
    ...token,
  };
}

/** Ids by which `key` can be a member here: a user, a group, or somebody outside. */
function memberIdOf(call: Call, group: DirectoryGroup): string {
  const {directory} = call.world;
  const key = call.path['memberKey'] ?? '';
  const known = directory.findUser(key) ?? directory.findGroup(key);
  if (known) return known.id;
  for (const member of group.members.values()) {
    if (member.id === key || member.email === key.toLowerCase()) {
      return member.id;
    }
  }
  throw unknownKey('memberKey');
}

export function getMember(call: Call): Draft {
  requireAdmin(call);
  const group = groupOf(call);
  const member = group.members.get(memberIdOf(call, group));
  if (!member) throw unknownKey('memberKey');
  return renderMember(call, member);
}

/** Nested membership counts only within one domain; across domains it is 400. */
export function hasMember(call: Call): Draft {
  requireAdmin(call);
  const group = groupOf(call);
  const id = memberIdOf(call, group);
  const {directory} = call.world;
  if (group.members.has(id)) return {isMember: true};
  const email =
    directory.users.get(id)?.email ?? directory.groups.get(id)?.email;
  if (email && domainOf(email) !== domainOf(group.email)) {
    throw invalidInput('memberKey');
  }
  const everybody = [...group.members.values()].some(
    member => member.type === 'CUSTOMER',
  );
  return {
    isMember:
      directory.groupsAround(id).has(group.id) ||
      (everybody && directory.users.has(id)),
  };
}
