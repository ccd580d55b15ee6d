import {fileURLToPath} from 'node:url';
import {pino} from 'pino';
import {readSettings, requireDelegation, SettingsError} from './settings.ts';
import {startDatabase} from './store/database.ts';

/** Starts from the environment and stops on SIGINT and SIGTERM. */
export async function main(): Promise<void> {
  try {
    const settings = readSettings(process.env);
    requireDelegation(settings);
    const log = pino({level: settings.logLevel});
    const database = await startDatabase({...settings, log});
    // It opens in its thread while this one loads all the rest.
    const {startService} = await import('./service.ts');
    const service = await startService(settings, database, log);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        log.info({signal}, 'stopping');
        void service.stop().then(() => process.exit(0));
      });
    }
    log.info({url: service.url}, 'Shared Contacts listens');
  } catch (error) {
    process.stderr.write(`${startFault(error)}\n`);
    process.exit(1);
  }
}

/** One line for what the reader can mend; all there is to know for a bug. */
function startFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'PORT: is taken by another process on this HOST.';
  }
  const isExpected =
    error instanceof SettingsError || !error.message.includes('\n');
  return isExpected ? error.message : (error.stack ?? error.message);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
