/** A table's rows, out of text in which nobody says what parts its cells. */
import {parse} from 'csv-parse';
import {FileFault} from './file-contact.ts';

/** A row of cells, and the line of the file on which it begins, from 1. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** A blank row stands right above it. */
  readonly isAfterBlank: boolean;
}

/** Bytes of one row: a photo in a cell is the longest that happens. */
export const ROW_LENGTH_MAX = 1024 * 1024;

/** Cells of one row. */
export const COLUMNS_MAX = 1000;

/** Rows with something in them. */
export const ROWS_MAX = 250_000;

/** What may part the cells. */
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Characters that are looked at for the separator. */
const SEPARATOR_SAMPLE = 64 * 1024;

/** A row cut off at the end of the file: its quote never closes. */
export interface OpenRow {
  readonly line: number;
  readonly isOpen: true;
}

/**
 * Rows of comma, semicolon, tab or bar separated text, quoted as RFC 4180 says;
 * quotes inside of unquoted cells are taken as they are. Blank rows are left out.
 */
export class Table {
  #sample = '';
  #parser: RowParser | undefined;

  /** @throws FileFault at one of the limits, after the rows before it. */
  *push(text: string): Generator<TableRow> {
    if (this.#parser !== undefined) return yield* this.#parser.push(text);
    this.#sample += text;
    if (this.#sample.length >= SEPARATOR_SAMPLE) yield* this.#begin();
  }

  /** The rows that are left, and where one begins that never ends. */
  *end(): Generator<TableRow | OpenRow> {
    if (this.#parser === undefined) yield* this.#begin();
    if (this.#parser !== undefined) yield* this.#parser.end();
  }

  *#begin(): Generator<TableRow> {
    const sample = this.#sample;
    this.#sample = '';
    const separator = DIRECTIVE.exec(sample)?.[1] ?? findSeparator(sample);
    this.#parser = new RowParser(separator);
    yield* this.#parser.push(sample.replace(DIRECTIVE, '\n'));
  }
}

/** By which Excel is told the separator, in a line of its own. */
const DIRECTIVE = /^sep=(.)\n/i;

/** Records that are looked at for the separator. */
const RECORDS_LOOKED_AT = 100;

/** The sign that parts most of the records into equally many cells; of several, into most. */
function findSeparator(sample: string): string {
  const counts = countSigns(sample.slice(0, SEPARATOR_SAMPLE));
  let best: {sign: string; alike: number; cells: number} | undefined;
  for (const sign of SEPARATORS) {
    const perRecord = counts.map(count => count.get(sign) ?? 0);
    const frequency = new Map<number, number>();
    for (const count of perRecord) {
      if (count > 0) frequency.set(count, (frequency.get(count) ?? 0) + 1);
    }
    for (const [cells, alike] of frequency) {
      const isBetter =
        best === undefined ||
        alike > best.alike ||
        (alike === best.alike && cells > best.cells);
      if (isBetter) best = {sign, alike, cells};
    }
  }
  return best?.sign ?? ',';
}

/** How often each possible separator stands outside of quotes, record by record. */
function countSigns(sample: string): readonly ReadonlyMap<string, number>[] {
  const records: Map<string, number>[] = [];
  let record = new Map<string, number>();
  let isQuoted = false;
  for (const sign of sample) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === '\n') {
      if (record.size > 0) records.push(record);
      if (records.length === RECORDS_LOOKED_AT) return records;
      record = new Map();
    } else if (isSeparator(sign)) {
      record.set(sign, (record.get(sign) ?? 0) + 1);
    }
  }
  return record.size > 0 ? [...records, record] : records;
}

const separators: ReadonlySet<string> = new Set(SEPARATORS);

function isSeparator(sign: string): boolean {
  return separators.has(sign);
}

/** csv-parse, with its rows collected chunk by chunk and the lines counted by us. */
class RowParser {
  readonly #parser;
  #rows: string[][] = [];
  #line = 1;
  #count = 0;
  #isAfterBlank = false;
  #fault: Error | undefined;

  constructor(delimiter: string) {
    this.#parser = parse({
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: ROW_LENGTH_MAX,
      // Kept here: what a stream holds back is lost when it fails.
      on_record: (cells: string[]) => {
        this.#rows.push(cells);
        return null;
      },
    });
  }

  *push(text: string): Generator<TableRow> {
    if (text === '') return;
    // As a stream would call it: the parser itself waits for nothing.
    this.#parser._transform(Buffer.from(text), 'utf8', error => {
      this.#fault = error ?? undefined;
    });
    yield* this.#take();
    if (this.#fault !== undefined) throw this.#explain(this.#fault);
  }

  *end(): Generator<TableRow | OpenRow> {
    this.#parser._flush(error => {
      this.#fault = error ?? undefined;
    });
    yield* this.#take();
    if (this.#fault === undefined) return;
    if (codeOf(this.#fault) !== 'CSV_QUOTE_NOT_CLOSED') {
      throw this.#explain(this.#fault);
    }
    yield {line: this.#line, isOpen: true};
  }

  *#take(): Generator<TableRow> {
    const rows = this.#rows;
    this.#rows = [];
    for (const cells of rows) {
      const line = this.#line;
      this.#line += 1 + countLineEnds(cells);
      const isAfterBlank = this.#isAfterBlank;
      this.#isAfterBlank = cells.every(cell => cell.trim() === '');
      if (this.#isAfterBlank) continue;
      this.#count += 1;
      if (this.#count > ROWS_MAX) {
        throw limitFault('rowsMax', `more than ${ROWS_MAX} rows`, line);
      }
      if (cells.length > COLUMNS_MAX) {
        throw limitFault(
          'columnsMax',
          `more than ${COLUMNS_MAX} columns`,
          line,
          COLUMNS_MAX + 1,
        );
      }
      yield {line, cells, isAfterBlank};
    }
  }

  #explain(fault: Error): Error {
    if (codeOf(fault) !== 'CSV_MAX_RECORD_SIZE') return fault;
    const what = `a row of more than ${ROW_LENGTH_MAX} bytes`;
    const index = 'index' in fault ? fault.index : undefined;
    const column = typeof index === 'number' ? index + 1 : undefined;
    return limitFault('rowLengthMax', what, this.#line, column);
  }
}

function codeOf(fault: Error): unknown {
  return 'code' in fault ? fault.code : undefined;
}

function countLineEnds(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

export function limitFault(
  code: string,
  what: string,
  line: number,
  column?: number,
): FileFault {
  const place = column === undefined ? '' : `, column ${column}`;
  return new FileFault(`The file has ${what} (line ${line}${place}).`, {
    code,
    line,
    ...(column !== undefined && {column}),
  });
}
