import {writeSync} from 'node:fs';
import {sql} from 'kysely';
import {createWorker} from '../../server/queue/worker.ts';
import {openDatabase} from '../../server/store/database.ts';
import {assertFence} from '../../server/store/lanes.ts';

/**
 * A process whose runs count their account up to a number, a transaction when
 * they begin and another when they end, and which says each end.
 */
const [databaseUrl = '', owner = '', goal = ''] = process.argv.slice(2);
const database = await openDatabase({databaseUrl, connectionsMax: 4});
const {db} = database;
const log = {info: () => {}, warn: () => {}, error: () => {}};

await createWorker({
  database,
  owner,
  log,
  concurrency: 3,
  leaseMs: 600,
  pollMs: 100,
  handlers: {
    directory: async () => ({nextInMs: null}),
    async account(accountId, {lane}) {
      const {rows} = await sql<{count: number}>`
        select count from counts where account = ${accountId}`.execute(db);
      const count = rows[0]?.count ?? 0;
      if (count >= Number(goal)) return {nextInMs: null};
      for (const next of [count, count + 1]) {
        await db.transaction().execute(async tx => {
          await assertFence(tx, lane);
          await sql`insert into steps (account, token)
            values (${accountId}, ${lane.token})`.execute(tx);
          await sql`update counts set count = ${next}
            where account = ${accountId}`.execute(tx);
        });
      }
      writeSync(1, `${accountId}\n`);
      return {nextInMs: 0};
    },
  },
}).start();
