/** A file at the door: rows of content that may be added, or why not. */
import {MIMEType} from 'node:util';
import {withPhoto, type SharedField} from '../core/content.ts';
import {
  findNewFaults,
  refusalOfFault,
  type CustomField,
} from '../core/custom-fields.ts';
import {normalizeContent} from '../core/normalize.ts';
import {PHOTO_BYTES_MAX} from '../core/picture.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import {charsetOf} from '../formats/charset-guess.ts';
import {createCsvReader} from '../formats/csv-reader.ts';
import type {TextOptions} from '../formats/csv-text.ts';
import {
  FileFault,
  type FileContact,
  type FileEntry,
  type FilePerson,
  type Remark,
} from '../formats/file-contact.ts';
import {BEGIN_BYTES, kindOf, type FileKind} from '../formats/file-kind.ts';
import type {Language} from '../formats/language.ts';
import {createVcardReader} from '../formats/vcard-reader.ts';
import type {ImportRow} from '../store/imports.ts';
import {tellFault} from './import-words.ts';
import {foreignLabels, withLabels} from './file-labels.ts';
import {columnsOf, findRefusal, refusalOf} from './row-refusals.ts';
import {remarksOf, takePhoto} from './row-remarks.ts';
import {invalid} from './status.ts';

/** A row as it may be added, and the labels of the file that it keeps as custom fields. */
export interface ReadRow extends ImportRow {
  readonly labels?: readonly string[];
}

/** What a file may come as; what it is tells how it begins. */
const IMPORT_TYPES: readonly string[] = [
  'text/csv',
  'text/vcard',
  'text/x-vcard',
  'text/directory',
  'text/plain',
  'application/octet-stream',
  // As which browsers on Windows send CSV.
  'application/vnd.ms-excel',
];

const CARD_TYPES: ReadonlySet<string> = new Set([
  'text/vcard',
  'text/x-vcard',
  'text/directory',
]);

interface Reader {
  /** Of a table. */
  readonly charset?: string | undefined;
  readonly keptHeadings?: ReadonlySet<string>;
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
  /** Shows what of a file that breaks was understood, where an import refuses it. */
  readonly isPreview: boolean;
  /** BCP 47, of the caller. */
  readonly locale: string | undefined;
}

/** A file that is being read. */
export interface ImportFile {
  /**
   * Its rows, as they arrive.
   * @throws INVALID_ARGUMENT, with the line and column, where the file as a whole
   *   cannot be read.
   */
  readonly rows: AsyncIterable<ReadRow>;
  /** In which it is, of a table whose rows are read, by the WHATWG's name. */
  charset(): string | undefined;
  /** Headings of the columns of a table that become custom fields, of the rows so far. */
  keptHeadings(): readonly string[];
}

/**
 * A file, as it arrives.
 * @throws INVALID_ARGUMENT where it comes in a character set that nobody knows.
 */
export function readImport(
  bytes: AsyncIterable<unknown>,
  options: Options,
): ImportFile {
  const {contentType, locale} = options;
  const text = {charset: charsetIn(options), language: locale};
  let reader: Reader | undefined;
  const rows = readRows(bytes, options, begin => {
    reader = createReader(contentType, begin, text);
    return reader;
  });
  return {
    rows,
    charset: () => reader?.charset,
    keptHeadings: () => [...(reader?.keptHeadings ?? [])],
  };
}

async function* readRows(
  bytes: AsyncIterable<unknown>,
  options: Options,
  createReader: (begin: Uint8Array) => Reader,
): AsyncGenerator<ReadRow> {
  const {language} = options;
  let reader: Reader | undefined;
  let begin: Uint8Array = Buffer.alloc(0);
  let number = 0;
  let understood = 0;
  const toRows = function* (entries: Iterable<FileEntry>): Generator<ReadRow> {
    for (const entry of entries) {
      const broken = breakOf(entry);
      if (broken !== undefined && !options.isPreview) {
        throw new FileFault('The file breaks off.', broken);
      }
      if (broken !== undefined) {
        const {line} = broken;
        yield {number: ++number, line, refusal: refusalOf(broken)};
        continue;
      }
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
      if (begin.length < BEGIN_BYTES) continue;
      reader = createReader(begin);
      yield* toRows(reader.push(begin));
    }
    if (reader === undefined) {
      reader = createReader(begin);
      yield* toRows(reader.push(begin));
    }
    yield* toRows(reader.end());
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const facts = {kind: kindOf(begin), understood};
    throw invalid('body', tellFault(error.remark, facts, language.imports));
  }
}

