/** The picture that a file has of somebody, by the bounds of one that comes from Google. */
import {createHash} from 'node:crypto';
import type {SharedField} from '../core/content.ts';
import {mediaTypeOf, PHOTO_BYTES_MAX, PHOTO_TYPES} from '../core/picture.ts';
import type {RowRemark} from '../core/row-remark.ts';
import type {FileContact, Remark} from '../formats/file-contact.ts';
import type {Photo} from '../store/photos.ts';

/** What the readers say of pictures. */
const READ: ReadonlyMap<string, RowRemark> = new Map([
  ['photoAddress', 'PHOTO_ADDRESS'],
  ['photoLeftOut', 'PHOTO_SECOND'],
  ['photoTooLarge', 'PHOTO_TOO_LARGE'],
]);

/** The picture that is taken, and what is left out. */
export function takePhoto(
  {photo: bytes, remarks}: Pick<FileContact, 'photo' | 'remarks'>,
  hiddenFields: readonly SharedField[],
): {readonly photo?: Photo; readonly remarks: readonly RowRemark[]} {
  const told = new Set(remarks.flatMap(remark => remarkOf(remark) ?? []));
  if (bytes === undefined) return {remarks: [...told]};
  const buffer = Buffer.from(bytes);
  const mediaType = mediaTypeOf(buffer);
  const refusal = hiddenFields.includes('photos')
    ? 'PHOTO_HIDDEN'
    : bytes.length > PHOTO_BYTES_MAX
      ? 'PHOTO_TOO_LARGE'
      : mediaType === undefined || !PHOTO_TYPES.includes(mediaType)
        ? 'PHOTO_KIND'
        : undefined;
  if (refusal !== undefined || mediaType === undefined) {
    return {remarks: [...told, refusal ?? 'PHOTO_KIND']};
  }
  const hash = createHash('sha256').update(buffer).digest('hex');
  return {photo: {hash, mediaType, bytes: buffer}, remarks: [...told]};
}

function remarkOf({code, field}: Remark): RowRemark | undefined {
  return code === 'base64Broken' && field === 'PHOTO'
    ? 'PHOTO_BROKEN'
    : READ.get(code);
}
