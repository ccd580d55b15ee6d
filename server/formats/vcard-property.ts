/** Cards in bytes to cards in text: folds, encodings, character sets, parameters. */
import type {Charsets} from './vcard-charset.ts';
import type {RawCard, RawProperty} from './vcard-frame.ts';
import type {Remarks} from './vcard-limits.ts';
import {
  colonOf,
  decodeParameter,
  FOLDED_WIDTH_MIN,
  unescapeText,
  type Version,
} from './vcard-text.ts';

export interface Property {
  readonly line: number;
  /** In lower case. */
  readonly group?: string;
  /** In upper case, as are the names of parameters. */
  readonly name: string;
  readonly params: ReadonlyMap<string, readonly string[]>;
  /** Decoded; the escapes of its text are still in it. */
  readonly value: string;
  readonly isBase64: boolean;
  /** What an `X-ABLabel` of its group says. */
  readonly label?: string;
}

export interface Card {
  readonly line: number;
  readonly version: Version;
  readonly properties: readonly Property[];
  readonly remarks: Remarks;
}

interface Encoded {
  readonly line: number;
  readonly group: string | undefined;
  readonly name: string;
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly binary: string;
  readonly isBase64: boolean;
}

const VERSION = /^\s*(?:[\w-]+\.)*VERSION\s*(?:;[^:]*)?:\s*(\d\.\d)/i;
const BARE_ENCODING = /^(?:quoted-printable|base64|b|q|8bit|7bit)$/i;
const BARE_VALUE = /^(?:inline|url|uri|cid|content-id)$/i;
const BLANK_WITHIN_COMPONENTS = /^\s*(?:[\w-]+\.)*(?:N|ADR|ORG|GEO)\s*[;:]/i;
/** Quotation marks that a program took for text. */
const ESCAPED_QUOTES = /=\\"([^"]*)\\"(?=[;,]|$)/g;
/** Of bytes: a no-break space of latin1 is half a character of UTF-8. */
const BLANK_ENDS = /^[ \t]+|[ \t]+$/g;
const QP_MARKED = /=[89A-Fa-f][0-9A-Fa-f]/;
const QP_BROKEN = /=(?![0-9A-Fa-f]{2})/;

export function decodeCard(raw: RawCard, charsets: Charsets): Card {
  const {line, remarks} = raw;
  const version = versionOf(raw);
  const encoded = raw.properties.flatMap(property =>
    parseProperty(property, version, remarks),
  );
  for (const each of encoded) {
    if (!each.params.has('CHARSET')) charsets.sample(each.binary);
  }
  const properties = encoded.map(each =>
    decodeProperty(each, {version, charsets, remarks}),
  );
  return {line, version, properties: withLabels(properties, version), remarks};
}

/** What is not said is told by parameters that only 2.1 has. */
function versionOf({line, properties, remarks}: RawCard): Version {
  for (const {parts} of properties) {
    const [, version] = VERSION.exec(parts[0]?.text ?? '') ?? [];
    if (version === undefined) continue;
    if (version === '4.0' || version === '3.0') return version;
    return version.startsWith('4') ? '4.0' : '2.1';
  }
  remarks.add('versionMissing', line);
  const isNewer = properties.some(({parts}) =>
    /^[^:]*;\s*TYPE\s*=/i.test(parts[0]?.text ?? ''),
  );
  return isNewer ? '3.0' : '2.1';
}

