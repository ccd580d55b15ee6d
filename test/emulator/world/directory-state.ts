/** The customer: domains, users, groups and who is in them. Keys are ids, addresses are attributes. */
import {createHash} from 'node:crypto';
import type {Ids} from './ids.ts';

export interface User {
  readonly id: string;
  email: string;
  aliases: string[];
  givenName: string;
  familyName: string;
  isAdmin: boolean;
  suspended: boolean;
  archived: boolean;
  deletedAtMs: number | undefined;
  consumer: boolean;
  orgUnitPath: string;
  title: string | undefined;
  department: string | undefined;
  phone: string | undefined;
  inAddressList: boolean;
  createdAtMs: number;
  etag: string;
  region: string;
}

export type MemberType = 'USER' | 'GROUP' | 'CUSTOMER' | 'EXTERNAL';
export type MemberRole = 'OWNER' | 'MANAGER' | 'MEMBER';

export interface Member {
  readonly id: string;
  readonly type: MemberType;
  role: MemberRole;
  /** Only somebody outside keeps an address here; the others' is looked up. */
  readonly email: string | undefined;
  readonly etag: string;
}

export interface DirectoryGroup {
  readonly id: string;
  email: string;
  name: string;
  description: string;
  aliases: string[];
  readonly members: Map<string, Member>;
  etag: string;
}

export interface Domain {
  readonly name: string;
  readonly primary: boolean;
  readonly verified: boolean;
  readonly aliases: readonly string[];
  readonly createdAtMs: number;
}

export const normalAddress = (address: string) => address.trim().toLowerCase();
export const domainOf = (address: string) =>
  normalAddress(address).split('@')[1] ?? '';

export class DirectoryState {
  customerId = 'C01sakura1';
  /** Counts every change of a user, a group or a member. */
  version = 0;
  readonly domains = new Map<string, Domain>();
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, DirectoryGroup>();
  readonly #ids: Ids;
  /** User ids in order of change; a sync token is a position here. */
  readonly #changes: string[] = [];
  #byAddress: Map<string, User> | undefined;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  get primaryDomain(): string {
    for (const domain of this.domains.values()) {
      if (domain.primary) return domain.name;
    }
    return 'example.com';
  }

  /** After every change of a user or group. */
  touch(thing: {etag: string; id: string}) {
    thing.etag = this.newEtag();
    this.version++;
    this.#byAddress = undefined;
    if (this.users.has(thing.id)) this.#changes.push(thing.id);
  }

  get changeCount(): number {
    return this.#changes.length;
  }

  /** Users changed since, each once. */
  changedAfter(position: number): string[] {
    return [...new Set(this.#changes.slice(position))];
  }

  newEtag(): string {
    return `"${this.#ids.token(18)}/${this.#ids.token(12)}"`;
  }

  /** The etag of a list follows from those of its rows. */
  listEtag(rows: readonly {etag: string}[]): string {
    const hash = createHash('sha256').update(this.customerId);
    for (const row of rows) hash.update(row.etag);
    return `"${hash.digest('base64url')}"`;
  }

  newId(): string {
    return this.#ids.accountId();
  }

  newGroupId(): string {
    return `0${this.#ids.token(10).toLowerCase().replace(/[-_]/g, '0')}`;
  }

  /** By id, primary address or alias; never somebody deleted. */
  findUser(key: string): User | undefined {
    const byId = this.users.get(key);
    if (byId) return byId.deletedAtMs === undefined ? byId : undefined;
    return this.#addresses().get(normalAddress(key));
  }

  /** Addresses of everybody not deleted; rebuilt after a change. */
  #addresses(): Map<string, User> {
    if (this.#byAddress) return this.#byAddress;
    const index = new Map<string, User>();
    for (const user of this.users.values()) {
      if (user.deletedAtMs !== undefined) continue;
      for (const address of [user.email, ...user.aliases]) {
        index.set(address, user);
      }
    }
    this.#byAddress = index;
    return index;
  }

  addUser(user: User) {
    this.users.set(user.id, user);
    this.version++;
    this.#changes.push(user.id);
    this.#byAddress = undefined;
  }

  findDeletedUser(key: string): User | undefined {
    const address = normalAddress(key);
    for (const user of this.users.values()) {
      if (user.deletedAtMs === undefined) continue;
      if (user.id === key || user.email === address) return user;
    }
    return undefined;
  }

  addGroup(group: DirectoryGroup) {
    this.groups.set(group.id, group);
    this.version++;
  }

  removeGroup(group: DirectoryGroup) {
    this.groups.delete(group.id);
    this.version++;
    for (const each of this.groups.values()) {
      if (each.members.delete(group.id)) this.touch(each);
    }
  }

  findGroup(key: string): DirectoryGroup | undefined {
    const byId = this.groups.get(key);
    if (byId) return byId;
    const address = normalAddress(key);
    for (const group of this.groups.values()) {
      if (group.email === address || group.aliases.includes(address)) {
        return group;
      }
    }
    return undefined;
  }

  isAddressTaken(address: string): boolean {
    return (
      this.findUser(address) !== undefined ||
      this.findGroup(address) !== undefined
    );
  }

  /** Ids of the groups that `id` is in, through groups too. */
  groupsAround(id: string): Set<string> {
    const found = new Set<string>();
    const queue = [id];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const group of this.groups.values()) {
        if (group.members.has(next) && !found.has(group.id)) {
          found.add(group.id);
          queue.push(group.id);
        }
      }
    }
    return found;
  }

  /** Would `member` in `group` close a circle? */
  closesCycle(group: DirectoryGroup, memberId: string): boolean {
    return group.id === memberId || this.groupsAround(group.id).has(memberId);
  }

  /** Somebody outside keeps one id for each address. */
  externalId(address: string): string {
    for (const group of this.groups.values()) {
      for (const member of group.members.values()) {
        if (member.type === 'EXTERNAL' && member.email === address) {
          return member.id;
        }
      }
    }
    return this.newId();
  }

  memberEmail(member: Member): string | undefined {
    switch (member.type) {
      case 'USER':
        return this.users.get(member.id)?.email;
      case 'GROUP':
        return this.groups.get(member.id)?.email;
      case 'EXTERNAL':
        return member.email;
      case 'CUSTOMER':
        return undefined;
    }
  }
}
