/** Harder things that happen to contacts: merges, phones, trash, new names, pictures. */
import {bareItem, completeItems, createItemMetadata} from '../people/fields.ts';
import type {Item} from '../people/fields.ts';
import {SINGLETONS} from '../people/masks.ts';
import {storePhoto} from '../people/photos.ts';
import type {EmulatorState} from '../state.ts';
import type {Draft} from '../types.ts';
import type {Account, Contact} from '../world/account.ts';
import {addOtherContact, typedFields} from '../world/seed.ts';
import {StoredFields} from '../world/stored-fields.ts';
import {accountArg, contactArg, listArg, stringArg} from './args.ts';
import type {Act} from './args.ts';
import {discard, put} from './people-acts.ts';
import {showContact} from './show.ts';
import {WorldError} from '../world/world-error.ts';

const valueOf = (item: Item) => JSON.stringify(bareItem(item));

/** All values of all, the survivor's first; of a singleton only the first there is. */
function mergedFields(
  state: EmulatorState,
  survivor: Contact,
  others: readonly Contact[],
  region: string,
): StoredFields {
  const {switches} = state.world;
  const all = [survivor, ...others];
  const metadata = createItemMetadata(survivor.sourceId);
  const merged: Record<string, readonly Item[]> = {};
  for (const field of new Set(all.flatMap(each => each.fields.names))) {
    let from = all;
    if (field === 'clientData') {
      if (switches.mergeClientData === 'none') continue;
      if (switches.mergeClientData === 'survivor') from = [survivor];
    }
    const items = from.flatMap(each => each.fields.items(field));
    const distinct = [
      ...new Map(items.map(item => [valueOf(item), item])).values(),
    ];
    const kept = SINGLETONS.includes(field) ? distinct.slice(0, 1) : distinct;
    const bare = kept.map(bareItem);
    merged[field] = completeItems(
      field,
      bare,
      metadata,
      state.world.locality(region),
    );
  }
  return StoredFields.of(merged);
}

/**
 * "Merge" in Google Contacts: one contact updated, the others deleted (people-api §2).
 * `survivor` says whose id lives on; with `previousResourceNames` the survivor lists the
 * old names in deltas, and reads of them lead to it.
 */
const mergeContacts: Act = (state, args) => {
  const {user, account} = accountArg(state, args);
  const contacts = listArg(args, 'contacts').map(name =>
    contactArg(account, name),
  );
  const name = args['survivor'] ?? contacts[0]?.resourceName;
  const survivor = contacts.find(each => each.resourceName === name);
  const others = contacts.filter(each => each !== survivor);
  if (!survivor || others.length === 0) {
    throw new WorldError('"contacts" are two or more, "survivor" one of them');
  }
  const {world} = state;
  for (const other of others) {
    if (world.switches.mergeFillsTrash) discard(state, account, other);
    else account.remove(other, world.nowMs(), world.switches.feedDelayMs);
  }
  const merged = account.next(survivor, {
    fields: mergedFields(state, survivor, others, user.region),
    groups: [...new Set([survivor, ...others].flatMap(each => each.groups))],
    photo: survivor.photo ?? others.find(each => each.photo)?.photo,
  });
  const named = args['previousResourceNames'] === true;
  const stored: Contact = named
    ? {
        ...merged,
        previousNames: [
          ...survivor.previousNames,
          ...others.map(each => each.resourceName),
        ],
      }
    : merged;
  if (named) {
    for (const other of others) {
      account.movedTo.set(other.resourceName, survivor.resourceName);
    }
  }
  put(state, account, stored);
  return showContact(account, stored);
};

/** The parts of a vCard that phones and Google's CardDAV both keep. */
const PHONE_FIELDS: readonly string[] = [
  'names',
  'nicknames',
  'emailAddresses',
  'phoneNumbers',
  'addresses',
  'organizations',
  'urls',
  'biographies',
  'birthdays',
];
const PHONE_TYPES: readonly string[] = ['home', 'work', 'mobile', 'other'];
const NAME_PARTS_LOST = ['phoneticHonorificPrefix', 'phoneticHonorificSuffix'];
const ORGANIZATION_PARTS = ['name', 'department', 'title'];

function asPhoneSees(field: string, item: Item): Draft {
  const value = bareItem(item);
  delete value['formattedType'];
  if (value['type'] !== undefined && !PHONE_TYPES.includes(value['type'])) {
    value['type'] = 'other';
  }
  if (field === 'names') for (const part of NAME_PARTS_LOST) delete value[part];
  if (field !== 'organizations') return value;
  return Object.fromEntries(
    ORGANIZATION_PARTS.filter(part => value[part] !== undefined).map(part => [
      part,
      value[part],
    ]),
  );
}

