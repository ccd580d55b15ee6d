/** Google's discovery documents as the emulator uses them: routes, parameters, shapes. */
import {readFileSync} from 'node:fs';
import type {DiscoveryFacts} from './extract.ts';
import {parseShape} from './shapes.ts';
import type {Schemas, Shape} from './shapes.ts';

export type ApiName = 'people' | 'directory';

export interface Method {
  readonly id: string;
  readonly api: ApiName;
  readonly verb: string;
  /** Any one of them suffices; without the `https://www.googleapis.com/auth/` prefix. */
  readonly scopes: readonly string[];
  readonly params: ReadonlyMap<string, Shape>;
  readonly pathNames: readonly string[];
  readonly regex: RegExp;
  readonly request: Shape | undefined;
  readonly response: Shape | undefined;
}

export interface Api {
  readonly name: ApiName;
  readonly source: string;
  readonly revision: string;
  readonly globals: ReadonlyMap<string, Shape>;
  readonly methods: readonly Method[];
  readonly schemas: Schemas;
}

export interface Discovery {
  readonly people: Api;
  readonly directory: Api;
}

function pathRegex(path: string, patterns: Record<string, string>) {
  const names: string[] = [];
  const source = path
    .split(/(\{\+?\w+\})/)
    .map(part => {
      const name = /^\{\+?(\w+)\}$/.exec(part)?.[1];
      if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(name);
      const pattern = patterns[name] ?? '^[^/]+$';
      // A custom verb follows a colon, so a resource id holds none.
      const body = pattern
        .slice(1, -1)
        .replaceAll('[^/]+', part.startsWith('{+') ? '[^/:]+' : '[^/]+');
      return `(${body})`;
    })
    .join('');
  return {regex: new RegExp(`^/${source}$`), names};
}

const asMap = (codes: Record<string, string>): ReadonlyMap<string, Shape> =>
  new Map(
    Object.entries(codes).map(([name, code]) => [name, parseShape(code)]),
  );

function loadApi(name: ApiName, facts: DiscoveryFacts): Api {
  const methods = Object.entries(facts.methods).map(([id, raw]): Method => {
    const {regex, names} = pathRegex(raw.path, raw.patterns ?? {});
    return {
      id,
      api: name,
      verb: raw.verb,
      scopes: raw.scopes,
      params: asMap(raw.params),
      pathNames: names,
      regex,
      request: raw.request ? parseShape(`@${raw.request}`) : undefined,
      response: raw.response ? parseShape(`@${raw.response}`) : undefined,
    };
  });
  return {
    name,
    source: facts.source,
    revision: facts.revision,
    globals: asMap(facts.globals),
    methods,
    schemas: new Map(
      Object.entries(facts.schemas).map(([schema, codes]) => [
        schema,
        asMap(codes),
      ]),
    ),
  };
}

export function readFacts(file: string): DiscoveryFacts {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

export function loadDiscovery(): Discovery {
  return {
    people: loadApi('people', readFacts('people-v1.json')),
    directory: loadApi('directory', readFacts('directory-v1.json')),
  };
}

/** The method that answers `verb path`, with the names in its path. */
export function findMethod(
  api: Api,
  verb: string,
  path: string,
): {method: Method; pathParams: Record<string, string>} | undefined {
  for (const method of api.methods) {
    if (method.verb !== verb) continue;
    const match = method.regex.exec(path);
    if (!match) continue;
    const pathParams: Record<string, string> = {};
    try {
      method.pathNames.forEach((name, index) => {
        pathParams[name] = decodeURIComponent(match[index + 1] ?? '');
      });
    } catch {
      // A broken percent escape names nothing.
      return undefined;
    }
    return {method, pathParams};
  }
  return undefined;
}
