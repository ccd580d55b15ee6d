import {sql} from 'kysely';
import type {SharedField} from '../../server/core/content.ts';
import type {Role} from '../../server/core/role.ts';
import {MARKER_KEY} from '../../server/google/person.ts';
import type {AccountState} from '../../server/store/schema.ts';
import {createEmulator, type Emulator} from '../emulator/emulator.ts';
import {loadDiscovery} from '../emulator/discovery/discovery.ts';
import type {Draft} from '../emulator/types.ts';
import type {Account, Contact} from '../emulator/world/account.ts';
import {WorldError} from '../emulator/world/world-error.ts';
import {createDice, type Dice} from './dice.ts';
import {keys} from './keys.ts';
import type {Program} from './loops.ts';
import {TEAM} from './office.ts';
import type {Trait} from './traits.ts';
import {moodOf} from './trouble.ts';
import {
  openService,
  type AskedByName,
  type SimulatedService,
} from './service.ts';
import type {SimulatedStore} from './store.ts';

export interface Person {
  readonly email: string;
  readonly id: string;
}

/** How the store has a label in an account. */
export interface LabelGroup {
  readonly labelId: string;
  readonly accountId: string;
  readonly groupId: string;
}

export interface Collaborator {
  readonly labelId: string;
  readonly accountId: string;
  readonly role: Role;
  readonly hidden: readonly SharedField[];
}

/** What the store says now: who may what, and which contact stands where. */
export interface Facts {
  readonly groups: readonly LabelGroup[];
  readonly collaborators: readonly Collaborator[];
  /** Contact id by account id and CONTACT source id. */
  readonly copies: ReadonlyMap<string, string>;
  /** What was a copy, known by `accountId sourceId`. */
  readonly formerCopies: readonly string[];
  /** Contact id by marker. */
  readonly markers: ReadonlyMap<string, string>;
  /** Label ids by contact id. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Copies that wait until their picture can be fetched: `accountId sourceId`. */
  readonly unseen: ReadonlySet<string>;
}

/** Where people act and what laws look at. */
export interface World {
  readonly traits: ReadonlySet<Trait>;
  readonly dice: Dice;
  readonly emulator: Emulator;
  readonly service: Pick<SimulatedService, 'call' | 'log'>;
  readonly store: Pick<SimulatedStore, 'database'>;
  readonly people: readonly Person[];
  facts: Facts;
  /** Accounts that the service cannot reach, and what it is to take them for. */
  readonly lost: Map<string, AccountState>;
  /** What it ever was to take them for: `accountId state`. */
  readonly everLost: Set<string>;
  /** Whether the workplace delegates to the service. */
  isDelegated: boolean;
  readonly programs: Program[];
  /** What happened, in words. */
  readonly story: string[];
  /** Whether the service knows how many contacts Google lets an account have. */
  readonly knowsCeiling: boolean;
  /** A list left out what it should have shown. */
  hasLied: boolean;
}

/** One whose time passes when the seed says so. */
export interface SimulatedWorld extends World {
  readonly seed: number;
  readonly service: SimulatedService;
  readonly store: SimulatedStore;
  readonly clock: {nowMs: number};
  /** Set when people go home and faults end. */
  isQuiet: boolean;
}

/** Monday, 2 March 2026, 9:00 in Tokyo. */
const BEGIN_MS = Date.UTC(2026, 2, 2);

/** By chance of its own, so that a world without a ceiling begins as ever. */
const CEILING_SALT = 0xce11;

const discovery = loadDiscovery();

export interface Happenings {
  onCall(
    world: SimulatedWorld,
    when: 'before' | 'after',
    lane: string | undefined,
  ): Promise<void>;
  /** Google is about to delete contacts, or has shown them by name as they are. */
  onAsk(accountId: string, asked: AskedByName): void;
  /** Google refused a call for its quota. */
  onRefused(
    world: SimulatedWorld,
    answer: Draft,
    begunMs: number,
  ): Promise<() => void>;
  /** Google has no room for what a call was to make. */
  onFull(
    world: SimulatedWorld,
    call: {readonly accountId: string; readonly body: Draft},
  ): void;
}

export async function openWorld(
  store: SimulatedStore,
  {seed, traits}: Pick<SimulatedWorld, 'seed' | 'traits'>,
  {onCall, onAsk, onRefused, onFull}: Happenings,
): Promise<SimulatedWorld> {
  const dice = createDice(seed);
  await store.clear();
  await store.setClock(BEGIN_MS);
  let ids = 0;
  const clock = {nowMs: BEGIN_MS};
  const emulator = createEmulator({
    now: () => clock.nowMs,
    random: dice.random,
    keys,
    discovery,
    world: {
      domains: [{name: 'example.com'}],
      ...town(dice),
      switches: moodOf(dice, traits),
    },
  });
  const knowsCeiling = createDice(seed ^ CEILING_SALT).chance(0.7);
  const service = await openService(store, emulator, {
    dice,
    newId: () => newId(clock.nowMs, ++ids),
    nowMs: () => clock.nowMs,
    renewsTokens: traits.has('states'),
    ...(knowsCeiling && {
      contactsMax: () => emulator.world.switches.contactsMax,
    }),
    onCall: (when, lane) => onCall(world, when, lane),
    onAsk,
    onRefused: (answer, begunMs) => onRefused(world, answer, begunMs),
    onFull: (accountId, body) => onFull(world, {accountId, body}),
    ...(traits.has('quota') && {wait: ms => pass(world, ms)}),
    tell: words => void world.story.push(words),
  });
  const world: SimulatedWorld = {
    seed,
    traits,
    dice,
    emulator,
    service,
    store,
    clock,
    people: peopleOf(emulator),
    facts: NOTHING_KNOWN,
    lost: new Map(),
    everLost: new Set(),
    isDelegated: true,
    programs: [],
    story: [],
    isQuiet: true,
    hasLied: false,
    knowsCeiling,
  };
  return world;
}

