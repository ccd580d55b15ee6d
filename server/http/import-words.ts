/** What whoever sent a file is told of it, in their language. */
import type {ImportRow as AnsweredRow} from '../contract/transfer.ts';
import {mediaTypeOf} from '../core/picture.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import type {RowRemark} from '../core/row-remark.ts';
import {FILE_BYTES_MAX} from '../formats/csv-reader.ts';
import {COLUMNS_MAX, ROW_LENGTH_MAX, ROWS_MAX} from '../formats/csv-table.ts';
import type {Remark} from '../formats/file-contact.ts';
import {
  FILE_FAULTS,
  type FileFaultCode,
  type FileKind,
  type ImportLanguage,
} from '../formats/import-language.ts';
import {VCARD_LIMITS} from '../formats/vcard-limits.ts';

const LIMITS: Readonly<Partial<Record<FileFaultCode, number>>> = {
  columnsMax: COLUMNS_MAX,
  fileBytesMax: FILE_BYTES_MAX,
  rowLengthMax: ROW_LENGTH_MAX,
  rowsMax: ROWS_MAX,
  tooManyCards: VCARD_LIMITS.cards,
};

/** What is no text, by its first bytes. */
const SIGNATURES: readonly (readonly [kind: FileKind, hex: string])[] = [
  ['ZIP', '504b0304'],
  ['WORKBOOK', 'd0cf11e0a1b11ae1'],
  ['PDF', '25504446'],
];

/** What a file is; `isCards`: how it was read. */
export function kindOf(begin: Uint8Array, isCards: boolean): FileKind {
  const bytes = Buffer.from(begin);
  const hex = bytes.toString('hex');
  const found = SIGNATURES.find(([, signature]) => hex.startsWith(signature));
  if (found !== undefined) return found[0];
  if (mediaTypeOf(bytes) !== undefined) return 'IMAGE';
  return isCards ? 'CARDS' : 'TABLE';
}

/** Why a file is refused, where in it, what it is and what was understood of it. */
export function tellFault(
  {code, line, column}: Remark,
  {kind, understood}: {readonly kind: FileKind; readonly understood: number},
  words: ImportLanguage,
): string {
  const known = FILE_FAULTS.find(each => each === code);
  const reason =
    known === undefined ? '' : `: ${words.faults[known](LIMITS[known] ?? 0)}`;
  const extent = words.extent(words.kinds[kind], understood);
  return `${code} ${words.place(line, column)}${reason} ${extent}`;
}

/** How many values of a custom field are told. */
const CHOICES_TOLD = 10;

/** Why a row is refused. Nothing in it is of the row but the names of custom fields. */
export function tellRefusal(
  {code, field, columns = [], limit = 0, fault, choices = []}: RowRefusal,
  words: ImportLanguage,
): Pick<AnsweredRow, 'code' | 'reason' | 'column' | 'columns'> {
  const told = choices.slice(0, CHOICES_TOLD).join(', ');
  const ofField =
    fault &&
    words.customFields[fault](
      choices.length > CHOICES_TOLD ? `${told}, …` : told,
    );
  const text =
    code === 'CUSTOM_FIELD' ? (ofField ?? '') : words.refusals[code](limit);
  const [column, ...others] = columns;
  return {
    code,
    reason: field === undefined ? text : `${field}: ${text}`,
    ...(column !== undefined &&
      (others.length > 0 ? {columns: [...columns]} : {column})),
  };
}

/** What of a row is left out, in words. */
export function tellRemarks(
  remarks: readonly RowRemark[] | null | undefined,
  words: ImportLanguage,
): Pick<AnsweredRow, 'remarks'> {
  return remarks === undefined || remarks === null || remarks.length === 0
    ? {}
    : {remarks: remarks.map(code => ({code, text: words.remarks[code]}))};
}
