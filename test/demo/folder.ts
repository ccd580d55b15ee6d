/** `$DATA_DIR/demo`: the demo's store, key, token and logs, new at every start. */
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {
  DirectoryInUseError,
  lockDirectory,
} from '../../server/store/directory-lock.ts';
import type {DirectoryLock} from '../../server/store/directory-lock.ts';
import {DemoFault} from './fault.ts';

export interface DemoFolder {
  readonly path: string;
  /** The service's DATA_DIR. */
  readonly store: string;
  readonly serviceLog: string;
  readonly emulatorLog: string;
  /** The sharer's ID token. */
  readonly token: string;
  /** Service-account key file. */
  readonly key: string;
  close(): Promise<void>;
}

/**
 * Empties the folder and keeps other demos out of it.
 *
 * @throws DemoFault when another one runs in it, or it cannot be written.
 */
export async function openFolder(dataDir: string): Promise<DemoFolder> {
  const path = resolve(dataDir, 'demo');
  const folder = {
    path,
    store: join(path, 'store'),
    serviceLog: join(path, 'service.log'),
    emulatorLog: join(path, 'emulator.log'),
    token: join(path, 'token'),
    key: join(path, 'service-account.json'),
  };
  try {
    mkdirSync(path, {recursive: true, mode: 0o700});
    const lock: DirectoryLock = await lockDirectory(path);
    // Only what a demo makes: a mistaken DATA_DIR costs nobody a file.
    for (const made of Object.values(folder)) {
      if (made !== path) rmSync(made, {recursive: true, force: true});
    }
    writeSecret(folder.token, '');
    return {...folder, close: () => lock.release()};
  } catch (error) {
    if (error instanceof DirectoryInUseError) {
      throw new DemoFault(error.message);
    }
    const {code, message} = error as NodeJS.ErrnoException;
    throw new DemoFault(
      `DATA_DIR ${dataDir} cannot be written (${code ?? message}): set another DATA_DIR.`,
    );
  }
}

/** For its owner alone. */
export function writeSecret(file: string, text: string): void {
  writeFileSync(file, text, {mode: 0o600});
}
