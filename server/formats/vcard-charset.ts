/**
 * Bytes to text. What is declared is believed unless the bytes say otherwise;
 * what is not declared is UTF-8 where it can be, and else guessed from all that
 * was seen of the file so far.
 */
import {
  charsetOf,
  guessCharset,
  MULTIBYTE,
  type CharsetGuess,
} from './charset-guess.ts';
import type {VcardRemarkCode} from './vcard-limits.ts';

export interface Decoded {
  readonly text: string;
  readonly remark?: VcardRemarkCode;
}

export interface Charsets {
  /** `binary` has a character per byte; `declared` is what CHARSET says. */
  decode(binary: string, declared: string | undefined): Decoded;
  /** What a guess may be made from, if one is needed. */
  sample(binary: string): void;
}

const SAMPLE_OCTETS_MAX = 8_192;
const ASCII = /^[\0-\x7f]*$/;
const ESCAPE = '\u001b';
/** What switches to Japanese in ISO-2022-JP. */
const ISO_2022_JP = [`${ESCAPE}$@`, `${ESCAPE}$B`, `${ESCAPE}(I`];
/** A character of three bytes in UTF-8. */
const THREE_BYTES = /[\xe0-\xef][\x80-\xbf]{2}/;

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder>();

/** Strict: a text or nothing. Undefined too where nobody knows the name. */
function decodeStrictly(binary: string, label: string): string | undefined {
  try {
    return decoderOf(label)?.decode(Buffer.from(binary, 'latin1'));
  } catch {
    return undefined;
  }
}

function decoderOf(label: string): Decoder | undefined {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  const decoder = createDecoder(label);
  // Names come from files: only those that are known are remembered.
  if (decoder !== undefined) decoders.set(label, decoder);
  return decoder;
}

function createDecoder(label: string): Decoder | undefined {
  try {
    return new TextDecoder(label, {fatal: true, ignoreBOM: true});
  } catch {
    return undefined;
  }
}

/** What whoever sends a file says about it. */
export interface CharsetOptions {
  /** The character set that it came with, as in its Content-Type. */
  readonly charset?: string | undefined;
  /** BCP 47: theirs. */
  readonly language?: string | undefined;
}

export function createCharsets({charset, language}: CharsetOptions): Charsets {
  const known = charset === undefined ? undefined : labelOf(charset);
  const file: SeenOfFile = {
    language,
    sample: '',
    guessed: undefined,
    declared: known === undefined ? [] : [known],
  };
  return {
    sample(binary) {
      if (file.sample.length >= SAMPLE_OCTETS_MAX || isPlain(binary)) return;
      if (decodeStrictly(binary, 'utf-8') !== undefined) return;
      file.sample += `${binary.slice(0, SAMPLE_OCTETS_MAX)}\n`;
    },
    decode(binary, declared) {
      if (isPlain(binary)) return {text: binary};
      return declared === undefined
        ? decodeUndeclared(binary, file)
        : decodeDeclared(binary, declared, file);
    },
  };
}

/** What the file so far tells about bytes that say nothing themselves. */
interface SeenOfFile {
  readonly language: string | undefined;
  sample: string;
  guessed: {readonly length: number; readonly guess: CharsetGuess} | undefined;
  /** Declared for other values, the latest first. */
  readonly declared: string[];
}

function decodeUndeclared(binary: string, file: SeenOfFile): Decoded {
  if (ISO_2022_JP.some(sign => binary.includes(sign))) {
    const text = decodeStrictly(binary, 'iso-2022-jp');
    if (text !== undefined) return {text, remark: 'charsetUndeclared'};
  }
  const text = decodeStrictly(binary, 'utf-8');
  return text === undefined
    ? decodeGuessing(binary, file, 'charsetUndeclared')
    : {text};
}

function decodeDeclared(
  binary: string,
  declared: string,
  file: SeenOfFile,
): Decoded {
  const label = labelOf(declared);
  if (label === undefined) {
    const text = decodeStrictly(binary, 'utf-8');
    return text === undefined
      ? decodeGuessing(binary, file, 'charsetUnknown')
      : {text, remark: 'charsetUnknown'};
  }
  const decoded = decodeBelieving(binary, label);
  if (decoded === undefined) {
    const mended = decodeMostly(binary, label);
    return mended ?? decodeGuessing(binary, file, 'charsetWrong');
  }
  const isOther = label !== 'utf-8' && decoded.remark === undefined;
  if (isOther && !file.declared.includes(label)) file.declared.unshift(label);
  return decoded;
}

function decodeGuessing(
  binary: string,
  file: SeenOfFile,
  remark: VcardRemarkCode,
): Decoded {
  const mended = decodeMostly(binary, 'utf-8');
  if (mended !== undefined) return mended;
  for (const label of file.declared) {
    const text = decodeStrictly(binary, label);
    if (text !== undefined) return {text, remark};
  }
  const {length} = file.sample;
  if (file.guessed?.length !== length) {
    const guess = guessCharset(file.sample, file.language);
    file.guessed = {length, guess};
  }
  const guesses = [
    ...(length > 0 ? [file.guessed.guess] : []),
    guessCharset(binary, file.language),
  ];
  for (const {label, isDoubtful} of guesses) {
    const text = decodeStrictly(binary, label);
    if (text === undefined) continue;
    return {text, remark: isDoubtful ? 'charsetDoubtful' : remark};
  }
  return lossy(binary, 'utf-8');
}

/** Nothing in it that a character set would have to explain. */
function isPlain(binary: string): boolean {
  return ASCII.test(binary) && !binary.includes(ESCAPE);
}

/** A value between lines of ASCII is no UTF-16, whatever it is said to be. */
function labelOf(name: string): string | undefined {
  const label = charsetOf(name);
  return label?.startsWith('utf-16') ? 'utf-8' : label;
}

/**
 * A file that was saved anew as UTF-8 still declares what it was: bytes that
 * are UTF-8 are hardly ever meant as something else, but for single katakana
 * of half width.
 */
function decodeBelieving(binary: string, label: string): Decoded | undefined {
  const text = decodeStrictly(binary, label);
  if (label === 'utf-8') return text === undefined ? undefined : {text};
  const utf8 = decodeStrictly(binary, 'utf-8');
  const isUtf8 =
    utf8 !== undefined &&
    !ASCII.test(binary) &&
    (text === undefined ||
      !MULTIBYTE.test(label) ||
      (THREE_BYTES.test(binary) && !/[\uff61-\uff9f]{3}/.test(text)));
  if (isUtf8) return {text: utf8, remark: 'charsetWrong'};
  return text === undefined ? undefined : {text};
}

/** How many characters there must be for each that is broken. */
const WHOLE_PER_BROKEN_MIN = 3;

/** A text that was cut or mangled at a place or two is still of its character set. */
function decodeMostly(binary: string, label: string): Decoded | undefined {
  const {text} = lossy(binary, label);
  const broken = text.split('\ufffd').length - 1;
  const whole = text.replace(/[\0-\x7f\ufffd]/g, '').length;
  return whole >= broken * WHOLE_PER_BROKEN_MIN && whole > 0
    ? {text, remark: 'bytesUndecodable'}
    : undefined;
}

function lossy(binary: string, label: string): Decoded {
  const text = new TextDecoder(label).decode(Buffer.from(binary, 'latin1'));
  return {text, remark: 'bytesUndecodable'};
}
