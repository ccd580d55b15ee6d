import * as z from 'zod/mini';
import {components} from './components.ts';

/** The part of google.rpc.Code that this API answers with, and its HTTP codes. */
export const HTTP_CODES = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;

export type StatusCode = keyof typeof HTTP_CODES;

export const BAD_REQUEST_TYPE = 'type.googleapis.com/google.rpc.BadRequest';

export const ERROR_INFO_TYPE = 'type.googleapis.com/google.rpc.ErrorInfo';
/** Of the reasons that are this service's own. */
export const ERROR_DOMAIN = 'shared-contacts';

/** A field as the caller wrote it, `person.phoneNumbers[3].value`, and what is wrong with it. */
export const FieldViolation = z.object({
  field: z.string(),
  description: z.string(),
});
export type FieldViolation = z.output<typeof FieldViolation>;

/** google.rpc.Status as JSON (AIP-193); `status` is the name of a google.rpc.Code. */
export const ErrorResponse = z
  .object({
    error: z.object({
      code: z.number(),
      message: z.string(),
      status: z.string(),
      details: z.optional(
        z.array(
          z.looseObject({
            '@type': z.string(),
            fieldViolations: z.optional(z.array(FieldViolation)),
            /** Of an ErrorInfo: `OTHER_CONTACTS_SCOPE_MISSING`, `BULK_REMOVAL`, `ALREADY_DONE`, `ACCOUNT_` and the state that keeps it out. */
            reason: z.optional(z.string()),
            domain: z.optional(z.string()),
          }),
        ),
      ),
    }),
  })
  .register(components, {id: 'Status'});
export type ErrorResponse = z.output<typeof ErrorResponse>;
