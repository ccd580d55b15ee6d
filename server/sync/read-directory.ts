import {domainOf} from '../google/directory-client.ts';
import type {DirectoryUser, GoogleFault} from '../core/google.ts';
import {
  readGrantedGroups,
  writeDirectory,
  type DirectoryReading,
  type DoubtedGroup,
  type GrantedGroup,
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
 * changed. Users that Google did not list to the end change nothing; a group
 * that cannot be read stays as it was, and the rest goes on without it. What
 * users tell, domains too, waits for no group: one that hangs takes a minute.
 *
 * @throws WorkplaceError where the Directory is another workplace's, and what
 * a group's answer broke, once all others are carried.
 */
export async function readDirectory(
  deps: SyncDeps,
  hold: Hold,
): Promise<SyncResult> {
  const bound = await bindWorkplace(deps);
  if (bound.kind === 'fault') return faulted(deps, bound.fault.kind);
  const census = await readUsers(deps);
  if (census.kind === 'fault') return faulted(deps, census.fault.kind);
  const {users} = census.value;
  const granted = await readGrantedGroups(deps.database.db);
  const domains = granted
    .filter(({type}) => type === 'domain')
    .map(({id}) => ({id, userIds: usersOfDomain(users, id)}));
  const write = (reading: DirectoryReading) =>
    writeReading(deps, hold, reading);
  const doubted = await write({...census.value, groups: domains});
  const {groups, isWhole, errors} = await readGroups(deps, granted, users);
  if (groups.length > 0) {
    doubted.push(...(await write({users: [], goneIds: [], groups})));
  }
  if (errors.length > 0) throw errors[0];
  const {directoryIntervalMs} = deps;
  // A doubt first: a try that comes sooner would decide it sooner too.
  if (doubted.length > 0) {
    return {nextInMs: directoryIntervalMs * SECOND_READING_SHARE};
  }
  return {nextInMs: directoryIntervalMs, ...(!isWhole && {isPartial: true})};
}

async function writeReading(
  deps: SyncDeps,
  hold: Hold,
  reading: DirectoryReading,
): Promise<DoubtedGroup[]> {
  const doubted = await fenced({...hold, deps}, tx =>
    writeDirectory(tx, reading),
  );
  for (const group of doubted) {
    deps.log.warn({...group}, 'a reading took much away: the next one decides');
  }
  return [...doubted];
}

/** Until the Directory answers again, whom labels reach stays as it was. */
function faulted(deps: SyncDeps, fault: string): SyncResult {
  deps.log.warn({fault}, 'directory reading stopped');
  return {retryInMs: RETRY_MS};
}

interface GroupsReading {
  readonly groups: DirectoryReading['groups'];
  /** False where a group could not be read that may be readable soon. */
  readonly isWhole: boolean;
  /** Answers that are none Google documents; each cost its own group only. */
  readonly errors: readonly unknown[];
}

async function readGroups(
  deps: SyncDeps,
  granted: readonly GrantedGroup[],
  users: readonly DirectoryUser[],
): Promise<GroupsReading> {
  const groups: DirectoryReading['groups'][number][] = [];
  const readMembers = createMemberReader(
    deps.directory,
    users.map(user => user.id),
  );
  const errors: unknown[] = [];
  let isWhole = true;
  for (const {type, id: groupId} of granted) {
    if (type === 'domain') continue;
    const members = await readMembers(groupId).catch((error: unknown) => {
      errors.push(error);
      return {kind: 'broken'} as const;
    });
    if (members.kind === 'ok') {
      groups.push({id: groupId, userIds: members.value});
      continue;
    }
    if (members.kind === 'denied') {
      deps.log.warn({groupId}, 'group not shown: it stays as it was');
      continue;
    }
    const fault = members.kind === 'fault' ? members.fault.kind : members.kind;
    deps.log.warn({groupId, fault}, 'group not read: it stays as it was');
    isWhole = false;
    if (STOPS[fault]) break;
  }
  return {groups, isWhole, errors};
}

/** Whether what befell one group's list would befall the next one's too. */
const STOPS: Readonly<Record<GoogleFault['kind'] | 'broken', boolean>> = {
  rateLimited: true,
  paced: true,
  exhausted: true,
  revoked: true,
  // A list of more than an hour is a 503 (Admin SDK, "Troubleshoot error codes").
  unreachable: false,
  denied: false,
  notFound: false,
  invalidArgument: false,
  staleEtag: false,
  expiredSyncToken: false,
  alreadyExists: false,
  full: false,
  broken: false,
};

/** An alias in a domain makes nobody one of its users. */
export function usersOfDomain(
  users: readonly DirectoryUser[],
  domain: string,
): readonly string[] {
  return users
    .filter(({email}) => domainOf(email) === domain)
    .map(user => user.id);
}
