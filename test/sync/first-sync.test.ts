import {afterEach, describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import type {PeopleClient} from '../../server/core/google.ts';
import type {Draft} from '../emulator/types.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';
import {person, shareLabelOf} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const NEW = 'new@example.com';

/** `people:batchCreateContacts`, and copies planned at a time. */
const BATCH = 200;
const ROUND = 1_000;

/** As many as an account holds, where the store is a server's; the engine is the same on both. */
const SIZES: [kind: 'embedded' | 'postgres', size: number][] = hasPostgres()
  ? [
      ['embedded', 3_000],
      ['postgres', 25_000],
    ]
  : [['embedded', 25_000]];

const INTERRUPTIONS = 5;

let store: TestStore;
let world: World;

afterEach(async () => {
  await world.close();
  await store.close();
});

/**
 * Has something happen right after some batches of creates arrived at Google:
 * the answers come too late.
 */
function interrupting(acts: ReadonlyMap<number, () => Promise<void>>) {
  let batches = 0;
  return (client: PeopleClient): PeopleClient => ({
    ...client,
    async createPeople(drafts) {
      const outcome = await client.createPeople(drafts);
      if (drafts.length > 1) await acts.get(++batches)?.();
      return outcome;
    },
  });
}

const trouble = (fault: Draft) =>
  void world.emulator.control('fault', {user: NEW, ...fault});

/** What ends a run, each in its own way; each has happened by the end. */
function interruptions(happened: string[]): (() => Promise<void>)[] {
  const {db} = store.database;
  const note = (what: string) => void happened.push(what);
  return [
    async () => {
      note('the process dies');
      throw new Error('crash');
    },
    async () => {
      note('another process has the lane');
      await sql`update lanes set token = token + 1, owner = null, lease_until = null,
        next_time = service_now() where owner is not null`.execute(db);
    },
    async () => {
      note('a batch is made and never answered');
      trouble({
        method: 'batchCreateContacts',
        effect: 'cut',
        when: 'after',
        count: 1,
      });
    },
    async () => {
      note('the minute’s quota is used up');
      trouble({method: 'batchCreateContacts', effect: 'quota', count: 2});
    },
    async () => {
      note('the permission is lost');
      world.emulator.control('revokeConsent', {user: NEW});
    },
  ];
}

const callsOf = (method: string): number => {
  const counts: Draft[] = world.emulator.control('counters')['counts'];
  return counts
    .filter(each => each['user'] === NEW && each['method'].endsWith(method))
    .reduce((sum, {calls}) => sum + calls, 0);
};

async function runToTheEnd(): Promise<number> {
  const {db} = store.database;
  for (let runs = 1; ; runs++) {
    await world.run();
    const rows = await db
      .selectFrom('copies')
      .innerJoin('accounts', 'accounts.id', 'copies.account_id')
      .select('contact_id')
      .where('email', '=', NEW)
      .where('due', '=', true)
      .limit(1)
      .execute();
    if (rows.length === 0) return runs;
    if (runs > 4 * INTERRUPTIONS) throw new Error('it never ends');
    world.emulator.control('grantConsent', {user: NEW});
    await sql`update lanes set retry_time = null`.execute(db);
  }
}

describe.each(SIZES)('a first sync, %s store', (kind, size) => {
  test(`of ${size} contacts that is interrupted five times ends with each contact once, and little is done twice`, async () => {
    store = await openTestStore(kind);
    const happened: string[] = [];
    const acts = new Map<number, () => Promise<void>>();
    world = await openWorld(
      store.database,
      {
        domains: [{name: 'example.com'}],
        users: [
          {email: 'admin@example.com', isAdmin: true},
          {
            email: OWNER,
            contacts: Array.from({length: size}, (_, index) => ({
              person: person(`Person ${index}`),
              labels: ['Customers'],
            })),
          },
          {email: NEW},
        ],
      },
      {wrapPeople: interrupting(acts)},
    );
    const label = await shareLabelOf(world, OWNER);
    const batches = size / BATCH;
    for (const [index, act] of interruptions(happened).entries()) {
      acts.set(Math.floor((batches * (index + 1)) / (INTERRUPTIONS + 1)), act);
    }
    await world.call(OWNER, `POST /v1/${label}/grants`, {
      principal: {type: 'user', email: NEW},
      role: 'viewer',
    });
    await runToTheEnd();
    expect(happened).toHaveLength(INTERRUPTIONS);

    const names = world.book(NEW).map(({name}) => name);
    expect(names).toHaveLength(size);
    expect(new Set(names).size).toBe(size);
    // For 25,000 in 125 batches: 127 batches, and 29 lists instead of 25.
    expect(callsOf('batchCreateContacts')).toBeLessThanOrEqual(
      batches + INTERRUPTIONS,
    );
    // One alone asks, after a batch without an answer, whether Google answers others.
    expect(callsOf('createContact')).toBeLessThanOrEqual(1);
    expect(callsOf('connections.list')).toBeLessThanOrEqual(
      size / ROUND + INTERRUPTIONS,
    );
    expect(callsOf('deleteContact') + callsOf('batchDeleteContacts')).toBe(0);

    world.emulator.control('resetCounters');
    await world.poll(OWNER, NEW);
    const {byMethod} = world.emulator.control('counters');
    expect(Object.keys(byMethod)).toEqual(['people.people.connections.list']);
  }, 900_000);
});
