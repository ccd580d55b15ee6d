/** What whoever sent a file is told of it, beside the code by which a program knows it. */
import {FILE_BYTES_MAX} from '../formats/csv-reader.ts';
import {COLUMNS_MAX, ROW_LENGTH_MAX, ROWS_MAX} from '../formats/csv-table.ts';
import type {Remark} from '../formats/file-contact.ts';
import {VCARD_LIMITS} from '../formats/vcard-limits.ts';

/** By the code of a reader's remark: what is wrong, and what to do about it. */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'fileBytesMax',
    `The file has more than ${FILE_BYTES_MAX} bytes. Divide it into several files.`,
  ],
  [
    'notText',
    'The file is no text. Save a workbook as CSV, or export vCards, and send that.',
  ],
  [
    'rowsMax',
    `The file has more than ${ROWS_MAX} rows. Divide it into several files.`,
  ],
  [
    'columnsMax',
    `The row has more than ${COLUMNS_MAX} columns. Leave out columns, or check what separates them.`,
  ],
  [
    'rowLengthMax',
    `The row has more than ${ROW_LENGTH_MAX} bytes. Shorten it, or close a quotation mark that is left open there.`,
  ],
  [
    'tooManyCards',
    `The file has more than ${VCARD_LIMITS.cards} vCards. Divide it into several files.`,
  ],
  [
    'noCards',
    'The file has no vCard. Send a file of vCards, or a table as text/csv.',
  ],
  [
    'openQuote',
    'A quotation mark that opens here is never closed, so nothing after it is read. Close it, and import the rest.',
  ],
  [
    'beforeHeadings',
    'The row stands before the headings of the columns. If it is a contact, move it below them.',
  ],
  [
    'nothingUnderstood',
    'The row has nothing that a contact could have. Fill in a name, an address or a number.',
  ],
  ['cardEmpty', 'The vCard is empty. Fill in a name, an address or a number.'],
  [
    'endWithoutBegin',
    'A vCard ends here that never began. If a contact is missing, begin it with BEGIN:VCARD.',
  ],
  [
    'strayText',
    'Text stands outside of any vCard. If it is a contact, put it between BEGIN:VCARD and END:VCARD.',
  ],
]);

/** Why a row is refused. Nothing in it is of the file. */
export function rowReason({code}: Remark): string {
  return withReason(code, code);
}

/** Why a file is, and where in it. */
export function fileReason({code, line, column}: Remark): string {
  const place = column === undefined ? '' : `, column ${column}`;
  return withReason(code, `${code} (line ${line}${place})`);
}

function withReason(code: string, head: string): string {
  const reason = REASONS.get(code);
  return reason === undefined ? head : `${head}: ${reason}`;
}
