import * as z from 'zod/mini';

export const PAGE_SIZE_DEFAULT = 100;
export const PAGE_SIZE_MAX = 1000;
const TOKEN_LENGTH_MAX = 1024;

/**
 * Of a list (AIP-158): 0 or nothing means `PAGE_SIZE_DEFAULT`, more than
 * `PAGE_SIZE_MAX` means `PAGE_SIZE_MAX`.
 */
export const PageQuery = z.object({
  pageSize: z.optional(
    z.coerce
      .number()
      .check(
        z.int({error: 'A whole number'}),
        z.gte(0, {error: 'Not less than 0'}),
      ),
  ),
  pageToken: z.optional(
    z
      .string()
      .check(z.maxLength(TOKEN_LENGTH_MAX, {error: 'Not a page token'})),
  ),
});
export type PageQuery = z.output<typeof PageQuery>;

/**
 * The order of contacts (AIP-132): nothing means as they were made,
 * `displayName` by family name, Japanese ones by their reading.
 */
export const ContactOrder = z.optional(
  z.enum(['', 'displayName'], {error: 'Nothing, or displayName'}),
);

/** Of a list of contacts. */
export const ContactPageQuery = z.extend(PageQuery, {orderBy: ContactOrder});

/** Of a label's contacts (AIP-160): nothing means all, `customFieldProblems:*` those that have some. */
export const LabelContactsQuery = z.extend(ContactPageQuery, {
  filter: z.optional(
    z.enum(['', 'customFieldProblems:*'], {
      error: 'Nothing, or customFieldProblems:*',
    }),
  ),
});

/** Absent on a list's last page. */
export const NextPageToken = z.optional(z.string());

const MASK_LENGTH_MAX = 1024;

/** Of an update (AIP-134): fields to change, comma separated; nothing means those sent. */
export const UpdateQuery = z.object({
  updateMask: z.optional(
    z.string().check(z.maxLength(MASK_LENGTH_MAX, {error: 'Too long'})),
  ),
});

/**
 * Of a create (AIP-155): a UUID of the caller's own making. Sent again with the
 * same within 24 hours it creates nothing and answers what it created then.
 */
export const CreateQuery = z.object({
  requestId: z.optional(
    z.string().check(
      z.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, {
        error: 'Not a UUID',
      }),
      z.toLowerCase(),
    ),
  ),
});

/** Sent back to change only what was read (AIP-154); opaque. */
export const Etag = z.string().check(z.maxLength(256, {error: 'Not an etag'}));

export const Empty = z.object({});
