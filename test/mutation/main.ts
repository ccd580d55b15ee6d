/**
 * `npm run mutate [-- FILE …]`: changes one thing at a time in the files that
 * decide about people's contacts and sees whether a test of `test/core` fails.
 * Only tests that reach the changed file run, those that import it first.
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
import {availableParallelism, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {mutantsOf, type Mutant} from './mutants.ts';
import {testsThatReach} from './reach.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = [
  'merge',
  'plan',
  'plan-labels',
  'decisions',
  'guard',
  'own-layer',
  'split-merged',
];
const KILLED_SHARE_MIN = 0.85;
/** As many as the machine has cores to spare. */
const WORKERS = Math.max(
  1,
  Math.floor(availableParallelism() - (loadavg()[0] ?? 0)),
);
/** A mutant that makes a loop endless is noticed by this. */
const TIMEOUT_MS = 90_000;

async function main(names: readonly string[]): Promise<number> {
  const workplaces = Array.from({length: WORKERS}, makeWorkplace);
  let isEnough = true;
  try {
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
  const rounds = testsThatReach(ROOT, path);
  if (!(await passAll(workplaces[0]!, rounds))) {
    throw new Error(`tests of ${path} fail without any mutant`);
  }
  const waiting = [...mutants];
  const survivors: Mutant[] = [];
  await Promise.all(
    workplaces.map(async workplace => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        writeFileSync(join(workplace, path), next.source);
        if (await passAll(workplace, rounds)) survivors.push(next);
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
      setupFiles: ['<rootDir>/seed.js'],
      extensionsToTreatAsEsm: ['.ts'],
      transform: {'\\\\.ts$': '<rootDir>/test/support/strip-types.js'},
      cacheDirectory: '<rootDir>/cache',
      watchman: false,
    };`,
  );
  // The same mutants die in every run, and none is made small before it dies.
  writeFileSync(
    join(place, 'seed.js'),
    `import fc from 'fast-check';
    fc.configureGlobal({seed: 1, endOnFailure: true});`,
  );
  return place;
}

/** Whether the tests pass; those of a round run only when the one before passed. */
async function passAll(
  workplace: string,
  rounds: readonly (readonly string[])[],
): Promise<boolean> {
  for (const tests of rounds) {
    if (!(await pass(workplace, tests))) return false;
  }
  return true;
}

function pass(workplace: string, tests: readonly string[]): Promise<boolean> {
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      ...['--bail', '--silent', '--runInBand', '--runTestsByPath', ...tests],
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
