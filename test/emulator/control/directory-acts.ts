/** What an administrator does in the Admin console. */
import type {EmulatorState} from '../state.ts';
import type {Draft} from '../types.ts';
import {normalAddress} from '../world/directory-state.ts';
import type {DirectoryGroup} from '../world/directory-state.ts';
import {addGroup, addMember, addUser} from '../world/seed.ts';
import type {MemberSeed, UserSeed, GroupSeed} from '../world/seed-types.ts';
import {stringArg, userArg} from './args.ts';
import type {Act} from './args.ts';
import {WorldError} from '../world/world-error.ts';

function groupArg(
  state: EmulatorState,
  args: Draft,
  name = 'group',
): DirectoryGroup {
  const key = stringArg(args, name);
  const group = state.world.directory.findGroup(key);
  if (!group) throw new WorldError(`no group ${key}`);
  return group;
}

function freeAddress(state: EmulatorState, address: string): string {
  const normal = normalAddress(address);
  if (state.world.directory.isAddressTaken(normal)) {
    throw new WorldError(`the address ${normal} is taken`);
  }
  return normal;
}

const addUserAct: Act = (state, args) => {
  freeAddress(state, stringArg(args, 'email'));
  const user = addUser(state.world, args as UserSeed, args['region']);
  return {id: user.id, email: user.email};
};

const suspendUser: Act = (state, args) => {
  const user = userArg(state, args);
  user.suspended = args['suspended'] !== false;
  state.world.directory.touch(user);
  return {id: user.id, suspended: user.suspended};
};

const setAdmin: Act = (state, args) => {
  const user = userArg(state, args);
  user.isAdmin = args['isAdmin'] !== false;
  state.world.directory.touch(user);
  return {id: user.id, isAdmin: user.isAdmin};
};

/** Gone from groups too; the contacts stay until the id is undeleted or forgotten. */
const deleteUser: Act = (state, args) => {
  const user = userArg(state, args);
  const {directory} = state.world;
  user.deletedAtMs = state.world.nowMs();
  directory.touch(user);
  for (const group of directory.groups.values()) {
    if (group.members.delete(user.id)) directory.touch(group);
  }
  return {id: user.id};
};

const undeleteUser: Act = (state, args) => {
  const user = userArg(state, args);
  if (user.deletedAtMs === undefined) {
    throw new WorldError(`${user.email} is not deleted`);
  }
  freeAddress(state, user.email);
  user.deletedAtMs = undefined;
  state.world.directory.touch(user);
  return {id: user.id};
};

/** The old address becomes an alias, unless the switch or the call says otherwise. */
const renameUser: Act = (state, args) => {
  const user = userArg(state, args);
  const keepAlias = args['keepAlias'] ?? state.world.switches.renameKeepsAlias;
  if (args['email'] !== undefined) {
    const next = normalAddress(stringArg(args, 'email'));
    if (user.aliases.includes(next)) {
      user.aliases = user.aliases.filter(alias => alias !== next);
    } else {
      freeAddress(state, next);
    }
    if (keepAlias) user.aliases = [...user.aliases, user.email];
    user.email = next;
  }
  user.givenName = args['givenName'] ?? user.givenName;
  user.familyName = args['familyName'] ?? user.familyName;
  state.world.directory.touch(user);
  return {id: user.id, email: user.email, aliases: user.aliases};
};

const addAlias: Act = (state, args) => {
  const user = userArg(state, args);
  const alias = freeAddress(state, stringArg(args, 'alias'));
  user.aliases = [...user.aliases, alias];
  state.world.directory.touch(user);
  return {aliases: user.aliases};
};

const removeAlias: Act = (state, args) => {
  const user = userArg(state, args);
  const alias = normalAddress(stringArg(args, 'alias'));
  user.aliases = user.aliases.filter(each => each !== alias);
  state.world.directory.touch(user);
  return {aliases: user.aliases};
};

/** The address goes to a new person with a new id: identity is never the address. */
const recycleAddress: Act = (state, args) => {
  const address = normalAddress(stringArg(args, 'address'));
  const {directory} = state.world;
  const holder = directory.findUser(address);
  if (holder?.email === address) {
    throw new WorldError(
      `${address} is in use: delete or rename its holder first`,
    );
  }
  if (holder) {
    holder.aliases = holder.aliases.filter(alias => alias !== address);
    directory.touch(holder);
  }
  const user = addUser(state.world, {
    email: address,
    givenName: args['givenName'] ?? 'New',
    familyName: args['familyName'] ?? 'Holder',
  });
  return {id: user.id, email: user.email};
};

const addGroupAct: Act = (state, args) => {
  freeAddress(state, stringArg(args, 'email'));
  const seed = args as GroupSeed;
  const id = addGroup(state.world, seed);
  for (const member of seed.members ?? []) {
    addMember(state.world, seed.email, member);
  }
  return {id, email: normalAddress(seed.email)};
};

const deleteGroup: Act = (state, args) => {
  const group = groupArg(state, args);
  state.world.directory.removeGroup(group);
  return {id: group.id};
};

const renameGroup: Act = (state, args) => {
  const group = groupArg(state, args);
  if (args['email'] !== undefined) {
    const next = freeAddress(state, stringArg(args, 'email'));
    if (args['keepAlias'] !== false) {
      group.aliases = [...group.aliases, group.email];
    }
    group.email = next;
  }
  group.name = args['name'] ?? group.name;
  state.world.directory.touch(group);
  return {id: group.id, email: group.email};
};

/** `member` is an address; without one the whole customer joins. A circle is refused. */
const joinGroup: Act = (state, args) => {
  const group = groupArg(state, args);
  const seed: MemberSeed = {
    ...(args['member'] ? {email: stringArg(args, 'member')} : {}),
    ...(args['role'] ? {role: args['role']} : {}),
    ...(args['type'] ? {type: args['type']} : {}),
  };
  const member = addMember(state.world, group.id, seed);
  return {id: member.id, type: member.type};
};

const leaveGroup: Act = (state, args) => {
  const group = groupArg(state, args);
  const key = stringArg(args, 'member');
  const {directory} = state.world;
  const id =
    directory.findUser(key)?.id ??
    directory.findGroup(key)?.id ??
    [...group.members.values()].find(
      member => member.id === key || member.email === normalAddress(key),
    )?.id;
  if (!id || !group.members.delete(id)) {
    throw new WorldError(`${key} is not in ${group.email}`);
  }
  directory.touch(group);
  return {};
};

export const DIRECTORY_ACTS: Readonly<Record<string, Act>> = {
  addUser: addUserAct,
  suspendUser,
  setAdmin,
  deleteUser,
  undeleteUser,
  renameUser,
  addAlias,
  removeAlias,
  recycleAddress,
  addGroup: addGroupAct,
  deleteGroup,
  renameGroup,
  joinGroup,
  leaveGroup,
};
