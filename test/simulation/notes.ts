import {sql} from 'kysely';
import type {SharedField} from '../../server/core/content.ts';
import {isAtLeast} from '../../server/core/role.ts';
import type {Contact} from '../emulator/world/account.ts';
import {bookOf, type Person, type World} from './world.ts';

/** One value that somebody typed, found again by a word that stands in no other. */
export interface Typed {
  readonly word: string;
  readonly field: SharedField;
  readonly by: Person;
  /** The contact of their book it was typed into; undefined: through the API. */
  readonly sourceId: string | undefined;
  /** The shared contact, where it was one. */
  contactId: string | undefined;
  /** At some time from then on its author might edit that contact. */
  maySpread: boolean;
  /** Its author took it away again before the service had it. */
  mayBeLost: boolean;
  /** Typed while a run over the account was under way. */
  readonly isRaced: boolean;
}

/** An act that takes a contact away, or a label off it. */
export interface Removal {
  readonly accountId: string;
  readonly contactId: string;
}

/** What people did, as far as the laws ask. */
export interface Notes {
  readonly typed: Map<string, Typed>;
  /** Words that each person took out of their own book, by account id. */
  readonly takenOut: Map<string, Set<string>>;
  readonly removals: Removal[];
  /** Contacts that were never shared, matched nor merged: `accountId sourceId` and their etag. */
  readonly unshared: Map<string, string>;
  /** A number in each word. */
  count: number;
}

export function createNotes(): Notes {
  return {
    typed: new Map(),
    takenOut: new Map(),
    removals: [],
    unshared: new Map(),
    count: 0,
  };
}

const WORD = /zq\d+k/g;

export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(WORD));
}

/** What a contact says, as text. */
export function textOf(contact: Contact): string {
  return JSON.stringify(contact.fields.all());
}

export function bookText(world: World, person: Person): string {
  return bookOf(world, person).map(textOf).join('\n');
}

/** A word that no other value has. */
export function newWord(notes: Notes): string {
  return `zq${++notes.count}k`;
}

/** Everything the store holds of contents: contacts, history, suggestions. */
export async function storedText(world: World): Promise<string> {
  const {rows} = await sql<{text: string | null}>`
    select string_agg(t, '') as text from (
      select content::text as t from contacts
      union all select changes::text from revisions
      union all select changes::text from suggestions) x`.execute(
    world.store.database.db,
  );
  return rows[0]?.text ?? '';
}

/**
 * Has a person act on their book, and notes what they took out of it. A value
 * that goes before the service had it was never the service's to lose.
 */
export async function inBook<T>(
  world: World,
  notes: Notes,
  person: Person,
  act: () => T,
  {isPhone = false} = {},
): Promise<T> {
  const before = wordsIn(bookText(world, person));
  const result = act();
  const after = wordsIn(bookText(world, person));
  const gone = [...before].filter(word => !after.has(word));
  if (gone.length === 0) return result;
  const taken = notes.takenOut.get(person.id) ?? new Set();
  notes.takenOut.set(person.id, taken);
  const stored = wordsIn(await storedText(world));
  for (const word of gone) {
    // What a phone cannot show is not taken out by anybody.
    if (!isPhone) taken.add(word);
    const typed = notes.typed.get(word);
    if (typed?.by === person && !stored.has(word)) typed.mayBeLost = true;
  }
  return result;
}

/** Whoever may edit a contact at some time after they typed into it may spread that. */
export function noteRights({facts}: World, notes: Notes): void {
  for (const typed of notes.typed.values()) {
    const {by, sourceId} = typed;
    typed.contactId ??=
      sourceId === undefined
        ? undefined
        : facts.copies.get(`${by.id} ${sourceId}`);
    if (typed.maySpread || typed.contactId === undefined) continue;
    const labels = facts.labels.get(typed.contactId) ?? [];
    typed.maySpread = facts.collaborators.some(
      ({accountId, labelId, role, hidden}) =>
        accountId === by.id &&
        labels.includes(labelId) &&
        isAtLeast(role, 'editor') &&
        !hidden.includes(typed.field),
    );
  }
}
