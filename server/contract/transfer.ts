import * as z from 'zod/mini';

/** In which files contacts leave. */
export const EXPORT_FORMATS = ['google-csv', 'spreadsheet-csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const LANGUAGE_LENGTH_MAX = 35;

/**
 * Of an export. `languageCode` is BCP 47 and chooses the words over the columns
 * of `spreadsheet-csv`: those of the caller's own language where it is absent.
 */
export const ExportQuery = z.object({
  format: z._default(
    z.enum(EXPORT_FORMATS, {error: `One of ${EXPORT_FORMATS.join(', ')}`}),
    'google-csv',
  ),
  languageCode: z.optional(
    z.string().check(z.maxLength(LANGUAGE_LENGTH_MAX, {error: 'Too long'})),
  ),
});
