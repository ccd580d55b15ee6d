import * as z from 'zod/mini';
import {components} from './components.ts';
import {NextPageToken, PageQuery} from './query.ts';
import {text} from './text.ts';

const NAME_LENGTH_MAX = 100;
const NAMES_MAX = 1000;
const LANGUAGE_LENGTH_MAX = 35;

/** Something that the caller is told of without asking, as they may see it now. */
export const Notice = z
  .object({
    name: z.string(),
    /**
     * `MENTION`; `HELD_REMOVAL`: removals wait for the caller; `SUGGESTION`: one
     * waits for them; `REMOVALS`: others removed contacts of their label;
     * `PERMISSION_LOST`; `LABEL_SHARED`: with the caller; `FIELD_PAUSED`: another
     * program keeps rewriting a field. There may be more.
     */
    kind: z.string(),
    /** A sentence, in the language that was asked for or the caller's. */
    text: z.string(),
    createTime: z.string(),
    /** Absent while it is unread. */
    readTime: z.optional(z.string()),
    /** Address of whose act it is; of a paused field, in whose account it is. */
    actor: z.optional(z.string()),
    label: z.optional(z.string()),
    labelDisplayName: z.optional(z.string()),
    contact: z.optional(z.string()),
    comment: z.optional(z.string()),
    suggestion: z.optional(z.string()),
    /** The paused field, as the People API calls it. */
    field: z.optional(z.string()),
    /** How many removals, or contacts with the paused field. */
    count: z.number(),
  })
  .register(components, {id: 'Notice'});
export type Notice = z.output<typeof Notice>;

export const NoticeList = z.object({
  notices: z.array(Notice),
  /** Counted up to 1,000. */
  unreadCount: z.number(),
  nextPageToken: NextPageToken,
});

export const NoticeQuery = z.extend(PageQuery, {
  state: z._default(z.enum(['UNREAD', 'READ', 'ALL']), 'UNREAD'),
  /** BCP 47, of the texts; else the language in which the caller gets mail. */
  languageCode: z.optional(text(LANGUAGE_LENGTH_MAX)),
});

/** All of those named or none; without names every one there is. */
export const ReadNoticesRequest = z.nullish(
  z.object({
    notices: z.optional(
      z
        .array(
          z
            .string()
            .check(
              z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a notice'}),
            ),
        )
        .check(
          z.minLength(1, {error: 'Name at least one notice'}),
          z.maxLength(NAMES_MAX, {error: `At most ${NAMES_MAX} at once`}),
        ),
    ),
  }),
);

export const ReadNoticesResponse = z.object({unreadCount: z.number()});

/** Whether a kind is mailed at once, gathered once a day or not at all. */
const MailMode = z.enum(['IMMEDIATE', 'DAILY', 'NONE']);

const MailModes = z.object({
  MENTION: MailMode,
  HELD_REMOVAL: MailMode,
  SUGGESTION: MailMode,
  REMOVALS: MailMode,
  PERMISSION_LOST: MailMode,
  LABEL_SHARED: MailMode,
  FIELD_PAUSED: MailMode,
});

export const NoticeSettings = z
  .object({
    name: z.string(),
    /** BCP 47. */
    language: z.string(),
    /** Of the day in UTC: when what is gathered is mailed. */
    digestHour: z.number(),
    /** By kind of notice. */
    mail: MailModes,
  })
  .register(components, {id: 'NoticeSettings'});
export type NoticeSettings = z.output<typeof NoticeSettings>;

/** What is named in `updateMask` and absent here is as for everybody again. */
export const UpdateNoticeSettingsRequest = z.object({
  language: z.optional(text(LANGUAGE_LENGTH_MAX)),
  digestHour: z.optional(
    z
      .number()
      .check(
        z.int({error: 'A whole number'}),
        z.gte(0, {error: 'Not less than 0'}),
        z.lte(23, {error: 'Not more than 23'}),
      ),
  ),
  /** Kinds that are absent stay as they are. */
  mail: z.optional(z.partial(MailModes)),
});

export const NOTICE_SETTINGS_FIELDS = [
  'language',
  'digestHour',
  'mail',
] as const;
