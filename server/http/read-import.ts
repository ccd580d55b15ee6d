/** A file at the door: rows of content that may be added, or why not. */
import {withPhoto, type SharedField} from '../core/content.ts';
import {
  findNewFaults,
  refusalOfFault,
  type CustomField,
} from '../core/custom-fields.ts';
import {normalizeContent} from '../core/normalize.ts';
import {PHOTO_BYTES_MAX} from '../core/picture.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import {createCsvReader} from '../formats/csv-reader.ts';
import {
  FileFault,
  type FileContact,
  type FileEntry,
} from '../formats/file-contact.ts';
import type {Language} from '../formats/language.ts';
import {createVcardReader} from '../formats/vcard-reader.ts';
import type {ImportRow} from '../store/imports.ts';
import {kindOf, tellFault} from './import-words.ts';
import {foreignLabels, withLabels} from './file-labels.ts';
import {columnsOf, findRefusal, refusalOf} from './row-refusals.ts';
import {remarksOf, takePhoto} from './row-remarks.ts';
import {invalid} from './status.ts';

/** A row as it may be added, and the labels of the file that it keeps as custom fields. */
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

const CARD_TYPES: ReadonlySet<string> = new Set([
  'text/vcard',
  'text/x-vcard',
  'text/directory',
]);

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
  /** Keys of the names of labels that are no news; see `foreignLabels`. */
  readonly ownLabels: ReadonlySet<string>;
  readonly language: Language;
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
  const {contentType, language} = options;
  let reader: Reader | undefined;
  let begin: Uint8Array = Buffer.alloc(0);
  let number = 0;
  let understood = 0;
  const toRows = function* (entries: Iterable<FileEntry>): Generator<ReadRow> {
    for (const entry of entries) {
      if (entry.kind === 'contact') understood += 1;
      yield toRow(entry, ++number, options);
    }
  };
  try {
    for await (const chunk of bytes) {
      if (!(chunk instanceof Uint8Array)) continue;
      if (reader !== undefined) {
        yield* toRows(reader.push(chunk));
        continue;
      }
      begin = Buffer.concat([begin, chunk]);
      if (begin.length < SNIFFED_BYTES) continue;
      reader = createReader(contentType, begin);
      yield* toRows(reader.push(begin));
    }
    if (reader === undefined) {
      reader = createReader(contentType, begin);
      yield* toRows(reader.push(begin));
    }
    yield* toRows(reader.end());
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const kind = kindOf(begin, areCards(contentType, begin));
    const facts = {kind, understood};
    throw invalid('body', tellFault(error.remark, facts, language.imports));
  }
}

function createReader(type: string | undefined, begin: Uint8Array): Reader {
  return areCards(type, begin)
    ? createVcardReader({limits: {photoOctets: PHOTO_BYTES_MAX}})
    : createCsvReader();
}

/** By what the file comes as; what names neither is looked into. */
function areCards(type: string | undefined, begin: Uint8Array): boolean {
  const [media = ''] = (type ?? '').toLowerCase().split(';');
  if (CARD_TYPES.has(media.trim())) return true;
  if (media.trim() === 'text/csv') return false;
  // UTF-16 has a zero beside each letter.
  const text = new TextDecoder('latin1').decode(begin).replaceAll('\0', '');
  return /^\W*BEGIN:VCARD/i.test(text);
}

function toRow(entry: FileEntry, number: number, options: Options): ReadRow {
  const {line} = entry;
  if (entry.kind === 'unread') {
    return {number, line, refusal: refusalOf(entry.remark)};
  }
  const {region, hiddenFields, customFields, language} = options;
  const labels = foreignLabels(entry, options.ownLabels);
  const keepsLabels = !hiddenFields.includes('userDefined');
  const person = keepsLabels
    ? withLabels(entry.person, labels, language.imports.labels)
    : entry.person;
  const content = normalizeContent(person, {region});
  const [fault] = findNewFaults(customFields, undefined, content);
  const refusal =
    findRefusal(content, hiddenFields) ?? (fault && refusalOfFault(fault));
  if (refusal !== undefined) {
    return {number, line, refusal: {...refusal, ...whereOf(refusal, entry)}};
  }
  const {photo, remark} = takePhoto(entry, hiddenFields);
  return {
    ...{number, line},
    content: withPhoto(content, photo?.hash),
    ...(photo !== undefined && {photo}),
    ...(keepsLabels && {labels}),
    remarks: [
      ...remarksOf(entry.remarks),
      ...(remark === undefined ? [] : [remark]),
      ...(keepsLabels || labels.length === 0 ? [] : ['LABELS_HIDDEN' as const]),
    ],
  };
}

function whereOf(
  refusal: RowRefusal,
  {person, places}: FileContact,
): Pick<RowRefusal, 'columns'> {
  const columns = places && columnsOf(refusal, person, places);
  return columns === undefined || columns.length === 0 ? {} : {columns};
}
