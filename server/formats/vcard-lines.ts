/**
 * Bytes to lines. A line is a text with a character per byte (latin1), so that
 * what stands in it can be cut apart before its character set is known: vCards
 * of one file, even properties of one card, may have different ones. UTF-16 is
 * told by its byte order mark or its zero bytes and becomes UTF-8 on the way.
 */

export interface Line {
  readonly number: number;
  readonly text: string;
  /** It was longer than allowed, and the rest of it is not here. */
  readonly isCut: boolean;
}

export interface LineSplitter {
  push(chunk: Uint8Array): readonly Line[];
  end(): readonly Line[];
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** Bytes needed to tell UTF-16: a mark, or `BE` of `BEGIN` after line ends. */
const SNIFFED_OCTETS = 4;

export function createLineSplitter(octetsMax: number): LineSplitter {
  const transcode = createTranscoder();
  const splitter = createTextSplitter(octetsMax);
  return {
    push: chunk => splitter.push(transcode(chunk, false)),
    end: () => [
      ...splitter.push(transcode(new Uint8Array(), true)),
      ...splitter.end(),
    ],
  };
}

/** Chunks to texts with a character per byte of an ASCII-compatible character set. */
function createTranscoder(): (chunk: Uint8Array, isLast: boolean) => string {
  let head: Buffer | undefined = Buffer.alloc(0);
  let utf16: InstanceType<typeof TextDecoder> | undefined;
  return (chunk, isLast) => {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head !== undefined) {
      bytes = Buffer.concat([head, bytes]);
      if (bytes.length < SNIFFED_OCTETS && !isLast) {
        head = bytes;
        return '';
      }
      head = undefined;
      const found = sniffUtf16(bytes);
      if (found !== undefined) utf16 = new TextDecoder(found);
    }
    if (utf16 === undefined) return bytes.toString('latin1');
    const text = utf16.decode(bytes, {stream: !isLast});
    return Buffer.from(text, 'utf8').toString('latin1');
  };
}

function sniffUtf16(bytes: Uint8Array): Utf16 | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first && second === 0 && third && fourth === 0) return 'utf-16le';
  if (first === 0 && second && third === 0 && fourth) return 'utf-16be';
  return undefined;
}

/** Carriage returns that may still belong to a line end whose line feed is to come. */
const HELD_RETURNS_MAX = 4;

/**
 * Lines end with LF, CR LF, CR alone or several CR before an LF (some phones).
 * What a chunk cuts in two is put together again; only new bytes are looked at.
 */
function createTextSplitter(octetsMax: number): {
  push(text: string): readonly Line[];
  end(): readonly Line[];
} {
  let carry = '';
  let isCut = false;
  let returns = '';
  let number = 0;

  const grow = (text: string) => {
    if (carry.length + text.length <= octetsMax) carry += text;
    else {
      carry += text.slice(0, Math.max(octetsMax - carry.length, 0));
      isCut = true;
    }
  };
  const close = (text: string): Line => {
    grow(text);
    number += 1;
    const line = {number, text: carry, isCut};
    carry = '';
    isCut = false;
    return line;
  };
  const closeAll = (lines: Line[], text: string) => {
    for (const piece of text.split('\r')) lines.push(close(piece));
  };
  return {
    push(fresh) {
      const lines: Line[] = [];
      let text = returns + fresh;
      const held = trailingReturns(text);
      returns = held <= HELD_RETURNS_MAX ? text.slice(text.length - held) : '';
      text = text.slice(0, text.length - returns.length);
      let start = 0;
      for (;;) {
        const end = text.indexOf('\n', start);
        if (end === -1) break;
        const line = text.slice(start, end);
        closeAll(lines, line.slice(0, line.length - trailingReturns(line)));
        start = end + 1;
      }
      const rest = text.slice(start);
      const last = rest.lastIndexOf('\r');
      if (last !== -1) closeAll(lines, rest.slice(0, last));
      grow(rest.slice(last + 1));
      return lines;
    },
    end() {
      return carry === '' && !isCut ? [] : [close('')];
    },
  };
}

function trailingReturns(text: string): number {
  let count = 0;
  while (text.charCodeAt(text.length - 1 - count) === 13) count += 1;
  return count;
}
