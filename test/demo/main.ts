/**
 * The demo: an emulator of Google and the service, each a process on this machine; a label
 * is shared, an edit spreads, and everything stays up until it is told to stop.
 */
import {DemoFault} from './fault.ts';
import {openFolder} from './folder.ts';
import type {DemoFolder} from './folder.ts';
import {readOptions, USAGE} from './options.ts';
import {loadOwnContacts} from './own-contacts.ts';
import {perform} from './perform.ts';
import type {DemoProcess} from './processes.ts';
import {createScreen} from './screen.ts';
import type {Screen} from './screen.ts';
import {readDemoSettings} from './settings.ts';

const PARENT_LOOK_MS = 1000;

/** Runs until a signal or until something goes wrong; returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const screen = createScreen(process.stdout, process.env);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, interrupt);
  }
  // Whoever read the output went away.
  process.stdout.on('error', interrupt);
  if (process.env['npm_lifecycle_event']) whenOrphaned(interrupt);
  const started: DemoProcess[] = [];
  let folder: DemoFolder | undefined;
  try {
    const {contactsFile, help} = readOptions(args);
    if (help) {
      screen.print(USAGE);
      return 0;
    }
    const own =
      contactsFile === undefined ? undefined : loadOwnContacts(contactsFile);
    const {dataDir, port} = await readDemoSettings(process.env);
    folder = await openFolder(dataDir);
    const {signal} = interruption;
    await perform({screen, folder, port, own, started, signal});
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 0;
    screen.print();
    process.stderr.write(`${screen.paint.red(describe(error))}\n`);
    return 1;
  } finally {
    await stopAll(screen, started);
    await folder?.close();
  }
}

/** An npm that is killed outright tells nobody. */
function whenOrphaned(act: () => void): void {
  const {ppid} = process;
  setInterval(() => {
    if (process.ppid !== ppid) act();
  }, PARENT_LOOK_MS).unref();
}

/** Those first that depend on others. */
async function stopAll(
  screen: Screen,
  started: readonly DemoProcess[],
): Promise<void> {
  if (started.length === 0) return;
  screen.print('', '  Stopping …');
  for (const each of started.toReversed()) await each.stop();
  screen.print('  Stopped.');
}

function describe(error: unknown): string {
  if (error instanceof DemoFault) return error.message;
  return error instanceof Error
    ? (error.stack ?? error.message)
    : String(error);
}

process.exit(await main(process.argv.slice(2)));
