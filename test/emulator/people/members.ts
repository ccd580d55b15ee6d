/** contactGroups.members.modify (people-api §6): 200 with what could not be done. */
import type {Call} from '../call.ts';
import {invalidArgument, notFound} from '../errors.ts';
import type {Draft} from '../types.ts';
import {checkBatchSize} from './batches.ts';
import {canGain, groupIdOf} from './memberships.ts';
import {storeContact} from './writes.ts';

const MEMBERS_BATCH_MAX = 1000;

export function modifyMembers(call: Call): Draft {
  const {account} = call;
  const group = account.groups.get(groupIdOf(call.path['resourceName'] ?? ''));
  if (!group) throw notFound();
  const add: string[] = call.body['resourceNamesToAdd'] ?? [];
  const remove: string[] = call.body['resourceNamesToRemove'] ?? [];
  checkBatchSize(call, add.length + remove.length, MEMBERS_BATCH_MAX);
  if (add.length > 0 && !canGain(group)) {
    throw invalidArgument(
      `Cannot add members to the system contact group contactGroups/${group.id}.`,
    );
  }
  const missing: string[] = [];
  const lastGroup: string[] = [];
  let changed = false;
  for (const name of add) {
    const contact = account.find(name);
    if (!contact) missing.push(name);
    else if (!contact.groups.includes(group.id)) {
      changed = true;
      storeContact(
        call,
        account.next(contact, {groups: [...contact.groups, group.id]}),
      );
    }
  }
  for (const name of remove) {
    const contact = account.find(name);
    if (!contact) missing.push(name);
    else if (contact.groups.includes(group.id)) {
      const groups = contact.groups.filter(id => id !== group.id);
      if (groups.length === 0) {
        lastGroup.push(name);
        continue;
      }
      changed = true;
      storeContact(call, account.next(contact, {groups}));
    }
  }
  if (!changed && lastGroup.length === 0) {
    call.note('noopWrite', `contactGroups/${group.id} members`);
  }
  return {
    ...(missing.length > 0 ? {notFoundResourceNames: missing} : {}),
    ...(lastGroup.length > 0
      ? {canNotRemoveLastContactGroupResourceNames: lastGroup}
      : {}),
  };
}
