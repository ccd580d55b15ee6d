/** Answers on the wire: partial responses, indentation, compression (people-api §16.2). */
import {gzipSync} from 'node:zlib';
import type {Api, Method} from './discovery/discovery.ts';
import type {Schemas, Shape} from './discovery/shapes.ts';
import {
  badRequest,
  directoryError,
  GENERIC_INVALID,
  invalidArgument,
} from './errors.ts';
import {compactJson, withRows} from './text-list.ts';
import type {Draft, EmulatorRequest, EmulatorResponse} from './types.ts';

/** `a,b(c,d),e/f` as a tree; `true` takes the whole. */
export interface Selector {
  [name: string]: Selector | true;
}

function parseFields(text: string): Selector {
  let at = 0;
  const refuse = () => invalidArgument(`Invalid field selection ${text}`);
  function path(): [string, Selector | true] {
    const name = /^[\w$*@.-]+/.exec(text.slice(at))?.[0];
    if (!name) throw refuse();
    at += name.length;
    if (text[at] === '/') {
      at++;
      return [name, Object.fromEntries([path()])];
    }
    if (text[at] !== '(') return [name, true];
    at++;
    const inner = list();
    if (text[at] !== ')') throw refuse();
    at++;
    return [name, inner];
  }
  function list(): Selector {
    const tree: Selector = {};
    for (;;) {
      const [name, value] = path();
      const known = tree[name];
      tree[name] =
        typeof known === 'object' && typeof value === 'object'
          ? {...known, ...value}
          : value;
      if (text[at] !== ',') return tree;
      at++;
    }
  }
  const tree = list();
  if (at !== text.length) throw refuse();
  return tree;
}

function select(value: unknown, selector: Selector | true): unknown {
  if (selector === true) return value;
  if (Array.isArray(value)) {
    return value.map(entry => select(entry, selector));
  }
  if (typeof value !== 'object' || value === null) return value;
  const picked: Draft = {};
  for (const [key, entry] of Object.entries(value)) {
    const inner = selector[key] ?? selector['*'];
    if (inner === undefined) continue;
    picked[key] = select(entry, inner);
  }
  return picked;
}

/** The first path that names nothing in `shape`. */
function findStray(
  schemas: Schemas,
  shape: Shape | undefined,
  selector: Selector | true,
): string | undefined {
  if (selector === true || !shape || shape.kind === 'any') return undefined;
  if (shape.kind === 'list') return findStray(schemas, shape.of, selector);
  const parts = shape.kind === 'message' ? schemas.get(shape.name) : undefined;
  for (const [name, inner] of Object.entries(selector)) {
    const part = shape.kind === 'map' ? shape.of : parts?.get(name);
    if (!part && name !== '*') return name;
    const stray = findStray(schemas, part, inner);
    if (stray !== undefined) return `${name}.${stray}`;
  }
  return undefined;
}

/**
 * What the `fields` parameter takes of the answers of `method`; nothing when it takes all.
 *
 * @throws GoogleError 400 when it cannot be read, or names what no answer has.
 */
export function readSelector(
  api: Api,
  method: Method,
  fields: string | null,
): Selector | undefined {
  if (!fields) return undefined;
  const selector = parseFields(fields);
  const stray = findStray(api.schemas, method.response, selector);
  if (stray === undefined) return selector;
  if (api.name === 'directory') {
    throw directoryError(
      400,
      'invalidParameter',
      `Invalid field selection ${stray}`,
    );
  }
  throw badRequest(GENERIC_INVALID, [
    {
      field: stray,
      description: `Error expanding 'fields' parameter. Cannot find matching fields for path '${stray}'.`,
    },
  ]);
}

/** The parts of `body` that the selector names. */
export const partialResponse = (body: unknown, selector: Selector): unknown =>
  select(body, selector);

const PRETTY_LENGTH_MAX = 64 * 1024;

/** Small answers are not worth compressing. */
const GZIP_BYTES_MIN = 1024;

export function header(
  request: EmulatorRequest,
  name: string,
): string | undefined {
  const value = request.headers[name] ?? request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

export function jsonAnswer(
  request: EmulatorRequest,
  status: number,
  body: unknown,
  pretty: boolean,
): EmulatorResponse {
  const compact = compactJson(body);
  // Indented like Google's, but for long lists: half of their bytes would be blanks.
  const text =
    pretty && compact.length <= PRETTY_LENGTH_MAX
      ? `${JSON.stringify(withRows(body), null, 2)}\n`
      : compact;
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=UTF-8',
    vary: 'Origin, X-Origin, Referer',
    'cache-control': 'private',
  };
  const asked = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(
    header(request, 'accept-encoding') ?? '',
  );
  if (!asked || text.length < GZIP_BYTES_MIN) {
    return {status, headers, body: text};
  }
  return {
    status,
    headers: {...headers, 'content-encoding': 'gzip'},
    body: gzipSync(text, {level: 1}),
  };
}
