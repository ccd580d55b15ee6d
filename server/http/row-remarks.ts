/** What of a row is left out, or stands otherwise, and the picture that is taken. */
import {createHash} from 'node:crypto';
import type {SharedField} from '../core/content.ts';
import {mediaTypeOf, PHOTO_BYTES_MAX, PHOTO_TYPES} from '../core/picture.ts';
import type {RowRemark} from '../core/row-remark.ts';
import type {FileContact, Remark} from '../formats/file-contact.ts';
import type {Photo} from '../store/photos.ts';

/** What the readers say; they mend more than anybody has to be told of. */
const READ: ReadonlyMap<string, RowRemark> = new Map([
  ['bytesUndecodable', 'TEXT_UNDECODABLE'],
  ['cardTooLarge', 'CARD_TOO_LARGE'],
  ['cardUnended', 'CARD_CUT_OFF'],
  ['charsetDoubtful', 'CHARSET_GUESSED'],
  ['dateUnreadable', 'DATE_AS_TEXT'],
  ['lineTooLong', 'LINE_TOO_LONG'],
  ['lineUnreadable', 'LINE_UNREADABLE'],
  ['nestedTooDeep', 'NESTED_TOO_DEEP'],
  ['photoAddress', 'PHOTO_ADDRESS'],
  ['photoLeftOut', 'PHOTO_SECOND'],
  ['photoTooLarge', 'PHOTO_TOO_LARGE'],
  // Of a picture alone.
  ['base64Broken', 'PHOTO_BROKEN'],
  ['tooLongToKeep', 'PROPERTY_TOO_LONG'],
  ['unclearDate', 'DATE_AS_TEXT'],
  ['undecodable', 'TEXT_UNDECODABLE'],
]);

export function remarksOf(remarks: readonly Remark[]): readonly RowRemark[] {
  return [...new Set(remarks.flatMap(({code}) => READ.get(code) ?? []))];
}

/** The picture that a file has of somebody, by the bounds of one that comes from Google. */
export function takePhoto(
  {photo: bytes}: Pick<FileContact, 'photo'>,
  hiddenFields: readonly SharedField[],
): {readonly photo?: Photo; readonly remark?: RowRemark} {
  if (bytes === undefined) return {};
  if (hiddenFields.includes('photos')) return {remark: 'PHOTO_HIDDEN'};
  if (bytes.length > PHOTO_BYTES_MAX) return {remark: 'PHOTO_TOO_LARGE'};
  const buffer = Buffer.from(bytes);
  const mediaType = mediaTypeOf(buffer);
  if (mediaType === undefined || !PHOTO_TYPES.includes(mediaType)) {
    return {remark: 'PHOTO_KIND'};
  }
  const hash = createHash('sha256').update(buffer).digest('hex');
  return {photo: {hash, mediaType, bytes: buffer}};
}
