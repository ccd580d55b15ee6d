import {open, readdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** Makes a folder durable with all in it, and its own entry in its parent. */
export async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const paths = entries
    .filter(entry => entry.isFile() || entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name));
  // The disk takes what waits at once in one go: several are as quick as one.
  const left = [dirname(directory), directory, ...paths];
  const syncRest = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      await syncPath(path);
    }
  };
  await Promise.all(Array.from({length: SYNCS_AT_ONCE}, syncRest));
}

/** As many as Node's thread pool runs. */
const SYNCS_AT_ONCE = 4;

/** fsync of one file or folder. */
export async function syncPath(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
