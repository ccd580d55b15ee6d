import {sql} from 'kysely';
import {SHARED_FIELDS, type SharedField} from '../../server/core/content.ts';
import {isAtLeast} from '../../server/core/role.ts';
import type {Contact} from '../emulator/world/account.ts';
import {pictureText, readPictures, withTexts} from './pictures.ts';
import {MARKER_KEY} from '../../server/google/person.ts';
import type {Draft} from '../emulator/types.ts';
import {createRecordNotes, type RecordNotes} from './records.ts';
import {
  accountOf,
  bookOf,
  type Facts,
  type Person,
  type World,
} from './world.ts';

/** One value that somebody typed, found again by a word that stands in no other. */
export interface Typed {
  readonly word: string;
  readonly field: SharedField;
  readonly person: Person;
  /** The contact of their book it was typed into; undefined: through the API. */
  sourceId: string | undefined;
  /** The shared contact, where it was one. */
  contactId: string | undefined;
  /** At some time from then on its author might edit that contact. */
  maySpread: boolean;
  /** Its author took it away again before the service had it. */
  mayBeLost: boolean;
  /** The contact whose copy its author merged it into, in a book of their own. */
  mergedInto: string | undefined;
  /** Typed while a run over the account was under way. */
  readonly isRaced: boolean;
}

/** An act that takes a contact away, or a label off it. */
export interface Removal {
  readonly accountId: string;
  /** Absent where the contact was no copy yet. */
  contactId: string | undefined;
  readonly sourceId: string;
}

/** What people did, as far as the laws ask. */
export interface Notes {
  readonly typed: Map<string, Typed>;
  /** Words that each person took out of their own book, by account id. */
  readonly takenOut: Map<string, Set<string>>;
  readonly removals: Removal[];
  /** Who put which label on something: `accountId labelId`. */
  readonly puttings: Set<string>;
  /** Who shared a label of their own with all that is in it: `accountId labelId`. */
  readonly sharers: Set<string>;
  /** Who ever might remove from which label: `accountId labelId`. */
  readonly removers: Set<string>;
  /** Who ever might add to which label: `accountId labelId`. */
  readonly adders: Set<string>;
  /** Who ever was manager of which label: `accountId labelId`. */
  readonly managers: Set<string>;
  /** Who ever saw which field: `accountId field`. */
  readonly seers: Set<string>;
  /** Account and word: somebody else's word that they typed themselves. */
  readonly repeated: Set<string>;
  /** Every label a contact ever had: `contactId labelId`. */
  readonly labellings: Set<string>;
  /** Who ever merged contacts: account ids. */
  readonly mergers: Set<string>;
  /**
   * Addresses of those in whose book nobody can know how a membership stands:
   * they acted, a write went unanswered, a read was stale or a list lied.
   */
  readonly unsure: Set<string>;
  /** How many words had been typed when a contact was last read by name: by its name. */
  readonly lastReads: Map<string, number>;
  /** What was read though nothing had happened since it was, by account id. */
  readonly readAgain: Map<string, readonly string[]>;
  /** What was read so and whose picture was not to be had, by account id. */
  readonly readUnseen: Map<string, readonly string[]>;
  /** How often that was the last read before a deletion or a picture's write, which has to be. */
  readonly lastReadings: Map<string, number>;
  /** What was found broken on the way. */
  readonly broken: string[];
  /** Contacts that were never shared, matched nor merged: `accountId sourceId` and their etag. */
  readonly unshared: Map<string, string>;
  /** What of each contact is nobody's but its person's, as they left it: `accountId sourceId`. */
  readonly private: Map<string, string>;
  /** Contact groups that ever were a label's, `accountId groupId`, and of which as far as that is known. */
  readonly labelGroups: Map<string, string | undefined>;
  /** Contacts that people made themselves, in their books: `accountId sourceId`. */
  readonly own: Set<string>;
  /** Contacts into which their person merged another, whose marker they carry too: `accountId sourceId`. */
  readonly survivors: Set<string>;
  /** What was merged away, by name: into which contact, and after how many words. */
  readonly absorbed: Map<
    string,
    {readonly sourceId: string; readonly after: number}
  >;
  /** What the service asked to delete, `accountId people/c…`. */
  readonly deleted: Set<string>;
  /** Contacts that ever were copies: `accountId sourceId`. */
  readonly copies: Set<string>;
  /** What the service believed of a quota when Google last refused it something: by limit. */
  readonly refusals: Map<
    string,
    {readonly believed: number; readonly atMs: number}
  >;
  readonly records: RecordNotes;
  /** Somebody worked faster than a quota allows; once is enough, it takes long. */
  hasWorkedFast: boolean;
  /** A number in each word. */
  count: number;
}

