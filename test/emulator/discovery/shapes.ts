/**
 * Checks values against message shapes boiled down from the discovery documents.
 * One walk without code generation: 1,000 persons in about 4 ms.
 */

export type Shape =
  | {
      readonly kind: 'string' | 'boolean' | 'int32' | 'number' | 'int64';
      readonly readOnly: boolean;
    }
  | {
      readonly kind: 'bytes' | 'mask' | 'time' | 'any';
      readonly readOnly: boolean;
    }
  | {
      readonly kind: 'enum';
      readonly values: ReadonlySet<string>;
      readonly readOnly: boolean;
    }
  | {readonly kind: 'list'; readonly of: Shape; readonly readOnly: boolean}
  | {readonly kind: 'map'; readonly of: Shape; readonly readOnly: boolean}
  | {
      readonly kind: 'message';
      readonly name: string;
      readonly readOnly: boolean;
    };

export type Schemas = ReadonlyMap<string, ReadonlyMap<string, Shape>>;

export interface ShapeFault {
  /** Where, as Google writes it: `names[0].givenName`. */
  readonly path: string;
  readonly kind: 'unknownName' | 'wrongType';
  readonly name: string;
  readonly detail: string;
}

const SCALARS = [
  'string',
  'boolean',
  'int32',
  'number',
  'int64',
  'bytes',
  'mask',
  'time',
  'any',
] as const;

/** Reads one compact code, for example `[]@Name!`: a read-only list of `Name`. */
export function parseShape(code: string): Shape {
  const readOnly = code.endsWith('!');
  const text = readOnly ? code.slice(0, -1) : code;
  if (text.startsWith('[]')) {
    return {kind: 'list', of: parseShape(text.slice(2)), readOnly};
  }
  if (text.startsWith('{}')) {
    return {kind: 'map', of: parseShape(text.slice(2)), readOnly};
  }
  if (text.startsWith('@')) {
    return {kind: 'message', name: text.slice(1), readOnly};
  }
  if (text.startsWith('enum:')) {
    return {kind: 'enum', values: new Set(text.slice(5).split('|')), readOnly};
  }
  for (const kind of SCALARS) {
    if (text === kind) return {kind, readOnly};
  }
  throw new Error(`unknown shape code ${code}`);
}

const INT32_MAX = 2 ** 31;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Where null may stand: for an absent field of a message, as proto JSON lets a client
 * send it, or nowhere, as in Google's own answers. Never in a list or a map.
 */
export type Nulls = 'absentFields' | 'nowhere';

/**
 * The first fault of `value` against `shape`, or nothing. Paths are put together on the
 * way out, so a sound value costs none.
 */
export function findFault(
  schemas: Schemas,
  shape: Shape,
  value: unknown,
  nulls: Nulls,
): ShapeFault | undefined {
  return new Walk(schemas, nulls).find(shape, value);
}

type ScalarShape = Exclude<Shape, {kind: 'list' | 'map' | 'message'}>;

function isScalar(shape: ScalarShape, value: unknown): boolean {
  switch (shape.kind) {
    case 'any':
      return true;
    case 'enum':
      return typeof value === 'string' && shape.values.has(value);
    case 'string':
    case 'mask':
      return typeof value === 'string';
    case 'bytes':
      return typeof value === 'string' && /^[\w+/=-]*$/.test(value);
    case 'time':
      return typeof value === 'string' && TIME.test(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'int32':
      return Number.isInteger(value) && Math.abs(value as number) <= INT32_MAX;
    case 'number':
      return typeof value === 'number';
    case 'int64':
      return typeof value === 'string' && /^-?\d+$/.test(value);
  }
}

function wrongType(value: unknown): ShapeFault {
  const detail = JSON.stringify(value)?.slice(0, 200) ?? 'undefined';
  return {path: '', kind: 'wrongType', name: '', detail};
}

function within(step: string, fault: ShapeFault): ShapeFault {
  const joint = fault.path === '' || fault.path.startsWith('[') ? '' : '.';
  return {...fault, path: `${step}${joint}${fault.path}`};
}

class Walk {
  readonly #schemas: Schemas;
  readonly #nulls: Nulls;
  /** Items of one contact share their metadata: each such object is looked at once. */
  #lastMetadata: unknown;

  constructor(schemas: Schemas, nulls: Nulls) {
    this.#schemas = schemas;
    this.#nulls = nulls;
  }

  find(shape: Shape, value: unknown): ShapeFault | undefined {
    if (value === null || value === undefined) return wrongType(value);
    if (shape.kind === 'list') return this.#list(shape.of, value);
    if (shape.kind === 'map') return this.#map(shape.of, value);
    if (shape.kind === 'message') return this.#message(shape.name, value);
    return isScalar(shape, value) ? undefined : wrongType(value);
  }

  #list(of: Shape, value: unknown): ShapeFault | undefined {
    if (!Array.isArray(value)) return wrongType(value);
    for (let index = 0; index < value.length; index++) {
      const fault = this.find(of, value[index]);
      if (fault) return within(`[${index}]`, fault);
    }
    return undefined;
  }

  #map(of: Shape, value: unknown): ShapeFault | undefined {
    if (typeof value !== 'object' || Array.isArray(value) || value === null) {
      return wrongType(value);
    }
    for (const [key, entry] of Object.entries(value)) {
      const fault = this.find(of, entry);
      if (fault) return within(`[${key}]`, fault);
    }
    return undefined;
  }

  #message(name: string, value: unknown): ShapeFault | undefined {
    if (typeof value !== 'object' || Array.isArray(value) || value === null) {
      return wrongType(value);
    }
    if (value === this.#lastMetadata) return undefined;
    const properties = this.#schemas.get(name);
    if (!properties) throw new Error(`no such message: ${name}`);
    const object = value as Record<string, unknown>;
    for (const key in object) {
      const entry = object[key];
      if (entry === undefined) continue;
      if (entry === null && this.#nulls === 'absentFields') continue;
      const shape = properties.get(key);
      if (!shape) {
        return {path: '', kind: 'unknownName', name: key, detail: name};
      }
      const fault = this.find(shape, entry);
      if (fault) return within(key, fault);
    }
    if (name === 'FieldMetadata') this.#lastMetadata = value;
    return undefined;
  }
}
