import {rmSync} from 'node:fs';
import {stopPostgres} from './postgres.ts';
import {runDirectory} from './run-directory.ts';

/** Once per run, after all tests, also when some failed. */
export default function tearDown(): void {
  stopPostgres();
  rmSync(runDirectory(), {recursive: true, force: true});
}
