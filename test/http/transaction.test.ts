import {expect, test} from '@jest/globals';
import {inTransaction} from '../../server/http/transaction.ts';
import type {Tx} from '../../server/store/queries.ts';
import {describeOnBothStores} from '../support/database.ts';

describeOnBothStores('a transaction of a call', getDatabase => {
  const enrol = (tx: Tx, id: string) =>
    tx
      .insertInto('accounts')
      .values({id, email: `${id}@example.com`, state: 'ACTIVE'})
      .execute();

  async function attemptsOf(id: string, errors: readonly Error[]) {
    const left = [...errors];
    let attempts = 0;
    const outcome = await inTransaction(getDatabase().db, async tx => {
      attempts += 1;
      await enrol(tx, id);
      const error = left.shift();
      if (error !== undefined) throw error;
      return 'done';
    }).catch((error: unknown) => error);
    const rows = await getDatabase()
      .db.selectFrom('accounts')
      .select('id')
      .where('id', '=', id)
      .execute();
    return {attempts, outcome, rows: rows.length};
  }

  const conflict = (code: string) => Object.assign(new Error(code), {code});

  test('begins anew when another was in its way, and nothing is doubled', async () => {
    expect(
      await attemptsOf('a', [conflict('40P01'), conflict('40001')]),
    ).toEqual({attempts: 3, outcome: 'done', rows: 1});
  });

  test('ends when it is in the way again and again', async () => {
    const error = conflict('40P01');
    expect(await attemptsOf('b', Array(9).fill(error))).toEqual({
      attempts: 4,
      outcome: error,
      rows: 0,
    });
  });

  test('ends at any other failure', async () => {
    const error = conflict('23505');
    expect(await attemptsOf('c', [error])).toEqual({
      attempts: 1,
      outcome: error,
      rows: 0,
    });
  });

  test('that deadlocks with another one is done all the same', async () => {
    const {db} = getDatabase();
    await db.transaction().execute(async tx => {
      await enrol(tx, 'x');
      await enrol(tx, 'y');
    });
    const lock = (tx: Tx, id: string) =>
      tx
        .updateTable('accounts')
        .set({paused: true})
        .where('id', '=', id)
        .execute();
    // On the embedded store they simply follow each other.
    const both = [
      ['x', 'y'],
      ['y', 'x'],
    ].map(([first, second]) =>
      inTransaction(db, async tx => {
        await lock(tx, first!);
        await lock(tx, second!);
        return 'done';
      }),
    );
    expect(await Promise.all(both)).toEqual(['done', 'done']);
  });
});
