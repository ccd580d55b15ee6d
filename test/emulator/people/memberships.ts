/** Which labels a write may give or take (people-api §6). */
import type {Call} from '../call.ts';
import {invalidArgument} from '../errors.ts';
import type {Draft} from '../types.ts';
import {ADDABLE_SYSTEM_GROUPS} from '../world/account.ts';
import type {Account, Contact, Group} from '../world/account.ts';

const PREFIX = 'contactGroups/';

export function groupIdOf(resourceName: string): string {
  return resourceName.startsWith(PREFIX)
    ? resourceName.slice(PREFIX.length)
    : resourceName;
}

/** Group ids of the contact-group memberships sent; domain memberships are read-only. */
function sentGroups(sent: unknown): string[] {
  const ids: string[] = [];
  for (const item of Array.isArray(sent) ? (sent as Draft[]) : []) {
    const name = item['contactGroupMembership']?.contactGroupResourceName;
    if (typeof name !== 'string' || name === '') continue;
    const id = groupIdOf(name);
    if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}

function checkAddable(account: Account, id: string) {
  const group = account.groups.get(id);
  if (!group) {
    throw invalidArgument(`Contact group not found: ${PREFIX}${id}.`);
  }
  if (!canGain(group)) {
    throw invalidArgument(
      `Cannot add members to the system contact group ${PREFIX}${id}.`,
    );
  }
}

export function canGain(group: Group): boolean {
  return !group.system || ADDABLE_SYSTEM_GROUPS.includes(group.id);
}

/** Without memberships a new contact is in myContacts alone. */
export function groupsForCreate(call: Call, sent: unknown): readonly string[] {
  const ids = sentGroups(sent);
  if (ids.length === 0) return ['myContacts'];
  if (call.world.switches.createWithMemberships === 'refused') {
    throw invalidArgument('person.memberships cannot be set on create.');
  }
  for (const id of ids) checkAddable(call.account, id);
  return ids;
}

/**
 * Full replacement: what is not sent is taken off.
 *
 * @throws GoogleError 400 when nothing is left or a group cannot gain members.
 */
export function groupsForUpdate(
  call: Call,
  contact: Contact,
  sent: unknown,
): readonly string[] {
  const ids = sentGroups(sent);
  if (ids.length === 0) {
    throw invalidArgument(
      'person.memberships must contain at least one contact group membership.',
    );
  }
  for (const id of ids) {
    if (!contact.groups.includes(id)) checkAddable(call.account, id);
  }
  const kept = contact.groups.filter(id => ids.includes(id));
  return [...kept, ...ids.filter(id => !contact.groups.includes(id))];
}
