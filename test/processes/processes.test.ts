import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readNowMs} from '../../server/store/sync-state.ts';
import type {Draft} from '../emulator/types.ts';
import {GENTLE_ACTS} from '../simulation/acts.ts';
import {beginBooks, shareOwnLabel} from '../simulation/beginning.ts';
import {brokenLaws} from '../simulation/laws.ts';
import {LABEL_ACTS} from '../simulation/labels.ts';
import {OFFICE_ACTS, TEAM} from '../simulation/office.ts';
import type {Person} from '../simulation/world.ts';
import {hasPostgres} from '../support/postgres.ts';
import {comeToRest} from './at-rest.ts';
import {AHEAD, BEHIND, type Fate} from './fleet.ts';
import {until} from './until.ts';
import {
  look,
  lookUntil,
  noteUnseen,
  openProcessWorld,
  type ProcessWorld,
} from './world.ts';

const SEED = Number(process.env['TEST_PROCESSES_SEED'] ?? 1);
const KILLS = Number(process.env['TEST_PROCESSES_KILLS'] ?? 50);
/** One process more of each sleeps, or is told to end, between so many kills. */
const KILLS_PER_OTHER = 25;
/** A machine may have much else to do. */
const TEST_MS_MAX = 600_000;
/** Between two moments, at most. */
const ACTS_MAX = 5;

const CONTACTS = 40;
const MEMBERS = {
  'ana@example.com': 'manager',
  'ben@example.com': 'remover',
  'cho@example.com': 'editor',
  'dan@example.com': 'viewer',
};

const TOWN = {
  domains: [{name: 'example.com'}],
  users: [
    {email: 'admin@example.com', isAdmin: true},
    {
      email: 'owner@example.com',
      contacts: Array.from({length: CONTACTS}, (_, n) => ({
        person: {
          names: [{givenName: `Mia ${n}`}],
          emailAddresses: [{value: `mia.${n}@customer.example`}],
        },
        labels: ['Customers'],
      })),
    },
    ...Object.keys(MEMBERS).map(email => ({email})),
  ],
  groups: [{email: TEAM, members: [{email: 'ana@example.com'}]}],
  switches: {feedDelayMs: 200},
};