function parseProperty(
  property: RawProperty,
  version: Version,
  remarks: Remarks,
): Encoded[] {
  const {line} = property;
  const text = joinParts(property, version);
  const colon = colonOf(text, true);
  const end = colon === -1 ? colonOf(text, false) : colon;
  if (end === -1) {
    remarks.add('lineUnreadable', line, nameOf(text));
    return [];
  }
  const isQuoteOpen = colon === -1;
  if (isQuoteOpen) remarks.add('quoteUnclosed', line, nameOf(text));
  const head = text.slice(0, end).replace(ESCAPED_QUOTES, '="$1"');
  const [path = '', ...rest] = isQuoteOpen
    ? head.replaceAll('"', '').split(';')
    : splitUnquoted(head, ';');
  const dot = path.lastIndexOf('.');
  const params = parametersOf(rest);
  const name = path
    .slice(dot + 1)
    .trim()
    .toUpperCase();
  const isBase64 = /^(?:base64|b)$/i.test(params.get('ENCODING')?.[0] ?? '');
  const binary = text.slice(end + 1);
  return [
    {
      line,
      group: dot === -1 ? undefined : path.slice(0, dot).trim().toLowerCase(),
      name,
      params,
      binary: isBase64
        ? binary
        : withoutQuotedPrintable({line, name, params, binary}, remarks),
      isBase64,
    },
  ];
}

function nameOf(text: string): string {
  return text.split(/[:;]/, 1)[0]?.slice(0, 40).toUpperCase() ?? '';
}

/** The lines of a property in one, each attached as it has to be. */
function joinParts({parts, mode}: RawProperty, version: Version): string {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1) return first.text;
  const soft = parts.filter(part => part.join === 'softBreak');
  // A program that folds what it has broken already adds a blank to each line.
  const isFoldedToo =
    soft.length > 1 && soft.every(part => part.text.startsWith(' '));
  const pieces = [first.text];
  let width = first.text.length;
  for (const {text, join} of parts.slice(1)) {
    const last = pieces.length - 1;
    switch (join) {
      case 'start':
      case 'base64':
        pieces.push(text.trim());
        break;
      case 'softBreak':
        pieces[last] = (pieces[last] ?? '').replace(/=[ \t]*$/, '');
        pieces.push(isFoldedToo ? text.slice(1) : text);
        break;
      case 'fold':
        if (mode === 'base64') pieces.push(text.trim());
        else if (mode === 'agent') pieces.push(`\n${text.slice(1)}`);
        else if (version === '2.1') {
          pieces.push(unfold21(text, {width, before: pieces[last] ?? ''}));
        } else pieces.push(text.slice(1));
        break;
      case 'bare':
        pieces.push(bareSeparator(first.text, width) + text);
        break;
    }
    width = text.length;
  }
  return pieces.join('');
}

/**
 * RFC 822 folds at a blank, which is part of the text; most programs fold 2.1 as
 * if it were 3.0, at a width, and the blank is none.
 */
function unfold21(
  text: string,
  {width, before}: {readonly width: number; readonly before: string},
): string {
  const rest = text.slice(1);
  const isMidWord =
    width >= FOLDED_WIDTH_MIN ||
    /[:;,= \t]$/.test(before) ||
    /^[ \t]/.test(rest) ||
    /:\/\/\S*$/.test(before);
  return isMidWord ? rest : ` ${rest}`;
}

function bareSeparator(head: string, width: number): string {
  if (width >= FOLDED_WIDTH_MIN) return '';
  return BLANK_WITHIN_COMPONENTS.test(head) ? ' ' : '\n';
}

