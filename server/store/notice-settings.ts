import {sql} from 'kysely';
import {
  MAIL_MODES_DEFAULT,
  type MailMode,
  type MailModes,
  type NoticeKind,
} from '../core/notice.ts';
import type {Db, Tx} from './queries.ts';

/** What an account said of its notices, with what goes for everybody where it said nothing. */
export interface NoticeSettings {
  /** BCP 47: what was said, else what the Directory has; null: neither. */
  readonly language: string | null;
  /** Of the day in UTC; null: as its language has it. */
  readonly digestHour: number | null;
  readonly mail: MailModes;
}

export async function readNoticeSettings(
  db: Db,
  accountId: string,
): Promise<NoticeSettings> {
  const row = await db
    .selectFrom('accounts as a')
    .leftJoin('notice_settings as s', 's.account_id', 'a.id')
    .select([
      sql<string | null>`coalesce(s.language, a.locale)`.as('language'),
      's.digest_hour as digestHour',
      's.mail',
    ])
    .where('a.id', '=', accountId)
    .executeTakeFirst();
  return {
    language: row?.language ?? null,
    digestHour: row?.digestHour ?? null,
    mail: {...MAIL_MODES_DEFAULT, ...row?.mail},
  };
}

export interface NoticeSettingsChange {
  /** Null: as for everybody again; absent: as it is. */
  readonly language?: string | null;
  readonly digestHour?: number | null;
  /** Of the kinds that it names; null: all as for everybody again. */
  readonly mail?: Readonly<
    Partial<Record<NoticeKind, MailMode | undefined>>
  > | null;
}

/** What waits to be mailed is looked at anew. */
export async function writeNoticeSettings(
  tx: Tx,
  accountId: string,
  change: NoticeSettingsChange,
): Promise<void> {
  await tx
    .insertInto('notice_settings')
    .values({account_id: accountId, mail: '{}'})
    .onConflict(conflict => conflict.doNothing())
    .execute();
  await tx
    .updateTable('notice_settings')
    .set({
      ...(change.language !== undefined && {language: change.language}),
      ...(change.digestHour !== undefined && {digest_hour: change.digestHour}),
      mail:
        change.mail === null
          ? '{}'
          : sql<string>`mail || ${JSON.stringify(change.mail ?? {})}::jsonb`,
    })
    .where('account_id', '=', accountId)
    .execute();
  await tx
    .updateTable('notices')
    .set({mail_look_time: sql<Date>`service_now()`})
    .where('account_id', '=', accountId)
    .where('mail_look_time', 'is not', null)
    .execute();
}
