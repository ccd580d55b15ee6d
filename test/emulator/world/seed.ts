/** Builds a world from its plain description. */
import {completeItems, createItemMetadata} from '../people/fields.ts';
import type {Item} from '../people/fields.ts';
import {WRITE_FIELDS} from '../people/masks.ts';
import type {Account} from './account.ts';
import {normalAddress} from './directory-state.ts';
import type {Member, MemberType, User} from './directory-state.ts';
import type {
  GroupSeed,
  MemberSeed,
  PersonSeed,
  UserSeed,
  WorldSeed,
} from './seed-types.ts';
import {StoredFields} from './stored-fields.ts';
import type {FieldItems} from './stored-fields.ts';
import type {Switches} from './switches.ts';
import {WorldError} from './world-error.ts';
import type {World} from './world.ts';

/** Scopes of the contract, and what issue tests need besides. */
const DEFAULT_DELEGATED_SCOPES: readonly string[] = [
  'contacts',
  'admin.directory.user.readonly',
  'admin.directory.group.readonly',
  'admin.directory.domain.readonly',
  'admin.directory.customer.readonly',
];

export function addUser(world: World, seed: UserSeed, region = 'JP'): User {
  const email = normalAddress(seed.email);
  const {directory} = world;
  if (directory.isAddressTaken(email)) {
    throw new WorldError(`the address ${email} is taken`);
  }
  const user: User = {
    id: seed.id ?? directory.newId(),
    email,
    aliases: (seed.aliases ?? []).map(normalAddress),
    givenName: seed.givenName ?? email.split('@')[0]!,
    familyName: seed.familyName ?? '',
    isAdmin: seed.isAdmin ?? false,
    suspended: seed.suspended ?? false,
    archived: false,
    deletedAtMs: undefined,
    consumer: seed.consumer ?? false,
    orgUnitPath: seed.orgUnitPath ?? '/',
    title: seed.title,
    department: seed.department,
    phone: seed.phone,
    inAddressList: seed.includeInGlobalAddressList ?? true,
    createdAtMs: world.nowMs(),
    etag: directory.newEtag(),
    region,
  };
  directory.addUser(user);
  const account = world.account(user.id);
  for (const label of seed.labels ?? []) labelOf(world, account, label);
  for (const contact of seed.contacts ?? []) {
    addContact(world, account, user, contact);
  }
  for (const person of seed.otherContacts ?? []) {
    addOtherContact(world, account, user, person);
  }
  account.otherFeed.flush();
  account.feed.flush();
  account.groupFeed.flush();
  return user;
}

/** The user label called `name`, made by the person when there is none. */
export function labelOf(world: World, account: Account, name: string): string {
  for (const group of account.groups.values()) {
    if (!group.system && group.name === name) return group.id;
  }
  const group = account.newGroup(name, [], false);
  account.putGroup(group, world.nowMs(), world.switches.feedDelayMs);
  return group.id;
}

/**
 * Completes what a person typed; read-only fields are left out, as the API leaves them out.
 *
 * @throws WorldError for memberships: a person labels, and says so by the label's name.
 */
export function typedFields(
  world: World,
  region: string,
  sourceId: string,
  person: Readonly<Record<string, unknown>>,
): FieldItems {
  if ((person['memberships'] ?? undefined) !== undefined) {
    throw new WorldError('person.memberships: labels are given by name');
  }
  const metadata = createItemMetadata(sourceId);
  const fields: Record<string, readonly Item[]> = {};
  for (const field of WRITE_FIELDS) {
    if (person[field] === undefined) continue;
    const items = completeItems(
      field,
      person[field],
      metadata,
      world.locality(region),
    );
    fields[field] = items;
  }
  return fields;
}

export function addContact(
  world: World,
  account: Account,
  user: User,
  seed: PersonSeed,
) {
  const identity = account.newIdentity();
  const fields = typedFields(
    world,
    user.region,
    identity.sourceId,
    seed.person,
  );
  const groups = [
    ...(seed.labels ?? []).map(name => labelOf(world, account, name)),
    ...(seed.starred ? ['starred'] : []),
  ];
  if ((seed.inMyContacts ?? true) || groups.length === 0) {
    groups.push('myContacts');
  }
  const contact = account.stamp(identity, {
    fields: StoredFields.of(fields),
    groups,
  });
  account.put(contact, world.nowMs(), world.switches.feedDelayMs);
  return contact;
}

