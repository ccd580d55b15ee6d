import type {DirectoryUser, Outcome} from '../core/google.ts';
import {readDirectoryUsers} from '../store/directory.ts';
import type {SyncDeps} from './run.ts';

/** Reads by id in one reading at most; whoever is left over keeps until the next. */
const CHECKS_MAX = 500;

export interface Census {
  /** Everybody the workplace has, suspended ones too. */
  readonly users: readonly DirectoryUser[];
  /** Known users whom a read by id did not find: deleted. */
  readonly goneIds: readonly string[];
}

/**
 * Everybody of the workplace. A list never proves that somebody is gone: whom it
 * misses is read by id. Is one of them there after all, the list was short, and
 * all others that it missed stay as they are known.
 */
export async function readUsers(
  deps: Pick<SyncDeps, 'directory' | 'database' | 'log'>,
): Promise<Outcome<Census>> {
  const listed = await deps.directory.listUsers();
  if (listed.kind === 'fault') return listed;
  const users = new Map(listed.value.map(user => [user.id, user]));
  const known = await readDirectoryUsers(deps.database.db);
  const missed = known.filter(user => !users.has(user.id));
  const goneIds = new Set<string>();
  for (const {id} of missed.slice(0, CHECKS_MAX)) {
    const user = await deps.directory.getUser(id);
    if (user.kind === 'ok') {
      users.set(id, user.value);
      deps.log.warn(
        {listed: listed.value.length, missed: missed.length},
        'the list of users was short',
      );
      break;
    }
    if (user.fault.kind === 'notFound') goneIds.add(id);
    // Refused is not gone: somebody else's workplace may have the user now.
    else if (user.fault.kind !== 'denied') return user;
  }
  for (const user of missed) {
    if (!goneIds.has(user.id) && !users.has(user.id)) users.set(user.id, user);
  }
  return {
    kind: 'ok',
    value: {users: [...users.values()], goneIds: [...goneIds]},
  };
}
