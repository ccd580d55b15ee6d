import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import type {Engine} from '../../server/store/engine.ts';
import {openEngine} from '../../server/store/pglite-engine.ts';

let engine: Engine;
const signals: string[] = [];

beforeAll(async () => {
  engine = await openEngine({directory: undefined}, channel =>
    signals.push(channel),
  );
});

beforeEach(async () => {
  await engine.query('drop table if exists words', []);
});

afterAll(() => engine.close());

async function rowsOf(statement: string, ...parameters: string[]) {
  return (await engine.query(statement, parameters)).rows;
}

async function count(statement: string): Promise<number> {
  const [row] = await rowsOf(statement);
  return Number(row?.[0]);
}

test('a statement is parsed once, and the one unused for longest is forgotten', async () => {
  const number = 'select $1::integer + 1';
  expect(await rowsOf(number, '1')).toEqual([['2']]);
  expect(await rowsOf(number, '41')).toEqual([['42']]);
  const uses = `select generic_plans + custom_plans from pg_prepared_statements where statement = '${number}'`;
  expect(await count(uses)).toBe(2);
  for (let each = 0; each < 400; each++) await rowsOf(`select ${each}`);
  expect(await rowsOf(uses)).toEqual([]);
  const kept = await count('select count(*) from pg_prepared_statements');
  expect(kept).toBeLessThanOrEqual(301);
  expect(await rowsOf(number, '1')).toEqual([['2']]);
});

test('a statement that was refused is told why, and can be right the next time', async () => {
  const missing = 'select word from words where word = $1';
  await expect(rowsOf(missing, 'a')).rejects.toMatchObject({code: '42P01'});
  await engine.query('create table words (word text unique)', []);
  expect(await rowsOf(missing, 'a')).toEqual([]);
  const add = 'insert into words values ($1)';
  await engine.query(add, ['a']);
  await expect(rowsOf(add, 'a')).rejects.toMatchObject({
    code: '23505',
    constraint: 'words_word_key',
  });
  expect(await engine.query(add, ['b'])).toMatchObject({
    command: 'INSERT',
    affectedRows: 1,
  });
});

test('a refusal inside a transaction ends it, and statements known before still work after', async () => {
  await engine.query('create table words (word text unique)', []);
  await rowsOf('select word from words');
  await engine.query('begin', []);
  await expect(rowsOf('select 1 / 0')).rejects.toMatchObject({code: '22012'});
  await expect(rowsOf('select word from words')).rejects.toMatchObject({
    code: '25P02',
  });
  expect(await engine.query('commit', [])).toMatchObject({command: 'ROLLBACK'});
  expect(await rowsOf('select word from words')).toEqual([]);
});

test('after a change of the schema a statement answers with the new columns', async () => {
  await engine.query('create table words (word text)', []);
  await engine.query("insert into words values ('a')", []);
  const all = 'select * from words';
  expect(await rowsOf(all)).toEqual([['a']]);
  await engine.query('alter table words add language text', []);
  expect(await rowsOf(all)).toEqual([['a', null]]);
});

test('a statement planned for a small table uses the index once the table is large', async () => {
  await engine.query(
    'create table words (id integer primary key, word text)',
    [],
  );
  await engine.query("insert into words values (0, 'zero')", []);
  await engine.query('analyze words', []);
  const find = 'select word from words where id = $1';
  for (let each = 0; each < 20; each++) await rowsOf(find, '1');
  const scans = async () => {
    await rowsOf('select pg_stat_force_next_flush()');
    return count(
      "select seq_scan from pg_stat_user_tables where relname = 'words'",
    );
  };
  await engine.query(
    'insert into words select n, n::text from generate_series(1, 20000) n',
    [],
  );
  const before = await scans();
  for (let each = 1; each <= 50; each++) {
    expect(await rowsOf(find, `${each}`)).toEqual([[`${each}`]]);
  }
  expect(await scans()).toBe(before);
});

test('a signal reaches its listener, an answer of many megabytes comes whole', async () => {
  await engine.listen('news');
  await engine.query('select pg_notify($1, $2)', ['news', '']);
  expect(signals).toEqual(['news']);
  const [row] = await rowsOf("select repeat('ü', $1::integer)", '8000000');
  expect(row?.[0]).toHaveLength(8_000_000);
});

test('answers are forgotten once they are given', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const heldBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const rows = "select repeat('x', 100) from generate_series(1, 1000)";
  await rowsOf(rows);
  const before = heldBytes();
  for (let each = 0; each < 300; each++) await rowsOf(rows);
  expect(heldBytes() - before).toBeLessThan(10_000_000);
});
