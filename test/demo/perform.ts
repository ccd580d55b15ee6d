/** Starts the two processes, tells the story, and waits for the end. */
import {relative} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {SAMPLE_ADMIN, SAMPLE_LABEL, SAMPLE_SHARER} from '../emulator/sample.ts';
import {AUDIENCE, connectEmulator, connectService} from './calls.ts';
import type {Emulator} from './calls.ts';
import {writeSecret} from './folder.ts';
import type {DemoFolder} from './folder.ts';
import {printNextSteps} from './next-steps.ts';
import type {OwnContacts} from './own-contacts.ts';
import {worldWith} from './own-contacts.ts';
import {freePort, HOST} from './ports.ts';
import {startProcess} from './processes.ts';
import type {DemoProcess, ProcessOptions} from './processes.ts';
import type {Screen} from './screen.ts';
import {NOT_FOR_THE_DEMO} from './settings.ts';
import {count, tellStory} from './story.ts';

const EMULATOR_PORT = 8085;

/** So that an edit is seen soon. */
const SYNC_INTERVAL_SECONDS = 1;

/** ID tokens live for an hour. */
const TOKEN_RENEWAL_MS = 30 * 60 * 1000;

/** A broken connection is known before the end of the process that broke it. */
const CRASH_MS_MAX = 1000;

export interface Options {
  readonly screen: Screen;
  readonly folder: DemoFolder;
  /** The service's. */
  readonly port: number;
  readonly own: OwnContacts | undefined;
  /** Receives each process as it starts; stopping them is the caller's. */
  readonly started: DemoProcess[];
  readonly signal: AbortSignal;
}

/**
 * Until the signal, or the end of a process of the demo, ends it.
 *
 * @throws DemoFault when something fails; what the signal was aborted with when it was.
 */
export async function perform(options: Options): Promise<void> {
  const crash = Promise.withResolvers<never>();
  // A crash that comes after the end is nobody's news.
  crash.promise.catch(() => {});
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const start = async (process: ProcessOptions) => {
    const running = await startProcess(process, signal);
    options.started.push(running);
    running.crash.catch(crash.reject);
  };
  const story = performStory({...options, start, signal}).then(() =>
    untilAborted(signal),
  );
  try {
    await Promise.race([story, crash.promise]);
  } catch (error) {
    failure.abort();
    await story.catch(() => {});
    if (options.signal.aborted) throw error;
    // Why somebody is gone says more than that they do not answer.
    await Promise.race([delay(CRASH_MS_MAX), crash.promise]);
    throw error;
  }
}

interface Stage extends Omit<Options, 'started'> {
  readonly start: (process: ProcessOptions) => Promise<void>;
}

async function performStory(stage: Stage): Promise<void> {
  const {screen, folder, own, signal} = stage;
  const {bold, dim} = screen.paint;
  screen.print(
    '',
    `  ${bold('Shared Contacts')} shares a Google Contacts label with a team. Google is played`,
    '  by an emulator here: no account is touched, nothing leaves this machine.',
    '',
  );
  const emulator = await startEmulator(stage);
  const serviceUrl = await startService(stage, emulator.url);
  screen.print(dim(`  Logs      ${shortPath(folder.path)}/*.log`), '');
  const token = await keepToken(emulator, folder, signal);
  const service = connectService(serviceUrl, token, signal);
  const told = await tellStory(
    {screen, emulator, service, signal},
    own?.labelName ?? SAMPLE_LABEL,
  );
  printNextSteps(screen, told, {
    serviceUrl,
    emulatorUrl: emulator.url,
    tokenFile: folder.token,
  });
}

/** From here when it is below, else from the root. */
function shortPath(path: string): string {
  const below = relative('', path);
  return below.startsWith('..') ? path : below;
}

async function startEmulator({
  screen,
  folder,
  own,
  start,
  signal,
}: Stage): Promise<Emulator> {
  screen.live('  Emulator  …');
  const port = await freePort(EMULATOR_PORT);
  const url = `http://${HOST}:${port}`;
  await start({
    name: 'The emulator',
    script: 'test/emulator/main.ts',
    args: ['--port', `${port}`, '--host', HOST],
    logFile: folder.emulatorLog,
    readyUrl: `${url}/__emulator/`,
  });
  const emulator = connectEmulator(url, signal);
  if (own !== undefined) await emulator.reset(worldWith(own));
  writeSecret(folder.key, await emulator.serviceAccountKey());
  const {users} = await emulator.world();
  const contacts = users.reduce((sum, user) => sum + user.contacts, 0);
  screen.print(
    `  Emulator  ${url}  a company of ${users.length} people with ${count(contacts, 'contact')}`,
  );
  if (own !== undefined) {
    screen.print(
      `  Yours     ${count(own.people.length, 'contact')}, read on this machine and sent nowhere`,
      ...own.remarks.map(remark => `            ${remark}`),
    );
  }
  return emulator;
}

async function startService(
  {screen, folder, port, start}: Stage,
  emulatorUrl: string,
): Promise<string> {
  const stopClock = showSeconds(screen, '  Service   … makes its store');
  const url = `http://${HOST}:${port}`;
  await start({
    name: 'The service',
    script: 'server/main.ts',
    env: {
      ...NOT_FOR_THE_DEMO,
      HOST,
      PORT: `${port}`,
      DATA_DIR: folder.store,
      GOOGLE_APPLICATION_CREDENTIALS: folder.key,
      WORKSPACE_ADMIN: SAMPLE_ADMIN,
      ID_TOKEN_AUDIENCES: AUDIENCE,
      WORKSPACE_EMULATOR_HOST: new URL(emulatorUrl).host,
      SYNC_INTERVAL_SECONDS: `${SYNC_INTERVAL_SECONDS}`,
    },
    logFile: folder.serviceLog,
    readyUrl: `${url}/readyz`,
  }).finally(stopClock);
  screen.print(`  Service   ${url}  embedded PostgreSQL, new at every start`);
  return url;
}

/** A line that says how long it has been there; returns what ends it. */
function showSeconds({live}: Screen, line: string): () => void {
  live(line);
  let seconds = 0;
  const timer = setInterval(() => live(`${line}, ${++seconds} s`), 1000);
  return () => clearInterval(timer);
}

/** Writes the sharer's ID token to its file, again and again before it expires. */
async function keepToken(
  emulator: Emulator,
  folder: DemoFolder,
  signal: AbortSignal,
): Promise<string> {
  const token = await emulator.idToken(SAMPLE_SHARER);
  writeSecret(folder.token, token);
  const renew = async () =>
    writeSecret(folder.token, await emulator.idToken(SAMPLE_SHARER));
  // Nobody misses a renewal that fails because everything ends.
  const timer = setInterval(
    () => void renew().catch(() => {}),
    TOKEN_RENEWAL_MS,
  );
  signal.addEventListener('abort', () => clearInterval(timer));
  return token;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