function splitUnquoted(text: string, delimiter: ';' | ','): string[] {
  if (!text.includes(delimiter)) return [text];
  if (!text.includes('"')) return text.split(delimiter);
  const parts: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '"') isQuoted = !isQuoted;
    else if (text[index] === delimiter && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Still in bytes; a value without a name is what 2.1 allows: a type, an encoding. */
function parametersOf(
  heads: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const params = new Map<string, string[]>();
  for (const written of heads) {
    const head = withoutCustom(written);
    const equals = head.indexOf('=');
    const values = splitUnquoted(head.slice(equals + 1), ',')
      .map(value => value.replaceAll('"', '').replace(BLANK_ENDS, ''))
      .filter(value => value !== '');
    const name =
      equals === -1
        ? bareName(values[0] ?? '')
        : head.slice(0, equals).trim().toUpperCase();
    if (values.length === 0) continue;
    const known = params.get(name);
    if (known === undefined) params.set(name, values);
    else for (const value of values) known.push(value);
  }
  return params;
}

/** `X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=AE=B6)`: a type that somebody named on a phone of Samsung's. */
const CUSTOM = /^X-CUSTOM\((?<facts>(?:[\w-]+=[\w-]+,)*)(?<text>.*)\)$/i;

function withoutCustom(head: string): string {
  const {facts = '', text} = CUSTOM.exec(head.trim())?.groups ?? {};
  if (text === undefined) return head;
  const type = /=QUOTED-PRINTABLE,/i.test(facts) ? unquote(text) : text;
  return `TYPE="${type.replaceAll('"', '')}"`;
}

function bareName(value: string): string {
  if (BARE_ENCODING.test(value)) return 'ENCODING';
  return BARE_VALUE.test(value) ? 'VALUE' : 'TYPE';
}

interface Decoding {
  readonly version: Version;
  readonly charsets: Charsets;
  readonly remarks: Remarks;
}

function decodeProperty(encoded: Encoded, decoding: Decoding): Property {
  const {line, group, name, isBase64} = encoded;
  const [charset] = encoded.params.get('CHARSET') ?? [];
  const decode = (binary: string): string => {
    const {text, remark} = decoding.charsets.decode(binary, charset);
    if (remark !== undefined) decoding.remarks.add(remark, line, name);
    return text;
  };
  const value = isBase64 ? encoded.binary : decode(encoded.binary);
  const decodeValue = (raw: string) =>
    decoding.version === '2.1' ? decode(raw) : decodeParameter(decode(raw));
  const params =
    encoded.params.size === 0
      ? encoded.params
      : new Map(
          [...encoded.params].map(([key, values]) => [
            key,
            values.map(decodeValue),
          ]),
        );
  return {
    line,
    ...(group === undefined ? {} : {group}),
    name,
    params,
    value: value.includes('\r') ? value.replace(/\r\n?/g, '\n') : value,
    isBase64,
  };
}

function withoutQuotedPrintable(
  {
    line,
    name,
    params,
    binary,
  }: Pick<Encoded, 'line' | 'name' | 'params' | 'binary'>,
  remarks: Remarks,
): string {
  if (!binary.includes('=')) return binary;
  const [encoding] = params.get('ENCODING') ?? [];
  const isDeclared = /^(?:quoted-printable|q)$/i.test(encoding ?? '');
  if (!isDeclared) {
    const isMeant =
      params.has('CHARSET') &&
      QP_MARKED.test(binary) &&
      !QP_BROKEN.test(binary);
    if (!isMeant) return binary;
    remarks.add('quotedPrintableUndeclared', line, name);
  }
  const text = binary.replace(/=[ \t]*$/, '');
  if (QP_BROKEN.test(text)) remarks.add('quotedPrintableBroken', line, name);
  return unquote(text);
}

/** Quoted-printable as its bytes, a character per byte. */
function unquote(text: string): string {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** Each with the label of its group; labels that name nothing stay properties. */
function withLabels(
  properties: readonly Property[],
  version: Version,
): readonly Property[] {
  if (properties.every(property => property.group === undefined)) {
    return properties;
  }
  const labels = new Map<string, string>();
  const labelled = new Set<string>();
  for (const {name, group, value} of properties) {
    if (group === undefined) continue;
    if (name === 'X-ABLABEL') {
      labels.set(group, unescapeText(value, version).trim());
    } else labelled.add(group);
  }
  return properties.flatMap(property => {
    const {group} = property;
    if (group === undefined) return [property];
    if (property.name === 'X-ABLABEL' && labelled.has(group)) return [];
    const label = labels.get(group);
    return [label ? {...property, label} : property];
  });
}
