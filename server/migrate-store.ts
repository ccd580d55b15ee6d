import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {readSettings, SettingsError, type Settings} from './settings.ts';
import {carryStore, type CarriedTable} from './store/carry-store.ts';
import {openDatabase} from './store/database.ts';

/**
 * Carries the embedded store in `dataDir` to the PostgreSQL at `databaseUrl`;
 * see `carryStore`. The service must not run on either.
 *
 * Throws, in one line: `SettingsError` where one of the two is missing,
 * `DirectoryInUseError` while the service runs, and what `carryStore` throws.
 */
export async function migrateStore(
  {databaseUrl, dataDir}: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  report: (carried: CarriedTable) => void,
): Promise<void> {
  if (databaseUrl === undefined) {
    throw new SettingsError([
      'DATABASE_URL: is required: the PostgreSQL that the store goes to',
    ]);
  }
  // Opening a store that is not there would make one. This file comes last.
  if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new SettingsError([`DATA_DIR: there is no store in ${dataDir}`]);
  }
  const source = await openDatabase({dataDir, log: WARNINGS});
  try {
    const target = await openDatabase({databaseUrl, log: WARNINGS});
    try {
      await carryStore({source, target, report});
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

const WARNINGS = {
  warn: (_: object, message: string) => process.stderr.write(`${message}\n`),
};

async function main(): Promise<void> {
  try {
    const settings = readSettings(process.env);
    let total = 0;
    await migrateStore(settings, ({table, rows}) => {
      total += rows;
      process.stdout.write(`${table}: ${rows}\n`);
    });
    process.stdout.write(whatNext(total, settings.dataDir));
  } catch (error) {
    process.stderr.write(`${faultLines(error)}\n`);
    process.exit(1);
  }
}

function whatNext(rows: number, dataDir: string): string {
  return [
    `${rows} rows are in PostgreSQL, each compared with the embedded store.`,
    'Next: start the service with the same DATABASE_URL. It no longer reads DATA_DIR.',
    `${dataDir} is as it was. Never start a service on it again, or two would write to the same accounts; delete it when PostgreSQL has its first backup.`,
    '',
  ].join('\n');
}

/** What the reader can mend in its own words; all there is to know for a bug. */
function faultLines(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected =
    error instanceof SettingsError || !error.message.includes('\n');
  return isExpected ? error.message : (error.stack ?? error.message);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
