import type {TestApi} from './api.ts';

/** A schema of the document, as far as examples need it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  /** `PATCH /v1/labels/{label}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly 'x-access'?: unknown;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, {content?: object}>>;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: {readonly 'application/json': {schema: JsonSchema}};
  };
}

export interface ApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Omit<Operation, 'name'>>>>
  >;
  readonly components: {readonly schemas: Readonly<Record<string, JsonSchema>>};
}

/** What `/openapi.json` answers; it needs no store. */
export async function readDocument(api: TestApi): Promise<ApiDocument> {
  return (await api.call(undefined, 'GET /openapi.json')).body;
}

export function operationsOf(document: ApiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([key, operation]) => {
      const method = key.toUpperCase();
      return {...operation, name: `${method} ${path}`, method, path};
    }),
  );
}

/**
 * Every route the app answers, `HEAD` left out, spelled as in the document:
 * the router's own account of it, so that none is missing from the document.
 */
export function routesOf({app}: TestApi): readonly string[] {
  const lines = app.printRoutes({commonPrefix: false}).trimEnd().split('\n');
  const parents: string[] = [];
  return lines.flatMap(line => {
    const match = /^([│ ]*)[├└]── (\S+)(?: \(([\w, ]+)\))?$/u.exec(line);
    if (match === null) throw new Error(`not a route: ${line}`);
    const [, indent = '', segment = '', methods = ''] = match;
    const depth = indent.length / 4;
    const path = (parents[depth - 1] ?? '') + segment;
    parents.length = depth;
    parents.push(path);
    return methods
      .split(', ')
      .filter(method => method !== '' && method !== 'HEAD')
      .map(method => `${method} ${documented(path)}`);
  });
}

/** `/v1/labels/:label(^[^:/]+)::undelete` as `/v1/labels/{label}:undelete`. */
function documented(path: string): string {
  return path
    .replace(/(?<!:):(\w+)\(\^\[\^:\/\]\+\)/g, '{$1}')
    .replaceAll('::', ':');
}
