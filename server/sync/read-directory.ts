import {domainToASCII} from 'node:url';
import type {DirectoryMember, DirectoryUser, Outcome} from '../core/google.ts';
import {readGrantedGroups, writeDirectory} from '../store/directory.ts';
import {fenced, type Hold, type SyncDeps, type SyncResult} from './run.ts';

const RETRY_MS = 5_000;

/** Groups nested deeper, or more of them, point at a broken answer. */
const GROUPS_MAX = 10_000;

/**
 * Reads users and the members of granted groups, nested ones followed, and
 * carries what changed. A reading that Google cut short changes nothing.
 */
export async function readDirectory(
  deps: SyncDeps,
  hold: Hold,
): Promise<SyncResult> {
  const users = await deps.directory.listUsers();
  if (users.kind === 'fault') return faulted(deps, users.fault.kind);
  const everybody = users.value.map(user => user.id);
  const groups: {id: string; userIds: readonly string[]}[] = [];
  const memo = new Map<string, readonly DirectoryMember[]>();
  for (const {type, id} of await readGrantedGroups(deps.database.db)) {
    if (type === 'domain') {
      groups.push({id, userIds: usersOfDomain(users.value, id)});
      continue;
    }
    const members = await readMembers(deps, id, everybody, memo);
    if (members.kind === 'fault') {
      // A group that is not there says nothing of who was in it.
      if (members.fault.kind === 'notFound') continue;
      return faulted(deps, members.fault.kind);
    }
    groups.push({id, userIds: members.value});
  }
  await fenced({...hold, deps}, tx =>
    writeDirectory(tx, {users: users.value, groups}),
  );
  return {nextInMs: deps.directoryIntervalMs};
}

/** An alias in a domain makes nobody one of its users. */
function usersOfDomain(
  users: readonly DirectoryUser[],
  domain: string,
): readonly string[] {
  return users
    .filter(
      ({email}) => domainToASCII(email.split('@').at(-1) ?? '') === domain,
    )
    .map(user => user.id);
}

/** Until the Directory answers again, whom labels reach stays as it was. */
function faulted(deps: SyncDeps, fault: string): SyncResult {
  deps.log.warn({fault}, 'directory reading stopped');
  return {retryInMs: RETRY_MS};
}

/** Ids of all users in a group, through nested groups; cycles end where they close. */
async function readMembers(
  deps: SyncDeps,
  groupId: string,
  everybody: readonly string[],
  memo: Map<string, readonly DirectoryMember[]>,
): Promise<Outcome<readonly string[]>> {
  const users = new Set<string>();
  const seen = new Set<string>();
  const open = [groupId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (seen.size > GROUPS_MAX) {
      throw new Error(`group ${groupId} holds more than ${GROUPS_MAX} groups`);
    }
    const members = memo.get(id) ?? (await deps.directory.listMembers(id));
    if ('kind' in members && members.kind === 'fault') return members;
    const list = 'kind' in members ? members.value : members;
    memo.set(id, list);
    for (const member of list) {
      switch (member.kind) {
        case 'user':
          users.add(member.id);
          break;
        case 'group':
          open.push(member.id);
          break;
        case 'everybody':
          everybody.forEach(user => users.add(user));
          break;
        case 'other':
          break;
      }
    }
  }
  return {kind: 'ok', value: [...users]};
}
