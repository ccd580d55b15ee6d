import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {setTimeout as delay} from 'node:timers/promises';
import {sql} from 'kysely';
import {createWorker} from '../../server/queue/worker.ts';
import {accountLane, readLane} from '../../server/store/lanes.ts';
import {syncAccount} from '../../server/sync/sync-account.ts';
import type {Draft} from '../emulator/types.ts';
import {setClock} from '../support/clock.ts';
import {describeOnOneStore, emptyStore} from '../support/database.ts';
import {expectOnlyLists, person} from '../support/sharing.ts';
import {openWorld, type World} from '../support/world.ts';

const OWNER = 'owner@example.com';
const BEN = 'ben@example.com';

/** Five pages of a thousand, where a minute has room for two. */
const COUNT = 4_300;
const PAGES = 5;
const READS_PER_MINUTE = 2;

const LIST = 'people.people.connections.list';

describeOnOneStore(
  'a list of more pages than a minute’s reads',
  getDatabase => {
    let world: World;
    let nowMs: number;
    let waits: number[];
    let label: string;
    /** What happens while a list waits. */
    let meanwhile: () => Promise<void>;

    beforeEach(async () => {
      const {db} = getDatabase();
      await emptyStore(getDatabase());
      waits = [];
      meanwhile = async () => {};
      const contacts = Array.from({length: COUNT}, (_, index) => ({
        person: person(`Person ${index}`),
        labels: ['Customers'],
      }));
      world = await openWorld(
        getDatabase(),
        {
          domains: [{name: 'example.com'}],
          users: [
            {email: 'admin@example.com', isAdmin: true},
            {email: OWNER, contacts},
            {email: BEN},
          ],
        },
        {isPaced: true, wait},
      );
      // A full minute begins; Google's clock goes on from there while the service's stands.
      nowMs = (Math.floor(Date.now() / 60_000) + 2) * 60_000;
      await setClock(db, new Date(nowMs).toISOString());
      world.emulator.control('clock', {advanceMs: nowMs - Date.now()});
      await sql`insert into quota_limits (scope, bucket, units, learn_time)
      values ('user', 'criticalReads', ${READS_PER_MINUTE}, service_now())`.execute(
        db,
      );
      const {groups} = world.emulator.control('account', {user: OWNER});
      const {status, body} = await world.call(OWNER, 'POST /v1/labels', {
        contactGroup: groups[0].resourceName,
      });
      expect([status, body]).toEqual([200, expect.anything()]);
      label = body.name;
    });

    afterEach(() => world.close());

    async function pass(ms: number): Promise<void> {
      nowMs += ms;
      await setClock(getDatabase().db, new Date(nowMs).toISOString());
      world.emulator.control('clock', {advanceMs: ms});
    }

    async function wait(ms: number, signal: AbortSignal): Promise<void> {
      waits.push(ms);
      await pass(ms);
      await meanwhile();
      signal.throwIfAborted();
    }

    const pagesRead = (): number =>
      world.emulator
        .control('counters')
        ['counts'].find(
          ({user, method}: Draft) => user === OWNER && method === LIST,
        )?.calls ?? 0;

    const contactCount = async (): Promise<number> => {
      const {body} = await world.call(OWNER, `GET /v1/${label}`);
      return body.contactCount;
    };

    test('ends in one run that waits between pages, and Google refuses nothing', async () => {
      await world.run();
      expect(await contactCount()).toBe(COUNT);
      expect(pagesRead()).toBe(PAGES);
      expect(waits).toHaveLength(2);
      expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
      expect(world.book(OWNER)).toHaveLength(COUNT);
      await pass(61_000);
      await expectOnlyLists(world, OWNER);
    });

    test('begins anew after a broken connection, takes nothing for gone, and ends', async () => {
      world.emulator.control('fault', {
        ...{user: OWNER, method: LIST, effect: 'cut', skip: 3, count: 2},
      });
      for (let run = 0; run < 3; run++) {
        await sql`update lanes set retry_time = null`.execute(getDatabase().db);
        await pass(61_000);
        await world.run();
      }
      expect(await contactCount()).toBe(COUNT);
      expect(world.book(OWNER)).toHaveLength(COUNT);
      await pass(61_000);
      await expectOnlyLists(world, OWNER);
    });

    test('has another account run in its place while it waits', async () => {
      const {db} = getDatabase();
      await world.call(OWNER, `POST /v1/${label}/grants`, {
        principal: {type: 'user', email: BEN},
        role: 'editor',
      });
      const {id} = await db
        .selectFrom('accounts')
        .select('id')
        .where('email', '=', BEN)
        .executeTakeFirstOrThrow();
      const runsOfBen = async () =>
        (await readLane(db, accountLane(id)))?.token ?? 0;
      let hasRun = false;
      meanwhile = async () => {
        for (let looks = 0; looks < 40 && !hasRun; looks++) {
          await delay(50);
          hasRun = (await runsOfBen()) > 0;
        }
      };
      const ended = Promise.withResolvers<void>();
      const worker = createWorker({
        database: getDatabase(),
        owner: 'one slot',
        concurrency: 1,
        log: {info: () => {}, warn: () => {}, error: () => {}},
        handlers: {
          account: async (accountId, hold) => {
            const result = await syncAccount(world.deps, accountId, hold);
            if (accountId !== id) ended.resolve();
            return result;
          },
          directory: async () => ({nextInMs: 3_600_000}),
        },
      });
      expect(await runsOfBen()).toBe(0);
      await worker.start();
      await ended.promise;
      await worker.stop();
      expect(waits.length).toBeGreaterThan(0);
      expect(hasRun).toBe(true);
    });

    test('leaves its first page to another run, and holds no worker meanwhile', async () => {
      await world.run();
      await world.poll(OWNER);
      await sql`update accounts set sync_token = null`.execute(
        getDatabase().db,
      );
      waits = [];
      const before = pagesRead();
      await world.poll(OWNER);
      expect([pagesRead() - before, waits]).toEqual([0, []]);
      await pass(61_000);
      await world.run();
      expect([pagesRead() - before, waits.length]).toEqual([PAGES, 2]);
    });
  },
);
