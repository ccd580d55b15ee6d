/** The service as it runs in production: `node server/main.ts`, a process of its own. */
import {fork, type ChildProcess} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const MAIN = fileURLToPath(new URL('server/main.ts', ROOT));
const BEGIN = new URL('server/begin.js', ROOT).href;
const FOLLOW_PARENT = new URL('test/demo/follow-parent.ts', ROOT).href;
const LAST_LINES = 20;
const SKEWED_CLOCK = new URL('skewed-clock.ts', import.meta.url).href;

export interface ServiceProcess {
  readonly pid: number;
  /** Where it listens; undefined until it does, when it was stopped, and when it was told to end. */
  readonly url: string | undefined;
  /** Resolves when it listens or was told to end; rejects when it ends by itself. */
  readonly ready: Promise<void>;
  /** How it ended. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
  }>;
  /** The end of its log. */
  readonly lastLines: readonly string[];
  signal(signal: keyof typeof STATES): void;
}

/** What follows from each signal. */
const STATES = {
  SIGKILL: 'ends',
  SIGTERM: 'ends',
  SIGSTOP: 'sleeps',
  SIGCONT: 'runs',
} as const;

export interface ServiceProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** How far its clock is ahead, milliseconds. */
  readonly skewMs: number;
  /** Gets every line of its log. */
  readonly onLine: (line: string) => void;
}

export function startServiceProcess({
  env,
  skewMs,
  onLine,
}: ServiceProcessOptions): ServiceProcess {
  const imports = [
    ...[BEGIN, FOLLOW_PARENT],
    ...(skewMs === 0 ? [] : [`${SKEWED_CLOCK}?ms=${skewMs}`]),
  ];
  const child = fork(MAIN, [], {
    execArgv: imports.flatMap(each => ['--import', each]),
    env: {PATH: process.env['PATH'], ...env},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ready = Promise.withResolvers<void>();
  // Who waits for it sees it, sooner or later.
  ready.promise.catch(() => {});
  let url: string | undefined;
  let state: 'runs' | 'sleeps' | 'ends' = 'runs';
  const lastLines: string[] = [];
  const onOutput = (line: string) => {
    onLine(line);
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    const listens = /"url":"(.*?)".*Shared Contacts listens/.exec(line);
    if (listens === null) return;
    url = listens[1];
    ready.resolve();
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream!).on('line', onOutput);
  }
  const ended = endOf(child);
  void ended.then(({code, signal}) => {
    if (state === 'ends') return;
    ready.reject(new Error(`the service ended by itself: ${code ?? signal}`));
  });
  return {
    pid: child.pid!,
    lastLines,
    get url() {
      return state === 'runs' ? url : undefined;
    },
    ready: ready.promise,
    ended,
    signal(signal) {
      state = STATES[signal];
      if (state === 'ends') ready.resolve();
      child.kill(signal);
    },
  };
}

function endOf(child: ChildProcess): ServiceProcess['ended'] {
  return new Promise(resolve =>
    child.once('exit', (code, signal) => resolve({code, signal})),
  );
}