export function createNotes(): Notes {
  return {
    typed: new Map(),
    takenOut: new Map(),
    removals: [],
    puttings: new Set(),
    sharers: new Set(),
    removers: new Set(),
    adders: new Set(),
    managers: new Set(),
    seers: new Set(),
    repeated: new Set(),
    labellings: new Set(),
    mergers: new Set(),
    unsure: new Set(),
    lastReads: new Map(),
    readAgain: new Map(),
    readUnseen: new Map(),
    lastReadings: new Map(),
    broken: [],
    unshared: new Map(),
    private: new Map(),
    labelGroups: new Map(),
    own: new Set(),
    survivors: new Set(),
    absorbed: new Map(),
    deleted: new Set(),
    copies: new Set(),
    refusals: new Map(),
    records: createRecordNotes(),
    hasWorkedFast: false,
    count: 0,
  };
}

export function noteTyped(
  notes: Notes,
  typed: Omit<Typed, 'maySpread' | 'mayBeLost' | 'mergedInto'>,
  maySpread = false,
): void {
  notes.typed.set(typed.word, {
    ...typed,
    maySpread,
    mayBeLost: false,
    mergedInto: undefined,
  });
}

/** Twice the same, so that no etag and no hash says one by chance. */
const WORD = /(zq\d+k)\1/g;

export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(WORD));
}

/** What a contact says, as text. */
export function textOf({fields, photo}: Contact): string {
  return JSON.stringify(fields.all()) + (photo ? pictureText(photo) : '');
}

export function bookText(world: World, person: Person): string {
  return bookOf(world, person).map(textOf).join('\n');
}

/** A word that no other value has. */
export function newWord(notes: Notes): string {
  return `zq${++notes.count}k`.repeat(2);
}

/** What the store holds of contents: contacts, history, suggestions; what is offered only; and own layers. */
export async function readStored(world: World): Promise<{
  readonly shared: string;
  readonly offered: string;
  readonly own: string;
}> {
  const {rows} = await sql<{
    shared: string | null;
    offered: string | null;
    own: string | null;
  }>`
    select
      (select string_agg(t, '') from (
        select content::text as t from contacts
        union all select changes::text from revisions
        union all select changes::text from suggestions
          where contact_id is not null) x) as shared,
      (select string_agg(changes::text, '') from suggestions
        where contact_id is null) as offered,
      (select string_agg(own::text, '') from copies) as own`.execute(
    world.store.database.db,
  );
  const [row] = rows;
  const pictures = await readPictures(world);
  const {shared, offered, own} = row ?? {};
  return {
    shared: withTexts(shared ?? '', pictures),
    offered: withTexts(offered ?? '', pictures),
    own: withTexts(own ?? '', pictures),
  };
}

/**
 * Has a person act on their book, and notes what they took out of it. A value
 * that goes before the service had it was never the service's to lose, and one
 * of an own layer is nobody else's, nor of a contact that is only offered.
 */
export async function inBook<T>(
  world: World,
  notes: Notes,
  person: Person,
  act: () => T,
  {isPhone = false} = {},
): Promise<T> {
  checkOwn(world, notes, person);
  const before = wordsIn(bookText(world, person));
  const contacts = etagsOf(world, person);
  const result = act();
  notes.unsure.add(person.email);
  refreshOwn(world, notes, person);
  const after = wordsIn(bookText(world, person));
  const left = etagsOf(world, person);
  // What the share covered in a contact that is deleted showed nowhere.
  const covered = [...notes.typed.values()].filter(typed => {
    const key = `${person.id} ${typed.sourceId}`;
    return typed.person === person && contacts.has(key) && !left.has(key);
  });
  const gone = new Set(
    [...before, ...covered.map(({word}) => word)].filter(
      word => !after.has(word),
    ),
  );
  if (gone.size === 0) return result;
  const taken = notes.takenOut.get(person.id) ?? new Set();
  notes.takenOut.set(person.id, taken);
  const stored = wordsIn((await readStored(world)).shared);
  for (const word of gone) {
    // What a phone cannot show is not taken out by anybody.
    if (!isPhone) taken.add(word);
    const typed = notes.typed.get(word);
    if (typed?.person === person && !stored.has(word)) typed.mayBeLost = true;
  }
  return result;
}

/** A contact came out of the trash under a new name: what was typed into it stands there. */
export function noteMoved(
  notes: Notes,
  person: Person,
  move: {readonly from: string; readonly to: string},
): void {
  for (const typed of notes.typed.values()) {
    const isThere = typed.person === person && typed.sourceId === move.from;
    if (isThere) typed.sourceId = move.to;
  }
}

