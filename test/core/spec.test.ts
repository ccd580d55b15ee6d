import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

interface Law {
  readonly number: number;
  readonly text: string;
  /** Files with parts of the names of their tests. */
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

/** Titles of the tests of a file that run and do something, outer ones in front. */
function titlesOf(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const titles: string[] = [];
  const visit = (node: ts.Node, outer: string): void => {
    if (!ts.isCallExpression(node)) {
      ts.forEachChild(node, child => visit(child, outer));
      return;
    }
    const [kind] = /^(test|describe)(?=\.each\b|\b(?!\.))/.exec(
      node.expression.getText(source),
    ) ?? [undefined];
    const [title, body] = node.arguments;
    if (kind === undefined || title === undefined || body === undefined) {
      ts.forEachChild(node, child => visit(child, outer));
      return;
    }
    // A table says the names of its cases.
    const cases = node.expression.getText(source);
    const whole = `${outer} ${cases} ${title.getText(source)}`.replaceAll(
      '’',
      "'",
    );
    if (kind === 'describe') visit(body, whole);
    else if (asksSomething(body)) titles.push(whole);
  };
  ts.forEachChild(source, child => visit(child, ''));
  return titles;
}

/** Whether a test's body calls anything at all. */
function asksSomething(body: ts.Node): boolean {
  return (
    ts.isCallExpression(body) ||
    ts.forEachChild(body, child => asksSomething(child) || undefined) === true
  );
}

test.each(laws)('law $number has its test: $text', ({holders}) => {
  expect(holders).not.toEqual([]);
  for (const {file, names} of holders) {
    expect([file, names]).not.toEqual([file, []]);
    const titles = titlesOf(file);
    for (const name of names) {
      const named = name.replaceAll('’', "'");
      expect(titles.filter(title => title.includes(named))).not.toEqual([]);
    }
  }
});
