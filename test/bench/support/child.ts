/** The service in a process of its own, as it runs in production. */
import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

/** What `npm start` runs. */
const START = fileURLToPath(new URL('../../demo/start.js', import.meta.url));

const READY_MS_MAX = 120_000;
/** What a start can be measured by. */
const LOOK_MS = 5;
/** Above what the service grants its own work. */
const STOP_MS_MAX = 30_000;
const LOG_LINES_SHOWN = 20;

export interface Child extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the first 200 of `/readyz`, milliseconds. */
  readonly readyMs: number;
}

type Environment = Readonly<Record<string, string>>;

/**
 * Starts as `npm start` does with these settings and no others, and waits
 * until it is ready. @throws with the end of its log when it does not get there.
 */
export async function startChild(
  settings: Environment,
  logFile: string,
): Promise<Child> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(logFile, 'a');
  const startedMs = performance.now();
  const child = spawn(process.execPath, [START], {
    env: {PATH: process.env['PATH'], PORT: String(port), ...settings},
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()),
  );
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    const timer = setTimeout(kill, STOP_MS_MAX);
    await ended;
    clearTimeout(timer);
  };
  while (!(await isReady(url))) {
    const waitedMs = performance.now() - startedMs;
    if (child.exitCode !== null || waitedMs > READY_MS_MAX) {
      await stop();
      throw new Error(`The service is not ready.\n${endOf(logFile)}`);
    }
    await delay(LOOK_MS);
  }
  const readyMs = performance.now() - startedMs;
  return {url, pid: child.pid!, readyMs, [Symbol.asyncDispose]: stop};
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    async response => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
}

function endOf(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  return lines.slice(-LOG_LINES_SHOWN).join('\n');
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
