/** Pictures of contacts, as bytes: how large they may be, and of which kind they are. */

/**
 * Google makes no picture larger than 720 pixels a side. Even where nothing in such a
 * square can be compressed it takes 720 × 720 × 4 bytes, 2,073,600: what is larger was
 * not made to this size.
 */
export const PHOTO_BYTES_MAX = 2 * 1024 * 1024;

/** How the kinds of picture that browsers show begin; a header may say anything. */
const SIGNATURES: readonly (readonly [type: string, ...parts: Part[]])[] = [
  ['image/jpeg', [0, 'ffd8ff']],
  ['image/png', [0, '89504e470d0a1a0a']],
  ['image/gif', [0, '474946383761']],
  ['image/gif', [0, '474946383961']],
  ['image/webp', [0, '52494646'], [8, '57454250']],
];

type Part = readonly [at: number, hex: string];

/** Undefined: it is none of a kind that browsers show. */
export function mediaTypeOf(bytes: Buffer): string | undefined {
  const hasPart = ([at, hex]: Part) =>
    bytes.subarray(at, at + hex.length / 2).toString('hex') === hex;
  return SIGNATURES.find(([, ...parts]) => parts.every(hasPart))?.[0];
}

/** Kinds that Google takes for a contact's picture. */
export const PHOTO_TYPES: readonly string[] = ['image/jpeg', 'image/png'];
