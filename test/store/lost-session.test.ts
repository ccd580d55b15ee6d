import {describe, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {openTestStore} from '../support/database.ts';
import {hasPostgres} from '../support/postgres.ts';

(hasPostgres() ? describe : describe.skip)('a session that ends', () => {
  test('in the middle of a transaction fails that one and nothing else', async () => {
    const {database, openAnother, close} = await openTestStore('postgres');
    const {db} = await openAnother();
    const count = async (pid: number) => {
      const {rows} = await sql`
        select pid from pg_stat_activity where pid = ${pid}`.execute(db);
      return rows.length;
    };
    const failed = database.db.transaction().execute(async tx => {
      const {rows} = await sql<{pid: number}>`
        select pg_backend_pid() as pid`.execute(tx);
      const {pid} = rows[0]!;
      await sql`select pg_terminate_backend(${pid})`.execute(db);
      while ((await count(pid)) > 0) continue;
      await sql`select 1`.execute(tx);
    });
    await expect(failed).rejects.toThrow(/terminat|queryable/);
    expect((await sql`select 1`.execute(database.db)).rows).toHaveLength(1);
    await close();
  });
});
