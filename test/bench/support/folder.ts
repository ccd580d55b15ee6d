import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Folder extends Disposable {
  readonly path: string;
}

/** A folder of its own on the disk of TMPDIR, gone afterwards. */
export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'bench-'));
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, {recursive: true, force: true}),
  };
}
