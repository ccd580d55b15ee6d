import {isDirectoryAdmin} from '../store/directory.ts';
import type {Deps} from './deps.ts';

/** Whether an account may do what admins may: `WORKSPACE_ADMIN`, and whom the Directory calls one. */
export function isAdmin(
  {db, adminEmail}: Pick<Deps, 'db' | 'adminEmail'>,
  accountId: string,
): Promise<boolean> {
  return isDirectoryAdmin(db, {accountId, adminEmail});
}
