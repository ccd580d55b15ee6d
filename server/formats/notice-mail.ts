import type {Language} from './language.ts';
import {noticeText, type SeenNotice} from './notice-text.ts';

/** What a mail says; who gets it and when is for others to know. */
export interface NoticeMail {
  /** On one line. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Of a subject; longer ones are cut by whoever shows them. */
const SUBJECT_LENGTH_MAX = 150;
/** The rest of a long comment is read where it was written. */
const COMMENT_LENGTH_MAX = 500;

/**
 * One mail of notices, the oldest first; there is at least one. Nothing is in it
 * but what the notices show.
 */
export function composeNoticeMail(
  notices: readonly SeenNotice[],
  language: Language,
  serviceUrl: string,
): NoticeMail {
  const sentences = notices.map(notice => noticeText(notice, language));
  const [first = ''] = sentences;
  const parts = notices.map((notice, index) =>
    [`• ${sentences[index]}`, ...quote(notice.comment?.text)].join('\n'),
  );
  return {
    subject:
      notices.length === 1
        ? cut(first, SUBJECT_LENGTH_MAX)
        : language.mail.subject(notices.length),
    text: `${parts.join('\n\n')}\n\n-- \n${language.mail.footer(serviceUrl)}\n`,
  };
}

function quote(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  return cut(text.trim(), COMMENT_LENGTH_MAX)
    .split(/\r\n|\r|\n/)
    .map(line => `  > ${line}`);
}

/** Never within a character. */
function cut(text: string, lengthMax: number): string {
  const characters = [...text];
  return characters.length <= lengthMax
    ? text
    : `${characters.slice(0, lengthMax - 1).join('')}…`;
}
