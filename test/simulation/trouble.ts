import type {Draft} from '../emulator/types.ts';
import {
  DEFAULT_SWITCHES,
  type QuotaLimits,
} from '../emulator/world/switches.ts';
import type {Dice} from './dice.ts';
import type {Trait} from './traits.ts';
import type {World} from './world.ts';

/** What may go wrong at Google for a while. */
const TROUBLES: readonly Draft[] = [
  {method: 'writes', effect: 'cut', when: 'before'},
  {method: 'writes', effect: 'cut', when: 'after'},
  {method: 'writes', effect: 'status', status: 503, when: 'after'},
  {method: 'writes', effect: 'status', status: 500, when: 'before'},
  {method: 'writes', effect: 'quota'},
  {method: 'reads', effect: 'cut'},
  {method: 'reads', effect: 'status', status: 502},
  {method: 'reads', effect: 'quota'},
  {method: 'reads', effect: 'staleRead'},
  {method: 'connections.list', effect: 'emptyList'},
  {method: 'connections.list', effect: 'shortList'},
  {method: 'connections.list', effect: 'repeatedList'},
  {method: 'connections.list', effect: 'shuffledList'},
  {method: 'connections.list', effect: 'expiredSyncToken'},
  {method: 'contactGroups.list', effect: 'emptyList'},
  {method: 'contactGroups.list', effect: 'shortList'},
  {method: 'users.list', effect: 'emptyList'},
  {method: 'members.list', effect: 'shortList'},
  {effect: 'expiredToken'},
  {effect: 'delay', ms: 70_000},
];

/** Where Google counts, its refusals for the minute are real ones. */
const QUOTA_TROUBLES: readonly Draft[] = [
  ...TROUBLES.filter(({effect}) => effect !== 'quota'),
  {method: 'updateContact', effect: 'hardQuota'},
  {method: 'createContact', effect: 'hardQuota'},
];

/** A token that is refused as soon as it is given is permission lost, for all that Google says. */
function noteTokens({people, everLost}: World, users: readonly string[]): void {
  for (const {id, email} of people) {
    if (users.includes(email)) everLost.add(`${id} PERMISSION_LOST`);
  }
}

/** Trouble for one person or for all, for some calls. Whose it is may be told lies. */
export function makeTrouble(world: World): {
  readonly trouble: Draft;
  readonly users: readonly string[];
} {
  const {dice, emulator, people, traits} = world;
  const trouble: Draft = {
    ...dice.pick(traits.has('quota') ? QUOTA_TROUBLES : TROUBLES),
    ...(dice.chance(0.7) && {user: dice.pick(people).email}),
    count: 1 + dice.below(3),
    skip: dice.below(3),
    forMs: 600_000,
  };
  emulator.control('fault', trouble);
  world.hasLied ||= /emptyList|shortList/.test(trouble['effect']);
  const users = trouble['user'] ? [trouble['user']] : people.map(p => p.email);
  if (trouble['effect'] === 'expiredToken') noteTokens(world, users);
  return {trouble, users};
}

/** How Google is in one world: what its notes leave open, either way. */
/** What a project may be given, per user or in all. */
const FIGURES: readonly Partial<QuotaLimits>[] = [
  {},
  {criticalReads: 30, criticalWrites: 30},
  {projectCriticalReads: 60, projectCriticalWrites: 60},
];

export function moodOf(dice: Dice, traits: ReadonlySet<Trait>): Draft {
  return {
    feedDelayMs: dice.pick([0, 5_000, 15_000]),
    fullListLags: dice.chance(0.5),
    staleReadChance: dice.pick([0, 0, 0.1]),
    shuffle: dice.chance(0.3),
    noopAdvancesEtag: dice.chance(0.5),
    uiKeepsClientData: dice.chance(0.7),
    phoneKeepsClientData: dice.chance(0.7),
    mergeClientData: dice.pick(['all', 'survivor', 'none']),
    mergeFillsTrash: dice.chance(0.3),
    restoreKeepsName: dice.chance(0.6),
    batchDeleteUnknown: dice.pick(['notFound', 'ignored']),
    deletedReads: 'notFound',
    ...(traits.has('photos') && {
      photosReencoded: dice.chance(0.5),
      photoUrlsStable: dice.chance(0.5),
    }),
    ...(traits.has('quota') && {
      quotas: true,
      quotaLimits: {...DEFAULT_SWITCHES.quotaLimits, ...dice.pick(FIGURES)},
    }),
  };
}
