import type {AccountState} from '../../server/store/schema.ts';
import {control, type Person, type World} from './world.ts';

/** How the service loses an account, and what it then takes it for. */
const LOSSES: readonly {
  readonly state: AccountState;
  readonly words: string;
  readonly lose: (world: World, person: Person) => void;
  readonly find: (world: World, person: Person) => void;
}[] = [
  {
    state: 'PERMISSION_LOST',
    words: 'takes their consent back',
    lose: (world, {email}) => {
      const revokedDelegation = world.dice.pick([
        'unauthorizedClient',
        'accessDenied',
        'invalidGrant',
      ]);
      world.emulator.control('switches', {revokedDelegation});
      control(world, 'revokeConsent', {user: email});
    },
    find: (world, {email}) =>
      void control(world, 'grantConsent', {user: email}),
  },
  {
    state: 'SUSPENDED',
    words: 'is suspended',
    lose: (world, {email}) =>
      void control(world, 'suspendUser', {user: email, suspended: true}),
    find: (world, {email}) =>
      void control(world, 'suspendUser', {user: email, suspended: false}),
  },
  {
    state: 'DELETED',
    words: 'is deleted by the administrator',
    lose: (world, {id}) => void control(world, 'deleteUser', {user: id}),
    find: (world, {id}) => void control(world, 'undeleteUser', {user: id}),
  },
];

/** An account is lost, or one that was is found again. */
export function changeState(world: World): string | undefined {
  const {dice, lost, people} = world;
  const person = dice.pick(people);
  if (lost.has(person.id)) return findAgain(world, person);
  // Somebody has to be there.
  if (lost.size >= 2) return undefined;
  const {state, words, lose} = dice.pick(LOSSES);
  lose(world, person);
  lost.set(person.id, state);
  return `${person.email} ${words}`;
}

function findAgain(world: World, person: Person): string {
  const state = world.lost.get(person.id);
  LOSSES.find(loss => loss.state === state)?.find(world, person);
  world.lost.delete(person.id);
  return `${person.email} is back`;
}

export function findAll(world: World): void {
  for (const person of world.people) {
    if (world.lost.has(person.id)) world.story.push(findAgain(world, person));
  }
}

/** Who is suspended or deleted cannot sign in anywhere. */
export function isAway({lost}: World, {id}: Person): boolean {
  const state = lost.get(id);
  return state !== undefined && state !== 'PERMISSION_LOST';
}
