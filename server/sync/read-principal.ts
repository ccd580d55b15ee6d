import type {Outcome} from '../core/google.ts';
import {readDirectoryUsers, type GrantedGroup} from '../store/directory.ts';
import {usersOfDomain} from './read-directory.ts';
import {createMemberReader} from './read-members.ts';
import type {SyncDeps} from './run.ts';

/**
 * Ids of the users whom a grant to a group or domain would reach: a domain's as
 * of the last reading, a group's as the Directory shows it now, since no reading
 * knows a group before it has a grant.
 */
export async function readPrincipal(
  {database, directory}: Pick<SyncDeps, 'database' | 'directory'>,
  {type, id}: GrantedGroup,
): Promise<Outcome<readonly string[]>> {
  const users = await readDirectoryUsers(database.db);
  if (type === 'domain') return {kind: 'ok', value: usersOfDomain(users, id)};
  const readMembers = createMemberReader(
    directory,
    users.map(user => user.id),
  );
  const members = await readMembers(id);
  return members.kind === 'denied'
    ? {
        kind: 'fault',
        fault: {kind: 'denied', detail: `the members of group ${id}`},
      }
    : members;
}
