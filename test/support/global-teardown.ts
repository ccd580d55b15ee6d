import {rmSync} from 'node:fs';
import {dropDatabase, stopPostgres} from './postgres.ts';
import {madeThisRun, runDirectory} from './run-directory.ts';

/** Once per run, after all tests, also when some failed. */
export default async function tearDown(): Promise<void> {
  const template = madeThisRun('migrated-database');
  if (template !== undefined) await dropDatabase(template);
  stopPostgres();
  rmSync(runDirectory(), {recursive: true, force: true});
}
