import {expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {plannedOnce} from '../../server/store/queries.ts';
import {describeOnBothStores} from '../support/database.ts';

describeOnBothStores('a database', (getDatabase, {kind, openAnother}) => {
  const db = () => getDatabase().db;

  test('values come back as the same JavaScript values', async () => {
    const {rows} = await sql`select
      9007199254740991::int8 as large, 3::int4 as small, count(*) as count,
      1.5::float8 as fraction, true as yes, null as nothing,
      timestamptz '2030-01-02 03:04:05.678901+02' as time,
      array['a', 'b c', 'd"e\\f', '', '{g}', 'NULL', 'h,i'] as texts,
      '{}'::text[] as none,
      array['01890a5d-ac96-774b-bcce-b302099a8057'::uuid] as uuids,
      '{"a": [1, null, "ü"]}'::jsonb as json, 'text' as text,
      12.50::numeric as numeric`.execute(db());
    expect(rows).toEqual([
      {
        large: 9007199254740991,
        small: 3,
        count: 1,
        fraction: 1.5,
        yes: true,
        nothing: null,
        time: new Date('2030-01-02T01:04:05.678Z'),
        texts: ['a', 'b c', 'd"e\\f', '', '{g}', 'NULL', 'h,i'],
        none: [],
        uuids: ['01890a5d-ac96-774b-bcce-b302099a8057'],
        json: {a: [1, null, 'ü']},
        text: 'text',
        numeric: '12.50',
      },
    ]);
  });

  test('parameters arrive as they were given', async () => {
    const time = new Date('2030-01-02T03:04:05.678Z');
    const texts = ['a', 'b c', 'd"e\\f', '', '{g}', 'NULL', 'h,i', "j'k"];
    const {rows} = await sql`select
      ${time}::timestamptz as time, ${texts}::text[] as texts,
      ${[]}::text[] as none, ${1.5}::float8 as number, ${true}::boolean as yes,
      ${JSON.stringify({a: [1]})}::jsonb as json, ${null}::text as nothing,
      ${undefined}::text as missing, ${'ü"\\'}::text as text`.execute(db());
    expect(rows).toEqual([
      {
        time,
        texts,
        none: [],
        number: 1.5,
        yes: true,
        json: {a: [1]},
        nothing: null,
        missing: null,
        text: 'ü"\\',
      },
    ]);
  });

  test('what is planned once is kept by the server, and answers as ever', async () => {
    await db()
      .transaction()
      .execute(async tx => {
        const times = [1, 2, 3, 4, 5, 6, 7];
        for (const time of times) {
          const {rows} = await sql`
            select ${plannedOnce()} ${time}::int4 as kept`.execute(tx);
          expect(rows).toEqual([{kept: time}]);
          await sql`select ${time}::int4 as passing`.execute(tx);
        }
        const {rows} = await sql<{statement: string; plans: number}>`
          select statement, (generic_plans + custom_plans)::int4 as plans
          from pg_prepared_statements where statement ~ 'as (kept|passing)'
          order by statement`.execute(tx);
        expect(rows.map(({plans}) => plans)).toEqual(
          kind === 'embedded' ? [7, 7] : [7],
        );
        expect(JSON.stringify(rows)).toContain('as kept');
      });
  });

  test('an integer without an exact number is an error', async () => {
    const read = sql`select 9007199254740993::int8`.execute(db());
    await expect(read).rejects.toThrow('9007199254740993');
  });

  test('an infinite time is an error', async () => {
    const read = sql`select timestamptz 'infinity'`.execute(db());
    await expect(read).rejects.toThrow('infinity');
  });

  test('a refused row says which constraint refused it', async () => {
    const label = {id: '01890a5d-ac96-774b-bcce-b302099a8057'};
    const write = db()
      .insertInto('labels')
      .values({...label, display_name: ''})
      .execute();
    await expect(write).rejects.toMatchObject({
      code: '23514',
      constraint: 'labels_display_name_check',
      table: 'labels',
    });
  });

  test('a transaction that throws leaves nothing', async () => {
    const write = db()
      .transaction()
      .execute(async tx => {
        await tx.insertInto('settings').values(SETTING).execute();
        throw new Error('undone');
      });
    await expect(write).rejects.toThrow('undone');
    expect(await db().selectFrom('settings').selectAll().execute()).toEqual([]);
  });

  test('a transaction in which a statement failed does not commit', async () => {
    const write = db()
      .transaction()
      .execute(async tx => {
        await tx.insertInto('settings').values(SETTING).execute();
        await sql`select 1 / 0`.execute(tx).catch(() => {});
      });
    await expect(write).rejects.toThrow();
    expect(await db().selectFrom('settings').selectAll().execute()).toEqual([]);
  });

  test('a second connection inside a transaction fails instead of waiting', async () => {
    const write = db()
      .transaction()
      .execute(() => db().selectFrom('settings').selectAll().execute());
    await expect(write).rejects.toThrow('use its `tx`');
    await db()
      .transaction()
      .execute(async () => {});
  });

  test('transactions at once all happen', async () => {
    await db()
      .insertInto('settings')
      .values({key: 'count', value: '0'})
      .execute();
    await Promise.all(
      Array.from({length: 20}, () =>
        db()
          .transaction()
          .execute(tx =>
            sql`update settings set value = to_jsonb(value::int + 1)
              where key = 'count'`.execute(tx),
          ),
      ),
    );
    const row = await db()
      .deleteFrom('settings')
      .where('key', '=', 'count')
      .returning('value')
      .executeTakeFirstOrThrow();
    expect(row.value).toBe(20);
  });

  test('changed rows are counted', async () => {
    const result = await db()
      .deleteFrom('settings')
      .where('key', '=', 'absent')
      .executeTakeFirstOrThrow();
    expect(result.numDeletedRows).toBe(0n);
  });

  test('a committed signal reaches whoever listens, in other processes too', async () => {
    const other = await openAnother();
    const heard = Promise.withResolvers<void>();
    const stop = await other.listen('test', () => heard.resolve());
    await db()
      .transaction()
      .execute(async tx => {
        await sql`select pg_notify('test', '')`.execute(tx);
      });
    await expect(heard.promise).resolves.toBeUndefined();
    stop();
  });

  if (kind === 'postgres') {
    test('a connection that was lost is replaced, and whoever listens looks again', async () => {
      const other = await openAnother();
      const heard = Promise.withResolvers<void>();
      const stop = await other.listen('test', () => heard.resolve());
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(
        db(),
      );
      await expect(heard.promise).resolves.toBeUndefined();
      await sql`select 1`.execute(other.db);
      stop();
    });
  }
});

const SETTING = {key: 'test', value: '1'};
