/** What people do with the records of a contact: undo, restore, comment. */
import type {Draft} from '../emulator/types.ts';
import {bookText, newWord, wordsIn, type Notes} from './notes.ts';
import {idOf, pickShown, type OfficeAct} from './shown.ts';
import type {Person, World} from './world.ts';

export const RECORD_ACTS: readonly OfficeAct[] = [
  {weight: 12, trait: 'records', perform: undoAct},
  {weight: 6, trait: 'records', perform: restoreFields},
  {weight: 6, trait: 'records', perform: restoreLabel},
  {weight: 4, trait: 'records', perform: undoLabelRestore},
  {weight: 8, trait: 'records', perform: comment},
];

/** What somebody said of a contact. */
export interface Said {
  readonly word: string;
  readonly person: Person;
  readonly contactId: string;
  readonly isPrivate: boolean;
}

async function revisionsOf(
  {service}: World,
  {person, contact}: {readonly person: Person; readonly contact: Draft},
): Promise<readonly Draft[]> {
  const {body} = await service.call(
    person,
    `GET /v1/${contact['name']}/revisions`,
  );
  return body['revisions'] ?? [];
}

/** An act, one's own more often than not: who may not should try as well. */
async function undoAct(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person} = shown;
  const all = await revisionsOf(world, shown);
  const own = all.filter(({account}) => account === person.email);
  const revisions = own.length > 0 && world.dice.chance(0.8) ? own : all;
  if (revisions.length === 0) return undefined;
  const {name} = world.dice.pick(revisions);
  const {status} = await world.service.call(
    person,
    `POST /v1/${name}:undo`,
    {},
  );
  return `${person.email} undoes ${name}: ${status}`;
}

async function restoreFields(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, contact} = shown;
  const revisions = await revisionsOf(world, shown);
  const changed = revisions.filter(({changes}) => changes?.length > 0);
  if (changed.length === 0) return undefined;
  const {name, changes} = world.dice.pick(changed);
  const {field} = world.dice.pick<Draft>(changes);
  const {status} = await world.service.call(
    person,
    `POST /v1/${contact['name']}:restore`,
    {revision: name, updateMask: field},
  );
  return `${person.email} restores ${field} of ${name}: ${status}`;
}

const HOUR_MS = 3_600_000;

/** A whole label as it was some minutes ago. */
async function restoreLabel(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, label} = shown;
  const agoMs = world.dice.below(HOUR_MS / 4);
  const nowMs = world.emulator.world.nowMs();
  const time = new Date(nowMs - agoMs).toISOString();
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}:restore`,
    {time},
  );
  return `${person.email} restores ${label} to ${time}: ${status}`;
}

async function undoLabelRestore(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {person, label} = shown;
  const {body} = await world.service.call(person, `GET /v1/${label}/restores`);
  const restores: readonly Draft[] = body['restores'] ?? [];
  if (restores.length === 0) return undefined;
  const {name} = world.dice.pick(restores);
  const {status} = await world.service.call(
    person,
    `POST /v1/${name}:undo`,
    {},
  );
  return `${person.email} undoes ${name}: ${status}`;
}

/** In public or for oneself; somebody may be mentioned. */
async function comment(world: World, notes: Notes) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const {dice, people, service} = world;
  const {person, contact} = shown;
  const word = newWord(notes);
  const isPrivate = dice.chance(0.5);
  const mentions = dice.chance(0.4) ? [dice.pick(people).email] : [];
  const {status} = await service.call(
    person,
    `POST /v1/${contact['name']}/comments`,
    {
      ...{text: word, visibility: isPrivate ? 'PRIVATE' : 'PUBLIC'},
      ...(mentions.length > 0 && !isPrivate && {mentions}),
    },
  );
  if (status === 200) {
    const contactId = idOf(contact['name']);
    notes.said.push({word, person, contactId, isPrivate});
  }
  return `${person.email} comments ${contact['name']}, ${isPrivate ? 'in private' : `mentioning ${mentions.join()}`}: ${word}, ${status}`;
}

/** Law 70 and 116: a private comment is its author's, and in nobody's book is any. */
export async function overheard(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const person of world.people) {
    const told = await toldTo(world, notes, person);
    const book = wordsIn(bookText(world, person));
    for (const {word, person: by, isPrivate} of notes.said) {
      if (book.has(word)) {
        broken.push(`${word}, a comment of ${by.email}, is in a book`);
      }
      if (isPrivate && by !== person && told.has(word)) {
        broken.push(
          `${word}, in private by ${by.email}, is told ${person.email}`,
        );
      }
    }
  }
  return broken;
}

/** All that somebody is told in words by the doors where comments stand. */
async function toldTo(
  {service}: World,
  {said}: Notes,
  person: Person,
): Promise<ReadonlySet<string>> {
  const contacts = [...new Set(said.map(({contactId}) => contactId))];
  if (contacts.length === 0) return new Set();
  const doors = [
    'GET /v1/notices',
    'GET /v1/contacts/-/comments',
    'GET /v1/trash',
    ...contacts.map(id => `GET /v1/contacts/${id}/comments`),
    ...contacts.map(id => `GET /v1/contacts/${id}/revisions`),
  ];
  const answers: string[] = [];
  for (const door of doors) {
    const {body} = await service.call(person, door);
    answers.push(JSON.stringify(body));
  }
  return wordsIn(answers.join('\n'));
}
