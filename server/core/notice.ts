/**
 * What somebody is told of without asking.
 *
 * | kind | who | when |
 * | --- | --- | --- |
 * | MENTION | whom it addresses | a public comment mentions them |
 * | HELD_REMOVAL | managers and the owner of the label | removals were too many at once |
 * | SUGGESTION | who may decide | a change waits |
 * | REMOVALS | the owner | others took the label off contacts |
 * | PERMISSION_LOST | the account | Google lets the service in no more |
 * | LABEL_SHARED | who sees a label newly | somebody shared it |
 * | FIELD_PAUSED | the account, managers and owners of the contact's labels | another program keeps rewriting a field |
 */
export const NOTICE_KINDS = [
  'MENTION',
  'HELD_REMOVAL',
  'SUGGESTION',
  'REMOVALS',
  'PERMISSION_LOST',
  'LABEL_SHARED',
  'FIELD_PAUSED',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Whether a kind is mailed: at once, gathered once a day, or not at all. */
export type MailMode = 'IMMEDIATE' | 'DAILY' | 'NONE';

export type MailModes = Readonly<Record<NoticeKind, MailMode>>;

/** For who said nothing else. */
export const MAIL_MODES_DEFAULT: MailModes = {
  MENTION: 'IMMEDIATE',
  HELD_REMOVAL: 'IMMEDIATE',
  SUGGESTION: 'DAILY',
  REMOVALS: 'DAILY',
  PERMISSION_LOST: 'IMMEDIATE',
  LABEL_SHARED: 'IMMEDIATE',
  FIELD_PAUSED: 'DAILY',
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * When a notice goes out by mail, milliseconds since 1970; undefined: it does
 * not. `digestHour` is of the day in UTC.
 */
export function mailTimeMs(
  mode: MailMode,
  createTimeMs: number,
  digestHour: number,
): number | undefined {
  switch (mode) {
    case 'IMMEDIATE':
      return createTimeMs;
    case 'NONE':
      return undefined;
    case 'DAILY': {
      const midnight = createTimeMs - (createTimeMs % DAY_MS);
      const today = midnight + digestHour * HOUR_MS;
      return today > createTimeMs ? today : today + DAY_MS;
    }
  }
}
