import type {
  DirectoryClient,
  DirectoryMember,
  GoogleFault,
  Outcome,
} from '../core/google.ts';

/** Groups nested deeper, or more of them, point at a broken answer. */
const GROUPS_MAX = 10_000;

/** A group's users; `denied` where the Directory shows something of it to nobody now. */
export type Members =
  | {readonly kind: 'ok'; readonly value: readonly string[]}
  | {readonly kind: 'denied'}
  | {readonly kind: 'fault'; readonly fault: GoogleFault};

/**
 * Reads the users in a group by their ids, nested groups followed; cycles end
 * where they close, and a group that many hold is asked for once. `everybody`
 * is who is in where the whole customer is.
 */
export function createMemberReader(
  directory: DirectoryClient,
  everybody: readonly string[],
): (groupId: string) => Promise<Members> {
  const known = new Map<string, Outcome<readonly DirectoryMember[]>>();
  const listMembers = async (groupId: string) => {
    const members =
      known.get(groupId) ?? (await directory.listMembers(groupId));
    known.set(groupId, members);
    return members;
  };
  return async groupId => {
    const users = new Set<string>();
    const groups = new Map<string, string | undefined>([[groupId, undefined]]);
    // A map lists what is added on the way as well.
    for (const [id, domain] of groups) {
      if (groups.size > GROUPS_MAX) {
        throw new Error(
          `group ${groupId} holds more than ${GROUPS_MAX} groups`,
        );
      }
      const members = await listMembers(id);
      if (members.kind === 'ok') {
        collect(members.value, {users, groups, everybody});
        continue;
      }
      const verdict = await judgeFault(directory, members.fault, domain);
      if (verdict !== 'nobody') return verdict;
    }
    return {kind: 'ok', value: [...users]};
  };
}

function collect(
  members: readonly DirectoryMember[],
  into: {
    readonly users: Set<string>;
    readonly groups: Map<string, string | undefined>;
    readonly everybody: readonly string[];
  },
): void {
  for (const member of members) {
    switch (member.kind) {
      case 'user':
        into.users.add(member.id);
        break;
      case 'group':
        if (!into.groups.has(member.id)) {
          into.groups.set(member.id, member.domain);
        }
        break;
      case 'everybody':
        into.everybody.forEach(user => into.users.add(user));
        break;
      case 'other':
        break;
    }
  }
}

/**
 * What it means that a group's members are not told. A group that is not there
 * holds nobody, and one of another workplace holds nobody of ours. Any other
 * that is refused was so for a reason that says nothing of who is in it.
 */
async function judgeFault(
  directory: DirectoryClient,
  fault: GoogleFault,
  domain: string | undefined,
): Promise<'nobody' | Members> {
  if (fault.kind === 'notFound') return 'nobody';
  if (fault.kind !== 'denied') return {kind: 'fault', fault};
  if (domain === undefined) return {kind: 'denied'};
  const domains = await directory.listDomains();
  if (domains.kind === 'fault') {
    return domains.fault.kind === 'denied' ? {kind: 'denied'} : domains;
  }
  const isOurs = domains.value.some(
    ({name, aliases}) => name === domain || aliases.includes(domain),
  );
  return isOurs ? {kind: 'denied'} : 'nobody';
}
