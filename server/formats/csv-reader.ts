import {guessColumns, isKnownHeading} from './csv-guess.ts';
import {customColumns, type ColumnMapping} from './csv-columns.ts';
import {FooterWatch, type WatchedRow} from './csv-footer.ts';
import {readRow} from './csv-row.ts';
import {limitFault, Table, type OpenRow, type TableRow} from './csv-table.ts';
import {TextDecoding, type TextOptions} from './csv-text.ts';
import {cellText, isEmail, isPhone} from './csv-values.ts';
import {FileFault, type FileEntry, type UnreadPlace} from './file-contact.ts';

/** Bytes of a whole file. */
export const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Rows kept to find the headings and guess what the columns hold. */
const SAMPLE_ROWS = 200;

/** The headings stand in one of so many first rows: LinkedIn writes notes before them. */
const HEADING_ROWS = 20;

/** Characters of the sample: fewer rows, where they are long. */
const SAMPLE_LENGTH_MAX = 1024 * 1024;

export interface ReadCsvOptions extends TextOptions {
  /** A mapping in the place of the guessed one; see `guessColumns`. */
  readonly mapColumns?: (guessed: ColumnMapping) => ColumnMapping;
}

/** Reads a file piece by piece. */
export interface CsvReader {
  /** In which the file is, by the WHATWG's name; undefined of one in ASCII so far. */
  readonly charset: string | undefined;
  /** Headings of columns that nobody understands and that a row so far fills: they become custom fields. */
  readonly keptHeadings: ReadonlySet<string>;
  /** @throws FileFault at a limit, after everything that was understood before it. */
  push(bytes: Uint8Array): Iterable<FileEntry>;
  /** What is left, once the last piece was pushed. */
  end(): Iterable<FileEntry>;
}

/**
 * Reads the contacts of a CSV file, row by row, in whichever encoding, separator,
 * language and program's format it is. Columns that nobody understands go to
 * `userDefined` under their headings. Memory stays within the sample.
 */
export function createCsvReader(options: ReadCsvOptions = {}): CsvReader {
  return new Reader(options);
}

/** How the columns are understood, and where those of custom fields are. */
interface Headings {
  readonly mapping: ColumnMapping;
  readonly headings: ReadonlyMap<string, readonly number[]>;
}

class Reader {
  readonly #mapColumns: (guessed: ColumnMapping) => ColumnMapping;
  readonly #decoding: TextDecoding;
  readonly #table = new Table();
  readonly #sample: TableRow[] = [];
  readonly #footer = new FooterWatch();
  readonly keptHeadings = new Set<string>();
  #sampleLength = 0;
  #size = 0;
  #lines = 1;
  #headings: Headings | undefined;
  #hasRows = false;

  constructor({mapColumns = guessed => guessed, ...options}: ReadCsvOptions) {
    this.#mapColumns = mapColumns;
    this.#decoding = new TextDecoding(options);
  }

  get charset(): string | undefined {
    return this.#decoding.charset;
  }

