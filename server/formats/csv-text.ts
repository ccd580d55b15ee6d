import {guessCharset, type CharsetGuess} from './charset-guess.ts';

/** Looked at for the encoding, from the first byte that is not ASCII. */
const ENCODING_SAMPLE_BYTES = 64 * 1024;

/** Of it, what is guessed by: cells that are not ASCII, each once. */
const GUESSED_BYTES = 8 * 1024;

type Decoder = InstanceType<typeof TextDecoder>;

/** What whoever sends a file says about it. */
export interface TextOptions {
  /** The character set that it is said to be in, by a name of the WHATWG's. */
  readonly charset?: string | undefined;
  /** BCP 47: theirs. */
  readonly language?: string | undefined;
}

/**
 * Text of bytes: by the byte order mark, else by the zeros of UTF-16, else UTF-8 where
 * it is valid, else in the set that it is said to be in where it is text in that, else
 * in the one that `guessCharset` finds. The line ends are `\n`. Bytes that are no text
 * in that encoding become U+FFFD. Memory: two chunks and the sample.
 */
export class TextDecoding {
  readonly #options: TextOptions;
  readonly #toLines = createLineEnds();
  #decoder: Decoder | undefined;
  #waiting: Uint8Array = new Uint8Array();
  #isBegun = false;
  #isDoubtful = false;

  constructor(options: TextOptions) {
    this.#options = options;
  }

  /** The encoding by the WHATWG's name, once it is chosen. */
  get charset(): string | undefined {
    return this.#decoder?.encoding;
  }

  /** Whether another encoding is about as likely. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  push(chunk: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#decode(chunk);
    this.#waiting = join(this.#waiting, chunk);
    if (!this.#isBegun) {
      if (this.#waiting.length < MARK_BYTES) return '';
      this.#isBegun = true;
      this.#decoder = wideDecoder(this.#waiting);
      if (this.#decoder !== undefined) return this.#decodeWaiting();
    }
    const ascii = this.#takeAscii();
    if (this.#waiting.length < ENCODING_SAMPLE_BYTES) return ascii;
    this.#decoder = this.#choose();
    return ascii + this.#decodeWaiting();
  }

  end(): string {
    this.#decoder ??= wideDecoder(this.#waiting) ?? this.#choose();
    const text = this.#decodeWaiting();
    return text + this.#toLines(this.#decoder.decode(), true);
  }

  #choose(): Decoder {
    const {label, isDoubtful} = chooseCharset(this.#waiting, this.#options);
    this.#isDoubtful = isDoubtful;
    return new TextDecoder(label);
  }

  #decodeWaiting(): string {
    const waiting = this.#waiting;
    this.#waiting = new Uint8Array();
    return this.#decode(waiting);
  }

  #decode(bytes: Uint8Array): string {
    const text = this.#decoder?.decode(bytes, {stream: true}) ?? '';
    return this.#toLines(text);
  }

  /** What reads the same in every encoding that is left. */
  #takeAscii(): string {
    const ascii = this.#waiting.subarray(0, asciiLength(this.#waiting));
    this.#waiting = this.#waiting.slice(ascii.length);
    return this.#toLines(asciiText(ascii));
  }
}

/** Of the longest mark, and of the first characters of UTF-16. */
const MARK_BYTES = 4;

function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'latin1',
  );
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.length === 0 ? right : Buffer.concat([left, right]);
}

/** ISO-2022-JP is ASCII with escapes. */
const ESCAPE = 0x1b;

function asciiLength(bytes: Uint8Array): number {
  const end = bytes.findIndex(byte => byte >= 0x80 || byte === ESCAPE);
  return end === -1 ? bytes.length : end;
}

/** By the mark it begins with, or by every second byte that is zero. */
function wideDecoder(bytes: Uint8Array): Decoder | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return new TextDecoder('utf-8');
  }
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  const zeros = [0, 0];
  const sample = bytes.subarray(0, ENCODING_SAMPLE_BYTES);
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 8;
  if (odd > many && even < many / 4) return new TextDecoder('utf-16le');
  if (even > many && odd < many / 4) return new TextDecoder('utf-16be');
  return undefined;
}

function chooseCharset(
  bytes: Uint8Array,
  {charset, language}: TextOptions,
): CharsetGuess {
  const sample = bytes.subarray(0, ENCODING_SAMPLE_BYTES);
  const sure = ['iso-2022-jp', 'utf-8', charset ?? 'utf-8'].find(label =>
    label === 'iso-2022-jp' ? isEscaped(sample) : isTextIn(label, sample),
  );
  if (sure !== undefined) return {label: sure, isDoubtful: false};
  // Mostly UTF-8, with some bytes of something else in between.
  if (isMostlyUtf8(sample)) return {label: 'utf-8', isDoubtful: false};
  return guessCharset(strangeCells(bytes), language);
}

/** Every byte of it stands for itself in all that is guessed, and ends no character of two. */
const BETWEEN_CELLS = /[,;\t\r\n"]+/;

/** Cells that are not ASCII, a character per byte, and none that the sample's end cuts. */
function strangeCells(bytes: Uint8Array): string {
  const cells = Buffer.from(bytes)
    .toString('latin1', 0, ENCODING_SAMPLE_BYTES)
    .split(BETWEEN_CELLS);
  if (bytes.length > ENCODING_SAMPLE_BYTES && cells.length > 1) cells.pop();
  const strange = new Set(cells.filter(cell => /[\x80-\xff]/.test(cell)));
  return [...strange].join('\n').slice(0, GUESSED_BYTES);
}

/** ISO-2022-JP begins its characters with an escape, and has no byte beyond ASCII. */
function isEscaped(sample: Uint8Array): boolean {
  const [first, second = 0] = sample;
  return first === ESCAPE && (second === 0x24 || second === 0x28);
}

/** Of the bytes beyond ASCII, those that stand in valid sequences of UTF-8. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  const wrong = text.split('\uFFFD').length - 1;
  const right = Array.from(text).filter(
    character => character > '\u007f' && character !== '\uFFFD',
  ).length;
  return right > wrong * 4;
}

/** Whether it is valid, but for a character that the sample's end cuts. */
function isTextIn(encoding: string, sample: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, {fatal: true}).decode(sample, {stream: true});
    return true;
  } catch {
    // What a fatal decoder is asked for.
    return false;
  }
}

/** Makes `\r\n` and `\r` to `\n`, also where a chunk ends between them. */
function createLineEnds(): (text: string, isLast?: boolean) => string {
  let hasReturn = false;
  return (text, isLast = false) => {
    const whole = hasReturn ? `\r${text}` : text;
    hasReturn = !isLast && whole.endsWith('\r');
    return (hasReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n');
  };
}
