import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

interface Law {
  readonly number: number;
  readonly text: string;
  /** Files with the beginnings of the names of their tests; none: any of its tests. */
  readonly holders: readonly {file: string; names: readonly string[]}[];
}

function readLaws(): readonly Law[] {
  const spec = readFileSync(join(ROOT, 'server/core/SPEC.md'), 'utf8');
  return [...spec.matchAll(/^\| (\d+) \| (.+?) \| (.*?) \|$/gm)].map(
    ([, number, text, holders]) => ({
      number: Number(number),
      text: text!,
      holders: [
        ...holders!.matchAll(/(test\/[\w/.-]+\.test\.ts)((?:,? ?"[^"]+")*)/g),
      ].map(([, file, names]) => ({
        file: file!,
        names: [...names!.matchAll(/"([^"]+)"/g)].map(match => match[1]!),
      })),
    }),
  );
}

const laws = readLaws();

/** Not one by one: what is written at the same time elsewhere has numbers of its own. */
test('the laws are numbered, each once and in order', () => {
  expect(laws.length).toBeGreaterThan(20);
  const numbers = laws.map(({number}) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('no law is written down twice', () => {
  expect(new Set(laws.map(({text}) => text)).size).toBe(laws.length);
});

test.each(laws)('law $number has its test: $text', ({holders}) => {
  expect(holders).not.toEqual([]);
  for (const {file, names} of holders) {
    const source = readFileSync(join(ROOT, file), 'utf8').replaceAll('’', "'");
    expect(source).toMatch(/\btest(\.each)?\b/);
    for (const name of names) {
      expect(source).toContain(name.replaceAll('’', "'"));
    }
  }
});
