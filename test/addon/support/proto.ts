/**
 * As much of protocol buffers as `card.proto` needs: messages, enums and oneofs
 * are read, and JSON is held against them field by field (protobuf.dev, ProtoJSON).
 */
import {existsSync, readFileSync} from 'node:fs';

interface Field {
  /** As the file says it: `string`, `OnClick`, `Widget.ImageType`. */
  readonly type: string;
  readonly isRepeated: boolean;
  readonly oneof: string | undefined;
}

export interface Schema {
  /** By full name, by JSON name. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Field>>;
  /** By full name. */
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Google's own, beside the repository or where `CARD_PROTO` says: it is not ours to keep here. */
const FILE =
  process.env['CARD_PROTO'] ??
  new URL('../../../../shared/google/card.proto', import.meta.url).pathname;

/** `card.proto`; undefined, and told, where it is not there. */
export function readCardProto(): Schema | undefined {
  if (existsSync(FILE)) return parseProto(readFileSync(FILE, 'utf8'));
  process.stderr.write(
    `${FILE} is not there: cards are not held against it.\n`,
  );
  return undefined;
}

function parseProto(text: string): Schema {
  const messages = new Map<string, Map<string, Field>>();
  const enums = new Map<string, Set<string>>();
  const scopes: {kind: string; name: string}[] = [];
  const within = () =>
    scopes
      .filter(({kind}) => kind !== 'oneof')
      .map(({name}) => name)
      .join('.');
  const statements = text
    .replaceAll(/\/\/.*$/gm, '')
    .matchAll(/([^;{}]*)([;{}])/g);
  for (const [, words = '', end] of statements) {
    const statement = words.trim().replaceAll(/\s+/g, ' ');
    if (end === '{') {
      const [kind = '', name = ''] = statement.split(' ');
      scopes.push({kind, name});
      if (kind === 'message') messages.set(within(), new Map());
      if (kind === 'enum') enums.set(within(), new Set());
      continue;
    }
    const scope = scopes.at(-1);
    if (end === '}') scopes.pop();
    else if (scope?.kind === 'enum') {
      enums.get(within())!.add(statement.split(' ')[0]!);
    } else if (scope !== undefined) {
      const field = /^(repeated |optional )?([\w.]+) (\w+) = \d+/.exec(
        statement,
      );
      if (field === null) continue;
      const [, label, type = '', name = ''] = field;
      messages.get(within())!.set(
        name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        {
          type,
          isRepeated: label === 'repeated ',
          oneof: scope.kind === 'oneof' ? scope.name : undefined,
        },
      );
    }
  }
  return {messages, enums};
}

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  int32: value => Number.isInteger(value),
  int64: value => typeof value === 'string' && /^-?\d+$/.test(value),
  double: value => typeof value === 'number',
};

/** Where JSON is no message of that name; nothing where it is. */
export function protoProblems(
  schema: Schema,
  message: string,
  json: unknown,
  path = message,
): string[] {
  const fields = schema.messages.get(message);
  if (fields === undefined) return [`${path}: no message ${message}`];
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return [`${path}: no object`];
  }
  const chosen = new Set<string>();
  return Object.entries(json).flatMap(([name, value]) => {
    const at = `${path}.${name}`;
    const field = fields.get(name);
    if (field === undefined) return [`${at}: no such field`];
    if (field.oneof !== undefined) {
      if (chosen.has(field.oneof)) return [`${at}: a second of ${field.oneof}`];
      chosen.add(field.oneof);
    }
    if (!field.isRepeated)
      return valueProblems(schema, {message, field, value, at});
    if (!Array.isArray(value)) return [`${at}: no list`];
    return value.flatMap((each, index) =>
      valueProblems(schema, {
        message,
        field,
        value: each,
        at: `${at}.${index}`,
      }),
    );
  });
}

interface Place {
  readonly message: string;
  readonly field: Field;
  readonly value: unknown;
  readonly at: string;
}

function valueProblems(
  schema: Schema,
  {message, field: {type}, value, at}: Place,
): string[] {
  const isScalar = SCALARS[type];
  if (isScalar !== undefined)
    return isScalar(value) ? [] : [`${at}: no ${type}`];
  const fullName = resolve(schema, message, type);
  const members = schema.enums.get(fullName);
  if (members === undefined) return protoProblems(schema, fullName, value, at);
  return members.has(String(value)) ? [] : [`${at}: no ${fullName}`];
}

/** The innermost scope that knows the name. */
function resolve({messages, enums}: Schema, message: string, type: string) {
  const scopes = message.split('.');
  for (let depth = scopes.length; depth >= 0; depth -= 1) {
    const name = [...scopes.slice(0, depth), type].join('.');
    if (messages.has(name) || enums.has(name)) return name;
  }
  return type;
}
