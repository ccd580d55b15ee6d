import type {Draft} from '../emulator/types.ts';
import type {Contact} from '../emulator/world/account.ts';
import {
  inBook,
  newWord,
  noteMoved,
  notePuttings,
  noteTyped,
  sourceIdOf,
  textOf,
  wordsIn,
  type Notes,
} from './notes.ts';
import {setPicture} from './pictures.ts';
import {happeningIn, PLAIN, type Weighted} from './traits.ts';
import {nameOf, typeAndSave} from './typing.ts';
import {
  accountOf,
  bookOf,
  control,
  type LabelGroup,
  type Person,
  type World,
} from './world.ts';

/** Who acts, and whether a run over their account is under way meanwhile. */
export interface Actor {
  readonly person: Person;
  readonly isRaced: boolean;
}

/** Something a person does in Google Contacts. Undefined: there is nothing to do it to. */
export interface Act extends Weighted {
  readonly perform: (
    world: World,
    notes: Notes,
    actor: Actor,
  ) => Promise<string | undefined>;
}

export const ACTS: readonly Act[] = [
  {weight: 10, perform: edit},
  {weight: 4, perform: editOnPhone},
  {weight: 3, perform: addOwn},
  {weight: 2, perform: addKnown},
  {weight: 3, perform: labelOwn},
  {weight: 2, perform: labelCopy},
  {weight: 3, perform: unlabel},
  {weight: 3, perform: deleteContact},
  {weight: 2, perform: restore},
  {weight: 3, perform: merge},
  {weight: 1, perform: renameLabel},
  {weight: 1, perform: deleteLabel},
  {weight: 2, perform: star},
  {weight: 2, perform: labelPrivately},
  {weight: 1, perform: hideFromPhones},
  {weight: 8, trait: 'photos', perform: picture},
];

/** Where much is gone at once an account is paused until somebody looks. */
export const GENTLE_ACTS = happeningIn(PLAIN, ACTS).filter(
  ({perform}) => perform !== deleteLabel,
);

function copiesOf({facts}: World, {id}: Person, book: readonly Contact[]) {
  return book.filter(({sourceId}) => facts.copies.has(`${id} ${sourceId}`));
}

function groupsOf(world: World, person: Person): readonly LabelGroup[] {
  const {groups} = accountOf(world, person);
  return world.facts.groups.filter(
    ({accountId, groupId}) => accountId === person.id && groups.has(groupId),
  );
}

/** A contact of the book, a copy more often than not. */
function pickContact(world: World, person: Person): Contact | undefined {
  const {dice} = world;
  const book = bookOf(world, person);
  const copies = copiesOf(world, person, book);
  if (copies.length > 0 && dice.chance(0.8)) return dice.pick(copies);
  return book.length === 0 ? undefined : dice.pick(book);
}

async function edit(world: World, notes: Notes, actor: Actor) {
  const contact = pickContact(world, actor.person);
  if (contact === undefined) return undefined;
  return typeAndSave(world, notes, {...actor, contact});
}

async function picture(world: World, notes: Notes, actor: Actor) {
  const contact = pickContact(world, actor.person);
  if (contact === undefined) return undefined;
  return setPicture(world, notes, actor, contact);
}

async function editOnPhone(world: World, notes: Notes, actor: Actor) {
  const contact = pickContact(world, actor.person);
  if (contact === undefined) return undefined;
  return typeAndSave(world, notes, {...actor, contact, isPhone: true});
}

/** A person of their own, sometimes with a shared label at once. */
async function addOwn(world: World, notes: Notes, actor: Actor) {
  const groups = groupsOf(world, actor.person);
  const labelled = groups.length > 0 && world.dice.chance(0.4);
  const group = labelled ? world.dice.pick(groups) : undefined;
  return addContact(world, notes, actor, {
    name: 'Own',
    email: undefined,
    group,
  });
}

/** Somebody who is shared already, met elsewhere. */
async function addKnown(world: World, notes: Notes, actor: Actor) {
  const {dice} = world;
  const colleague = dice.pick(world.people);
  const known = copiesOf(world, colleague, bookOf(world, colleague));
  if (known.length === 0) return undefined;
  const {fields} = dice.pick(known);
  const name = fields.items('names')[0]?.['givenName'];
  const email = fields.items('emailAddresses')[0]?.['value'];
  if (name === undefined || email === undefined) return undefined;
  const groups = groupsOf(world, actor.person);
  const labelled = groups.length > 0 && dice.chance(0.3);
  const group = labelled ? dice.pick(groups) : undefined;
  for (const word of wordsIn(email)) {
    notes.repeated.add(`${actor.person.id} ${word}`);
    // Whoever typed it first, from now on it is this one's to share as well.
    const typed = notes.typed.get(word);
    if (typed) typed.maySpread = true;
  }
  return addContact(world, notes, actor, {name, email, group});
}

