import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {
  DirectoryInUseError,
  lockDirectory,
} from '../../server/store/directory-lock.ts';

const HOLDER = fileURLToPath(
  new URL('database-lock-holder.ts', import.meta.url),
);
const CONTENDERS = 4;
const ROUNDS = 4;

let directory = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(directory, {recursive: true});
});

/** A process that tries to lock the directory, and what it says. */
async function contend(): Promise<{child: ChildProcess; says: string}> {
  const child = spawn(process.execPath, [HOLDER, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [says] = await once(createInterface(child.stdout!), 'line');
  return {child, says};
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('a second process is refused in one line that names DATA_DIR', async () => {
  const {child} = await contend();
  const refusal = await lockDirectory(directory).catch(error => error);
  expect(refusal).toBeInstanceOf(DirectoryInUseError);
  expect(refusal.message).toBe(
    `DATA_DIR ${directory} is in use by process ${child.pid}: stop that one, or set another DATA_DIR.`,
  );
});

test('the same process is refused too', async () => {
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
  await lock.release();
});

test('a released directory can be locked again', async () => {
  await (await lockDirectory(directory)).release();
  await (await lockDirectory(directory)).release();
});

test('of several processes at once exactly one holds, however the last one ended', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const all = await Promise.all(Array.from({length: CONTENDERS}, contend));
    const held = all.filter(({says}) => says === 'held');
    expect(held.length).toBe(1);
    await Promise.all(held.map(({child}) => kill(child)));
  }
});

test('a process that was stopped still holds', async () => {
  const {child} = await contend();
  child.kill('SIGSTOP');
  await expect(lockDirectory(directory)).rejects.toThrow('another process');
});

test('a path longer than a socket’s name can be locked', async () => {
  const parent = directory;
  directory = join(parent, 'x'.repeat(120));
  mkdirSync(directory);
  const {says} = await contend();
  expect(says).toBe('held');
  await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
  directory = parent;
});
