import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hasPostgres} from './postgres.ts';
import {RUN_DIRECTORY, RUNNER_PID} from './run-directory.ts';

/** Once per run, before any test. What costs time is made by the first who needs it. */
export default function setUp(): void {
  process.env[RUN_DIRECTORY] = mkdtempSync(join(tmpdir(), 'shared-contacts-'));
  process.env[RUNNER_PID] = String(process.pid);
  if (!hasPostgres()) {
    console.warn(
      'Tests on PostgreSQL are skipped: install its server, or set TEST_DATABASE_URL.',
    );
  }
}
