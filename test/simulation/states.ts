import type {AccountState} from '../../server/store/schema.ts';
import {SCOPES} from './credentials.ts';
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

/** How often it is the whole workplace. */
const WORKPLACE = 0.2;

/**
 * An account is lost, or one that was is found again; or all are. `isRaced`: while a
 * run is under way.
 */
export function changeState(
  world: World,
  {isRaced}: {readonly isRaced: boolean},
): string | undefined {
  const {dice, lost, people} = world;
  if (dice.chance(WORKPLACE)) {
    return world.isDelegated ? withdrawDelegation(world) : delegate(world);
  }
  const person = dice.pick(people);
  if (lost.has(person.id)) {
    // Refused before, and asked about after: the Directory says nothing is wrong.
    if (isRaced) world.everLost.add(`${person.id} PERMISSION_LOST`);
    return findAgain(world, person);
  }
  // Somebody has to be there.
  if (lost.size >= 2) return undefined;
  const {state, words, lose} = dice.pick(LOSSES);
  lose(world, person);
  lost.set(person.id, state);
  world.everLost.add(`${person.id} ${state}`);
  return `${person.email} ${words}`;
}

function findAgain(world: World, person: Person): string {
  const state = world.lost.get(person.id);
  LOSSES.find(loss => loss.state === state)?.find(world, person);
  world.lost.delete(person.id);
  return `${person.email} is back`;
}

/** The administrator withdraws it, and whatever token there was has run out. */
function withdrawDelegation(world: World): string {
  world.emulator.control('delegate', {scopes: ['openid']});
  world.emulator.control('expireTokens', {});
  world.isDelegated = false;
  for (const {id} of world.people) world.everLost.add(`${id} PERMISSION_LOST`);
  return 'the workplace withdraws its delegation';
}

function delegate(world: World): string {
  world.emulator.control('delegate', {scopes: SCOPES});
  world.isDelegated = true;
  return 'the workplace delegates again';
}

export function findAll(world: World): void {
  if (!world.isDelegated) world.story.push(delegate(world));
  for (const person of world.people) {
    if (world.lost.has(person.id)) world.story.push(findAgain(world, person));
  }
}

/**
 * What the service may take an account for. Where delegation is withdrawn no Directory
 * tells it what became of whom meanwhile: it stays what it was, or permission is lost.
 */
export function statesOf(
  {lost, everLost, isDelegated}: World,
  {id}: Person,
): readonly AccountState[] {
  if (isDelegated) return [lost.get(id) ?? 'ACTIVE'];
  const states = LOSSES.map(({state}) => state);
  return states.filter(state => everLost.has(`${id} ${state}`));
}

/** Once the service has tried, each account's state is the one it has. */
export async function brokenStates(world: World): Promise<readonly string[]> {
  const accounts = await world.store.database.db
    .selectFrom('accounts')
    .select(['id', 'email', 'state'])
    .execute();
  return world.people.flatMap(person => {
    const account = accounts.find(({id}) => id === person.id);
    if (account === undefined) return [];
    const states = statesOf(world, person);
    return states.includes(account.state)
      ? []
      : [`${person.email} is ${account.state} and not ${states.join(' or ')}`];
  });
}

/**
 * Nobody is told that permission is lost who was suspended or deleted. Elsewhere a
 * token that Google refuses once is lost, as none is asked for there.
 */
export async function toldWithoutLoss({
  traits,
  everLost,
  store,
}: World): Promise<readonly string[]> {
  if (!traits.has('states')) return [];
  const told = await store.database.db
    .selectFrom('notices')
    .select('about')
    .where('kind', '=', 'PERMISSION_LOST')
    .execute();
  return told
    .filter(({about}) => !everLost.has(`${about} PERMISSION_LOST`))
    .map(({about}) => `${about} is told that permission is lost`);
}

/** Who is suspended or deleted cannot sign in anywhere. */
export function isAway({lost}: World, {id}: Person): boolean {
  const state = lost.get(id);
  return state !== undefined && state !== 'PERMISSION_LOST';
}
