/** What of a row of a file is left out though its contact comes: stable codes. */
export const ROW_REMARKS = [
  'PHOTO_ADDRESS',
  'PHOTO_BROKEN',
  'PHOTO_HIDDEN',
  'PHOTO_KIND',
  'PHOTO_SECOND',
  'PHOTO_TOO_LARGE',
] as const;
export type RowRemark = (typeof ROW_REMARKS)[number];
