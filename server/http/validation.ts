import type {FastifySchemaCompiler} from 'fastify';
import * as z from 'zod/mini';
import type {FieldViolation} from '../contract/status.ts';
import {invalidFields, type StatusError} from './status.ts';

const {localeError} = z.locales.en();

/** Parses what arrives by a route's schemas; a refusal names each field by its path. */
export const validatorCompiler: FastifySchemaCompiler<z.core.$ZodType> =
  ({schema, httpPart}) =>
  received => {
    const parsed = z.safeParse(schema, received, {error: localeError});
    return parsed.success
      ? {value: parsed.data}
      : {error: toInvalid(parsed.error.issues, httpPart ?? 'request')};
  };

function toInvalid(
  issues: readonly z.core.$ZodIssue[],
  httpPart: string,
): StatusError {
  return invalidFields(
    issues.flatMap((issue): readonly FieldViolation[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => ({
            field: formatPath([...issue.path, key]),
            description: 'No field that is shared',
          }))
        : [
            {
              field: formatPath(issue.path) || httpPart,
              description: describe(issue),
            },
          ],
    ),
  );
}

/** Of a key what is wrong with it, in the words of its own schema. */
function describe(issue: z.core.$ZodIssue): string {
  const [first] = issue.code === 'invalid_key' ? issue.issues : [];
  return first?.message ?? issue.message;
}

/** `person.phoneNumbers[3].value` */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      return index === 0 ? String(segment) : `.${String(segment)}`;
    })
    .join('');
}