/** The whole card as a phone writes it back: another order, plain types, unknown fields gone. */
function throughPhone(contact: Contact, keepsClientData: boolean): Draft {
  const card: Draft = {};
  for (const field of PHONE_FIELDS) {
    const items = contact.fields.items(field);
    if (items.length === 0) continue;
    const seen = items.map(item => asPhoneSees(field, item)).reverse();
    card[field] = field === 'organizations' ? seen.slice(-1) : seen;
  }
  if (keepsClientData) card['clientData'] = contact.fields.items('clientData');
  return card;
}

const phoneEdit: Act = (state, args) => {
  const {user, account} = accountArg(state, args);
  const contact = contactArg(account, stringArg(args, 'contact'));
  const card = throughPhone(contact, state.world.switches.phoneKeepsClientData);
  const typed: Draft = args['person'] ?? {};
  const fields = typedFields(state.world, user.region, contact.sourceId, {
    ...card,
    ...typed,
  });
  const next = account.next(contact, {fields: StoredFields.of(fields)});
  put(state, account, next);
  return showContact(account, next);
};

function renamed(account: Account, contact: Contact, name: string): Contact {
  const next = account.next(contact, {});
  return {
    ...next,
    resourceName: name,
    previousNames: [...contact.previousNames, contact.resourceName],
  };
}

/** A link to a profile came or went: new resource name, same CONTACT source (people-api §2). */
const renameResource: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const contact = contactArg(account, stringArg(args, 'contact'));
  const {world} = state;
  const {resourceName} = account.newIdentity();
  const next = renamed(account, contact, resourceName);
  account.dropSilently(
    contact,
    world.nowMs() + world.switches.feedDelayMs,
    world.switches.renameLeavesTombstone,
  );
  account.movedTo.set(contact.resourceName, resourceName);
  put(state, account, next);
  return showContact(account, next);
};

/** Out of the trash, as the Contacts UI does it; under a new name when the switch says so. */
const restoreContact: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const names = args['contacts']
    ? listArg(args, 'contacts')
    : listArg(args, 'contact');
  const restored = names.map(name => {
    const trashed = account.trash.get(name);
    if (!trashed) throw new WorldError(`${name} is not in the trash`);
    account.trash.delete(name);
    const groups = trashed.contact.groups.filter(id => account.groups.has(id));
    const identity = state.world.switches.restoreKeepsName
      ? trashed.contact
      : account.newIdentity();
    const {fields} = trashed.contact;
    const contact = account.stamp(identity, {
      fields: rehomed(state, account, identity.sourceId, fields),
      groups: groups.length > 0 ? groups : ['myContacts'],
      photo: trashed.contact.photo,
    });
    put(state, account, contact);
    return showContact(account, contact);
  });
  return {contacts: restored};
};

/** Items name their source, so a contact under a new id carries new items. */
function rehomed(
  state: EmulatorState,
  account: Account,
  sourceId: string,
  fields: StoredFields,
): StoredFields {
  const region = state.world.directory.users.get(account.userId)?.region;
  const bare = Object.fromEntries(
    Object.entries(fields.all()).map(([field, items]) => [
      field,
      items.map(bareItem),
    ]),
  );
  return StoredFields.of(
    typedFields(state.world, region ?? 'JP', sourceId, bare),
  );
}

const emptyTrash: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const purged = account.trash.size;
  account.purgeTrash(Number.POSITIVE_INFINITY);
  return {purged};
};

/** `photoBytes` in base64; without them the photo is taken away. */
const setPhoto: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const contact = contactArg(account, stringArg(args, 'contact'));
  const photo =
    args['photoBytes'] === undefined || args['photoBytes'] === null
      ? undefined
      : storePhoto(
          state.world,
          Buffer.from(stringArg(args, 'photoBytes'), 'base64'),
        );
  const next = account.next(contact, {photo});
  put(state, account, next);
  return showContact(account, next);
};

const createOtherContact: Act = (state, args) => {
  const {user, account} = accountArg(state, args);
  const other = addOtherContact(
    state.world,
    account,
    user,
    args['person'] ?? {},
  );
  return {
    resourceName: other.resourceName.replace('people/', 'otherContacts/'),
  };
};

export const SURGERY_ACTS: Readonly<Record<string, Act>> = {
  mergeContacts,
  phoneEdit,
  renameResource,
  restoreContact,
  emptyTrash,
  setPhoto,
  createOtherContact,
};