/** What has contacts in a form that nobody here reads. */
const UNREAD_KINDS: ReadonlySet<FileKind> = new Set([
  'CALENDAR',
  'HTML',
  'JSON',
  'LDIF',
  'XML',
]);

function createReader(
  type: string | undefined,
  begin: Uint8Array,
  text: TextOptions,
): Reader {
  const kind = kindOf(begin);
  if (UNREAD_KINDS.has(kind)) {
    const remark = {code: 'noContacts', line: 1};
    throw new FileFault('The file is neither a table nor vCards.', remark);
  }
  const isCards =
    kind === 'CARDS' || (kind !== 'EMPTY' && CARD_TYPES.has(mediaOf(type)));
  return isCards
    ? createVcardReader({...text, limits: {photoOctets: PHOTO_BYTES_MAX}})
    : createCsvReader(text);
}

/** By RFC 7111 and 6350 a parameter of the media type. */
function charsetIn({contentType, language}: Options): string | undefined {
  const name =
    contentType === undefined
      ? null
      : new MIMEType(contentType).params.get('charset');
  if (name === null) return undefined;
  const label = charsetOf(name);
  if (label === undefined) {
    throw invalid('contentType', language.imports.charset);
  }
  return label;
}

/** Without its parameters. */
function mediaOf(type = ''): string {
  const [media = ''] = type.toLowerCase().split(';');
  return media.trim();
}

/** Whether it is one of `IMPORT_TYPES`. */
export function isImportType(type: string | undefined): boolean {
  return IMPORT_TYPES.includes(mediaOf(type));
}

/** Where a file breaks, so that what follows is not there or cannot be told apart. */
const BREAKS: ReadonlySet<string> = new Set(['cardCutOff', 'openQuote']);

function breakOf(entry: FileEntry): Remark | undefined {
  const remarks = entry.kind === 'contact' ? entry.remarks : [entry.remark];
  return remarks.find(({code}) => BREAKS.has(code));
}

/** Of a field's items so many are looked at: of no field a contact may have half as many. */
const ITEMS_READ_MAX = 1000;

/** Without the items that are too many; reading all numbers of a long row takes a second. */
function withoutCrowd(person: FilePerson): FilePerson {
  return Object.fromEntries(
    Object.entries(person).map(([field, items]) => [
      field,
      items.slice(0, ITEMS_READ_MAX),
    ]),
  );
}

function isCrowded(person: FilePerson): boolean {
  return Object.values(person).some(({length}) => length > ITEMS_READ_MAX);
}

function toRow(read: FileEntry, number: number, options: Options): ReadRow {
  const {line} = read;
  if (read.kind === 'unread') {
    return {number, line, refusal: refusalOf(read.remark)};
  }
  const entry = {...read, person: withoutCrowd(read.person)};
  const {region, hiddenFields, customFields, language} = options;
  const labels = foreignLabels(entry, options.ownLabels);
  const keepsLabels = !hiddenFields.includes('userDefined');
  const person = keepsLabels
    ? withLabels(entry.person, labels, language.imports.labels)
    : entry.person;
  const content = normalizeContent(person, {region});
  const [fault] = findNewFaults(customFields, undefined, content);
  const refusal =
    findRefusal(content, hiddenFields) ??
    (isCrowded(read.person)
      ? {code: 'CONTACT_TOO_LARGE' as const}
      : undefined) ??
    (fault && refusalOfFault(fault));
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