export async function addContact(
  world: World,
  notes: Notes,
  actor: Actor,
  {
    name,
    email,
    group,
  }: {name: string; email: string | undefined; group: LabelGroup | undefined},
): Promise<string | undefined> {
  const {person} = actor;
  const [address, note] = [newWord(notes), newWord(notes)];
  const made = await inBook(world, notes, person, () =>
    control(world, 'createContact', {
      user: person.email,
      person: {
        names: [{givenName: name}],
        emailAddresses: [{value: email ?? `${address}@own.example`}],
        biographies: [{value: note}],
      },
    }),
  );
  if (made === undefined) return undefined;
  const contact = contactNamed(world, person, made['resourceName']);
  const {sourceId} = contact;
  notes.own.add(`${person.id} ${sourceId}`);
  const typed = {...actor, sourceId, contactId: undefined};
  noteTyped(notes, {...typed, word: note, field: 'biographies'});
  if (email === undefined) {
    noteTyped(notes, {...typed, word: address, field: 'emailAddresses'});
    notes.unshared.set(`${person.id} ${sourceId}`, contact.etag);
  }
  const words = `adds ${nameOf(contact)}, ${email ?? 'unknown'}, note ${note}`;
  if (group === undefined) return words;
  return `${words} and ${await putLabel(world, notes, actor, contact, group)}`;
}

function contactNamed(world: World, person: Person, name: string): Contact {
  const contact = accountOf(world, person).contacts.get(name);
  if (contact === undefined) throw new Error(`${name} is not there`);
  return contact;
}

async function putLabel(
  world: World,
  notes: Notes,
  {person}: Actor,
  contact: Contact,
  {labelId, groupId}: LabelGroup,
): Promise<string | undefined> {
  notes.unshared.delete(`${person.id} ${contact.sourceId}`);
  notes.puttings.add(`${person.id} ${labelId}`);
  await inBook(world, notes, person, () =>
    control(world, 'labelContact', {
      user: person.email,
      contacts: [contact.resourceName],
      label: `contactGroups/${groupId}`,
    }),
  );
  const label = accountOf(world, person).groups.get(groupId)?.name;
  return `puts ${label} on ${nameOf(contact)}`;
}

async function labelOwn(world: World, notes: Notes, actor: Actor) {
  const {person} = actor;
  const book = bookOf(world, person);
  const copies = new Set(copiesOf(world, person, book));
  const own = book.filter(contact => !copies.has(contact));
  const groups = groupsOf(world, person);
  if (own.length === 0 || groups.length === 0) return undefined;
  const {dice} = world;
  return putLabel(world, notes, actor, dice.pick(own), dice.pick(groups));
}

/** A second label on what has one. */
async function labelCopy(world: World, notes: Notes, actor: Actor) {
  const {person} = actor;
  const copies = copiesOf(world, person, bookOf(world, person));
  const groups = groupsOf(world, person);
  if (copies.length === 0 || groups.length === 0) return undefined;
  const {dice} = world;
  return putLabel(world, notes, actor, dice.pick(copies), dice.pick(groups));
}

async function unlabel(world: World, notes: Notes, actor: Actor) {
  const {person} = actor;
  const groups = groupsOf(world, person);
  const labelled = bookOf(world, person).flatMap(contact =>
    groups
      .filter(({groupId}) => contact.groups.includes(groupId))
      .map(group => ({contact, group})),
  );
  if (labelled.length === 0) return undefined;
  const {contact, group} = world.dice.pick(labelled);
  noteRemoval(world, notes, person, contact);
  await inBook(world, notes, person, () =>
    control(world, 'unlabelContact', {
      user: person.email,
      contacts: [contact.resourceName],
      label: `contactGroups/${group.groupId}`,
    }),
  );
  const label = accountOf(world, person).groups.get(group.groupId)?.name;
  return `takes ${label} off ${nameOf(contact)}`;
}

function noteRemoval(
  {facts}: World,
  notes: Notes,
  {id}: Person,
  {sourceId}: Contact,
): void {
  const contactId = facts.copies.get(`${id} ${sourceId}`);
  // It may become a copy before anybody sees the act.
  notes.removals.push({accountId: id, contactId, sourceId});
}

async function deleteContact(world: World, notes: Notes, {person}: Actor) {
  const contact = pickContact(world, person);
  if (contact === undefined) return undefined;
  noteRemoval(world, notes, person, contact);
  await inBook(world, notes, person, () =>
    control(world, 'deleteContact', {
      user: person.email,
      contacts: [contact.resourceName],
    }),
  );
  return `deletes ${nameOf(contact)}`;
}

