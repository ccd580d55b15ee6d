/** The emulator and the service, each in a process of its own. */
import {fork} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {DemoFault} from './fault.ts';
import {printable} from './text-width.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const FOLLOW_PARENT = new URL('follow-parent.ts', import.meta.url).href;

/** A store that is made anew on a slow disk takes its time. */
const READY_MS_MAX = 120_000;
const LOOK_MS = 50;
/** Above what the service grants its own work. */
const STOP_MS_MAX = 15_000;

const LAST_LINES_MAX = 12;
const LINE_LENGTH_MAX = 300;

export interface ProcessOptions {
  readonly name: string;
  /** Path in the repository. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** Answers 2xx as soon as the process is ready. */
  readonly readyUrl: string;
}

export interface DemoProcess {
  /** Rejects with a DemoFault when the process ends before `stop`; never resolves. */
  readonly crash: Promise<never>;
  /** Asks it to end, and ends it if it does not. */
  stop(): Promise<void>;
}

/** Starts one and waits until it is ready. @throws DemoFault when it does not get there. */
export async function startProcess(
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<DemoProcess> {
  const child = spawn(options);
  const running = watch(child, options);
  try {
    await Promise.race([running.crash, waitUntilReady(options, signal)]);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/**
 * In a process group of its own: Ctrl-C reaches the demo alone, which stops the service
 * before the emulator that the service still writes to.
 */
function spawn({script, args = [], env = {}, logFile}: ProcessOptions) {
  const log = openSync(logFile, 'a', 0o600);
  try {
    return fork(fileURLToPath(new URL(script, REPOSITORY)), [...args], {
      detached: true,
      execArgv: ['--import', FOLLOW_PARENT],
      env: {...process.env, ...env},
      stdio: ['ignore', log, log, 'ipc'],
    });
  } finally {
    closeSync(log);
  }
}

function watch(
  child: ChildProcess,
  {name, logFile}: ProcessOptions,
): DemoProcess {
  let isStopping = false;
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()),
  );
  const crash = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      const how = signal ?? `code ${code}`;
      reject(new DemoFault(`${name} ended (${how}).\n${lastLines(logFile)}`));
    });
  });
  // Who races against it sees it; before and after, a crash is nobody's news.
  crash.catch(() => {});
  return {
    crash,
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timeout = new AbortController();
      const killed = delay(STOP_MS_MAX, undefined, timeout).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await ended;
      timeout.abort();
      await killed;
    },
  };
}

async function waitUntilReady(
  {name, readyUrl, logFile}: ProcessOptions,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + READY_MS_MAX;
  while (performance.now() < until) {
    signal.throwIfAborted();
    const isReady = await fetch(readyUrl, {signal}).then(
      async response => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (isReady) return;
    await delay(LOOK_MS, undefined, {signal});
  }
  throw new DemoFault(
    `${name} was not ready after ${READY_MS_MAX / 1000} s.\n${lastLines(logFile)}`,
  );
}

function lastLines(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const last = lines
    .slice(-LAST_LINES_MAX)
    .map(line => `  ${printable(line).slice(0, LINE_LENGTH_MAX)}`);
  return [`The end of ${logFile}:`, ...last].join('\n');
}
