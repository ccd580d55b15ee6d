/** What create and update do to one contact, for single calls and batches alike. */
import type {Call} from '../call.ts';
import {
  failedPrecondition,
  GoogleError,
  invalidArgument,
  notFound,
} from '../errors.ts';
import type {Draft} from '../types.ts';
import type {Contact} from '../world/account.ts';
import {StoredFields} from '../world/stored-fields.ts';
import {sourceEtagOf} from './etags.ts';
import {checkSize, completeItems, createItemMetadata} from './fields.ts';
import type {Item} from './fields.ts';
import {WRITE_FIELDS} from './masks.ts';
import {groupsForCreate, groupsForUpdate} from './memberships.ts';
import {noteChange, noteDeletion} from './ownership.ts';

const DAY_MS = 24 * 3600 * 1000;

const STALE = (what: string) =>
  failedPrecondition(
    `Request ${what} is different than the current ${what}. Clear local cache and get the latest person.`,
  );

/** people-api §5: either form counts; with both, both must be current. */
function checkEtag(contact: Contact, sent: Draft) {
  const sources: Draft[] = sent['metadata']?.sources ?? [];
  const source = sources.find(
    entry =>
      (entry['type'] === 'CONTACT' || entry['type'] === undefined) &&
      entry['etag'],
  );
  if (!sent['etag'] && !source) {
    throw invalidArgument(
      'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
    );
  }
  if (sent['etag'] && sourceEtagOf(sent['etag']) !== contact.etag) {
    throw STALE('person.etag');
  }
  if (source && source['etag'] !== contact.etag) {
    throw STALE('person.metadata.sources.etag');
  }
}

export function checkRoom(call: Call, added: number) {
  const {account, world} = call;
  account.purgeTrash(world.nowMs() - world.switches.trashDays * DAY_MS);
  const used = account.contacts.size + account.trash.size;
  if (used + added <= world.switches.contactsMax) return;
  // Status and code are unknown; only the words were seen (people-api §1).
  throw new GoogleError({
    status: world.switches.overflowStatus,
    message: 'Request would exceed the limit: MY_CONTACTS_OVERFLOW_COUNT',
  });
}

/** A new contact, not yet stored: a batch stores all or none. */
export function prepareCreate(call: Call, sent: Draft): Contact {
  const {account, world, user} = call;
  const identity = account.newIdentity();
  const metadata = createItemMetadata(identity.sourceId);
  const fields: Record<string, readonly Item[]> = {};
  for (const field of WRITE_FIELDS) {
    if (field === 'memberships' || sent[field] === undefined) continue;
    const items = completeItems(
      field,
      sent[field],
      metadata,
      world.locality(user.region),
    );
    fields[field] = items;
  }
  const stored = StoredFields.of(fields);
  checkSize(stored);
  const groups = groupsForCreate(call, sent['memberships']);
  return account.stamp(identity, {fields: stored, groups});
}

/**
 * The contact as the masked fields of `sent` make it: replaced whole, cleared when absent.
 *
 * @throws GoogleError 404, 400 (etag, singletons, memberships, values)
 */
export function prepareUpdate(
  call: Call,
  resourceName: string,
  sent: Draft,
  mask: readonly string[],
): Contact {
  const {account, world, user} = call;
  const contact =
    account.find(resourceName) ?? otherToAdopt(call, resourceName, mask);
  if (!contact) throw notFound();
  checkEtag(contact, sent);
  const metadata = createItemMetadata(contact.sourceId);
  const changes: Record<string, readonly Item[]> = {};
  let groups = contact.groups;
  for (const field of mask) {
    if (field === 'memberships') {
      groups = groupsForUpdate(call, contact, sent['memberships']);
      continue;
    }
    changes[field] = completeItems(
      field,
      sent[field],
      metadata,
      world.locality(user.region),
    );
  }
  const fields = contact.fields.with(changes);
  checkSize(fields);
  return account.next(contact, {fields, groups});
}

/**
 * Undocumented, used by an administration tool: an update of `people/cN` that gives
 * memberships turns the other contact of that number into a contact (people-api §15).
 */
function otherToAdopt(
  call: Call,
  resourceName: string,
  mask: readonly string[],
): Contact | undefined {
  return mask.includes('memberships')
    ? call.account.others.get(resourceName)
    : undefined;
}

function sameContent(before: Contact, after: Contact): boolean {
  return (
    before.fields.equals(after.fields) &&
    [...before.groups].sort().join() === [...after.groups].sort().join()
  );
}

/** Stores a prepared version; answers what now stands there. */
export function storeContact(call: Call, contact: Contact): Contact {
  const {account, world} = call;
  const before = account.contacts.get(contact.resourceName);
  if (before && sameContent(before, contact)) {
    call.note('noopWrite', contact.resourceName);
    if (!world.switches.noopAdvancesEtag) return before;
  }
  noteChange(call, before, contact);
  const other = account.others.get(contact.resourceName);
  if (other) {
    account.removeOther(other, world.nowMs(), world.switches.feedDelayMs);
    account.adoptedAtMs.set(contact.resourceName, world.nowMs());
  }
  account.put(contact, world.nowMs(), world.switches.feedDelayMs);
  return contact;
}

/** Into the trash for 30 days; nothing in the API sees it there. */
export function discardContact(call: Call, contact: Contact) {
  const {account, world} = call;
  const adoptedAtMs = account.adoptedAtMs.get(contact.resourceName);
  if (
    adoptedAtMs !== undefined &&
    world.nowMs() - adoptedAtMs < world.switches.adoptedDeleteDelayMs
  ) {
    throw notFound();
  }
  noteDeletion(call, contact);
  account.remove(contact, world.nowMs(), world.switches.feedDelayMs);
  account.trash.set(contact.resourceName, {contact, atMs: world.nowMs()});
}
