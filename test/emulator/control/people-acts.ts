/** What a person does in Google Contacts; each shows in the feed like an API write. */
import {typedFields} from '../world/seed.ts';
import {addContact, labelOf} from '../world/seed.ts';
import type {EmulatorState} from '../state.ts';
import type {Draft} from '../types.ts';
import type {Account, Contact} from '../world/account.ts';
import {accountArg, contactArg, labelArg, listArg, stringArg} from './args.ts';
import type {Act} from './args.ts';
import {showContact} from './show.ts';
import {WorldError} from '../world/world-error.ts';

export function put(state: EmulatorState, account: Account, contact: Contact) {
  const {world} = state;
  account.put(contact, world.nowMs(), world.switches.feedDelayMs);
}

export function discard(
  state: EmulatorState,
  account: Account,
  contact: Contact,
) {
  const {world} = state;
  account.remove(contact, world.nowMs(), world.switches.feedDelayMs);
  account.trash.set(contact.resourceName, {contact, atMs: world.nowMs()});
}

const createContact: Act = (state, args) => {
  const {user, account} = accountArg(state, args);
  const contact = addContact(state.world, account, user, {
    person: args['person'] ?? {},
    labels: args['labels'] ?? [],
    starred: args['starred'] ?? false,
    inMyContacts: args['inMyContacts'] ?? true,
  });
  return showContact(account, contact);
};

/** Fields given replace theirs whole, null or [] clears, others stay. */
const editContact: Act = (state, args) => {
  const {user, account} = accountArg(state, args);
  const contact = contactArg(account, stringArg(args, 'contact'));
  const lost = state.world.switches.uiKeepsClientData ? {} : {clientData: []};
  const person: Draft = {...lost, ...args['person']};
  const typed = typedFields(state.world, user.region, contact.sourceId, person);
  const cleared = Object.fromEntries(
    Object.keys(person).map(field => [field, []]),
  );
  const next = account.next(contact, {
    fields: contact.fields.with({...cleared, ...typed}),
  });
  put(state, account, next);
  return showContact(account, next);
};

/** Groups of each named contact become `change(groups)`. */
function regroup(
  state: EmulatorState,
  args: Draft,
  change: (groups: readonly string[], account: Account) => readonly string[],
): Draft {
  const {account} = accountArg(state, args);
  const names = args['contacts']
    ? listArg(args, 'contacts')
    : listArg(args, 'contact');
  const contacts = names.map(name => {
    const contact = contactArg(account, name);
    const groups = change(contact.groups, account);
    if (groups.length === 0) {
      throw new WorldError(`${name} would be left without any group`);
    }
    const next = account.next(contact, {groups});
    put(state, account, next);
    return showContact(account, next);
  });
  return {contacts};
}

const without = (groups: readonly string[], id: string) =>
  groups.filter(each => each !== id);

const labelContact: Act = (state, args) =>
  regroup(state, args, (groups, account) => {
    const id = labelOrNew(state, account, stringArg(args, 'label'));
    return [...without(groups, id), id];
  });

function labelOrNew(state: EmulatorState, account: Account, name: string) {
  try {
    return labelArg(account, name);
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    return labelOf(state.world, account, name);
  }
}

/** The Contacts UI puts a contact that would be left without a group into My Contacts. */
const unlabelContact: Act = (state, args) =>
  regroup(state, args, (groups, account) => {
    const left = without(groups, labelArg(account, stringArg(args, 'label')));
    return left.length > 0 ? left : ['myContacts'];
  });

const starContact: Act = (state, args) =>
  regroup(state, args, groups =>
    args['starred'] === false
      ? without(groups, 'starred')
      : [...without(groups, 'starred'), 'starred'],
  );

/** Hides from phones or brings back: membership of My Contacts. */
const setInMyContacts: Act = (state, args) =>
  regroup(state, args, groups =>
    args['inMyContacts'] === false
      ? without(groups, 'myContacts')
      : [...without(groups, 'myContacts'), 'myContacts'],
  );

const deleteContact: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const names = args['contacts']
    ? listArg(args, 'contacts')
    : listArg(args, 'contact');
  for (const name of names) discard(state, account, contactArg(account, name));
  return {deleted: names.length};
};

const createLabel: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const id = labelOf(state.world, account, stringArg(args, 'name'));
  return {resourceName: `contactGroups/${id}`};
};

const renameLabel: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const group = account.groups.get(
    labelArg(account, stringArg(args, 'label')),
  )!;
  if (group.system) throw new WorldError('system groups keep their names');
  const {world} = state;
  account.putGroup(
    account.nextGroup(group, {name: stringArg(args, 'name')}),
    world.nowMs(),
    world.switches.feedDelayMs,
  );
  return {resourceName: `contactGroups/${group.id}`};
};

/** With `deleteContacts` the contacts go to the trash, else they only lose the label. */
const deleteLabel: Act = (state, args) => {
  const {account} = accountArg(state, args);
  const group = account.groups.get(
    labelArg(account, stringArg(args, 'label')),
  )!;
  if (group.system) throw new WorldError('system groups stay');
  for (const name of [...account.membersOf(group.id)]) {
    const contact = contactArg(account, name);
    if (args['deleteContacts'] === true) {
      discard(state, account, contact);
      continue;
    }
    const left = without(contact.groups, group.id);
    put(
      state,
      account,
      account.next(contact, {groups: left.length > 0 ? left : ['myContacts']}),
    );
  }
  const {world} = state;
  account.removeGroup(group, world.nowMs(), world.switches.feedDelayMs);
  return {};
};

export const PEOPLE_ACTS: Readonly<Record<string, Act>> = {
  createContact,
  editContact,
  labelContact,
  unlabelContact,
  starContact,
  setInMyContacts,
  deleteContact,
  createLabel,
  renameLabel,
  deleteLabel,
};
