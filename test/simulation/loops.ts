import type {SharedField} from '../../server/core/content.ts';
import type {Contact} from '../emulator/world/account.ts';
import {inBook, newWord, noteTyped, wordsIn, type Notes} from './notes.ts';
import {FIELDS, nameOf} from './typing.ts';
import {bookOf, control, type Person, type World} from './world.ts';

/** Another program in somebody's account: whatever stands in a field of one contact, it puts its own there. */
export interface Program {
  readonly person: Person;
  readonly field: SharedField;
  /** The contact it looks after; another once that is gone. */
  sourceId: string | undefined;
  /** What it writes. */
  word: string;
}

/** Two that share a label, and may answer each other. */
export function installPrograms(world: World): void {
  const {dice, facts, people, programs} = world;
  const {labelId} = dice.pick(facts.collaborators);
  const field = dice.pick(LOOKED_AFTER);
  const sharing = people.filter(({id}) =>
    facts.collaborators.some(
      each => each.labelId === labelId && each.accountId === id,
    ),
  );
  for (const person of sharing.slice(-2)) {
    programs.push({person, field, sourceId: undefined, word: ''});
    world.story.push(`a program of ${person.email} looks after ${field}`);
  }
}

/** Fields that people write as well. */
const LOOKED_AFTER: readonly SharedField[] = ['biographies', 'urls'];

/** The program looks at its contact; what it finds changed it writes again. */
export async function runProgram(
  world: World,
  notes: Notes,
  program: Program,
): Promise<string | undefined> {
  const {person, field} = program;
  const contact = contactOf(world, notes, program);
  if (contact === undefined) return undefined;
  const {word} = program;
  const items = contact.fields.items(field);
  const stands = items.length === 1 && wordsIn(JSON.stringify(items)).has(word);
  if (stands) return undefined;
  const item = FIELDS.find(each => each.field === field)!.item(word);
  await inBook(world, notes, person, () => {
    if (!notes.typed.has(word)) {
      const {sourceId} = contact;
      const contactId = world.facts.copies.get(`${person.id} ${sourceId}`);
      const typed = {word, field, person, sourceId, contactId};
      noteTyped(notes, {...typed, isRaced: false});
    }
    return control(world, 'editContact', {
      user: person.email,
      contact: contact.resourceName,
      person: {[field]: [item]},
    });
  });
  return `a program writes ${field} of ${nameOf(contact)} of ${person.email}: ${word}`;
}

function contactOf(
  world: World,
  notes: Notes,
  program: Program,
): Contact | undefined {
  const {id} = program.person;
  const sharedAs = ({sourceId}: Contact) =>
    world.facts.copies.get(`${id} ${sourceId}`);
  const copies = bookOf(world, program.person).filter(
    contact => sharedAs(contact) !== undefined,
  );
  const same = copies.find(({sourceId}) => sourceId === program.sourceId);
  if (same !== undefined || copies.length === 0) return same;
  // Programs at all accounts look after the same contact.
  const next = copies.reduce((a, b) => (sharedAs(a)! < sharedAs(b)! ? a : b));
  program.sourceId = next.sourceId;
  program.word = newWord(notes);
  return next;
}
