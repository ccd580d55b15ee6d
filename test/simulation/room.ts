import {accountOf, bookOf, type World} from './world.ts';

const GOOGLES = 25_000;

/** Contacts of an account, its trash included, as Google counts them. */
const sizeOf = (world: World, person: World['people'][number]) =>
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
