/** Reading the arguments of control calls; what is wrong is said in words. */
import type {EmulatorState} from '../state.ts';
import type {Draft} from '../types.ts';
import type {Account, Contact} from '../world/account.ts';
import type {User} from '../world/directory-state.ts';
import {WorldError} from '../world/world-error.ts';

export type Act = (state: EmulatorState, args: Draft) => Draft;

export function stringArg(args: Draft, name: string): string {
  const value: unknown = args[name];
  if (typeof value !== 'string' || value === '') {
    throw new WorldError(`"${name}" must be a string`);
  }
  return value;
}

/** `name` as one string or a list of them. */
export function listArg(args: Draft, name: string): string[] {
  const value: unknown = args[name];
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every(each => typeof each === 'string')) {
    throw new WorldError(`"${name}" must be a string or a list of strings`);
  }
  return list;
}

export function userArg(
  state: EmulatorState,
  args: Draft,
  name = 'user',
): User {
  const key = stringArg(args, name);
  const {directory} = state.world;
  const user = directory.findUser(key) ?? directory.findDeletedUser(key);
  if (!user) throw new WorldError(`no user ${key}`);
  return user;
}

export function accountArg(
  state: EmulatorState,
  args: Draft,
): {user: User; account: Account} {
  const user = userArg(state, args);
  return {user, account: state.world.account(user.id)};
}

export function contactArg(account: Account, name: string): Contact {
  const contact = account.find(name);
  if (!contact) throw new WorldError(`no contact ${name}`);
  return contact;
}

/** A label by resource name, id or display name. */
export function labelArg(account: Account, name: string): string {
  const id = name.replace(/^contactGroups\//, '');
  if (account.groups.has(id)) return id;
  for (const group of account.groups.values()) {
    if (group.name === name) return group.id;
  }
  throw new WorldError(`no label ${name}`);
}
