import * as z from 'zod/mini';
import {components} from './components.ts';
import {DuplicateReason} from './duplicate.ts';
import {PreviewQuery} from './preview.ts';
import {CreateQuery} from './query.ts';

export const ImportQuery = z.extend(PreviewQuery, CreateQuery.shape);

/** In which files contacts leave. */
const EXPORT_FORMATS = [
  'google-csv',
  'spreadsheet-csv',
  'vcard3',
  'vcard4',
] as const;
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

/** What comes of a row of a file: `UNCHANGED` said nothing that was not known. */
export const RowOutcome = z.enum([
  'CREATED',
  'MERGED',
  'UNCHANGED',
  'REJECTED',
]);

/**
 * What of a row is left out, or stands otherwise, though its contact comes: a vCard
 * that has no end before the next (`CARD_CUT_OFF`), is larger than 16 MiB, has lines of more than 14
 * MiB, lines that belong to nothing or others in it more than 8 deep; what is longer
 * than a custom field; characters that cannot be read, or read otherwise in another
 * character set that the file may be in (`CHARSET_GUESSED`; it is taken from the
 * Content-Type where that has one); a date that is kept as text;
 * labels, where custom fields are hidden from the caller; or the picture, of which
 * the file gives the address alone (`PHOTO_ADDRESS`), that cannot be read (`_BROKEN`),
 * is hidden from the caller, is neither JPEG nor PNG (`_KIND`), is not the first
 * (`_SECOND`) or has more than 2 MiB. Of a row that joins a contact, `OTHER_…` is what
 * that one says otherwise, which stays: the row's is in its history. `OTHER_VALUE` is of
 * a value that both have, as the type of a number.
 */
const RowRemark = z.object({
  code: z.enum([
    'CARD_CUT_OFF',
    'CARD_TOO_LARGE',
    'CHARSET_GUESSED',
    'DATE_AS_TEXT',
    'LABELS_HIDDEN',
    'LINE_TOO_LONG',
    'LINE_UNREADABLE',
    'NESTED_TOO_DEEP',
    'OTHER_GENDER',
    'OTHER_NAME',
    'OTHER_NOTE',
    'OTHER_PHOTO',
    'OTHER_VALUE',
    'PHOTO_ADDRESS',
    'PHOTO_BROKEN',
    'PHOTO_HIDDEN',
    'PHOTO_KIND',
    'PHOTO_SECOND',
    'PHOTO_TOO_LARGE',
    'PROPERTY_TOO_LONG',
    'TEXT_UNDECODABLE',
  ]),
  /** In the caller's language. */
  text: z.string(),
});

/** Why a row becomes no contact. */
const RefusalCode = z.enum([
  'BEFORE_HEADINGS',
  'CARD_CUT_OFF',
  'CARD_EMPTY',
  'CONTACT_TOO_LARGE',
  'CUSTOM_FIELD',
  'END_WITHOUT_BEGIN',
  'FIELD_HIDDEN',
  'FIELD_INVALID',
  'FIELD_TOO_LONG',
  'FIELD_TOO_MANY',
  'GROUP',
  'NO_FIELD',
  'NOTHING_UNDERSTOOD',
  'OPEN_QUOTE',
  'REPORT_FOOTER',
  'STRAY_TEXT',
]);

/** A row of a file, by where it stands there. */
const ImportRow = z.object({
  /** From 1. */
  line: z.number(),
  /** Of the table, from 1, where one column is the reason. */
  column: z.optional(z.number()),
  /** The same where several are, as of a name or an address that is refused as a whole. */
  columns: z.optional(z.array(z.number())),
  outcome: RowOutcome,
  /** Whom it is joined with; told only of contacts the caller sees. */
  contact: z.optional(z.string()),
  /** The earlier row that is surely the same contact, by its line: in a preview it has no name yet. */
  sameAs: z.optional(z.number()),
  /** Of a preview: who may be the same person, to be proposed. */
  duplicates: z.optional(
    z.array(
      z.object({
        /** One that is shared already, or… */
        contact: z.optional(z.string()),
        /** …an earlier row of the file. */
        line: z.optional(z.number()),
        reasons: z.array(DuplicateReason),
      }),
    ),
  ),
  /** Of one that is refused. */
  code: z.optional(RefusalCode),
  /** Of one that is refused for one field: its path in a `Person`, or the custom field's name. */
  field: z.optional(z.string()),
  /**
   * Why it is refused, in the caller's language, the field before the colon where
   * it is about one; or the field by which it is surely that contact.
   */
  reason: z.optional(z.string()),
  remarks: z.optional(z.array(RowRemark)),
});

