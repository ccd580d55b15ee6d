/** What long work does, an operation of the API. */
export type OperationKind = 'IMPORT' | 'FIND_DUPLICATES' | 'REPAIR' | 'UNDO';

/** Why long work ended before it was done; `RESOURCE_EXHAUSTED` is of a search alone. */
export const EARLY_ENDS = [
  'CANCELLED',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
] as const;
export type EarlyEnd = (typeof EARLY_ENDS)[number];

/** Why a contact was left as it is by work upon many. */
export const LEFT_REASONS = ['CHANGED', 'DENIED', 'TOO_MUCH'] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];
