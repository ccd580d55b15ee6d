import chardet from 'chardet';

/** Looked at for the encoding, from the first byte that is not ASCII. */
export const ENCODING_SAMPLE_BYTES = 64 * 1024;

/** ASCII before that byte which is given to the detection: headings tell. */
const CONTEXT_BYTES = 4 * 1024;

/** Below it, chardet guesses by a handful of letters. */
const CONFIDENCE_MIN = 10;

/** By the WHATWG's names, as `TextDecoder` takes them. */
const FALLBACK = 'windows-1252';

/** Judged beside what chardet finds, for it knows little of short texts. */
const ALWAYS_TRIED = [
  FALLBACK,
  'shift_jis',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
] as const;

type Decoder = InstanceType<typeof TextDecoder>;

/** Which of the texts a file may be is likely one, from 0 up: more is better. */
export type Likelihood = (text: string) => number;

/**
 * Text of bytes whose encoding nobody names: by its byte order mark, else by the
 * zeros of UTF-16, else UTF-8 where it is valid, else what chardet and
 * `likelihood` agree on. The line ends are `\n`. Bytes that are no text in that
 * encoding become U+FFFD. Memory: two chunks and the sample.
 */
export class TextDecoding {
  readonly #likelihood: Likelihood;
  readonly #toLines = createLineEnds();
  #decoder: Decoder | undefined;
  #waiting: Uint8Array = new Uint8Array();
  #context: Uint8Array = new Uint8Array();
  #isBegun = false;

  constructor(likelihood: Likelihood) {
    this.#likelihood = likelihood;
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
    return decoderOf(this.#context, this.#waiting, this.#likelihood);
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
    this.#context = join(this.#context, ascii).slice(-CONTEXT_BYTES);
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

function decoderOf(
  context: Uint8Array,
  bytes: Uint8Array,
  likelihood: Likelihood,
): Decoder {
  const sample = bytes.subarray(0, ENCODING_SAMPLE_BYTES);
  if (isEscaped(sample)) return new TextDecoder('iso-2022-jp');
  if (isTextIn('utf-8', sample)) return new TextDecoder('utf-8');
  const whole = Buffer.concat([context, sample]);
  const confidences = new Map<string, number>();
  for (const {name, confidence} of chardet.analyse(whole)) {
    const encoding = knownEncoding(name);
    if (encoding === undefined || confidence < CONFIDENCE_MIN) continue;
    confidences.set(
      encoding,
      Math.max(confidence, confidences.get(encoding) ?? 0),
    );
  }
  for (const encoding of ALWAYS_TRIED) {
    if (!confidences.has(encoding)) confidences.set(encoding, 0);
  }
  // Mostly UTF-8, with some bytes of something else in between.
  if (isMostlyUtf8(sample)) return new TextDecoder('utf-8');
  const judged = [...confidences]
    .filter(([encoding]) => isTextIn(encoding, sample))
    .map(([encoding, confidence]) => {
      const text = new TextDecoder(encoding).decode(whole);
      return {encoding, score: confidence + likelihood(text)};
    })
    .sort((left, right) => right.score - left.score);
  return new TextDecoder(judged[0]?.encoding ?? FALLBACK);
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

function knownEncoding(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    // The standard's only way to say that it has no such encoding (UTF-32, ISO-2022-KR).
    return undefined;
  }
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
