/**
 * `npm run mutate [-- FILE …]`: changes one thing at a time in the files that
 * decide about people's contacts and sees whether a test of `test/core` fails.
 * A mutant that none notices survives and is listed. Exit code 1 when fewer than
 * `KILLED_SHARE_MIN` are killed. Survivors and why: server/core/SPEC.md.
 */
import {spawn} from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {mutantsOf, type Mutant} from './mutants.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['merge', 'plan', 'plan-labels', 'decisions', 'guard'];
const KILLED_SHARE_MIN = 0.85;
const WORKERS = 2;
/** A mutant that makes a loop endless is noticed by this. */
const TIMEOUT_MS = 90_000;

async function main(names: readonly string[]): Promise<number> {
  const workplaces = Array.from({length: WORKERS}, makeWorkplace);
  let isEnough = true;
  try {
    if (!(await passes(workplaces[0]!))) {
      console.error('The tests of test/core fail without any mutant.');
      return 2;
    }
    for (const name of names.length > 0 ? names : FILES) {
      isEnough = (await mutateFile(name, workplaces)) && isEnough;
    }
  } finally {
    for (const each of workplaces) rmSync(each, {recursive: true});
  }
  return isEnough ? 0 : 1;
}

async function mutateFile(
  name: string,
  workplaces: readonly string[],
): Promise<boolean> {
  const path = `server/core/${name}.ts`;
  const original = readFileSync(join(ROOT, path), 'utf8');
  const mutants = mutantsOf(original);
  const waiting = [...mutants];
  const survivors: Mutant[] = [];
  await Promise.all(
    workplaces.map(async workplace => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        writeFileSync(join(workplace, path), next.source);
        if (await passes(workplace)) survivors.push(next);
      }
      writeFileSync(join(workplace, path), original);
    }),
  );
  const share = 1 - survivors.length / mutants.length;
  console.log(
    `${path}: ${mutants.length - survivors.length} of ${mutants.length} killed (${(share * 100).toFixed(1)} %)`,
  );
  for (const {line, was, now} of survivors.sort((a, b) => a.line - b.line)) {
    console.log(`  ${path}:${line}  ${was}  →  ${now}`);
  }
  return share >= KILLED_SHARE_MIN;
}

/** A copy of what the tests of `test/core` need, to be changed at will. */
function makeWorkplace(): string {
  const place = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const part of ['package.json', 'server', 'test/core', 'test/support']) {
    cpSync(join(ROOT, part), join(place, part), {recursive: true});
  }
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  writeFileSync(
    join(place, 'jest.config.js'),
    `export default {
      testMatch: ['**/test/core/*.test.ts'],
      testPathIgnorePatterns: ['spec.test'],
      extensionsToTreatAsEsm: ['.ts'],
      transform: {'\\\\.ts$': '<rootDir>/test/support/strip-types.js'},
      cacheDirectory: '<rootDir>/cache',
      watchman: false,
    };`,
  );
  return place;
}

function passes(workplace: string): Promise<boolean> {
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      ...['--bail', '--silent', '--runInBand'],
    ],
    {
      cwd: workplace,
      stdio: 'ignore',
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    },
  );
  return new Promise((resolve, reject) => {
    jest.on('error', reject);
    jest.on('exit', code => resolve(code === 0));
  });
}

process.exitCode = await main(process.argv.slice(2));