/** Into these groups a person put a contact with another: some are labels, or were and may be again. */
export function notePuttings(
  notes: Notes,
  {id}: Person,
  groups: readonly string[],
): void {
  for (const groupId of groups) {
    const labelId = notes.labelGroups.get(`${id} ${groupId}`);
    if (labelId !== undefined) notes.puttings.add(`${id} ${labelId}`);
  }
}

/** The service reads contacts by name. */
export function noteRead(
  notes: Notes,
  accountId: string,
  {
    names,
    isAgain,
    isUnheard,
  }: {names: readonly string[]; isAgain: boolean; isUnheard: boolean},
): void {
  notes.readUnseen.delete(accountId);
  // Killed before it heard the answer it deletes nothing, and has to ask once more.
  if (isAgain && isUnheard) noteLastReading(notes, accountId);
  else if (isAgain) notes.readAgain.set(accountId, names);
  else notes.readAgain.delete(accountId);
  for (const name of names) notes.lastReads.set(name, notes.count);
}

function noteLastReading({lastReadings}: Notes, accountId: string): void {
  lastReadings.set(accountId, (lastReadings.get(accountId) ?? 0) + 1);
}

/** What knows no etag is read right before it is written to, whenever it was read before. */
function noteReadBefore(
  notes: Notes,
  accountId: string,
  names: readonly string[],
): void {
  const again = notes.readAgain.get(accountId) ?? [];
  notes.readAgain.delete(accountId);
  if (again.some(name => names.includes(name))) {
    noteLastReading(notes, accountId);
  }
}

/** What was read a last time and shows a picture that cannot be fetched stays until it can. */
export function noteUnseen(
  notes: Notes,
  accountId: string,
  names: readonly string[],
): void {
  const again = notes.readAgain.get(accountId) ?? [];
  if (!again.some(name => names.includes(name))) return;
  notes.readAgain.delete(accountId);
  notes.readUnseen.set(accountId, names);
}

/** Nobody reads a contact a last time but who then acts on it, or holds it for its picture. */
function noteHeldBack(notes: Notes, {unseen}: Facts): void {
  for (const [accountId, names] of notes.readUnseen) {
    const isHeld = names.some(name =>
      unseen.has(`${accountId} ${sourceIdOf(name)}`),
    );
    if (!isHeld) continue;
    notes.readUnseen.delete(accountId);
    noteLastReading(notes, accountId);
  }
}

/** The CONTACT source behind a name, `people/c…`. */
export function sourceIdOf(name: string): string {
  return BigInt(name.slice('people/c'.length)).toString(16);
}

/**
 * The service deletes contacts, which Google lets nobody make conditional: what
 * was typed into one since it was last read cannot be known, nor into what it was
 * merged since, where its name leads.
 */
export function noteDeletion(
  notes: Notes,
  accountId: string,
  names: readonly string[],
): void {
  noteReadBefore(notes, accountId, names);
  for (const name of names) {
    notes.deleted.add(`${accountId} ${name}`);
    const lastRead = notes.lastReads.get(name) ?? 0;
    const merged = notes.absorbed.get(name);
    const into = merged && merged.after > lastRead ? [merged.sourceId] : [];
    for (const sourceId of [sourceIdOf(name), ...into]) {
      for (const typed of notes.typed.values()) {
        const isThere =
          typed.person.id === accountId && typed.sourceId === sourceId;
        const isLate = numberOf(typed) > lastRead;
        if (isThere && (isLate || into.includes(sourceId))) {
          typed.mayBeLost = true;
        }
      }
    }
    for (const sourceId of into) {
      notes.own.delete(`${accountId} ${sourceId}`);
      notes.unshared.delete(`${accountId} ${sourceId}`);
    }
  }
}

/**
 * The service writes over pictures, which know no etag: one that was set since
 * the contact was last read cannot be known.
 */
export function notePictureWrite(
  notes: Notes,
  accountId: string,
  names: readonly string[],
): void {
  noteReadBefore(notes, accountId, names);
  for (const name of names) {
    const lastRead = notes.lastReads.get(name) ?? 0;
    const sourceId = sourceIdOf(name);
    for (const typed of notes.typed.values()) {
      const isThere =
        typed.person.id === accountId && typed.sourceId === sourceId;
      if (!isThere || typed.field !== 'photos') continue;
      if (numberOf(typed) > lastRead) typed.mayBeLost = true;
    }
  }
}

/** The how manieth word of its world it is: of `zq7kzq7k` the 7th. */
const numberOf = ({word}: Typed) => Number.parseInt(word.slice('zq'.length));

/**
 * Law 5: nobody but their owner writes to contacts that are not shared, deletes any
 * of their own, or touches stars, other labels and other apps' data of any contact.
 */
