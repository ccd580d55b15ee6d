/** What whoever sent a file is told of it, in their language. */
import type {ImportRow as AnsweredRow} from '../contract/transfer.ts';
import {isSharedField} from '../core/content.ts';
import type {RowRefusal} from '../core/row-refusal.ts';
import type {RowRemark} from '../core/row-remark.ts';
import {FILE_BYTES_MAX} from '../formats/csv-reader.ts';
import {COLUMNS_MAX, ROW_LENGTH_MAX, ROWS_MAX} from '../formats/csv-table.ts';
import type {Remark} from '../formats/file-contact.ts';
import type {FileKind} from '../formats/file-kind.ts';
import {
  FILE_FAULTS,
  type FileFaultCode,
  type ImportLanguage,
} from '../formats/import-language.ts';
import type {Language} from '../formats/language.ts';
import {VCARD_LIMITS} from '../formats/vcard-limits.ts';

const LIMITS: Readonly<Partial<Record<FileFaultCode, number>>> = {
  columnsMax: COLUMNS_MAX,
  fileBytesMax: FILE_BYTES_MAX,
  rowLengthMax: ROW_LENGTH_MAX,
  rowsMax: ROWS_MAX,
  tooManyCards: VCARD_LIMITS.cards,
};

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

/**
 * Why a row is refused, the field by its path and in words. Nothing in it is of the row
 * but the names of custom fields.
 */
export function tellRefusal(
  {code, field, columns = [], limit, count, fault, choices = []}: RowRefusal,
  {fields, imports: words}: Language,
): Pick<AnsweredRow, 'code' | 'field' | 'reason' | 'column' | 'columns'> {
  const told = choices.slice(0, CHOICES_TOLD).join(', ');
  const ofField =
    fault &&
    words.customFields[fault](
      choices.length > CHOICES_TOLD ? `${told}, …` : told,
    );
  const text =
    code === 'CUSTOM_FIELD'
      ? (ofField ?? '')
      : words.refusals[code](limit ?? count ?? 0);
  const called = (path: string) =>
    code === 'CUSTOM_FIELD' ? path : nameOf(path, fields);
  const [column, ...others] = columns;
  return {
    code,
    ...(field !== undefined && {field}),
    reason: field === undefined ? text : `${called(field)}: ${text}`,
    ...(column !== undefined &&
      (others.length > 0 ? {columns: [...columns]} : {column})),
  };
}

/** `phoneNumbers[1].value` is of the second telephone number. */
function nameOf(path: string, fields: Language['fields']): string {
  const [, name = '', at = '0'] = /^(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
  if (!isSharedField(name)) return path;
  return at === '0' ? fields[name] : `${fields[name]} (${Number(at) + 1})`;
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
