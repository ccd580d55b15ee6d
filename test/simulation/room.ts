import {readRoom} from '../../server/store/account-size.ts';
import type {Draft} from '../emulator/types.ts';
import type {Notes} from './notes.ts';
import {accountOf, bookOf, type Person, type World} from './world.ts';

const GOOGLES = 25_000;

/** More than any account has. */
const PLENTY = 1_000_000;

/** Contacts of an account, its trash included, as Google counts them. */
const sizeOf = (world: World, person: Person) =>
  bookOf(world, person).length + accountOf(world, person).trash.size;

/** The ceiling comes down to where somebody stands, or goes up again. */
export function moveCeiling(world: World): string {
  const {dice, emulator, people} = world;
  const isLow = emulator.world.switches.contactsMax < GOOGLES;
  const contactsMax =
    isLow && dice.chance(0.4)
      ? GOOGLES
      : sizeOf(world, dice.pick(people)) + dice.below(3);
  emulator.control('switches', {contactsMax});
  return `an account takes ${contactsMax} contacts`;
}

export function liftCeiling({emulator}: World): void {
  emulator.control('switches', {contactsMax: GOOGLES});
}

/** What the service is bound to know of an account: what stands there, and what it put in the trash. */
function knowable(world: World, notes: Notes, person: Person): number {
  const trash = [...accountOf(world, person).trash.keys()];
  const ours = trash.filter(name => notes.deleted.has(`${person.id} ${name}`));
  return bookOf(world, person).length + ours.length;
}

/**
 * Google refuses contacts for want of room. In quiet a service that knows the ceiling
 * asks only where people's own deletions take what it cannot know of.
 */
export function noteFull(
  world: World,
  notes: Notes,
  {accountId, body}: {readonly accountId: string; readonly body: Draft},
): void {
  const person = world.people.find(({id}) => id === accountId);
  if (person === undefined || !world.knowsCeiling) return;
  const asked = body['contacts']?.length ?? 1;
  const {contactsMax} = world.emulator.world.switches;
  if (knowable(world, notes, person) + asked <= contactsMax) return;
  notes.broken.push(
    `${asked} more for ${person.email}, and it was to be known that they do not fit into ${contactsMax}`,
  );
}

/**
 * Once all is read, the contacts of each account are known, and no more than there ever
 * were. Asked where there is a ceiling.
 */
export async function brokenRooms(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  if (!world.traits.has('capacity')) return [];
  const broken: string[] = [];
  for (const person of world.people) {
    const {count} = await readRoom(world.store.database.db, person.id, PLENTY);
    if (count === null) continue;
    const known = PLENTY - count;
    const least = knowable(world, notes, person);
    const standing = new Set(
      bookOf(world, person).map(({sourceId}) => `${person.id} ${sourceId}`),
    );
    const gone = [...notes.copies].filter(
      key => key.startsWith(`${person.id} `) && !standing.has(key),
    );
    const most = standing.size + gone.length;
    if (known < least || known > most) {
      broken.push(
        `${known} contacts are known of ${person.email}, and not ${least} to ${most}`,
      );
    }
  }
  return broken;
}
