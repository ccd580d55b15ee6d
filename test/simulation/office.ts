import type {SharedField} from '../../server/core/content.ts';
import type {Draft} from '../emulator/types.ts';
import type {Notes} from './notes.ts';
import {noteTyped} from './notes.ts';
import {DECIDING_ACTS} from './deciding.ts';
import {LABEL_ACTS} from './labels.ts';
import {idOf, pickShown, type OfficeAct} from './shown.ts';
import {FIELDS, typeInto} from './typing.ts';
import {control, ROLES, type Person, type World} from './world.ts';

export const OFFICE_ACTS: readonly OfficeAct[] = [
  {weight: 6, perform: patchContact},
  {weight: 2, perform: createContact},
  {weight: 2, perform: addToLabel},
  {weight: 2, perform: removeFromLabel},
  {weight: 1, perform: deleteContact},
  {weight: 2, perform: undeleteContact},
  {weight: 2, perform: restoreRevision},
  {weight: 2, perform: changeGrant},
  {weight: 1, perform: revokeGrant},
  {weight: 2, perform: grant},
  {weight: 2, perform: changeGroup},
  ...DECIDING_ACTS,
  ...LABEL_ACTS,
];

async function patchContact(world: World, notes: Notes) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const {word, field, items} = typeInto(
    world,
    notes,
    name => contact['person'][name] ?? [],
  );
  const {status} = await world.service.call(
    person,
    `PATCH /v1/${contact['name']}?updateMask=${field}`,
    {person: {[field]: items}},
  );
  if (status === 200 && word !== undefined) {
    noteApiWord(notes, {word, field, person, contactId: idOf(contact['name'])});
  }
  return `${person.email} sets ${field} of ${contact['name']} through the API: ${word}, ${status}`;
}

function noteApiWord(
  notes: Notes,
  typed: {
    readonly word: string;
    readonly field: SharedField;
    readonly person: Person;
    readonly contactId: string;
  },
): void {
  // What the API took, its author was allowed.
  noteTyped(notes, {...typed, sourceId: undefined, isRaced: false}, true);
}

async function createContact(world: World, notes: Notes) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, label} = shown;
  const {word, field, items} = typeInto(world, notes, () => [], [FIELDS[3]!]);
  const {status, body} = await world.service.call(
    person,
    `POST /v1/${label}/contacts`,
    {person: {names: [{givenName: 'New'}], [field]: items}},
  );
  if (status === 200 && word !== undefined) {
    noteApiWord(notes, {word, field, person, contactId: idOf(body['name'])});
  }
  return `${person.email} creates a contact in ${label}: ${word}, ${status}`;
}

async function addToLabel(world: World) {
  const [shown, other] = [await pickShown(world), await pickShown(world)];
  if (shown === undefined || other === undefined) return undefined;
  const {person, contact} = shown;
  const {status} = await world.service.call(
    person,
    `POST /v1/${other.label}/contacts:add`,
    {contacts: [contact['name']]},
  );
  return `${person.email} adds ${contact['name']} to ${other.label}: ${status}`;
}

async function removeFromLabel(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact, label} = shown;
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}/contacts:remove`,
    {contacts: [contact['name']]},
  );
  return `${person.email} removes ${contact['name']} from ${label}: ${status}`;
}

async function deleteContact(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const {status} = await world.service.call(
    person,
    `DELETE /v1/${contact['name']}`,
  );
  return `${person.email} deletes ${contact['name']} through the API: ${status}`;
}

async function undeleteContact({dice, people, service}: World) {
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/trash');
  const contacts: readonly Draft[] = body['contacts'] ?? [];
  if (contacts.length === 0) return undefined;
  const {name} = dice.pick(contacts);
  const {status} = await service.call(person, `POST /v1/${name}:undelete`, {});
  return `${person.email} undeletes ${name}: ${status}`;
}

async function restoreRevision(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const {body} = await world.service.call(
    person,
    `GET /v1/${contact['name']}/revisions`,
  );
  const revisions: readonly Draft[] = body['revisions'] ?? [];
  if (revisions.length === 0) return undefined;
  const {name} = world.dice.pick(revisions);
  const {status} = await world.service.call(
    person,
    `POST /v1/${contact['name']}:restore`,
    {revision: name},
  );
  return `${person.email} restores ${name}: ${status}`;
}

/** Label and grant as their owner sees them; the owner's own grant is not among them. */
async function pickGrant(world: World) {
  const {dice, people, service} = world;
  const owner = dice.pick(people);
  const {body} = await service.call(owner, 'GET /v1/labels');
  const own = (body['labels'] ?? []).filter(
    (label: Draft) => label['role'] === 'owner',
  );
  if (own.length === 0) return undefined;
  const {name: label} = dice.pick<Draft>(own);
  const list = await service.call(owner, `GET /v1/${label}/grants`);
  const grants: readonly Draft[] = (list.body['grants'] ?? []).filter(
    (each: Draft) => each['role'] !== 'owner',
  );
  return {owner, label, grants};
}

function hideable({traits}: World): readonly SharedField[] {
  return [
    ...(['biographies', 'relations', 'nicknames', 'emailAddresses'] as const),
    ...(traits.has('photos') ? (['photos'] as const) : []),
  ];
}

async function changeGrant(world: World) {
  const {dice} = world;
  const picked = await pickGrant(world);
  if (picked === undefined || picked.grants.length === 0) return undefined;
  const {name} = dice.pick(picked.grants);
  const change = dice.pick<() => Draft>([
    () => ({role: dice.pick(ROLES)}),
    () => ({hiddenFields: hideable(world).filter(() => dice.chance(0.3))}),
    () => ({showOnPhones: dice.chance(0.5)}),
  ])();
  const {status} = await world.service.call(
    picked.owner,
    `PATCH /v1/${name}?updateMask=${Object.keys(change).join()}`,
    change,
  );
  return `${name} changes: ${JSON.stringify(change)}, ${status}`;
}

async function revokeGrant(world: World) {
  const picked = await pickGrant(world);
  if (picked === undefined || picked.grants.length === 0) return undefined;
  const {name, principal} = world.dice.pick(picked.grants);
  const {status} = await world.service.call(picked.owner, `DELETE /v1/${name}`);
  return `${picked.owner.email} revokes the grant of ${principal.email} on ${picked.label}: ${status}`;
}

export const TEAM = 'team@example.com';

async function grant(world: World) {
  const {dice} = world;
  const picked = await pickGrant(world);
  if (picked === undefined) return undefined;
  const role = dice.pick(ROLES);
  const principal = dice.chance(0.3)
    ? {type: 'group', email: TEAM}
    : {type: 'user', email: dice.pick(world.people).email};
  const hiddenFields = dice.chance(0.3) ? [dice.pick(hideable(world))] : [];
  const {status} = await world.service.call(
    picked.owner,
    `POST /v1/${picked.label}/grants`,
    {principal, role, hiddenFields},
  );
  return `${picked.owner.email} makes ${principal.email} ${role} of ${picked.label}, hiding ${hiddenFields.join()}: ${status}`;
}

async function changeGroup(world: World) {
  const {dice, people} = world;
  const {email} = dice.pick(people);
  const joins = dice.chance(0.5);
  const done = control(world, joins ? 'joinGroup' : 'leaveGroup', {
    group: TEAM,
    member: email,
  });
  return done && `${email} ${joins ? 'joins' : 'leaves'} the team`;
}
