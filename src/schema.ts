/**
 * The part of `zod/mini` that `server/contract` and this add-on use, of the same
 * names and the same verdict upon an answer: the build puts it in zod's place,
 * which would be 40 KB of a script that is read anew at every click. Checks of
 * lengths and patterns, which are upon requests, the build leaves out.
 * `test/addon/schema.test.ts` holds it against zod, answer by answer.
 */

const REFUSED = Symbol('refused');
type Read = (value: unknown) => unknown;

export type Parsed =
  {readonly success: true; readonly data: unknown} | {readonly success: false};

export interface Schema {
  /** What was read; `REFUSED` where it is none. */
  readonly read: Read;
  /** Of objects alone. */
  readonly shape: Shape;
  safeParse(value: unknown): Parsed;
  /** @throws Error */
  parse(value: unknown): unknown;
}

type Shape = Readonly<Record<string, Schema>>;

function schema(read: Read, shape: Shape = {}): Schema {
  return {
    read,
    shape,
    safeParse(value) {
      const data = read(value);
      return data === REFUSED ? {success: false} : {success: true, data};
    },
    parse(value) {
      const data = read(value);
      if (data === REFUSED) throw new Error('Not as the schema says');
      return data;
    },
  };
}

const when = (isRight: (value: unknown) => boolean) =>
  schema(value => (isRight(value) ? value : REFUSED));

export const string = () => when(value => typeof value === 'string');
export const number = () => when(value => Number.isFinite(value));
export const boolean = () => when(value => typeof value === 'boolean');
export const unknown = () => when(() => true);
export const literal = (only: unknown) => when(value => value === only);

function oneOf(words: readonly unknown[]): Schema {
  return when(value => words.includes(value));
}

export const iso = {datetime: string};

export const coerce = {
  string: () => schema(String),
  number: () =>
    schema(value => {
      const coerced = Number(value);
      return Number.isFinite(coerced) ? coerced : REFUSED;
    }),
};

export const optional = (inner: Schema) =>
  schema(value => (value === undefined ? value : inner.read(value)));
export const nullable = (inner: Schema) =>
  schema(value => (value === null ? value : inner.read(value)));
export const nullish = (inner: Schema) => optional(nullable(inner));
export const _default = (inner: Schema, fallback: unknown) =>
  schema(value => (value === undefined ? fallback : inner.read(value)));

function otherwise(inner: Schema, fallback: unknown): Schema {
  return schema(value => {
    const data = inner.read(value);
    return data === REFUSED ? fallback : data;
  });
}

export const array = (element: Schema) =>
  schema(value => {
    if (!Array.isArray(value)) return REFUSED;
    const read = value.map(element.read);
    return read.includes(REFUSED) ? REFUSED : read;
  });

export const record = (_key: Schema, element: Schema) =>
  schema(value => {
    if (!isObject(value)) return REFUSED;
    return entriesRead(
      Object.entries(value).map(([key, item]) => [key, element.read(item)]),
    );
  });

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesRead(entries: readonly (readonly [string, unknown])[]) {
  return entries.some(([, item]) => item === REFUSED)
    ? REFUSED
    : Object.fromEntries(entries);
}

/** What becomes of keys that a shape does not name. */
type Rest = (keys: object) => object | typeof REFUSED;

function objectWith(shape: Shape, rest: Rest): Schema {
  return schema(value => {
    if (!isObject(value)) return REFUSED;
    const given: Readonly<Record<string, unknown>> = {...value};
    const unnamed = rest(
      Object.fromEntries(
        Object.entries(given).filter(([key]) => !(key in shape)),
      ),
    );
    if (unnamed === REFUSED) return REFUSED;
    const read = entriesRead(
      Object.keys(shape).flatMap((key): [string, unknown][] => {
        const item = shape[key]?.read(given[key]);
        return item === undefined ? [] : [[key, item]];
      }),
    );
    return read === REFUSED ? REFUSED : {...unnamed, ...read};
  }, shape);
}

export const object = (shape: Shape) => objectWith(shape, () => ({}));
export const looseObject = (shape: Shape) => objectWith(shape, keys => keys);
export const strictObject = (shape: Shape) =>
  objectWith(shape, keys => (Object.keys(keys).length > 0 ? REFUSED : keys));
export const extend = ({shape}: Schema, more: Shape) =>
  object({...shape, ...more});
export const partial = ({shape}: Schema) =>
  object(
    Object.fromEntries(
      Object.entries(shape).map(([key, inner]) => [key, optional(inner)]),
    ),
  );

export const omit = ({shape}: Schema, left: object) =>
  object(
    Object.fromEntries(Object.entries(shape).filter(([key]) => !(key in left))),
  );

export const union = (options: readonly Schema[]) =>
  schema(value => {
    for (const option of options) {
      const data = option.read(value);
      if (data !== REFUSED) return data;
    }
    return REFUSED;
  });

export const discriminatedUnion = (_key: string, options: readonly Schema[]) =>
  union(options);

export const transform = (change: Read) => schema(change);
export const pipe = (first: Schema, second: Schema) =>
  schema(value => {
    const data = first.read(value);
    return data === REFUSED ? REFUSED : second.read(data);
  });

const ignored = () => undefined;

export {
  oneOf as enum,
  otherwise as catch,
  ignored as maxLength,
  ignored as registry,
};
