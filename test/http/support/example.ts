import type {JsonSchema} from './api-document.ts';

/** The schema alone does not say what would be accepted. */
export class NoExampleError extends Error {
  override readonly name = 'NoExampleError';
}

type Schemas = Readonly<Record<string, JsonSchema>>;

/** The smallest value of a schema: what is required, and nothing else. */
export function exampleOf(
  schema: JsonSchema,
  schemas: Schemas,
  at = 'body',
): unknown {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return exampleOf(schemas[name]!, schemas, at);
  }
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return exampleOf(choice, schemas, at);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map(name => [
          name,
          exampleOf(schema.properties![name]!, schemas, `${at}.${name}`),
        ]),
      );
    case 'array':
      return Array.from({length: schema.minItems ?? 0}, (_, index) =>
        exampleOf(schema.items!, schemas, `${at}[${index}]`),
      );
    case 'string':
      return exampleText(schema, at);
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case undefined:
    default:
      throw new NoExampleError(`${at} may be anything`);
  }
}

function exampleText(schema: JsonSchema, at: string): string {
  const text = 'x'.repeat(Math.max(1, schema.minLength ?? 1));
  const {format, pattern} = schema;
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(text);
  if (format !== undefined || !fits) {
    throw new NoExampleError(`${at} has to be a text of a form of its own`);
  }
  return text;
}
