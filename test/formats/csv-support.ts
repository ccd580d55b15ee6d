import {normalizeContent} from '../../server/core/normalize.ts';
import type {Content} from '../../server/core/content.ts';
import {createCsvReader} from '../../server/formats/csv-reader.ts';
import type {ReadCsvOptions} from '../../server/formats/csv-reader.ts';
import type {
  FileContact,
  FileEntry,
} from '../../server/formats/file-contact.ts';

/** Everything a file says, read in pieces of a size. */
export function readFile(
  file: string | Uint8Array,
  {pieceSize = 65_536, ...options}: ReadCsvOptions & {pieceSize?: number} = {},
): FileEntry[] {
  const bytes =
    typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const reader = createCsvReader(options);
  const entries: FileEntry[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    entries.push(...reader.push(bytes.subarray(at, at + pieceSize)));
  }
  entries.push(...reader.end());
  return entries;
}

export function readContacts(
  file: string | Uint8Array,
  options?: ReadCsvOptions & {pieceSize?: number},
): FileContact[] {
  return readFile(file, options).filter(entry => entry.kind === 'contact');
}

/** As the contacts are kept. */
export function readContents(
  file: string | Uint8Array,
  options?: ReadCsvOptions,
): Content[] {
  return readContacts(file, options).map(({person}) =>
    normalizeContent(person),
  );
}
