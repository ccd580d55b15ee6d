import {expect, test} from '@jest/globals';
import {readImport, type ReadRow} from '../../server/http/read-import.ts';
import {language} from '../../server/languages/en.ts';

async function readRows(file: string): Promise<readonly ReadRow[]> {
  async function* bytes() {
    yield Buffer.from(file);
  }
  const {rows} = readImport(bytes(), {
    ...{contentType: 'text/csv', region: 'JP', locale: 'ja', language},
    ...{hiddenFields: [], customFields: [], ownLabels: new Set<string>()},
    isPreview: false,
  });
  const read: ReadRow[] = [];
  for await (const row of rows) read.push(row);
  return read;
}

const numbers = (count: number) =>
  Array.from({length: count}, (_, n) => `03-${n}-5678`).join();

async function readingMs(file: string): Promise<number> {
  const before = process.cpuUsage();
  await readRows(file);
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('a row of far too many numbers is refused by their column, and takes no longer for each of them', async () => {
  const row = (count: number) => `Name,Phone\nAnn,"${numbers(count)}"\n`;
  const [refused] = await readRows(row(50_000));
  const refusal = {code: 'FIELD_TOO_MANY', field: 'phoneNumbers', limit: 100};
  expect(refused).toMatchObject({line: 2, refusal: {...refusal, columns: [2]}});
  const few = await readingMs(row(1000));
  // All of them read as numbers would take some 27 times as long, not 4.
  expect(await readingMs(row(50_000))).toBeLessThan(10 * few);
});

test('values beyond those that are looked at are dropped by no row that comes', async () => {
  // Characters that say nothing, and one value behind them.
  const cell = [...Array<string>(1000).fill('\0'), 'Bob'].join(' ::: ');
  const heading = 'First Name,Relation 1 - Value,Notes';
  const [row] = await readRows(
    `${heading}\nAnn,${cell},${'x'.repeat(50_000)}\n`,
  );
  expect(row).toMatchObject({line: 2, refusal: {code: 'CONTACT_TOO_LARGE'}});
});
