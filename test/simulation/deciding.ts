import {sql} from 'kysely';
import type {Draft} from '../emulator/types.ts';
import {noteTyped, wordsIn, type Notes} from './notes.ts';
import {readPictures, withTexts} from './pictures.ts';
import {idOf, pickShown, type OfficeAct} from './shown.ts';
import {typeInto} from './typing.ts';
import type {World} from './world.ts';

/** What people decide about what others did, and what they make of contacts through the API. */
export const DECIDING_ACTS: readonly OfficeAct[] = [
  {weight: 3, perform: decideSuggestion},
  {weight: 2, perform: suggest},
  {weight: 2, perform: decideRemoval},
  {weight: 2, perform: mergeContacts},
  {weight: 1, perform: unmergeContact},
  {weight: 1, perform: redeliver},
];

async function decideSuggestion(world: World, notes: Notes) {
  const {dice, people, service} = world;
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/suggestions');
  const open: readonly Draft[] = body['suggestions'] ?? [];
  if (open.length === 0) return undefined;
  const suggestion = dice.pick(open);
  const verb = dice.pick(['accept', 'accept', 'reject', 'withdraw']);
  const {name, author} = suggestion;
  const said = await readSuggested(world, idOf(name));
  const {status} = await service.call(person, `POST /v1/${name}:${verb}`, {});
  // Unanswered (0), it may have been done.
  if (status === 200 || status === 0) {
    for (const word of wordsIn(JSON.stringify(suggestion) + said)) {
      const typed = notes.typed.get(word);
      if (typed === undefined) continue;
      // From now on it is the decider's as much as the author's.
      if (verb === 'accept') typed.maySpread = true;
      // Nothing is kept of a contact that its author does not offer any more.
      if (verb === 'withdraw' && typed.person === person)
        typed.mayBeLost = true;
    }
  }
  return `${person.email} ${verb}s ${name} of ${author}: ${status}`;
}

/** What it says, pictures included: the API has their addresses. */
async function readSuggested(world: World, id: string): Promise<string> {
  const {rows} = await sql<{text: string}>`
    select changes::text as text from suggestions where id = ${id}`.execute(
    world.store.database.db,
  );
  return withTexts(rows[0]?.text ?? '', await readPictures(world));
}

async function suggest(world: World, notes: Notes) {
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
    `POST /v1/${contact['name']}/suggestions`,
    {person: {[field]: items}, updateMask: field},
  );
  if (status === 200 && word !== undefined) {
    const contactId = idOf(contact['name']);
    const typed = {word, field, person, contactId, isRaced: false};
    noteTyped(notes, {...typed, sourceId: undefined});
  }
  return `${person.email} suggests ${field} of ${contact['name']}: ${word}, ${status}`;
}

async function decideRemoval(world: World) {
  const {dice, people, service} = world;
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/pendingRemovals');
  const held: readonly Draft[] = body['pendingRemovals'] ?? [];
  if (held.length === 0) return undefined;
  const {name, contact} = dice.pick(held);
  const verb = dice.pick(['approve', 'reject']);
  const {status} = await service.call(person, `POST /v1/${name}:${verb}`, {});
  return `${person.email} ${verb}s the removal of ${contact}: ${status}`;
}

async function mergeContacts(world: World) {
  const [first, second] = [await pickShown(world), await pickShown(world)];
  if (first === undefined || second === undefined) return undefined;
  const names = [first.contact['name'], second.contact['name']];
  if (names[0] === names[1]) return undefined;
  const {status} = await world.service.call(
    first.person,
    'POST /v1/contacts:merge',
    {contacts: names},
  );
  return `${first.person.email} merges ${names[1]} into ${names[0]} through the API: ${status}`;
}

async function unmergeContact(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const {status} = await world.service.call(
    person,
    `POST /v1/${contact['name']}:unmerge`,
    {},
  );
  return `${person.email} takes ${contact['name']} apart again: ${status}`;
}

async function redeliver(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const {status} = await world.service.call(
    person,
    `POST /v1/${contact['name']}:redeliver`,
    {},
  );
  return `${person.email} asks for ${contact['name']} again: ${status}`;
}
