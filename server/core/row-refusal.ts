import type {FaultReason} from './custom-fields.ts';

/** Why a row of a file becomes no contact: stable codes. */
export const REFUSAL_CODES = [
  'BEFORE_HEADINGS',
  'CARD_CUT_OFF',
  'CARD_EMPTY',
  'CONTACT_TOO_LARGE',
  'CUSTOM_FIELD',
  'END_WITHOUT_BEGIN',
  'FIELD_HIDDEN',
  'FIELD_INVALID',
  'FIELD_TOO_LONG',
  'FIELD_TOO_MANY',
  'GROUP',
  'NO_FIELD',
  'NOTHING_UNDERSTOOD',
  'OPEN_QUOTE',
  'REPORT_FOOTER',
  'STRAY_TEXT',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What is wrong with a row: where and by which bound, never what it says. */
export interface RowRefusal {
  readonly code: RefusalCode;
  /** A path within a `Person`, or the name of a custom field. */
  readonly field?: string;
  /** Of a table, from 1: those of the wrong value or, where the fault is of the whole, of all of it. */
  readonly columns?: readonly number[];
  /** That it is beyond. */
  readonly limit?: number;
  /** Of a group, its members. */
  readonly count?: number;
  /** Of a custom field. */
  readonly fault?: FaultReason;
  /** Of a custom field of which they are all it takes, the first of them. */
  readonly choices?: readonly string[];
}
