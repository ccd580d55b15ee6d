import {fsyncSync} from 'node:fs';
import {open, readdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {NodeFS} from '@electric-sql/pglite/nodefs';

/**
 * PGlite's files on disk, with the fsync that PGlite 0.5.16 leaves out: its
 * file system has no such hook, so that PostgreSQL's fsync does nothing and a
 * power cut loses commits (electric-sql/pglite#1107).
 */
export class SyncedFiles extends NodeFS {
  /** fsyncs since the database was opened. */
  syncCount = 0;

  override async init(
    ...[pglite, options]: Parameters<NodeFS['init']>
  ): ReturnType<NodeFS['init']> {
    const {emscriptenOpts} = await super.init(pglite, options);
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [
          ...(emscriptenOpts.preRun ?? []),
          module => {
            module.NODEFS.stream_ops.fsync = (stream: {nfd: number}) => {
              fsyncSync(stream.nfd);
              this.syncCount += 1;
              return 0;
            };
          },
        ],
      },
    };
  }
}

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
