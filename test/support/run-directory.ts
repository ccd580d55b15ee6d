import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/** Set by the global set-up: a folder that all test files of one run share. */
export const RUN_DIRECTORY = 'TEST_RUN_DIRECTORY';

/** Process id of the run, whose end ends what it started. */
export const RUNNER_PID = 'TEST_RUNNER_PID';

const WAIT_MS = 50;
const WAITS_MAX = 1_200;

/** The shared folder of this run. */
export function runDirectory(): string {
  const directory = process.env[RUN_DIRECTORY];
  if (directory === undefined) throw new Error('Run tests by `npm run jest`.');
  return directory;
}

/**
 * Makes something the first time a test file asks for it, in whichever process
 * that is; the others wait and get the same text.
 */
export async function oncePerRun(
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const made = join(runDirectory(), name);
  if (startsHere(`${made}.begun`)) {
    const outcome = await make().then(
      value => ({value}),
      error => ({error: String(error?.stack ?? error)}),
    );
    writeFileSync(`${made}.new`, JSON.stringify(outcome));
    renameSync(`${made}.new`, made);
  }
  for (let waits = 0; !existsSync(made); waits++) {
    if (waits === WAITS_MAX) throw new Error(`Nobody made ${name}.`);
    await delay(WAIT_MS);
  }
  const outcome = JSON.parse(readFileSync(made, 'utf8'));
  if ('error' in outcome) throw new Error(`No ${name}: ${outcome.error}`);
  return outcome.value;
}

/** What `oncePerRun` made, if anybody asked for it. */
export function madeThisRun(name: string): string | undefined {
  const made = join(runDirectory(), name);
  if (!existsSync(made)) return undefined;
  return JSON.parse(readFileSync(made, 'utf8')).value;
}

function startsHere(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}
