/** Pictures, as the bytes they are, in every way that cards carry them. */

export type PhotoFound =
  | {
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      readonly isGuessed: boolean;
    }
  | {readonly kind: 'broken'}
  | {readonly kind: 'tooLarge'}
  | {readonly kind: 'elsewhere'};

const DATA_URI = /^\s*data:[^,]*?;base64\\?,/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Shorter than any picture; longer than any word. */
const GUESSED_CHARACTERS_MIN = 40;

/** `value` as it stands in the card; `isBase64`: whether ENCODING says so. */
export function readPhoto(
  value: string,
  isBase64: boolean,
  octetsMax: number,
): PhotoFound {
  const [head] = DATA_URI.exec(value.slice(0, 200)) ?? [];
  const text = (head === undefined ? value : value.slice(head.length)).replace(
    /\s+/g,
    '',
  );
  const isSaid = isBase64 || head !== undefined;
  if (!BASE64.test(text))
    return isSaid ? {kind: 'broken'} : {kind: 'elsewhere'};
  const isGuessed = !isSaid;
  if (isGuessed && text.length < GUESSED_CHARACTERS_MIN) {
    return {kind: 'elsewhere'};
  }
  if (Math.floor((text.length * 3) / 4) > octetsMax + 2) {
    return {kind: 'tooLarge'};
  }
  const unpadded = text.replace(/=+$/, '').length;
  if (unpadded % 4 === 1) return {kind: 'broken'};
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return bytes.length > octetsMax
    ? {kind: 'tooLarge'}
    : {kind: 'bytes', bytes, isGuessed};
}

const SIGNATURES: readonly (readonly [type: string, signature: string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG'],
  ['gif', 'GIF8'],
  ['webp', 'RIFF'],
  ['bmp', 'BM'],
];

/** The type of a picture by its first bytes. */
export function photoType(bytes: Uint8Array): string {
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  const found = SIGNATURES.find(([, signature]) => begin.startsWith(signature));
  return found?.[0] ?? 'jpeg';
}
