import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

const TESTS = 'test/core';

/**
 * The tests of `test/core` that reach a file, by how many imports they are away
 * from it: first those that import it themselves. Paths are from `root`.
 */
export function testsThatReach(
  root: string,
  path: string,
): readonly (readonly string[])[] {
  const rounds = new Map<number, string[]>();
  for (const name of readdirSync(join(root, TESTS))) {
    if (!name.endsWith('.test.ts')) continue;
    const test = join(TESTS, name);
    const distance = distanceOf(root, test, path);
    if (distance === undefined) continue;
    rounds.set(distance, [...(rounds.get(distance) ?? []), test]);
  }
  return [...rounds].sort(([a], [b]) => a - b).map(([, tests]) => tests);
}

function distanceOf(
  root: string,
  from: string,
  to: string,
): number | undefined {
  const seen = new Set([from]);
  let reached = [from];
  for (let distance = 0; reached.length > 0; distance++) {
    if (reached.includes(to)) return distance;
    reached = reached
      .flatMap(path => importsOf(root, path))
      .filter(path => !seen.has(path) && seen.add(path));
  }
  return undefined;
}

/** Types are gone at run time, and their imports with them. */
function importsOf(root: string, path: string): readonly string[] {
  const source = readFileSync(join(root, path), 'utf8');
  const imports = /^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)';/gm;
  return [...source.matchAll(imports)].map(([, name = '']) =>
    relative(root, join(root, dirname(path), name)),
  );
}
