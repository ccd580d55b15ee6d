/** Requests and answers against the discovery documents, with Google's own complaints. */
import {badRequest, directoryError} from '../errors.ts';
import {EmulatorBug} from '../types.ts';
import type {Draft} from '../types.ts';
import type {Api, Method} from './discovery.ts';
import {findFault} from './shapes.ts';
import type {Shape} from './shapes.ts';

export type QueryValue = string | number | boolean | readonly string[];
export type Query = Record<string, QueryValue | undefined>;

const snake = (name: string) =>
  name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

function complain(message: string, field?: string) {
  return badRequest(message, [
    {...(field ? {field} : {}), description: message},
  ]);
}

function readScalar(api: Api, shape: Shape, name: string, text: string) {
  const refuse = (type: string) =>
    api.name === 'directory'
      ? directoryError(400, 'invalid', `Invalid Input: ${name}`)
      : complain(
          `Invalid value at '${snake(name)}' (${type}), "${text}"`,
          snake(name),
        );
  if (shape.kind === 'boolean') {
    if (text === 'true' || text === '1' || text === '') return true;
    if (text === 'false' || text === '0') return false;
    throw refuse('TYPE_BOOL');
  }
  if (shape.kind === 'int32') {
    if (/^-?\d{1,10}$/.test(text)) return Number(text);
    throw refuse('TYPE_INT32');
  }
  if (shape.kind === 'enum' && !shape.values.has(text)) {
    throw refuse('type.googleapis.com/google.people.v1');
  }
  return text;
}

/** The query as typed values; unknown names are refused as Google refuses them. */
export function readQuery(
  api: Api,
  method: Method,
  search: URLSearchParams,
): Query {
  const query: Query = {};
  for (const name of new Set(search.keys())) {
    const shape = method.params.get(name) ?? api.globals.get(name);
    const texts = search.getAll(name);
    if (!shape) {
      // The Directory front end ignores what it does not know.
      if (api.name === 'directory') continue;
      throw complain(
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
      );
    }
    if (shape.kind === 'list') {
      query[name] = texts.map((text, index) =>
        String(readScalar(api, shape.of, `${name}[${index}]`, text)),
      );
    } else {
      query[name] = readScalar(api, shape, name, texts.at(-1) ?? '');
    }
  }
  return query;
}

/** Fields sent as null are fields not sent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null)
      .map(([name, entry]) => [name, withoutNulls(entry)]),
  );
}

/** The request body as JSON, refused with the path of what does not belong. */
export function readBody(
  api: Api,
  method: Method,
  body: string | Uint8Array | undefined,
): Draft {
  const text =
    typeof body === 'string' ? body : Buffer.from(body ?? '').toString('utf8');
  if (text === '') return {};
  if (!method.request) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw complain(
      'Invalid JSON payload received. Unexpected token.\n' + text.slice(0, 40),
    );
  }
  if (parsed === null) return {};
  const fault = findFault(api.schemas, method.request, parsed, 'absentFields');
  if (fault?.kind === 'unknownName') {
    const place = fault.path === '' ? '' : ` at '${snake(fault.path)}'`;
    throw complain(
      `Invalid JSON payload received. Unknown name "${fault.name}"${place}: Cannot find field.`,
      snake(fault.path),
    );
  }
  if (fault) {
    throw complain(
      `Invalid value at '${snake(fault.path)}', ${fault.detail}`,
      snake(fault.path),
    );
  }
  return withoutNulls(parsed) as Draft;
}

/** Throws when our own answer is not one that Google's document allows. */
export function checkAnswer(api: Api, method: Method, answer: unknown) {
  if (!method.response) return;
  const fault = findFault(api.schemas, method.response, answer, 'nowhere');
  if (!fault) return;
  throw new EmulatorBug(
    `${method.id} would answer ${fault.kind} at '${fault.path}' (${fault.name} ${fault.detail})`,
  );
}

/** Throws when items of a person field are not what Google's document says they are. */
export function itemChecker(
  api: Api,
): (field: string, items: readonly unknown[]) => void {
  const person = api.schemas.get('Person');
  return (field, items) => {
    const shape = person?.get(field);
    if (!shape) throw new EmulatorBug(`no person field ${field}`);
    const fault = findFault(api.schemas, shape, items, 'nowhere');
    if (fault) {
      throw new EmulatorBug(
        `${field} would hold ${fault.kind} at '${fault.path}' (${fault.name} ${fault.detail})`,
      );
    }
  };
}