export function checkOwn(world: World, notes: Notes, person: Person): void {
  const book = etagsOf(world, person);
  for (const [key, etag] of notes.unshared) {
    if (!key.startsWith(person.id) || book.get(key) === etag) continue;
    notes.broken.push(`${key} of ${person.email} is not shared and changed`);
    notes.unshared.delete(key);
  }
  for (const key of notes.own) {
    if (!key.startsWith(person.id) || book.has(key)) continue;
    notes.broken.push(`${key} is ${person.email}'s own and was deleted`);
    notes.own.delete(key);
  }
  for (const contact of bookOf(world, person)) {
    const key = `${person.id} ${contact.sourceId}`;
    const left = notes.private.get(key) ?? NOTHING_PRIVATE;
    const now = privatePartOf(world, notes, person, contact);
    if (now === left) continue;
    notes.broken.push(`${key} of ${person.email}: ${left} became ${now}`);
    notes.private.set(key, now);
  }
}

const privatePart = (groups: readonly string[], data: readonly Draft[]) =>
  JSON.stringify({groups, data});

/** What the service makes has none. */
const NOTHING_PRIVATE = privatePart([], []);

/** Whether a person has it among their phone's contacts is partly the service's to say. */
function privatePartOf(
  world: World,
  notes: Notes,
  person: Person,
  {groups, fields}: Contact,
): string {
  const known = accountOf(world, person).groups;
  const isPrivate = (id: string) =>
    (id === 'starred' || known.get(id)?.system === false) &&
    !known.get(id)?.byClient &&
    !notes.labelGroups.has(`${person.id} ${id}`);
  return privatePart(
    groups.filter(isPrivate).sort(),
    fields.items('clientData').filter(({key}) => key !== MARKER_KEY),
  );
}

/** What its owner did to a contact of their own is as it should be. */
function refreshOwn(world: World, notes: Notes, person: Person): void {
  const book = etagsOf(world, person);
  for (const key of notes.unshared.keys()) {
    if (!key.startsWith(person.id)) continue;
    const etag = book.get(key);
    if (etag === undefined) notes.unshared.delete(key);
    else notes.unshared.set(key, etag);
  }
  for (const key of notes.own) {
    if (key.startsWith(person.id) && !book.has(key)) notes.own.delete(key);
  }
  notePrivate(world, notes, person);
}

/** How a person leaves what is theirs alone. */
export function notePrivate(world: World, notes: Notes, person: Person): void {
  for (const contact of bookOf(world, person)) {
    notes.private.set(
      `${person.id} ${contact.sourceId}`,
      privatePartOf(world, notes, person, contact),
    );
  }
}

function etagsOf(world: World, person: Person): ReadonlyMap<string, string> {
  return new Map(
    bookOf(world, person).map(({sourceId, etag}) => [
      `${person.id} ${sourceId}`,
      etag,
    ]),
  );
}

/** Whoever may edit a contact at some time after they typed into it may spread that. */
export function noteRights({facts}: World, notes: Notes): void {
  noteHeldBack(notes, facts);
  for (const {accountId, labelId, role, hidden} of facts.collaborators) {
    const key = `${accountId} ${labelId}`;
    if (isAtLeast(role, 'remover')) notes.removers.add(key);
    if (isAtLeast(role, 'editor')) notes.adders.add(key);
    if (isAtLeast(role, 'manager')) notes.managers.add(key);
    for (const field of SHARED_FIELDS) {
      if (!hidden.includes(field)) notes.seers.add(`${accountId} ${field}`);
    }
  }
  for (const [contactId, labels] of facts.labels) {
    for (const id of labels) notes.labellings.add(`${contactId} ${id}`);
  }
  for (const key of facts.copies.keys()) notes.copies.add(key);
  for (const key of facts.formerCopies) notes.copies.add(key);
  for (const {accountId, groupId, labelId} of facts.groups) {
    notes.labelGroups.set(`${accountId} ${groupId}`, labelId);
  }
  for (const removal of notes.removals) {
    const {accountId, sourceId} = removal;
    removal.contactId ??= facts.copies.get(`${accountId} ${sourceId}`);
  }
  for (const typed of notes.typed.values()) {
    const {person: by, sourceId} = typed;
    typed.contactId ??=
      sourceId === undefined
        ? undefined
        : facts.copies.get(`${by.id} ${sourceId}`);
    if (typed.maySpread || typed.contactId === undefined) continue;
    // An edit against a removal is made in the trash: what it was in counts.
    const {contactId} = typed;
    typed.maySpread = facts.collaborators.some(
      ({accountId, labelId, role, hidden}) =>
        accountId === by.id &&
        notes.labellings.has(`${contactId} ${labelId}`) &&
        isAtLeast(role, 'editor') &&
        !hidden.includes(typed.field),
    );
  }
}