const Counts = z.object({
  total: z.number(),
  waiting: z.number(),
  created: z.number(),
  merged: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  /** Left out, because it was cancelled or the role ended. */
  cancelled: z.number(),
});
export type ImportCounts = z.output<typeof Counts>;

/** Long work (AIP-151); `response` or `error` once it is done. */
export const Operation = z
  .object({
    /** Absent of a preview, of which nothing is kept. */
    name: z.optional(z.string()),
    done: z.boolean(),
    metadata: z.object({
      /** Absent of a preview. */
      kind: z.optional(z.enum(['IMPORT', 'FIND_DUPLICATES', 'REPAIR', 'UNDO'])),
      /** Absent of work upon all that its caller sees. */
      label: z.optional(z.string()),
      createTime: z.optional(z.string()),
      endTime: z.optional(z.string()),
      /** Of an undo: the operation that it takes back. */
      undoes: z.optional(z.string()),
      /** Of a repair or an undo: contacts that are otherwise by now. */
      changed: z.optional(z.number()),
      /** Of an import of a table: the character set it is read in, by the WHATWG's name. */
      charset: z.optional(z.string()),
      /** Of an import. */
      counts: z.optional(Counts),
      /** Of a search that is under way. */
      progress: z.optional(
        z.object({
          step: z.enum(['READING', 'COMPARING', 'PROPOSING']),
          /** Contacts, or of the last step pairs… */
          done: z.number(),
          /** …of so many; absent while they are read. */
          total: z.optional(z.number()),
        }),
      ),
    }),
    error: z.optional(
      z.object({
        code: z.number(),
        status: z.string(),
        /** What is left and what to do next, in the caller's language. */
        message: z.string(),
      }),
    ),
    response: z.optional(
      z.object({
        /**
         * Of a preview the first 1,000 of all. Of an import the first 1,000 of those that
         * were refused, then of which something was left out, then that were joined
         * with a contact, then that said nothing new of one; not those that were created.
         */
        rows: z.optional(z.array(ImportRow)),
        /** Of an import: how many such rows there are in all; `metadata.counts` and `codeCounts` say of which kind. */
        rowCount: z.optional(z.number()),
        /** Of an import or a preview: how many rows were refused, or have a remark, by code. */
        codeCounts: z.optional(z.record(z.string(), z.number())),
        /**
         * Of a preview: other labels that the file names, the first of them. All goes
         * into this one; the others become custom fields of their contacts.
         */
        keptLabels: z.optional(z.array(z.string())),
        /**
         * Of a preview of a table: the headings of columns that nobody understands, the
         * first 100 of them; what stands there becomes custom fields of these names.
         */
        keptColumns: z.optional(z.array(z.string())),
        /** Of a repair or an undo: contacts that are otherwise now. */
        changed: z.optional(z.number()),
        /** Of the same: how many stay as they are… */
        leftCount: z.optional(z.number()),
        /** …and the first of them. */
        left: z.optional(
          z.array(
            z.object({
              contact: z.string(),
              /** CHANGED: somebody changed it since. DENIED: the caller may not. TOO_MUCH: more than Google keeps. */
              reason: z.enum(['CHANGED', 'DENIED', 'TOO_MUCH']),
              /** The same in words of the caller's language. */
              text: z.string(),
            }),
          ),
        ),
        /** Of a search: contacts that were looked through. */
        contacts: z.optional(z.number()),
        /** Of a search: proposals in `GET /v1/duplicates` that are of its finding. */
        duplicates: z.optional(z.number()),
        /** Of a search: weaker pairs that were left out; another search proposes them once those proposals are decided. */
        duplicatesLeft: z.optional(z.number()),
      }),
    ),
  })
  .register(components, {id: 'Operation'});
export type Operation = z.output<typeof Operation>;
export type ImportRow = z.output<typeof ImportRow>;
