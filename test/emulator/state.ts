/** What one emulator holds besides its world: books, faults, and who is writing right now. */
import type {EmulatorKeys} from './auth/keys.ts';
import {checkWorldSeed} from './control/arguments.ts';
import {itemChecker} from './discovery/check.ts';
import type {Discovery} from './discovery/discovery.ts';
import {Faults} from './faults.ts';
import {Ledger} from './ledger.ts';
import type {PhoneBook} from './people/phone.ts';
import {Quotas} from './quota.ts';
import type {Rereads} from './rereads.ts';
import {applySeed} from './world/seed.ts';
import type {WorldSeed} from './world/seed-types.ts';
import {World} from './world/world.ts';

export interface EmulatorState {
  readonly keys: EmulatorKeys;
  readonly discovery: Discovery;
  readonly now: () => number;
  readonly random: () => number;
  readonly phones: PhoneBook;
  world: World;
  faults: Faults;
  ledger: Ledger;
  quotas: Quotas;
  /** Writes under way by user id. */
  readonly writing: Map<string, number>;
  readonly rereads: Rereads;
}

/** @throws WorldError when the seed holds what no world has. */
export function createWorld(
  state: Pick<EmulatorState, 'now' | 'random' | 'phones' | 'discovery'>,
  seed: WorldSeed,
): World {
  const {now, random, phones, discovery} = state;
  checkWorldSeed(discovery.people.schemas, seed);
  const check = itemChecker(discovery.people);
  const world = new World({now, random, phones, check});
  applySeed(world, seed);
  return world;
}

/** A new world, empty books, no faults; keys and clock stay. */
export function resetState(state: EmulatorState, seed: WorldSeed) {
  state.world = createWorld(state, seed);
  state.faults = new Faults();
  state.ledger = new Ledger();
  state.quotas = new Quotas();
  state.writing.clear();
  state.rereads.clear();
}