(hasPostgres() ? describe : describe.skip)('processes on one database', () => {
  let world: ProcessWorld;
  let label: string;
  let isWell = true;

  beforeAll(async () => {
    world = await openProcessWorld(SEED, TOWN);
    await beginBooks(world, world.notes);
    label = await shareOwnLabel(world, world.notes, owner(), 'Customers');
    await grant('ana@example.com');
  });

  afterAll(() => world?.close({keep: !isWell}));

  /** One that failed keeps the database. */
  function testWorld(name: string, run: () => Promise<void>): void {
    const begin = async () => {
      const wasWell = isWell;
      isWell = false;
      await run();
      isWell = wasWell;
    };
    test(name, begin, TEST_MS_MAX);
  }

  const personOf = (address: string): Person =>
    world.people.find(({email}) => email === address)!;
  const owner = () => personOf('owner@example.com');

  async function grant(email: keyof typeof MEMBERS): Promise<void> {
    const principal = {type: 'user', email};
    const body = {principal, role: MEMBERS[email]};
    await world.callAt(0, owner(), `POST /v1/${label}/grants`, body);
  }

  testWorld(
    'of two edits the later one stands, by the database’s clock and no process’s own',
    async () => {
      const ana = personOf('ana@example.com');
      const inBook = (name: string): Draft | undefined =>
        world.emulator
          .control('account', {user: ana.email})
          ['contacts'].find((contact: Draft) => {
            return contact['names'][0].givenName === name;
          });
      const nicknameOf = (name: string) =>
        inBook(name)?.['nicknames']?.[0].value;
      const typeAt = async (place: number, {name}: Draft, value: string) => {
        const request = `PATCH /v1/${name}?updateMask=nicknames`;
        const body = {person: {nicknames: [{value}]}};
        await world.callAt(place, owner(), request, body);
      };
      const typeInGoogle = (name: string, value: string) =>
        world.emulator.control('editContact', {
          user: ana.email,
          contact: inBook(name)?.['resourceName'],
          person: {nicknames: [{value}]},
        });
      await until('the copies are there', () =>
        ['Mia 0', 'Mia 1'].every(inBook),
      );
      const {contacts} = await world.callAt(
        0,
        owner(),
        `GET /v1/${label}/contacts`,
      );
      const [first, second] = ['Mia 0', 'Mia 1'].map(shown => {
        const {name} = contacts.find(
          ({person}: Draft) => person.names[0].givenName === shown,
        );
        return {name, shown};
      });
      await world.callAt(0, ana, 'POST /v1/accounts/me:pause', {});
      await typeAt(AHEAD, first!, 'ours, early');
      typeInGoogle(second!.shown, 'theirs, early');
      await secondsPass(3);
      typeInGoogle(first!.shown, 'theirs, late');
      await typeAt(BEHIND, second!, 'ours, late');
      await world.callAt(0, ana, 'POST /v1/accounts/me:resume', {});
      await comeToRest(world);
      expect([nicknameOf(first!.shown), nicknameOf(second!.shown)]).toEqual([
        'theirs, late',
        'ours, late',
      ]);
    },
  );

  testWorld(
    'kills at random moments lose nothing and double nothing',
    async () => {
      const {dice, fleet, notes, story} = world;
      await look(world);
      for (const email of ['ben', 'cho', 'dan'] as const) {
        await grant(`${email}@example.com`);
      }
      for (const fate of fates()) {
        const befallen = fleet.befall(fate);
        for (let acts = dice.below(ACTS_MAX); acts > 0; acts--) {
          await act(world);
        }
        await lookUntil(world, befallen);
      }
      await fleet.ready();
      await comeToRest(world);
      await noteUnseen(world);
      const broken = await brokenLaws(world, notes);
      if (broken.length > 0) console.log(`seed ${SEED}\n${story.join('\n')}`);
      expect(broken).toEqual([]);
    },
  );

  testWorld('processes share the work', async () => {
    expect(Math.min(...world.fleet.calls)).toBeGreaterThan(KILLS / 2);
  });

  testWorld(
    'what a process held goes to others while it sleeps, and stays theirs',
    async () => {
      expect(world.fleet.overslept).toBeGreaterThan(0);
    },
  );

  testWorld(
    'a process that is told to end does so within 10 s, with nothing left half done',
    async () => {
      const {retirements} = world.fleet;
      const ends = retirements.map(({code, lastLines, leases}) => ({
        ...{code, lastLines, leases},
      }));
      expect(retirements.length).toBeGreaterThan(0);
      expect(ends).toEqual(
        retirements.map(() => ({code: 0, lastLines: [], leases: 0})),
      );
      expect(Math.max(...retirements.map(({ms}) => ms))).toBeLessThan(10_000);
    },
  );

  async function secondsPass(seconds: number): Promise<void> {
    const {db} = world.store.database;
    const endMs = (await readNowMs(db)) + seconds * 1000;
    await until('time passes', async () => (await readNowMs(db)) >= endMs);
  }
});

function* fates(): Generator<Fate> {
  for (let kills = 0; kills < KILLS; kills++) {
    yield 'killed';
    if (kills % KILLS_PER_OTHER === 5) yield 'slept';
    if (kills % KILLS_PER_OTHER === 10) yield 'retired';
  }
}

/** Where nobody takes the label from everybody: then there would be nothing more to do. */
const OFFICE = OFFICE_ACTS.filter(each => !LABEL_ACTS.includes(each));

/** Somebody does something, in Google Contacts or through the API. */
async function act(world: ProcessWorld): Promise<void> {
  const {dice, notes, story} = world;
  if (dice.chance(2 / 3)) {
    const person = dice.pick(world.people);
    const actor = {person, isRaced: true};
    const done = await dice.weigh(GENTLE_ACTS).perform(world, notes, actor);
    if (done) story.push(`${person.email} ${done}`);
  } else {
    const done = await dice.weigh(OFFICE).perform(world, notes);
    if (done) story.push(done);
  }
  await look(world);
}
