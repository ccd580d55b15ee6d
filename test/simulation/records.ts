/** What people do with the records of a contact: undo, restore, comment; and they leave labels and rejoin. */
import {isAtLeast, type Role} from '../../server/core/role.ts';
import type {Draft} from '../emulator/types.ts';
import {bookText, newWord, wordsIn, type Notes} from './notes.ts';
import {idOf, pickShown, type OfficeAct} from './shown.ts';
import type {Person, World} from './world.ts';

export const RECORD_ACTS: readonly OfficeAct[] = [
  {weight: 10, perform: undoAct},
  {weight: 5, perform: restoreFields},
  {weight: 6, perform: restoreLabel},
  {weight: 5, perform: undoLabelRestore},
  {weight: 6, perform: comment},
  {weight: 2, perform: leave},
  {weight: 4, perform: rejoin},
];

/** What somebody said of a contact. */
interface Said {
  readonly word: string;
  readonly person: Person;
  readonly contactId: string;
  readonly isPrivate: boolean;
}

/** What people did with records, as far as they go on from it and laws ask. */
export interface RecordNotes {
  readonly said: Said[];
  /** Labels brought back to a time, by whom and as what, `labels/…/restores/…`. */
  readonly restores: {readonly person: Person; readonly name: string}[];
  /** Who left which label, `labels/…`. */
  readonly departures: {readonly person: Person; readonly label: string}[];
}

export function createRecordNotes(): RecordNotes {
  return {said: [], restores: [], departures: []};
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

/** By who did it, more often than not: who may not should try as well. */
async function undoAct(world: World) {
  const shown = await pickShown(world);
  if (shown === undefined) return undefined;
  const revisions = await revisionsOf(world, shown);
  if (revisions.length === 0) return undefined;
  const {name, account} = world.dice.pick(revisions);
  const by = world.people.find(({email}) => email === account);
  const person = world.dice.chance(0.8) ? (by ?? shown.person) : shown.person;
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

/** One who collaborates on a label, with one of these roles more often than not. */
function pickMember(
  {dice, facts, people}: World,
  isWanted: (role: Role) => boolean,
): {readonly person: Person; readonly label: string} | undefined {
  const wanted = facts.collaborators.filter(({role}) => isWanted(role));
  const members = dice.chance(0.8) ? wanted : facts.collaborators;
  if (members.length === 0) return undefined;
  const {accountId, labelId} = dice.pick(members);
  const person = people.find(({id}) => id === accountId);
  return person && {person, label: `labels/${labelId}`};
}

/** A whole label as it was at some time of its life. */
async function restoreLabel(world: World, {records}: Notes) {
  const member = pickMember(world, role => isAtLeast(role, 'manager'));
  if (member === undefined) return undefined;
  const {person, label} = member;
  const seen = await world.service.call(person, `GET /v1/${label}`);
  if (seen.status !== 200) return undefined;
  const bornMs = Date.parse(seen.body['createTime']);
  const ageMs = world.emulator.world.nowMs() - bornMs;
  const time = new Date(bornMs + world.dice.below(ageMs)).toISOString();
  const {status, body} = await world.service.call(
    person,
    `POST /v1/${label}:restore`,
    {time},
  );
  const {name, added, removed, edited} = body;
  if (name !== undefined) records.restores.push({person, name});
  return `${person.email} restores ${label} to ${time}: ${status}, ${added} come, ${removed} go, ${edited} change`;
}

/** The last one, by who did it, more often than not. */
async function undoLabelRestore(world: World, {records}: Notes) {
  const {dice, people, service} = world;
  const last = records.restores.at(-1);
  if (last === undefined) return undefined;
  const {name, person: by} = dice.chance(0.7)
    ? last
    : dice.pick(records.restores);
  const person = dice.chance(0.8) ? by : dice.pick(people);
  const {status} = await service.call(person, `POST /v1/${name}:undo`, {});
  return `${person.email} undoes ${name}: ${status}`;
}

async function leave(world: World, {records}: Notes) {
  const member = pickMember(world, role => role !== 'owner');
  if (member === undefined) return undefined;
  const {person, label} = member;
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}:leave`,
    {},
  );
  if (status === 200) records.departures.push(member);
  return `${person.email} leaves ${label}: ${status}`;
}

async function rejoin({dice, service}: World, {records}: Notes) {
  if (records.departures.length === 0) return undefined;
  const {person, label} = dice.pick(records.departures);
  const {status} = await service.call(person, `POST /v1/${label}:rejoin`, {});
  return `${person.email} rejoins ${label}: ${status}`;
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
    notes.records.said.push({word, person, contactId, isPrivate});
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
    for (const {word, person: by, isPrivate} of notes.records.said) {
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
  {records: {said}}: Notes,
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
