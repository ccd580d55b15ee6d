/** Roles by rising power, as contract section 4 spells them on the wire. */
export const ROLES = [
  'viewer',
  'editor',
  'remover',
  'manager',
  'owner',
] as const;

export type Role = (typeof ROLES)[number];

/** What a role means to the planner. Sharing on and renaming are no matter of copies. */
export type Right = 'view' | 'edit' | 'remove';

const RIGHTS: Record<Role, Right> = {
  viewer: 'view',
  editor: 'edit',
  remover: 'remove',
  manager: 'remove',
  owner: 'remove',
};

export function rightOf(role: Role): Right {
  return RIGHTS[role];
}

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** The highest role counts (contract section 4); undefined where there is none. */
export function highestRole(roles: readonly Role[]): Role | undefined {
  return ROLES.findLast(role => roles.includes(role));
}
