/**
 * The text of vCards: escapes, compound values, parameters and folds, in both
 * directions (RFC 6350 sections 3.2 to 3.4, RFC 6868; 2.1 where it differs).
 */

export type Version = '2.1' | '3.0' | '4.0';

/** In which a backslash before anything else, and in 2.1 a pair of them, is meant. */
const ESCAPES: Readonly<Record<Version, RegExp>> = {
  '2.1': /\\\\|\\(?:r\\n|[nN,;:])/g,
  '3.0': /\\(?:r\\n|[nN,;:\\"])/g,
  '4.0': /\\(?:r\\n|[nN,;:\\"])/g,
};

const MEANINGS: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\N': '\n',
  '\\r\\n': '\n',
};

/** A text value without its escapes. */
export function unescapeText(raw: string, version: Version): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPES[version], escape => {
    if (version === '2.1' && escape === '\\\\') return escape;
    return MEANINGS[escape] ?? escape.slice(1);
  });
}

/** Parts between delimiters that no backslash stands before, each without escapes. */
export function splitEscaped(raw: string, delimiter: ';' | ','): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < raw.length; index += 1) {
    const character = raw[index];
    if (character === '\\') index += 1;
    else if (character === delimiter) {
      parts.push(raw.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(raw.slice(start));
  return parts;
}

/** The components of a compound value (`N`, `ADR`, `ORG`). */
export function componentsOf(raw: string): string[] {
  return splitEscaped(raw, ';').map(part => unescapeText(part, '4.0').trim());
}

/** The members of a list value (`NICKNAME`, `CATEGORIES`). */
export function listOf(raw: string, version: Version): string[] {
  // A 2.1 list is no standard: programs write both.
  const parts = splitEscaped(raw, ',');
  const all =
    version === '2.1' ? parts.flatMap(part => splitEscaped(part, ';')) : parts;
  return all.map(part => unescapeText(part, '4.0').trim()).filter(Boolean);
}

/** A text as a value of 3.0 and 4.0. */
export function escapeText(text: string): string {
  return text.replace(/[\\,;\n]/g, character =>
    character === '\n' ? '\\n' : `\\${character}`,
  );
}

/** An address of a page: its commas and semicolons are its own. */
export function escapeUri(text: string): string {
  return text.replace(/[\\\n]/g, character =>
    character === '\n' ? '\\n' : '\\\\',
  );
}

const CARETS: Readonly<Record<string, string>> = {
  '^n': '\n',
  '^N': '\n',
  '^^': '^',
  "^'": '"',
};

/** RFC 6868; what it does not define stays as it is. */
export function decodeParameter(raw: string): string {
  if (!raw.includes('^')) return raw;
  return raw.replace(/\^[nN^']/g, pair => CARETS[pair] ?? pair);
}

/** A parameter's value, quoted where it has to be (RFC 6350 section 3.3, RFC 6868). */
export function encodeParameter(text: string): string {
  const encoded = text.replace(/[\^\n"]/g, character => {
    if (character === '\n') return '^n';
    return character === '"' ? "^'" : '^^';
  });
  return /^[\w.+/@-]*$/.test(encoded) ? encoded : `"${encoded}"`;
}

const LINE_OCTETS = 75;
const ASCII = /^[\0-\x7f]*$/;

/** A line of any length as lines of at most 75 octets, no character cut in two. */
export function foldLine(line: string): string {
  if (line.length <= LINE_OCTETS && ASCII.test(line)) return `${line}\r\n`;
  if (ASCII.test(line)) {
    const pieces = [line.slice(0, LINE_OCTETS)];
    for (let at = LINE_OCTETS; at < line.length; at += LINE_OCTETS - 1) {
      pieces.push(line.slice(at, at + LINE_OCTETS - 1));
    }
    return `${pieces.join('\r\n ')}\r\n`;
  }
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const width = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + width > LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += width;
  }
  return `${folded}\r\n`;
}

function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** A line that was cut where a program cuts all lines. */
export const FOLDED_WIDTH_MIN = 73;

/** Where the head of a property ends; -1 where it does not. */
export function colonOf(text: string, mindsQuotes: boolean): number {
  const colon = text.indexOf(':');
  const quote = text.indexOf('"');
  return !mindsQuotes || quote === -1 || quote > colon
    ? colon
    : endOfHead(text, false).at;
}

/** The same of a piece of a head, before which a quotation mark may be open. */
export function endOfHead(
  piece: string,
  wasQuoted: boolean,
): {readonly at: number; readonly isQuoted: boolean} {
  let isQuoted = wasQuoted;
  for (let at = 0; at < piece.length; at += 1) {
    const character = piece[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ':' && !isQuoted) return {at, isQuoted};
  }
  return {at: -1, isQuoted};
}
