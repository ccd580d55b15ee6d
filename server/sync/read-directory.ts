import {domainOf} from '../google/directory-client.ts';
import type {DirectoryUser, Outcome} from '../core/google.ts';
import {
  readGrantedGroups,
  writeDirectory,
  type DirectoryReading,
} from '../store/directory.ts';
import {bindWorkplace} from './bind-workplace.ts';
import {createMemberReader} from './read-members.ts';
import {readUsers} from './read-users.ts';
import {fenced, type Hold, type SyncDeps, type SyncResult} from './run.ts';

const RETRY_MS = 5_000;

/** What a reading leaves open is read again after this part of the interval. */
const SECOND_READING_SHARE = 0.2;

/**
 * Reads users and the members of granted groups and domains, and carries what
 * changed. A reading that Google cut short changes nothing.
 *
 * @throws WorkplaceError where the Directory is another workplace's.
 */
export async function readDirectory(
  deps: SyncDeps,
  hold: Hold,
): Promise<SyncResult> {
  const bound = await bindWorkplace(deps);
  if (bound.kind === 'fault') return faulted(deps, bound.fault.kind);
  const census = await readUsers(deps);
  if (census.kind === 'fault') return faulted(deps, census.fault.kind);
  const groups = await readGroups(deps, census.value.users);
  if (groups.kind === 'fault') return faulted(deps, groups.fault.kind);
  const doubted = await fenced({...hold, deps}, tx =>
    writeDirectory(tx, {...census.value, groups: groups.value}),
  );
  for (const group of doubted) {
    deps.log.warn({...group}, 'a reading took much away: the next one decides');
  }
  const soon = doubted.length > 0 ? SECOND_READING_SHARE : 1;
  return {nextInMs: deps.directoryIntervalMs * soon};
}

/** Until the Directory answers again, whom labels reach stays as it was. */
function faulted(deps: SyncDeps, fault: string): SyncResult {
  deps.log.warn({fault}, 'directory reading stopped');
  return {retryInMs: RETRY_MS};
}

async function readGroups(
  deps: SyncDeps,
  users: readonly DirectoryUser[],
): Promise<Outcome<DirectoryReading['groups']>> {
  const readMembers = createMemberReader(
    deps.directory,
    users.map(user => user.id),
  );
  const groups: {id: string; userIds: readonly string[]}[] = [];
  for (const {type, id} of await readGrantedGroups(deps.database.db)) {
    if (type === 'domain') {
      groups.push({id, userIds: usersOfDomain(users, id)});
      continue;
    }
    const members = await readMembers(id);
    switch (members.kind) {
      case 'ok':
        groups.push({id, userIds: members.value});
        break;
      case 'denied':
        deps.log.warn({groupId: id}, 'group not shown: it stays as it was');
        break;
      case 'fault':
        return members;
    }
  }
  return {kind: 'ok', value: groups};
}

/** An alias in a domain makes nobody one of its users. */
export function usersOfDomain(
  users: readonly DirectoryUser[],
  domain: string,
): readonly string[] {
  return users
    .filter(({email}) => domainOf(email) === domain)
    .map(user => user.id);
}
