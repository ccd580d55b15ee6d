/** When removals of one account from a label are too many to be an everyday act. */
export interface BulkThreshold {
  /** Of the label's size; it is exceeded by more than this. */
  readonly percent: number;
  /** Contacts, reached by as many. */
  readonly count: number;
}

/** Of a label whose owner said nothing else. */
export const BULK_REMOVAL_DEFAULT: BulkThreshold = {percent: 10, count: 10};

export interface BulkRemoval {
  /** Contacts this account took off the label within the hour, held ones included. */
  readonly removedWithinHour: number;
  /** Contacts the label had when the hour began. */
  readonly sizeAtWindowStart: number;
  readonly threshold: BulkThreshold;
  /** Contacts it takes off now. */
  readonly asked: number;
}

/**
 * How many of the removals asked for are carried out, from the first on. The
 * one with which the account reaches both limits is held, and all after it
 * (contract section 5, "Bulk removal is held").
 */
export function decideRemovals({
  removedWithinHour,
  sizeAtWindowStart,
  threshold,
  asked,
}: BulkRemoval): number {
  const moreThanShare =
    Math.floor((sizeAtWindowStart * threshold.percent) / 100) + 1;
  const firstHeld = Math.max(threshold.count, moreThanShare);
  return Math.min(Math.max(firstHeld - 1 - removedWithinHour, 0), asked);
}