export function addOtherContact(
  world: World,
  account: Account,
  user: User,
  person: Readonly<Record<string, unknown>>,
) {
  const identity = account.newIdentity();
  const fields = typedFields(world, user.region, identity.sourceId, person);
  const other = account.stamp(identity, {
    fields: StoredFields.of(fields),
    groups: [],
  });
  account.others.set(other.resourceName, other);
  account.otherFeed.write(
    other.resourceName,
    other,
    undefined,
    world.nowMs() + world.switches.feedDelayMs,
  );
  return other;
}

function memberType(world: World, seed: MemberSeed): MemberType {
  if (seed.type) return seed.type;
  if (seed.email === undefined) return 'CUSTOMER';
  if (world.directory.findUser(seed.email)) return 'USER';
  if (world.directory.findGroup(seed.email)) return 'GROUP';
  return 'EXTERNAL';
}

/** @throws Error when the membership would close a circle. */
export function addMember(world: World, groupKey: string, seed: MemberSeed) {
  const {directory} = world;
  const group = directory.findGroup(groupKey);
  if (!group) throw new WorldError(`no group ${groupKey}`);
  const type = memberType(world, seed);
  const email = normalAddress(seed.email ?? '');
  const user = type === 'USER' ? directory.findUser(email) : undefined;
  const nested = type === 'GROUP' ? directory.findGroup(email) : undefined;
  if ((type === 'USER' && !user) || (type === 'GROUP' && !nested)) {
    throw new WorldError(`no ${type.toLowerCase()} ${email}`);
  }
  const id =
    type === 'CUSTOMER'
      ? directory.customerId
      : (user?.id ?? nested?.id ?? directory.externalId(email));
  if (directory.closesCycle(group, id)) {
    throw new WorldError('Cyclic memberships not allowed');
  }
  const member: Member = {
    id,
    type,
    role: seed.role ?? 'MEMBER',
    email: type === 'EXTERNAL' ? email : undefined,
    etag: directory.newEtag(),
  };
  group.members.set(id, member);
  directory.touch(group);
  return member;
}

export function addGroup(world: World, seed: GroupSeed) {
  const {directory} = world;
  const email = normalAddress(seed.email);
  if (directory.isAddressTaken(email)) {
    throw new WorldError(`the address ${email} is taken`);
  }
  const id = directory.newGroupId();
  directory.addGroup({
    id,
    email,
    name: seed.name ?? email.split('@')[0]!,
    description: seed.description ?? '',
    aliases: (seed.aliases ?? []).map(normalAddress),
    members: new Map(),
    etag: directory.newEtag(),
  });
  return id;
}

/**
 * Changes some switches and leaves the others; quota limits likewise.
 *
 * @throws WorldError for an unknown name or a value of another type.
 */
export function setSwitches(world: World, patch: Partial<Switches>) {
  for (const name of Object.keys(patch)) {
    if (!Object.hasOwn(world.switches, name)) {
      throw new WorldError(`no switch ${name}`);
    }
  }
  for (const [name, value] of Object.entries(patch)) {
    const type = typeof Reflect.get(world.switches, name);
    if (typeof value !== type || value === null || Number.isNaN(value)) {
      throw new WorldError(`switch ${name} must be a ${type}`);
    }
  }
  world.switches = {
    ...world.switches,
    ...structuredClone(patch),
    quotaLimits: {...world.switches.quotaLimits, ...patch.quotaLimits},
  };
}

export function applySeed(world: World, seed: WorldSeed) {
  setSwitches(world, seed.switches ?? {});
  const {directory} = world;
  directory.customerId = seed.customerId ?? `C0${world.ids.hex(7)}`;
  const domains = seed.domains ?? [{name: 'example.com'}];
  domains.forEach((domain, index) => {
    directory.domains.set(domain.name, {
      name: domain.name,
      primary: index === 0,
      verified: domain.verified ?? true,
      aliases: domain.aliases ?? [],
      createdAtMs: world.nowMs(),
    });
  });
  world.delegatedScopes = seed.delegatedScopes ?? DEFAULT_DELEGATED_SCOPES;
  if (seed.oauthClient) {
    world.oauthClient = {
      id: seed.oauthClient.id,
      secret: seed.oauthClient.secret,
      redirectUris: seed.oauthClient.redirectUris,
    };
  }
  for (const user of seed.users ?? []) {
    addUser(world, user, seed.region);
  }
  for (const person of seed.domainContacts ?? []) {
    const id = world.ids.hex(16);
    const fields = typedFields(world, seed.region ?? 'JP', id, person);
    world.domainContacts.push({id, etag: `#${world.ids.etag()}`, fields});
  }
  for (const group of seed.groups ?? []) addGroup(world, group);
  for (const group of seed.groups ?? []) {
    for (const member of group.members ?? []) {
      addMember(world, group.email, member);
    }
  }
}
