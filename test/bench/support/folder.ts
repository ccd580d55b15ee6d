import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Folder extends Disposable {
  readonly path: string;
}

/** A folder of its own on the disk of TMPDIR, gone afterwards. */
export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'bench-'));
  const remove = () => rmSync(path, {recursive: true, force: true});
  // Whoever interrupts a run leaves nothing behind.
  process.once('exit', remove);
  return {
    path,
    [Symbol.dispose]() {
      process.off('exit', remove);
      remove();
    },
  };
}