async function restore(world: World, notes: Notes, {person}: Actor) {
  const {trash} = accountOf(world, person);
  if (trash.size === 0) return undefined;
  const {contact} = world.dice.pick([...trash.values()]);
  const back = await inBook(world, notes, person, () =>
    control(world, 'restoreContact', {
      user: person.email,
      contacts: [contact.resourceName],
    }),
  );
  const [moved] = back?.contacts ?? [];
  const to = sourceIdOf(moved.resourceName);
  noteMoved(notes, person, {from: contact.sourceId, to});
  notePuttings(notes, person, contact.groups);
  return back && `brings ${nameOf(contact)} back from the trash`;
}

/** Two contacts become one, and either may live on. */
async function merge(world: World, notes: Notes, {person}: Actor) {
  const {dice} = world;
  const first = pickContact(world, person);
  const second = pickContact(world, person);
  if (first === undefined || second === undefined || first === second) {
    return undefined;
  }
  notes.mergers.add(person.id);
  notes.survivors.add(`${person.id} ${first.sourceId}`);
  notes.absorbed.set(second.resourceName, {
    sourceId: first.sourceId,
    after: ++notes.count,
  });
  const mergedInto = world.facts.copies.get(`${person.id} ${first.sourceId}`);
  for (const word of wordsIn(textOf(second))) {
    const typed = notes.typed.get(word);
    if (typed) typed.mergedInto = mergedInto;
  }
  // In another contact of their own it is that one's.
  if (mergedInto === undefined) {
    noteMoved(notes, person, {from: second.sourceId, to: first.sourceId});
  }
  for (const contact of [first, second]) {
    noteRemoval(world, notes, person, contact);
    notes.unshared.delete(`${person.id} ${contact.sourceId}`);
    notePuttings(notes, person, contact.groups);
  }
  await inBook(world, notes, person, () =>
    control(world, 'mergeContacts', {
      user: person.email,
      contacts: [first.resourceName, second.resourceName],
      survivor: first.resourceName,
      previousResourceNames: dice.chance(0.5),
    }),
  );
  return `merges ${nameOf(second)} into ${nameOf(first)}`;
}

async function renameLabel(world: World, notes: Notes, {person}: Actor) {
  const groups = groupsOf(world, person);
  if (groups.length === 0) return undefined;
  const {groupId} = world.dice.pick(groups);
  const name = `Label ${world.dice.below(5)}`;
  const before = accountOf(world, person).groups.get(groupId)?.name;
  await inBook(world, notes, person, () =>
    control(world, 'renameLabel', {
      user: person.email,
      label: `contactGroups/${groupId}`,
      name,
    }),
  );
  return `renames ${before} to ${name}`;
}

async function deleteLabel(world: World, notes: Notes, {person}: Actor) {
  const groups = groupsOf(world, person);
  if (groups.length === 0) return undefined;
  const {groupId} = world.dice.pick(groups);
  const name = accountOf(world, person).groups.get(groupId)?.name;
  const deleteContacts = world.dice.chance(0.5);
  await inBook(world, notes, person, () =>
    control(world, 'deleteLabel', {
      user: person.email,
      label: `contactGroups/${groupId}`,
      deleteContacts,
    }),
  );
  return `deletes the label ${name}${deleteContacts ? ' and its contacts' : ''}`;
}

async function star(world: World, notes: Notes, {person}: Actor) {
  const contact = pickContact(world, person);
  if (contact === undefined) return undefined;
  const done = await inBook(world, notes, person, () =>
    control(world, 'starContact', {
      user: person.email,
      contacts: [contact.resourceName],
      starred: !contact.groups.includes('starred'),
    } satisfies Draft),
  );
  return done && `stars ${nameOf(contact)} or no longer`;
}

/** A label that is nobody else's, on or off. */
async function labelPrivately(world: World, notes: Notes, {person}: Actor) {
  const contact = pickContact(world, person);
  const group = [...accountOf(world, person).groups.values()].find(
    ({name}) => name === 'Private',
  );
  if (contact === undefined || group === undefined) return undefined;
  const isOn = contact.groups.includes(group.id);
  const done = await inBook(world, notes, person, () =>
    control(world, isOn ? 'unlabelContact' : 'labelContact', {
      user: person.email,
      contacts: [contact.resourceName],
      label: `contactGroups/${group.id}`,
    }),
  );
  return done && `${isOn ? 'takes' : 'puts'} Private of ${nameOf(contact)}`;
}

async function hideFromPhones(world: World, notes: Notes, {person}: Actor) {
  const contact = pickContact(world, person);
  if (contact === undefined) return undefined;
  const inMyContacts = !contact.groups.includes('myContacts');
  const done = await inBook(world, notes, person, () =>
    control(world, 'setInMyContacts', {
      user: person.email,
      contacts: [contact.resourceName],
      inMyContacts,
    }),
  );
  return (
    done && `${inMyContacts ? 'shows' : 'hides'} ${nameOf(contact)} on phones`
  );
}
