/**
 * How column values cross the wire, in text, the same for both stores: neither
 * `pg` nor PGlite parses or prints anything by its own rules, which differ.
 *
 * | column | value |
 * | --- | --- |
 * | `int2`, `int4`, `int8`, `float4`, `float8`, `oid` | number; an `int8` beyond 2^53 is an error |
 * | `bool` | boolean |
 * | `timestamptz` | Date, so microseconds are cut off; `infinity` is an error |
 * | `json`, `jsonb` | what the JSON says |
 * | `text[]`, `uuid[]` | array of strings, without nulls |
 * | any other | its text |
 */
export function parseColumn(text: string, typeId: number): unknown {
  return columnParser(typeId)(text);
}

type Parser = (text: string) => unknown;

export function columnParser(typeId: number): Parser {
  return PARSERS.get(typeId) ?? asText;
}

/**
 * The text of a parameter, or null. Arrays become SQL arrays, other objects
 * JSON; an array meant as JSON has to come as text.
 */
export function printParameter(value: unknown): string | null {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? null : printObject(value);
    case 'function':
    case 'symbol':
      throw new TypeError(`A ${typeof value} is no parameter of a statement.`);
  }
}

function printObject(value: object): string {
  if (value instanceof Date) return value.toISOString();
  if (!Array.isArray(value)) return JSON.stringify(value);
  const elements = value.map(element => {
    const text = printParameter(element);
    return text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`;
  });
  return `{${elements.join(',')}}`;
}

const asText: Parser = text => text;

function asInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The integer ${text} has no exact number.`);
  }
  return value;
}

const TIMESTAMP =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(:\d\d)?$/;

function asDate(text: string): Date {
  const parts = TIMESTAMP.exec(text);
  if (parts === null) {
    throw new RangeError(`The store keeps no such time: ${text}`);
  }
  const [, year, month, day, time, fraction = '', hours, minutes] = parts;
  return new Date(
    `${year}-${month}-${day}T${time}${fraction.slice(0, 4)}${hours}${minutes ?? ':00'}`,
  );
}

/** An array of one dimension in PostgreSQL's text form: `{a,"b, c"}`. */
function asTexts(text: string): readonly string[] {
  const elements = text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g);
  return Array.from(elements, ([, quoted, bare]) => {
    if (bare === 'NULL') throw new RangeError('An array holds a null.');
    return quoted?.replace(/\\(.)/gs, '$1') ?? bare ?? '';
  });
}

const asNumber: Parser = Number;
const asJson: Parser = text => JSON.parse(text);

/** By type id, fixed in PostgreSQL's catalog `pg_type`. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [16, text => text === 't'],
  [20, asInteger],
  [21, asInteger],
  [23, asInteger],
  [26, asInteger],
  [700, asNumber],
  [701, asNumber],
  [114, asJson],
  [3802, asJson],
  [1184, asDate],
  [1009, asTexts],
  [2951, asTexts],
]);
