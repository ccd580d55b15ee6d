import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {sql} from 'kysely';
import {openDatabase} from '../../server/store/database.ts';
import {embeddedTemplate} from '../support/database.ts';

const WRITER = fileURLToPath(new URL('database-writer.ts', import.meta.url));
const CUTS = Number(process.env['TEST_STORE_POWER_CUTS'] ?? 1);
const CUT_MS_MAX = 120_000;
const ROWS_MAX = 100;
const DISK_BYTES = '512M';

/**
 * FS_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: from now on nothing reaches
 * the disk, neither what the page cache holds nor the file system's journal.
 */
const CUT_POWER = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))
`;

let directory = '';
let disk = '';
let mountPoint = '';
let impossible = '';

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, {stdio: ['ignore', 'ignore', 'pipe']});

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'power-'));
  disk = join(directory, 'disk');
  mountPoint = join(directory, 'mounted');
  mkdirSync(mountPoint);
  try {
    run('truncate', '-s', DISK_BYTES, disk);
    run('mkfs.ext4', '-q', '-F', disk);
    run('mount', '-o', 'loop', disk, mountPoint);
    run('python3', '-c', 'import fcntl');
  } catch (error) {
    impossible = error instanceof Error ? error.message : String(error);
    return;
  }
  const made = join(directory, 'made');
  const template = await embeddedTemplate();
  await (await openDatabase({dataDir: made, template})).close();
  cpSync(join(made, 'postgres'), join(mountPoint, 'postgres'), {
    recursive: true,
  });
  run('sync', '-f', mountPoint);
}, CUT_MS_MAX);

afterAll(() => {
  try {
    run('umount', mountPoint);
  } catch {
    // It was never mounted.
  }
  rmSync(directory, {recursive: true});
});

/** Cuts the power under a writer after some rows; returns the last acknowledged. */
async function writeUntilPowerCut(first: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, mountPoint, String(first)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(writer, 'exit');
  const until = first + 1 + Math.floor(Math.random() * ROWS_MAX);
  let last = first - 1;
  let isCut = false;
  for await (const line of createInterface(writer.stdout)) {
    // What it said before it noticed counts as well.
    if (line !== 'open') last = Number(line);
    if (last < until || isCut) continue;
    run('python3', '-c', CUT_POWER, mountPoint);
    isCut = true;
    writer.kill('SIGKILL');
  }
  await ended;
  expect(isCut).toBe(true);
  return last;
}

test(
  'a power cut loses nothing acknowledged',
  async () => {
    if (impossible !== '') {
      console.warn(`Skipped, no loop mount here: ${impossible}`);
      return;
    }
    let next = 1;
    for (let cut = 0; cut < CUTS; cut++) {
      const acknowledged = await writeUntilPowerCut(next);
      run('umount', mountPoint);
      run('mount', '-o', 'loop', disk, mountPoint);
      const {db, close} = await open();
      const {rows} = await sql<{row: number; twin: number}>`select
        count(*) filter (where key like 'row/%') as row,
        count(*) filter (where key like 'twin/%') as twin
        from settings`.execute(db);
      await close();
      const [count] = rows;
      expect(count!.row).toBeGreaterThanOrEqual(acknowledged);
      expect(count!.twin).toBe(count!.row);
      next = count!.row + 1;
    }
  },
  CUTS * CUT_MS_MAX,
);

async function open() {
  const database = await openDatabase({dataDir: mountPoint});
  return {db: database.db, close: () => database.close()};
}
