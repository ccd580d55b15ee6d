/** What a file is, by how it begins: the type it is sent as often says another. */
import {mediaTypeOf} from '../core/picture.ts';

export type FileKind =
  | 'CALENDAR'
  | 'CARDS'
  | 'EMPTY'
  | 'HTML'
  | 'IMAGE'
  | 'JSON'
  | 'LDIF'
  | 'PDF'
  | 'TABLE'
  | 'TEXT'
  | 'WORKBOOK'
  | 'XML'
  | 'ZIP';

/** Bytes by which a file is told. */
export const BEGIN_BYTES = 64 * 1024;

/** What is no text, by its first bytes. */
const SIGNATURES: readonly (readonly [kind: FileKind, hex: string])[] = [
  ['ZIP', '504b0304'],
  ['WORKBOOK', 'd0cf11e0a1b11ae1'],
  ['PDF', '25504446'],
];
const SIGNATURE_BYTES = 8;

/** By the first line that says something. */
const TEXTS: readonly (readonly [kind: FileKind, pattern: RegExp])[] = [
  ['CALENDAR', /^BEGIN[ \t]*:[ \t]*VCALENDAR/i],
  ['HTML', /^<(?:!doctype[ \t]+html|html|head|body)\b/i],
  ['XML', /^<(?:\?xml|!--|!doctype|[a-z][\w:.-]*(?:[ \t][^<>]*)?\/?>)/i],
  ['JSON', /^(?:\{[ \t]*(?:["}]|$)|\[[ \t]*(?:["{[\]]|$))/],
  ['LDIF', /^dn::?[ \t]/i],
  ['TABLE', /[,;\t|]/],
];

const CARD = /^[ \t]*(?:[\w-]+\.)*BEGIN[ \t]*:[ \t]*VCARD[ \t]*$/im;
/** Of UTF-8 and UTF-16, with a character per byte. */
const BYTE_ORDER_MARK = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/;
/** What LDIF has before its first entry. */
const ABOUT_LDIF = /^(?:#|version:)/i;

/** `begin`: the first `BEGIN_BYTES` of a file, or all of it. */
export function kindOf(begin: Uint8Array): FileKind {
  const bytes = Buffer.from(begin.buffer, begin.byteOffset, begin.byteLength);
  const hex = bytes.subarray(0, SIGNATURE_BYTES).toString('hex');
  const signed = SIGNATURES.find(([, signature]) => hex.startsWith(signature));
  if (signed !== undefined) return signed[0];
  if (mediaTypeOf(bytes) !== undefined) return 'IMAGE';
  // UTF-16 has a zero beside each letter.
  const text = bytes
    .toString('latin1')
    .replace(BYTE_ORDER_MARK, '')
    .replaceAll('\0', '');
  if (hasCard(text)) return 'CARDS';
  const lines = text
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const [first] = lines;
  if (first === undefined) return 'EMPTY';
  const entry = lines.find(line => !ABOUT_LDIF.test(line)) ?? first;
  const found = TEXTS.find(([kind, pattern]) =>
    pattern.test(kind === 'LDIF' ? entry : first),
  );
  return found?.[0] ?? 'TEXT';
}

/** A card begins, whatever stands before it: but not within a cell in quotation marks. */
function hasCard(text: string): boolean {
  const found = CARD.exec(text);
  if (found === null) return false;
  return text.slice(0, found.index).split('"').length % 2 === 1;
}
