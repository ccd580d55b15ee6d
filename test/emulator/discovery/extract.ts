/**
 * Boils Google's discovery documents down to what the emulator validates with:
 * verbs, paths, parameters, scopes and the shape of every message. Run it again
 * when Google publishes a new revision:
 *
 *   node test/emulator/discovery/extract.ts people-v1.json admin-directory_v1.json
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {argv} from 'node:process';
import {pathToFileURL} from 'node:url';

/** A property or parameter as one word; see `parseShape` in shapes.ts. */
type Code = string;

interface RawProperty {
  type?: string;
  format?: string;
  $ref?: string;
  items?: RawProperty;
  additionalProperties?: RawProperty;
  enum?: string[];
  readOnly?: boolean;
  repeated?: boolean;
  required?: boolean;
  location?: string;
  pattern?: string;
  maximum?: string;
}

interface RawMethod {
  id: string;
  httpMethod: string;
  path: string;
  parameters?: Record<string, RawProperty>;
  request?: {$ref: string};
  response?: {$ref: string};
  scopes?: string[];
}

interface RawResource {
  methods?: Record<string, RawMethod>;
  resources?: Record<string, RawResource>;
}

export interface RawDiscovery extends RawResource {
  name: string;
  version: string;
  revision: string;
  rootUrl: string;
  parameters: Record<string, RawProperty>;
  schemas: Record<string, {properties?: Record<string, RawProperty>}>;
}

export interface DiscoveryFacts {
  source: string;
  revision: string;
  globals: Record<string, Code>;
  methods: Record<
    string,
    {
      verb: string;
      path: string;
      scopes: string[];
      params: Record<string, Code>;
      patterns?: Record<string, string>;
      request?: string;
      response?: string;
    }
  >;
  schemas: Record<string, Record<string, Code>>;
}

const SCOPE_PREFIX = 'https://www.googleapis.com/auth/';

/** The Directory methods the emulator answers; the rest of that API is administration. */
export const DIRECTORY_METHODS = [
  'directory.users.list',
  'directory.users.get',
  'directory.groups.list',
  'directory.groups.get',
  'directory.members.list',
  'directory.members.get',
  'directory.members.hasMember',
  'directory.domains.list',
  'directory.domains.get',
  'directory.domainAliases.list',
  'directory.domainAliases.get',
  'directory.customers.get',
];

/** Formats that a string is checked for; any other string is just text. */
const STRING_FORMATS = new Map([
  ['int64', 'int64'],
  ['uint64', 'int64'],
  ['byte', 'bytes'],
  ['google-fieldmask', 'mask'],
  ['google-datetime', 'time'],
  ['date-time', 'time'],
]);

function scalarCode(raw: RawProperty): Code {
  const {type, format = ''} = raw;
  if (raw.enum && type === 'string') return `enum:${raw.enum.join('|')}`;
  if (type === 'boolean' || type === 'any') return type;
  if (type === 'integer' || type === 'number') {
    return format === 'int32' || format === 'uint32' ? 'int32' : 'number';
  }
  if (type === 'string') return STRING_FORMATS.get(format) ?? 'string';
  throw new Error(`unknown type ${JSON.stringify(raw)}`);
}

function code(raw: RawProperty): Code {
  const readOnly = raw.readOnly ? '!' : '';
  if (raw.$ref) return `@${raw.$ref}${readOnly}`;
  if (raw.type === 'array') return `[]${code(raw.items ?? {})}${readOnly}`;
  if (raw.type === 'object') {
    return `{}${code(raw.additionalProperties ?? {type: 'any'})}${readOnly}`;
  }
  const scalar = scalarCode(raw);
  return `${raw.repeated ? '[]' : ''}${scalar}${readOnly}`;
}

function methodsOf(resource: RawResource): RawMethod[] {
  return [
    ...Object.values(resource.methods ?? {}),
    ...Object.values(resource.resources ?? {}).flatMap(methodsOf),
  ];
}

/** Adds the messages that `name` reaches, itself included. */
function collect(document: RawDiscovery, name: string, into: Set<string>) {
  if (into.has(name)) return;
  into.add(name);
  const text = JSON.stringify(document.schemas[name] ?? {});
  for (const match of text.matchAll(/"\$ref":"(\w+)"/g)) {
    collect(document, match[1]!, into);
  }
}

/** The facts of one discovery document, restricted to `wanted` methods when given. */
export function extractFacts(
  document: RawDiscovery,
  wanted?: readonly string[],
): DiscoveryFacts {
  const methods: DiscoveryFacts['methods'] = {};
  const names = new Set<string>();
  for (const raw of methodsOf(document)) {
    if (wanted && !wanted.includes(raw.id)) continue;
    const params: Record<string, Code> = {};
    const patterns: Record<string, string> = {};
    for (const [name, parameter] of Object.entries(raw.parameters ?? {})) {
      if (parameter.location === 'query') params[name] = code(parameter);
      else patterns[name] = parameter.pattern ?? '^[^/]+$';
    }
    methods[raw.id] = {
      verb: raw.httpMethod,
      path: raw.path,
      scopes: (raw.scopes ?? []).map(scope => scope.replace(SCOPE_PREFIX, '')),
      params,
      ...(Object.keys(patterns).length > 0 ? {patterns} : {}),
      ...(raw.request ? {request: raw.request.$ref} : {}),
      ...(raw.response ? {response: raw.response.$ref} : {}),
    };
    for (const used of [raw.request, raw.response]) {
      if (used) collect(document, used.$ref, names);
    }
  }
  const schemas: DiscoveryFacts['schemas'] = {};
  for (const name of [...names].sort()) {
    schemas[name] = Object.fromEntries(
      Object.entries(document.schemas[name]?.properties ?? {}).map(
        ([property, raw]) => [property, code(raw)],
      ),
    );
  }
  return {
    source: `${document.rootUrl}$discovery/rest?version=${
      document.name === 'admin' ? 'directory_v1' : document.version
    }`,
    revision: document.revision,
    globals: Object.fromEntries(
      Object.entries(document.parameters).map(([name, raw]) => [
        name,
        code(raw),
      ]),
    ),
    methods,
    schemas,
  };
}

function write(facts: DiscoveryFacts, file: string) {
  writeFileSync(
    new URL(file, import.meta.url),
    `${JSON.stringify(facts, null, 1)}\n`,
  );
}

const [, script, people, directory] = argv;
if (script && import.meta.url === pathToFileURL(script).href) {
  if (!people || !directory) {
    throw new Error('usage: extract.ts people-v1.json admin-directory_v1.json');
  }
  const read = (file: string): RawDiscovery =>
    JSON.parse(readFileSync(file, 'utf8'));
  write(extractFacts(read(people)), 'people-v1.json');
  write(extractFacts(read(directory), DIRECTORY_METHODS), 'directory-v1.json');
}
