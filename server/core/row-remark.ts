import type {SharedField} from './content.ts';

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
  'OTHER_GENDER',
  'OTHER_NAME',
  'OTHER_NOTE',
  'OTHER_PHOTO',
  'OTHER_VALUE',
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

/** Of which there is one alone: what a contact says there stays when a row joins it. */
const SINGLE: {readonly [F in SharedField]?: RowRemark} = {
  biographies: 'OTHER_NOTE',
  genders: 'OTHER_GENDER',
  names: 'OTHER_NAME',
  photos: 'OTHER_PHOTO',
};

/** Of a row that joins a contact which says otherwise in these fields; see `overruledFields`. */
export function overruledRemarks(
  fields: readonly SharedField[],
): readonly RowRemark[] {
  return [...new Set(fields.map(field => SINGLE[field] ?? 'OTHER_VALUE'))];
}