  *push(bytes: Uint8Array): Generator<FileEntry> {
    this.#size += bytes.length;
    for (const byte of bytes) if (byte === LINE_FEED) this.#lines += 1;
    yield* this.#readRows(this.#table.push(this.#decoding.push(bytes)));
    if (this.#size > FILE_BYTES_MAX) {
      yield* this.#settle();
      const what = `more than ${FILE_BYTES_MAX} bytes`;
      throw limitFault('fileBytesMax', what, this.#lines);
    }
  }

  *end(): Generator<FileEntry> {
    yield* this.#readRows(this.#table.push(this.#decoding.end()));
    yield* this.#readRows(this.#table.end());
    yield* this.#settle();
    if (this.#headings === undefined) throw fault('empty', 'The file is empty');
    if (!this.#hasRows) throw fault('noRows', 'No row has a contact');
  }

  *#readRows(rows: Iterable<TableRow | OpenRow>): Generator<FileEntry> {
    try {
      for (const row of rows) {
        if ('isOpen' in row) {
          yield* this.#settle();
          this.#hasRows = true;
          yield unread('openQuote', row.line);
        } else if (this.#headings !== undefined) {
          this.#hasRows = true;
          yield* this.#readEntries(this.#headings, this.#footer.push(row));
        } else {
          this.#sample.push(row);
          for (const cell of row.cells) this.#sampleLength += cell.length;
          const isEnough =
            this.#sample.length >= SAMPLE_ROWS ||
            this.#sampleLength > SAMPLE_LENGTH_MAX;
          if (isEnough) yield* this.#begin();
        }
      }
    } catch (error) {
      yield* this.#settle();
      throw error;
    }
  }

  /** Once the sample tells enough, or there is no more of it. */
  *#begin(): Generator<FileEntry> {
    if (this.#headings !== undefined || this.#sample.length === 0) return;
    if (isBinary(this.#sample)) throw fault('notText', 'The file is no text');
    const {before, headings, rows} = findHeadings(this.#sample);
    const guessed = guessColumns(
      headings,
      rows.map(({cells}) => cells),
    );
    const mapping = this.#mapColumns(guessed);
    if (mapping.columns.every(({kind}) => kind === 'unknown')) {
      throw fault('noColumns', 'No column is understood');
    }
    this.#headings = {mapping, headings: customColumns(mapping)};
    this.#hasRows = rows.length > 0;
    for (const {line} of before) yield unread('beforeHeadings', line);
    for (const row of rows) {
      yield* this.#readEntries(this.#headings, this.#footer.push(row));
    }
    this.#sample.length = 0;
  }

  /** All that was pushed so far. */
  *#settle(): Generator<FileEntry> {
    yield* this.#begin();
    if (this.#headings === undefined) return;
    yield* this.#readEntries(this.#headings, this.#footer.end());
  }

  *#readEntries(
    headings: Headings,
    rows: Iterable<WatchedRow>,
  ): Generator<FileEntry> {
    for (const {row, isFooter} of rows) {
      yield isFooter && headings.mapping.headings.length > 1
        ? unread('reportFooter', row.line)
        : this.#readEntry(headings, row);
    }
  }

  #readEntry(headings: Headings, row: TableRow): FileEntry {
    const entry = readEntry(headings, row);
    this.#noteKept(headings, row);
    const isDoubtful =
      entry.kind === 'contact' &&
      this.#decoding.isDoubtful &&
      row.cells.some(cell => STRANGE.test(cell));
    if (!isDoubtful) return entry;
    const doubt = {code: 'charsetDoubtful', line: row.line};
    return {...entry, remarks: [...entry.remarks, doubt]};
  }

  #noteKept({mapping}: Headings, {cells}: TableRow): void {
    mapping.columns.forEach(({kind}, at) => {
      const heading = mapping.headings[at] ?? '';
      if (kind !== 'unknown' || heading === '') return;
      if (CELL.test(cells[at] ?? '')) this.keptHeadings.add(heading);
    });
  }
}

const CELL = /\S/u;

const STRANGE = /\P{ASCII}/u;

const LINE_FEED = 0x0a;

/** Of a picture or a workbook, every tenth byte or more is one. */
const CONTROLS_SHARE_MAX = 0.05;

/** A zero or two stand in tables of careless programs; in a file of bytes, they and all their kind. */
function isBinary(sample: readonly TableRow[]): boolean {
  const text = sample.map(({cells}) => cells.join('')).join('');
  if (!text.includes('\0')) return false;
  const controls = text.match(/\p{Cc}/gu) ?? [];
  return controls.length > text.length * CONTROLS_SHARE_MAX;
}

/** Of a whole file. */
function fault(code: string, message: string): FileFault {
  return new FileFault(`${message}.`, {code, line: 1});
}

function unread(code: string, line: number): UnreadPlace {
  return {kind: 'unread', line, remark: {code, line}};
}

function readEntry(
  {mapping, headings}: Headings,
  {line, cells}: TableRow,
): FileEntry {
  const {person, labels, remarks, origins} = readRow(mapping, cells, line);
  const places = {origins, headings};
  return Object.keys(person).length === 0 && labels.length === 0
    ? unread('nothingUnderstood', line)
    : {kind: 'contact', line, person, labels, remarks, places};
}

/** Of the rows before a table's headings, the headings, and the rows after them. */
function findHeadings(sample: readonly TableRow[]): {
  readonly before: readonly TableRow[];
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
} {
  const counts = sample
    .slice(0, HEADING_ROWS)
    .map(({cells}) =>
      cells.some(isReachable) ? 0 : cells.filter(isKnownHeading).length,
    );
  const most = Math.max(0, ...counts);
  const first = sample[0]?.cells ?? [];
  // A table without headings begins with its first contact.
  if (most === 0 && first.some(isReachable)) {
    const width = Math.max(...sample.map(({cells}) => cells.length));
    const headings = Array.from({length: width}, () => '');
    return {before: [], headings, rows: sample};
  }
  const at = counts.indexOf(most);
  return {
    before: sample.slice(0, at),
    headings: (sample[at]?.cells ?? []).map(heading => heading.trim()),
    rows: sample.slice(at + 1),
  };
}

function isReachable(cell: string): boolean {
  const text = cellText(cell);
  return isEmail(text) || isPhone(text);
}
