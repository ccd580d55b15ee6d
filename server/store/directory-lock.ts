import {randomUUID} from 'node:crypto';
import {closeSync, openSync, renameSync, rmSync} from 'node:fs';
import {connect, createServer, type Server} from 'node:net';
import {platform} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/** Another process has this directory open. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Longest socket path the kernel takes, without its closing zero byte. */
const SOCKET_PATH_BYTES_MAX = platform() === 'linux' ? 107 : 103;

/** A thief that judged the old lock dead just before we did is done by then. */
const CONFIRM_MS = 30;

const ATTEMPTS_MAX = 10;

/**
 * Keeps every other process on this machine out of a directory. The lock is a
 * socket on which its holder answers, so that it ends with the process, however
 * that ends; a process id in a file would mean another process after a
 * container's restart, where everybody is number 1.
 *
 * Taking it: listen beside the lock, under the one name of those who try; see
 * that nobody answers at the lock; move the socket there; see that it is still
 * ours. A dead socket stays behind and is moved over.
 *
 * Throws `DirectoryInUseError`, one line that names `DATA_DIR`.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const names = socketNames(directory);
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const server = await tryToLock(directory, names);
      if (server !== undefined) return releasable(server, names);
    }
  } catch (error) {
    names.close();
    throw error;
  }
  names.close();
  throw inUse(directory, 'which starts or stops just now');
}

interface SocketNames {
  readonly lock: string;
  readonly trial: string;
  close(): void;
}

/** Undefined: somebody else was quicker at one of the steps, so look again. */
async function tryToLock(
  directory: string,
  {lock, trial}: SocketNames,
): Promise<Server | undefined> {
  const holder = await ask(lock);
  if (holder !== undefined) throw inUse(directory, holder);

  const id = randomUUID();
  const server = await listen(trial, `process ${process.pid} ${id}`);
  if (server === undefined) {
    const rival = await ask(trial);
    if (rival === undefined) rmSync(trial, {force: true});
    else await delay(CONFIRM_MS);
    return undefined;
  }
  if ((await ask(lock)) === undefined && moveOver(trial, lock)) {
    await delay(CONFIRM_MS);
    if ((await ask(lock))?.endsWith(id)) return server;
  }
  await close(server);
  return undefined;
}

function moveOver(trial: string, lock: string): boolean {
  try {
    renameSync(trial, lock);
    return true;
  } catch {
    return false; // A rival took our socket for a dead one.
  }
}

function releasable(server: Server, names: SocketNames): DirectoryLock {
  server.unref();
  return {
    async release() {
      await close(server);
      names.close();
    },
  };
}

function inUse(directory: string, holder: string): DirectoryInUseError {
  const [who] = holder.split(/ (?=[0-9a-f-]{36}$)/);
  return new DirectoryInUseError(
    `DATA_DIR ${directory} is in use by ${who}: stop that one, or set another DATA_DIR.`,
  );
}

/**
 * Linux reaches a socket through an open directory, however long its path is.
 */
function socketNames(directory: string): SocketNames {
  const lock = join(directory, 'lock');
  const trial = join(directory, 'lock.new');
  if (Buffer.byteLength(trial) <= SOCKET_PATH_BYTES_MAX) {
    return {lock, trial, close: () => {}};
  }
  if (platform() !== 'linux') {
    throw new Error(
      `DATA_DIR ${directory} is too long for its lock: at most ${SOCKET_PATH_BYTES_MAX - 9} bytes.`,
    );
  }
  const descriptor = openSync(directory, 'r');
  const short = `/proc/self/fd/${descriptor}`;
  return {
    lock: `${short}/lock`,
    trial: `${short}/lock.new`,
    close: () => closeSync(descriptor),
  };
}

/** Undefined when a socket of that name exists, dead or alive. */
function listen(path: string, answer: string): Promise<Server | undefined> {
  const server = createServer(socket => {
    socket.on('error', () => {}); // Who asks may hang up early.
    socket.end(answer);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({path}, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}

const DEAD = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET']);

/** A stopped process takes connections and says nothing: it is there. */
const ANSWER_MS_MAX = 2_000;

/** What the process behind a socket says; undefined when there is none. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({path});
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer || 'another process'));
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== undefined && DEAD.has(error.code)) resolve(undefined);
      else reject(error);
    });
  });
}
