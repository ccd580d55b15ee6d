/** What of a row of a file is left out or stands otherwise though its contact comes: stable codes. */
export const ROW_REMARKS = [
  'CARD_CUT_OFF',
  'CARD_TOO_LARGE',
  'CHARSET_GUESSED',
  'DATE_AS_TEXT',
  'LABELS_HIDDEN',
  'LINE_TOO_LONG',
  'LINE_UNREADABLE',
  'NESTED_TOO_DEEP',
  'PHOTO_ADDRESS',
  'PHOTO_BROKEN',
  'PHOTO_HIDDEN',
  'PHOTO_KIND',
  'PHOTO_SECOND',
  'PHOTO_TOO_LARGE',
  'PROPERTY_TOO_LONG',
  'TEXT_UNDECODABLE',
] as const;
export type RowRemark = (typeof ROW_REMARKS)[number];
