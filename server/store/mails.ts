import {sql} from 'kysely';
import {
  mailTimeMs,
  MAIL_MODES_DEFAULT,
  type MailMode,
  type NoticeKind,
} from '../core/notice.ts';
import {jsonRows, type Db, type Tx} from './queries.ts';
import type {AccountState, MailEnd} from './schema.ts';

/** A notice or a mail that waited for so long is not sent any more. */
const LATE_DAYS = 7;

/** Where an account has a mail under way, its next one is looked for after this. */
const NEXT_MAIL_MS = 60_000;

interface LookedAt {
  readonly id: number;
  readonly accountId: string;
  readonly kind: NoticeKind;
  readonly createTime: Date;
  readonly now: Date;
  readonly isLate: boolean;
  readonly isUnderWay: boolean;
  readonly language: string | null;
  readonly digestHour: number | null;
  readonly mail: Partial<Record<NoticeKind, MailMode>> | null;
}

/**
 * Looks at notices whose time has come and gathers into one mail for each
 * account what is to go out now; returns how many it looked at. An account has
 * one mail under way: one that is sent again is just what it was.
 */
export async function gatherMails(
  tx: Tx,
  {
    newId,
    digestHourOf,
    limit,
  }: {
    readonly newId: () => string;
    /** Of a locale. */
    readonly digestHourOf: (locale: string | null) => number;
    readonly limit: number;
  },
): Promise<number> {
  const rows = await readWaiting(tx, limit);
  const looks = rows.map(row => ({row, look: lookAt(row, digestHourOf)}));
  await writeLooks(
    tx,
    looks.flatMap(({row, look}) =>
      look.kind === 'wait' ? [{id: row.id, at: look.at}] : [],
    ),
  );
  const due = looks.filter(({look}) => look.kind === 'send');
  const byAccount = Map.groupBy(due, ({row}) => row.accountId);
  for (const [accountId, each] of byAccount) {
    const id = newId();
    await tx.insertInto('mails').values({id, account_id: accountId}).execute();
    // What comes after is another notice: this one is told.
    await sql`
      update notices set mail_id = ${id}, mail_look_time = null,
        open = open and kind <> 'REMOVALS'
      where id = any(${sql.val(each.map(({row}) => row.id))}::bigint[])`.execute(
      tx,
    );
  }
  return rows.length;
}

async function readWaiting(
  tx: Tx,
  limit: number,
): Promise<readonly LookedAt[]> {
  const {rows} = await sql<LookedAt>`
    select n.id, n.account_id as "accountId", n.kind,
      n.create_time as "createTime", service_now() as now,
      n.create_time < (select service_now()) - ${LATE_DAYS} * interval '1 day'
        as "isLate",
      exists (select from mails m
        where m.account_id = n.account_id and m.next_time is not null)
        as "isUnderWay",
      coalesce(s.language, a.locale) as language, s.digest_hour as "digestHour",
      s.mail
    from notices n
    join accounts a on a.id = n.account_id
    left join notice_settings s on s.account_id = n.account_id
    where n.mail_look_time <= (select service_now())
    order by n.mail_look_time, n.id limit ${limit}
    for update of n`.execute(tx);
  return rows;
}

type Look =
  | {readonly kind: 'send'}
  /** Null: never. */
  | {readonly kind: 'wait'; readonly at: Date | null};

function lookAt(
  row: LookedAt,
  digestHourOf: (locale: string | null) => number,
): Look {
  const mode = row.mail?.[row.kind] ?? MAIL_MODES_DEFAULT[row.kind];
  const hour = row.digestHour ?? digestHourOf(row.language);
  const dueMs = mailTimeMs(mode, row.createTime.getTime(), hour);
  if (dueMs === undefined || row.isLate) return {kind: 'wait', at: null};
  const nowMs = row.now.getTime();
  if (dueMs > nowMs) return {kind: 'wait', at: new Date(dueMs)};
  return row.isUnderWay
    ? {kind: 'wait', at: new Date(nowMs + NEXT_MAIL_MS)}
    : {kind: 'send'};
}

async function writeLooks(
  tx: Tx,
  looks: readonly {readonly id: number; readonly at: Date | null}[],
): Promise<void> {
  if (looks.length === 0) return;
  await sql`
    update notices n set mail_look_time = r.at
    from jsonb_to_recordset(${jsonRows(looks)}) as r(id bigint, at timestamptz)
    where n.id = r.id`.execute(tx);
}

/** A mail that is to be sent now. */
export interface DueMail {
  readonly id: string;
  readonly accountId: string;
  /** Where to: the address that the Directory has now. */
  readonly email: string;
  readonly state: AccountState;
  /** Attempts that began before. */
  readonly attempts: number;
  readonly isLate: boolean;
}

/** Those that wait longest come first. */
export async function listDueMails(
  db: Db,
  limit: number,
): Promise<readonly DueMail[]> {
  const {rows} = await sql<DueMail>`
    select m.id, m.account_id as "accountId", coalesce(u.email, a.email) as email,
      a.state, m.attempts,
      m.create_time < (select service_now()) - ${LATE_DAYS} * interval '1 day'
        as "isLate"
    from mails m
    join accounts a on a.id = m.account_id
    left join directory_users u on u.id = m.account_id
    where m.next_time <= (select service_now())
    order by m.next_time, m.id limit ${limit}`.execute(db);
  return rows;
}

/** Written before a mail is sent: whoever dies on the way leaves it to be sent again. */
export async function beginMail(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('mails')
    .set({attempts: sql<number>`attempts + 1`})
    .where('id', '=', id)
    .execute();
}

export async function endMail(tx: Tx, id: string, end: MailEnd): Promise<void> {
  await tx
    .updateTable('mails')
    .set({next_time: null, end_kind: end})
    .where('id', '=', id)
    .execute();
}

export async function postponeMail(
  tx: Tx,
  id: string,
  delayMs: number,
): Promise<void> {
  await sql`
    update mails set next_time =
      service_now() + ${delayMs}::float8 * interval '1 millisecond'
    where id = ${id}`.execute(tx);
}
