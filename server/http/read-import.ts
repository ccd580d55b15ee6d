/** A file at the door: rows of content that may be added, or why not. */
import {PersonInput} from '../contract/person.ts';
import {
  TYPED_FIELDS,
  withPhoto,
  withoutDerived,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {
  faultText,
  findNewFaults,
  type CustomField,
} from '../core/custom-fields.ts';
import {normalizeContent} from '../core/normalize.ts';
import {PHOTO_BYTES_MAX} from '../core/picture.ts';
import {createCsvReader} from '../formats/csv-reader.ts';
import {FileFault, type FileEntry} from '../formats/file-contact.ts';
import {createVcardReader} from '../formats/vcard-reader.ts';
import {takePhoto} from './row-photo.ts';
import type {ImportRow} from '../store/imports.ts';
import {fileReason, rowReason} from './import-reasons.ts';
import {invalid} from './status.ts';

/** A row as it may be added, and the labels that the file gives it, which are not used. */
export interface ReadRow extends ImportRow {
  readonly labels?: readonly string[];
}

/** What a file may come as; what names neither is looked into. */
export const IMPORT_TYPES = [
  'text/csv',
  'text/vcard',
  'text/x-vcard',
  'text/directory',
  'text/plain',
  'application/octet-stream',
];

interface Reader {
  push(bytes: Uint8Array): Iterable<FileEntry>;
  end(): Iterable<FileEntry>;
}

interface Options {
  readonly contentType: string | undefined;
  readonly region: string | undefined;
  /** From the caller, in the label. */
  readonly hiddenFields: readonly SharedField[];
  /** Of the label's contacts. */
  readonly customFields: readonly CustomField[];
}

/** Bytes by which a vCard is told. */
const SNIFFED_BYTES = 64;

/**
 * The rows of a file, as it arrives.
 * @throws INVALID_ARGUMENT, with the line and column, where the file as a whole
 *   cannot be read.
 */
export async function* readImport(
  bytes: AsyncIterable<unknown>,
  options: Options,
): AsyncGenerator<ReadRow> {
  let reader: Reader | undefined;
  let begin: Uint8Array = Buffer.alloc(0);
  let number = 0;
  try {
    for await (const chunk of bytes) {
      if (!(chunk instanceof Uint8Array)) continue;
      if (reader === undefined) {
        begin = Buffer.concat([begin, chunk]);
        if (begin.length < SNIFFED_BYTES) continue;
        reader = createReader(options.contentType, begin);
        for (const entry of reader.push(begin)) {
          yield toRow(entry, ++number, options);
        }
        continue;
      }
      for (const entry of reader.push(chunk)) {
        yield toRow(entry, ++number, options);
      }
    }
    if (reader === undefined) {
      reader = createReader(options.contentType, begin);
      for (const entry of reader.push(begin)) {
        yield toRow(entry, ++number, options);
      }
    }
    for (const entry of reader.end()) yield toRow(entry, ++number, options);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw invalid('body', fileReason(error.remark));
  }
}

function createReader(type: string | undefined, begin: Uint8Array): Reader {
  const [media = ''] = (type ?? '').toLowerCase().split(';');
  const isVcard =
    media === 'text/vcard' ||
    media === 'text/x-vcard' ||
    media === 'text/directory';
  if (isVcard) return openVcards();
  if (media === 'text/csv') return createCsvReader();
  // UTF-16 has a zero beside each letter.
  const text = new TextDecoder('latin1').decode(begin).replaceAll('\0', '');
  return /^\W*BEGIN:VCARD/i.test(text) ? openVcards() : createCsvReader();
}

function openVcards(): Reader {
  return createVcardReader({limits: {photoOctets: PHOTO_BYTES_MAX}});
}

function toRow(
  entry: FileEntry,
  number: number,
  {region, hiddenFields, customFields}: Options,
): ReadRow {
  const {line} = entry;
  if (entry.kind === 'unread') {
    const {column} = entry.remark;
    const place = column === undefined ? {} : {place: column};
    return {number, line, reason: rowReason(entry.remark), ...place};
  }
  const content = normalizeContent(entry.person, {region});
  const [fault] = findNewFaults(customFields, undefined, content);
  const reason = whyUnfit(content, hiddenFields) ?? (fault && faultText(fault));
  if (reason !== undefined) return {number, line, reason};
  const {photo, remarks} = takePhoto(entry, hiddenFields);
  return {
    ...{number, line, remarks, labels: entry.labels},
    content: withPhoto(content, photo?.hash),
    ...(photo !== undefined && {photo}),
  };
}

/** The bounds of whoever creates one contact: the field and what is wrong, never what it says. */
function whyUnfit(
  content: Content,
  hiddenFields: readonly SharedField[],
): string | undefined {
  if (!TYPED_FIELDS.some(field => content[field])) {
    return 'A contact needs at least one field';
  }
  const hidden = hiddenFields.find(field => content[field]);
  if (hidden !== undefined) return `${hidden}: hidden from you`;
  const person = Object.fromEntries(
    Object.entries(content).map(([field, items = []]) => [
      field,
      items.map(withoutDerived),
    ]),
  );
  const {error} = PersonInput.safeParse(person);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return undefined;
  const path = issue.path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return `${path.slice(1)}${path === '' ? '' : ': '}${issue.message}`;
}
