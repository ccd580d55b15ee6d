/** updateContactPhoto, deleteContactPhoto, and the pictures themselves (people-api §11). */
import {createHash} from 'node:crypto';
import {crc32, deflateSync} from 'node:zlib';
import {text, texts} from '../call.ts';
import type {Call} from '../call.ts';
import {GoogleError, invalidArgument, notFound} from '../errors.ts';
import type {Draft, EmulatorResponse} from '../types.ts';
import type {Contact, ContactPhoto} from '../world/account.ts';
import type {World} from '../world/world.ts';
import {parseMask, READ_FIELDS} from './masks.ts';
import {noteChange} from './ownership.ts';
import {createView, readSources, renderContact} from './render.ts';
import type {View} from './render.ts';

/** By the first bytes; nothing when neither JPEG nor PNG. */
export function photoType(bytes: Uint8Array): ContactPhoto['type'] | undefined {
  const starts = (...magic: number[]) =>
    magic.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  return undefined;
}

/** @throws GoogleError 400 for anything but a JPEG or a PNG. */
export function storePhoto(world: World, bytes: Buffer): ContactPhoto {
  const {photoBytesMax} = world.switches;
  if (photoBytesMax > 0 && bytes.length > photoBytesMax) {
    throw invalidArgument('The photo is too large.');
  }
  const type = photoType(bytes);
  if (!type) throw invalidArgument('Invalid photo format: JPEG or PNG only.');
  const photo: ContactPhoto = {
    key: `ANvYio${world.ids.token(42)}`,
    bytes: world.switches.photosReencoded
      ? remarked(bytes, type, 'again')
      : bytes,
    type,
  };
  world.photos.set(photo.key, photo);
  return photo;
}

/** Other bytes of the same picture: with one remark more, which no viewer shows. */
export function remarked(
  bytes: Buffer,
  type: ContactPhoto['type'],
  words: string,
): Buffer {
  const remark = Buffer.from(words);
  if (type === 'image/jpeg') {
    const comment = Buffer.from([0xff, 0xfe, 0, remark.length + 2]);
    return Buffer.concat([
      bytes.subarray(0, 2),
      comment,
      remark,
      bytes.subarray(2),
    ]);
  }
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([
    bytes.subarray(0, bytes.length - end.length),
    chunk('tEXt', Buffer.from(`Comment\0${remark.toString()}`)),
    end,
  ]);
}

function answerPhoto(
  contact: Contact,
  view: View | undefined,
  withPhotos: boolean,
): Draft {
  if (!view) return {};
  const person = renderContact(contact, view);
  // Captured: right after a deletion not even the monogram is listed.
  if (!withPhotos) delete person['photos'];
  return {person};
}

function viewOf(
  call: Call,
  mask: unknown,
  sources: readonly string[] | undefined,
): View | undefined {
  if (typeof mask !== 'string' || mask.trim() === '') return undefined;
  return createView(
    call,
    parseMask('personFields', mask, READ_FIELDS),
    readSources(sources),
  );
}

function put(call: Call, contact: Contact, photo: ContactPhoto | undefined) {
  const {account, world} = call;
  const next = account.next(contact, {photo});
  noteChange(call, contact, next);
  account.put(next, world.nowMs(), world.switches.feedDelayMs);
  return next;
}

export function updateContactPhoto(call: Call): Draft {
  const view = viewOf(call, call.body['personFields'], call.body['sources']);
  const contact = call.account.find(call.path['resourceName'] ?? '');
  if (!contact) throw notFound();
  const sent: unknown = call.body['photoBytes'];
  if (typeof sent !== 'string' || sent === '') throw invalidArgument();
  // Both alphabets of base64 are taken.
  const photo = storePhoto(call.world, Buffer.from(sent, 'base64'));
  if (contact.photo && Buffer.from(contact.photo.bytes).equals(photo.bytes)) {
    call.note('noopWrite', `${contact.resourceName} photo`);
  }
  return answerPhoto(put(call, contact, photo), view, true);
}

export function deleteContactPhoto(call: Call): Draft {
  const view = viewOf(call, text(call, 'personFields'), texts(call, 'sources'));
  const contact = call.account.find(call.path['resourceName'] ?? '');
  if (!contact) throw notFound();
  if (!contact.photo) {
    throw new GoogleError({
      status: 'NOT_FOUND',
      message: 'Photo not found.',
      reason: 'photoNotFound',
    });
  }
  return answerPhoto(put(call, contact, undefined), view, false);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

const MONOGRAM_SIDE = 8;

/** A square of one colour that follows from `key`: the generated picture. */
export function monogram(key: string): Buffer {
  const [red = 0, green = 0, blue = 0] = createHash('sha256')
    .update(key)
    .digest();
  const head = Buffer.alloc(13);
  head.writeUInt32BE(MONOGRAM_SIDE, 0);
  head.writeUInt32BE(MONOGRAM_SIDE, 4);
  // 8 bits a channel, colour type 2 (RGB).
  head[8] = 8;
  head[9] = 2;
  const row = Buffer.from([
    0,
    ...Array.from({length: MONOGRAM_SIDE}, () => [red, green, blue]).flat(),
  ]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk(
      'IDAT',
      deflateSync(
        Buffer.concat(Array.from({length: MONOGRAM_SIDE}, () => row)),
      ),
    ),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const CONTACT_PHOTO = /^\/contacts\/([\w-]+)(?:~\w+)?(=[\w-]*)?$/;
const MONOGRAM = /^\/(cm\/[\w-]+)(?:~\w+)?(=[\w-]*)?$/;

/** A picture by its path: no sign-in, any size suffix, always the same bytes. */
export function answerPicture(
  world: World,
  path: string,
): EmulatorResponse | undefined {
  const own = CONTACT_PHOTO.exec(path)?.[1];
  const generated = MONOGRAM.exec(path)?.[1];
  const photo = own === undefined ? undefined : world.photos.get(own);
  if (!photo && generated === undefined) return undefined;
  world.picturesServed += 1;
  const status = world.switches.pictureStatus;
  if (status !== 200) return {status, headers: {}, body: ''};
  return {
    status: 200,
    headers: {
      'content-type': photo?.type ?? 'image/png',
      'cache-control': 'public, max-age=86400, no-transform',
    },
    body: photo?.bytes ?? monogram(generated ?? ''),
  };
}