/** Who has an address book of their own. */
export function peopleOf(emulator: Emulator): readonly Person[] {
  return emulator
    .control('world')
    ['users'].filter((user: Draft) => !user['isAdmin'])
    .map(({id, email}: Draft) => ({id, email}));
}

/** Before the store has been read. */
export const NOTHING_KNOWN: Facts = {
  groups: [],
  collaborators: [],
  copies: new Map(),
  formerCopies: [],
  markers: new Map(),
  labels: new Map(),
  unseen: new Set(),
};

/** UUIDs of version 7, later ones greater. */
function newId(nowMs: number, count: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  const low = count.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${low}`;
}

const NAMES = ['Mia', 'Noa', 'Ole', 'Pia', 'Ria', 'Sue', 'Tom', 'Uma'];

export const ROLES: readonly Role[] = [
  'viewer',
  'editor',
  'remover',
  'manager',
];

function town(dice: Dice) {
  const people = ['owner', 'other', 'ana', 'ben', 'cho', 'dan'];
  const contact = (name: string, label: string) => ({
    person: {
      names: [{givenName: name}],
      emailAddresses: [{value: `${name.toLowerCase()}@customer.example`}],
    },
    labels: [label],
  });
  const size = 2 + dice.below(4);
  return {
    users: [
      {email: 'admin@example.com', isAdmin: true},
      ...people.slice(0, 4 + dice.below(3)).map(name => ({
        email: `${name}@example.com`,
        contacts:
          name === 'owner'
            ? NAMES.slice(0, size).map(each => contact(each, 'Customers'))
            : name === 'other'
              ? NAMES.slice(size, size + 2).map(each =>
                  contact(each, 'Partners'),
                )
              : [],
      })),
    ],
    groups: [{email: TEAM, members: [{email: 'ana@example.com'}]}],
  };
}

/** Time passes for everybody. */
export async function pass(world: SimulatedWorld, ms: number): Promise<void> {
  world.clock.nowMs += ms;
  await world.store.setClock(world.clock.nowMs);
}

export function accountOf(world: World, person: Person): Account {
  return world.emulator.world.account(person.id);
}

export function bookOf(world: World, person: Person): readonly Contact[] {
  return [...accountOf(world, person).contacts.values()];
}

/** A control call that a person's act is; undefined where it is impossible now. */
export function control(
  world: World,
  act: string,
  args: Draft,
): Draft | undefined {
  try {
    return world.emulator.control(act, args);
  } catch (error) {
    if (error instanceof WorldError) return undefined;
    throw error;
  }
}

/** Reads from the store what acts and laws go by. */
export async function learn(world: World): Promise<void> {
  const {db} = world.store.database;
  const {rows} = await sql<{
    groups: readonly LabelGroup[] | null;
    collaborators: readonly Collaborator[] | null;
    copies:
      | readonly {
          account: string;
          source: string | null;
          contact: string;
          marker: string;
          hold: string | null;
        }[]
      | null;
    former: readonly string[] | null;
    labels: readonly {contact: string; labels: readonly string[]}[] | null;
  }>`
    select
      (select jsonb_agg(jsonb_build_object('labelId', label_id, 'accountId', account_id,
         'groupId', replace(resource_name, 'contactGroups/', '')))
       from label_groups join collaborators using (label_id, account_id)
       where resource_name is not null) as groups,
      (select jsonb_agg(jsonb_build_object('labelId', label_id, 'accountId', account_id,
         'role', role, 'hidden', to_jsonb(hidden_fields))
         order by label_id, account_id) from collaborators) as collaborators,
      (select jsonb_agg(jsonb_build_object('account', account_id, 'source', source_id,
         'contact', contact_id, 'marker', marker, 'hold', hold)) from copies) as copies,
      (select jsonb_agg(account_id || ' ' || source_id) from former_copies) as former,
      (select jsonb_agg(jsonb_build_object('contact', contact_id, 'labels', labels)) from
        (select contact_id, jsonb_agg(label_id order by label_id) as labels
         from contact_labels group by contact_id) x) as labels`.execute(db);
  const [row] = rows;
  world.facts = {
    groups: row?.groups ?? [],
    collaborators: row?.collaborators ?? [],
    copies: new Map(
      (row?.copies ?? [])
        .filter(({source}) => source !== null)
        .map(({account, source, contact}) => [`${account} ${source}`, contact]),
    ),
    markers: new Map(
      (row?.copies ?? []).map(({marker, contact}) => [marker, contact]),
    ),
    formerCopies: row?.former ?? [],
    labels: new Map(
      (row?.labels ?? []).map(({contact, labels}) => [contact, labels]),
    ),
    unseen: new Set(
      (row?.copies ?? [])
        .filter(({hold}) => hold === 'PHOTO_UNREAD')
        .map(({account, source}) => `${account} ${source}`),
    ),
  };
}

/** Has the emulator note what the service touches that is not its own. */
export function declareOwnership(world: World): void {
  const byId = new Map(world.people.map(({id, email}) => [id, email]));
  world.emulator.control('ownership', {
    markerKey: MARKER_KEY,
    labels: world.facts.groups.flatMap(({accountId, groupId}) => {
      const user = byId.get(accountId);
      const exists =
        user !== undefined &&
        world.emulator.world.account(accountId).groups.has(groupId);
      return exists ? [{user, label: `contactGroups/${groupId}`}] : [];
    }),
  });
}
