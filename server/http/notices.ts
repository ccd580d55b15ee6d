import {
  NOTICE_SETTINGS_FIELDS,
  NoticeList,
  NoticeQuery,
  NoticeSettings,
  ReadNoticesRequest,
  ReadNoticesResponse,
  UpdateNoticeSettingsRequest,
  type Notice,
} from '../contract/notice.ts';
import {
  commentName,
  contactName,
  isRevisionId,
  labelName,
  noticeName,
  parseNoticeName,
  suggestionName,
} from '../contract/names.ts';
import {UpdateQuery} from '../contract/query.ts';
import {
  pickLanguage,
  type Language,
  type Languages,
} from '../formats/language.ts';
import {noticeText} from '../formats/notice-text.ts';
import {
  countUnreadNotices,
  listNotices,
  markNoticesRead,
  type NoticeRow,
} from '../store/notice-reading.ts';
import {
  readNoticeSettings,
  writeNoticeSettings,
} from '../store/notice-settings.ts';
import type {Db} from '../store/queries.ts';
import {callerOf} from './access.ts';
import type {Deps} from './deps.ts';
import {readUpdateMask} from './mask.ts';
import {answers, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

/** What the caller is told of without asking, and how it is mailed. */
export function noticeRoutes(app: App, deps: Deps): void {
  listRoute(app, deps);
  markReadRoute(app, deps);
  settingsRoutes(app, deps);
}

function listRoute(app: App, {db, languages}: Deps): void {
  app.get(
    '/v1/notices',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'What the caller was told of and may still see, the newest first; unread ones unless it is said otherwise',
        querystring: NoticeQuery,
        response: answers(NoticeList),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const {state, languageCode} = request.query;
      const key = {list: 'notices', parameters: {state}};
      const page = readPage(key, request.query, isRevisionId);
      const found = await listNotices(db, {
        accountId,
        state,
        before: page.after === undefined ? undefined : Number(page.after),
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      const settings = await readNoticeSettings(db, accountId);
      const language = pickLanguage(
        languages,
        languageCode ?? settings.language,
      );
      return {
        notices: rows.map(row => toNotice(row, language)),
        unreadCount: await countUnreadNotices(db, accountId),
        ...next,
      };
    },
  );
}

function toNotice(notice: NoticeRow, language: Language): Notice {
  const {actor, label, contact, comment, suggestionId, field, readTime} =
    notice;
  return {
    name: noticeName(notice.id),
    kind: notice.kind,
    text: noticeText(notice, language),
    createTime: notice.createTime.toISOString(),
    ...(readTime !== null && {readTime: readTime.toISOString()}),
    ...(actor !== null && {actor}),
    ...(label !== null && {
      label: labelName(label.id),
      labelDisplayName: label.displayName,
    }),
    ...(contact !== null && {contact: contactName(contact.id)}),
    ...(contact !== null &&
      comment !== null && {comment: commentName(contact.id, comment.id)}),
    ...(suggestionId !== null && {suggestion: suggestionName(suggestionId)}),
    ...(field !== null && {field}),
    count: notice.count,
  };
}

function markReadRoute(app: App, {db}: Deps): void {
  app.post(
    '/v1/notices::markRead',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'The caller has read notices, those named or all; they are mailed no more',
        body: ReadNoticesRequest,
        response: answers(ReadNoticesResponse),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const fields = readNames(request.body?.notices);
      return inTransaction(db, async tx => {
        const ids = fields && [...fields.keys()];
        const unknown = await markNoticesRead(tx, accountId, ids);
        if (unknown !== undefined) throw notFound(fields?.get(unknown));
        return {unreadCount: await countUnreadNotices(tx, accountId)};
      });
    },
  );
}

/** Where the request names each id. */
function readNames(
  names: readonly string[] | undefined,
): ReadonlyMap<number, string> | undefined {
  if (names === undefined) return undefined;
  const fields = new Map<number, string>();
  for (const [index, name] of names.entries()) {
    const field = `notices[${index}]`;
    const id = parseNoticeName(name);
    if (id === undefined) {
      throw invalid(field, 'Not a name such as notices/{notice}');
    }
    if (!fields.has(id)) fields.set(id, field);
  }
  return fields;
}

const SETTINGS = 'accounts/me/noticeSettings';

async function answerSettings(
  db: Db,
  accountId: string,
  languages: Languages,
): Promise<NoticeSettings> {
  const settings = await readNoticeSettings(db, accountId);
  const language = pickLanguage(languages, settings.language);
  return {
    name: SETTINGS,
    language: language.code,
    digestHour: settings.digestHour ?? language.digestHour,
    mail: settings.mail,
  };
}

function settingsRoutes(app: App, {db, languages}: Deps): void {
  const config = {access: 'self'} as const;
  app.get(
    `/v1/${SETTINGS}`,
    {
      config,
      schema: {
        summary: 'In which language and when the caller’s notices are mailed',
        response: answers(NoticeSettings),
      },
    },
    async request => answerSettings(db, callerOf(request).id, languages),
  );
  app.patch(
    `/v1/${SETTINGS}`,
    {
      config,
      schema: {
        summary:
          'Say how notices are mailed, kind by kind; they stay in the list whatever is said',
        querystring: UpdateQuery,
        body: UpdateNoticeSettingsRequest,
        response: answers(NoticeSettings),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const {body} = request;
      const fields = readUpdateMask(
        request.query.updateMask,
        NOTICE_SETTINGS_FIELDS,
        body,
      );
      const {language, digestHour, mail} = body;
      if (language !== undefined && !languages.has(language)) {
        const codes = [...languages.keys()].sort().join(', ');
        throw invalid('language', `There are ${codes}`);
      }
      return inTransaction(db, async tx => {
        await writeNoticeSettings(tx, accountId, {
          ...(fields.includes('language') && {language: language ?? null}),
          ...(fields.includes('digestHour') && {
            digestHour: digestHour ?? null,
          }),
          ...(fields.includes('mail') && {mail: mail ?? null}),
        });
        return answerSettings(tx, accountId, languages);
      });
    },
  );
}
