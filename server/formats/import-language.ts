import type {FaultReason} from '../core/custom-fields.ts';
import type {RefusalCode} from '../core/row-refusal.ts';
import type {RowRemark} from '../core/row-remark.ts';
import type {FileKind} from './file-kind.ts';

/** Why a file is not read, or not to its end: the codes of the readers. */
export const FILE_FAULTS = [
  'cardCutOff',
  'columnsMax',
  'empty',
  'fileBytesMax',
  'noCards',
  'noColumns',
  'noContacts',
  'noRows',
  'notText',
  'openQuote',
  'rowLengthMax',
  'rowsMax',
  'tooManyCards',
] as const;
export type FileFaultCode = (typeof FILE_FAULTS)[number];

/** What whoever sends a file is told of it, in one language. */
export interface ImportLanguage {
  /** The custom field that keeps the labels a file names. */
  readonly labels: string;
  /** What of a row is left out or stands otherwise, and what to do about it. */
  readonly remarks: Readonly<Record<RowRemark, string>>;
  /**
   * Why a row is refused, and what to do about it; with the bound that it is beyond,
   * or how many members a group has.
   */
  readonly refusals: Readonly<
    Record<Exclude<RefusalCode, 'CUSTOM_FIELD'>, (number: number) => string>
  >;
  /** What is wrong with a custom field; with what it takes, where it takes some values alone. */
  readonly customFields: Readonly<
    Record<FaultReason, (choices: string) => string>
  >;
  /** Why a file is refused, and what to do about it; with the bound that it is beyond. */
  readonly faults: Readonly<Record<FileFaultCode, (limit: number) => string>>;
  readonly kinds: Readonly<Record<FileKind, string>>;
  /** What a file may be sent as. */
  readonly types: string;
  /** A Content-Type names a character set that nobody knows. */
  readonly charset: string;
  readonly place: (line: number, column: number | undefined) => string;
  /** What the file is, and how many contacts were understood. */
  readonly extent: (kind: string, understood: number) => string;
}
