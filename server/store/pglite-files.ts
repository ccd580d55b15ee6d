import {fsyncSync} from 'node:fs';
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
