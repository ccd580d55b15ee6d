/**
 * Violations of "only what is shared": a caller that declared its marker and its labels
 * is watched for touching anything else. Nothing is refused.
 */
import type {Call} from '../call.ts';
import type {Contact} from '../world/account.ts';
import type {Item} from './fields.ts';

function ownsLabel(call: Call, groupId: string): boolean {
  const {ownership} = call.world;
  const group = call.account.groups.get(groupId);
  // A label that an API client made belongs to the client under test.
  if (group?.byClient) return true;
  return ownership?.labels.has(`${call.user.id}/${groupId}`) ?? false;
}

function isMarked(call: Call, contact: Contact): boolean {
  const key = call.world.ownership?.markerKey;
  return contact.fields.items('clientData').some(item => item['key'] === key);
}

/** A contact is the caller's to touch when it has the marker or one of the caller's labels. */
function mayTouch(call: Call, contact: Contact): boolean {
  return (
    isMarked(call, contact) || contact.groups.some(id => ownsLabel(call, id))
  );
}

function foreignClientData(call: Call, contact: Contact): string {
  const key = call.world.ownership?.markerKey;
  return JSON.stringify(
    contact.fields
      .items('clientData')
      .filter((item: Item) => item['key'] !== key)
      .map(item => [item['key'], item['value']])
      .sort(),
  );
}

/** myContacts is the caller's to set; every other label only when it owns it. */
export function noteLabelChange(call: Call, groupId: string, detail: string) {
  if (!call.world.ownership || groupId === 'myContacts') return;
  if (!ownsLabel(call, groupId)) {
    call.note('foreignLabel', `${detail} contactGroups/${groupId}`);
  }
}

export function noteChange(
  call: Call,
  before: Contact | undefined,
  after: Contact,
) {
  if (!call.world.ownership) return;
  const old = before?.groups ?? [];
  const changed = [
    ...old.filter(id => !after.groups.includes(id)),
    ...after.groups.filter(id => !old.includes(id)),
  ];
  for (const id of changed) noteLabelChange(call, id, after.resourceName);
  if (!before) return;
  if (!mayTouch(call, before) && !mayTouch(call, after)) {
    call.note('foreignContact', after.resourceName);
  }
  if (foreignClientData(call, before) !== foreignClientData(call, after)) {
    call.note('foreignClientData', after.resourceName);
  }
}

export function noteDeletion(call: Call, contact: Contact) {
  if (!call.world.ownership) return;
  if (!isMarked(call, contact)) {
    call.note('foreignContact', `${contact.resourceName} deleted`);
  }
}
