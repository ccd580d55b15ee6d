import {existsSync, readdirSync, readFileSync} from 'node:fs';
import type {
  FileContact,
  FileEntry,
  Remark,
} from '../../server/formats/file-contact.ts';
import {FileFault} from '../../server/formats/file-contact.ts';
import {
  createVcardReader,
  type VcardOptions,
} from '../../server/formats/vcard-reader.ts';

/** A file from elsewhere; see ../shared/testdata/SOURCES.md. */
export interface RealFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const REAL_FILES = new URL('../../../shared/testdata/vcard/', import.meta.url);

export const areRealFilesHere = existsSync(REAL_FILES);

export function realFiles(): readonly RealFile[] {
  if (!areRealFilesHere) return [];
  return readdirSync(REAL_FILES).flatMap(folder =>
    readdirSync(new URL(`${folder}/`, REAL_FILES))
      .filter(file => /\.(?:vcf|ics)$/.test(file))
      .map(file => ({
        name: `${folder}/${file}`,
        bytes: readFileSync(new URL(`${folder}/${file}`, REAL_FILES)),
      })),
  );
}

export function realText(name: string): string {
  return readFileSync(new URL(name, REAL_FILES), 'utf8');
}

export interface ReadFile {
  readonly entries: readonly FileEntry[];
  readonly contacts: readonly FileContact[];
  readonly remarks: readonly Remark[];
  readonly fault?: FileFault;
}

/** All that a file says, and why it was not read further; a text is UTF-8. */
export function readWhole(
  file: string | Uint8Array,
  options: VcardOptions = {},
  chunkOctets = Infinity,
): ReadFile {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : file;
  const entries: FileEntry[] = [];
  let fault: FileFault | undefined;
  try {
    const reader = createVcardReader(options);
    for (let at = 0; at < bytes.length; at += chunkOctets) {
      const end = Math.min(at + chunkOctets, bytes.length);
      for (const entry of reader.push(bytes.subarray(at, end))) {
        entries.push(entry);
      }
    }
    for (const entry of reader.end()) entries.push(entry);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    fault = error;
  }
  return {
    entries,
    contacts: entries.filter(entry => entry.kind === 'contact'),
    remarks: [
      ...entries.flatMap(entry =>
        entry.kind === 'contact' ? entry.remarks : [entry.remark],
      ),
      ...(fault ? [fault.remark] : []),
    ],
    ...(fault ? {fault} : {}),
  };
}

/** The only contact of a card made of these lines. */
export function readCard(
  lines: readonly string[],
  version = '3.0',
): FileContact {
  const {contacts} = readWhole(card(lines, version));
  if (contacts.length !== 1) throw new Error(`${contacts.length} contacts`);
  return contacts[0]!;
}

export function card(lines: readonly string[], version = '3.0'): string {
  return ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join(
    '\r\n',
  );
}
