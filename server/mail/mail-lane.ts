import {pickLanguage, type Languages} from '../formats/language.ts';
import {composeNoticeMail} from '../formats/notice-mail.ts';
import {assertFence, type Lane} from '../store/lanes.ts';
import {
  beginMail,
  endMail,
  gatherMails,
  listDueMails,
  postponeMail,
  type DueMail,
} from '../store/mails.ts';
import {listMailed} from '../store/notice-reading.ts';
import {readNoticeSettings} from '../store/notice-settings.ts';
import type {Db, Tx} from '../store/queries.ts';
import type {AccountState} from '../store/schema.ts';
import type {Mailer, OutgoingMail, SendOutcome} from './mailer.ts';

export interface MailDeps {
  readonly db: Db;
  readonly mailer: Mailer;
  readonly languages: Languages;
  /** `PUBLIC_URL` */
  readonly publicUrl: string;
  /** A new UUID. */
  readonly newId: () => string;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** The lane, and the signal to begin nothing more. */
interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

type MailRun = MailDeps & Hold;

/** Longest wait of a notice that is mailed at once. */
const LOOK_MS = 5_000;
const LOOKS_MAX = 500;
const MAILS_MAX = 50;
/** In a row: then it is not the mail. */
const FAILURES_MAX = 2;

/**
 * Mails what is due. A mail is written down before it is sent and ended
 * afterwards: a crash in between sends it again, under the same Message-ID, and
 * nothing else does. Where the server cannot be reached the lane waits longer
 * each time; accounts have lanes of their own and notice nothing.
 */
export async function runMailLane(
  deps: MailDeps,
  hold: Hold,
): Promise<{readonly nextInMs: number} | {readonly retryInMs: number}> {
  const run = {...deps, ...hold};
  const looked = await fenced(run, tx =>
    gatherMails(tx, {
      newId: deps.newId,
      digestHourOf: locale => pickLanguage(deps.languages, locale).digestHour,
      limit: LOOKS_MAX,
    }),
  );
  const mails = await listDueMails(deps.db, MAILS_MAX);
  let failures = 0;
  for (const mail of mails) {
    const end = await carry(run, mail);
    failures = end === 'unreachable' ? failures + 1 : 0;
    if (failures === FAILURES_MAX) break;
  }
  if (failures > 0) return {retryInMs: 0};
  const isMore = looked === LOOKS_MAX || mails.length === MAILS_MAX;
  return {nextInMs: isMore ? 0 : LOOK_MS};
}

/** A transaction that only the lane's holder can commit. */
async function fenced<T>(
  {db, lane, signal}: MailRun,
  write: (tx: Tx) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  return db.transaction().execute(async tx => {
    await assertFence(tx, lane);
    return write(tx);
  });
}

/** Who may know of it; others get no mail. */
const RECEIVES: Readonly<Record<AccountState, boolean>> = {
  ACTIVE: true,
  PERMISSION_LOST: true,
  INVITED: false,
  SUSPENDED: false,
  DELETED: false,
};

async function carry(
  run: MailRun,
  mail: DueMail,
): Promise<'done' | 'unreachable'> {
  const {id} = mail;
  if (mail.isLate) {
    run.log.warn({mailId: id, attempts: mail.attempts}, 'mail given up');
    await fenced(run, tx => endMail(tx, id, 'LATE'));
    return 'done';
  }
  const letter = RECEIVES[mail.state] ? await compose(run, mail) : undefined;
  if (letter === undefined) {
    await fenced(run, tx => endMail(tx, id, 'EMPTY'));
    return 'done';
  }
  await fenced(run, tx => beginMail(tx, id));
  return settle(run, mail, await run.mailer.send(letter));
}

/** As its receiver may see it now; undefined: there is nothing left to say. */
async function compose(
  {db, languages, publicUrl}: MailRun,
  {id, accountId, email}: DueMail,
): Promise<OutgoingMail | undefined> {
  const notices = await listMailed(db, {accountId, mailId: id});
  if (notices.length === 0) return undefined;
  const {language} = await readNoticeSettings(db, accountId);
  return {
    ...{id, to: email},
    ...composeNoticeMail(notices, pickLanguage(languages, language), publicUrl),
  };
}

/** Attempts of a mail that a server refuses for good: it may be set up wrongly, and mended soon. */
const REFUSALS_MAX = 5;
const REFUSED_MS_MIN = 60_000;
const REFUSED_MS_MAX = 6 * 60 * 60_000;

/** Four times as long each time, from a minute to six hours. */
function refusedMs(attempts: number): number {
  return Math.min(REFUSED_MS_MIN * 4 ** attempts, REFUSED_MS_MAX);
}

const UNSENT_MS_MIN = 1_000;
const UNSENT_MS_MAX = 10 * 60_000;

/** Twice as long each time, from a second to ten minutes. */
function unsentMs(attempts: number): number {
  return Math.min(UNSENT_MS_MIN * 2 ** attempts, UNSENT_MS_MAX);
}

async function settle(
  run: MailRun,
  {id, attempts}: DueMail,
  outcome: SendOutcome,
): Promise<'done' | 'unreachable'> {
  const {log} = run;
  switch (outcome.kind) {
    case 'sent':
      // A fact, whoever holds the lane by now and whatever is to stop.
      await run.db.transaction().execute(tx => endMail(tx, id, 'SENT'));
      return 'done';
    case 'refused': {
      const {replyCode, isForGood} = outcome;
      log.warn({mailId: id, replyCode, attempts}, 'mail refused');
      const isEnd = isForGood && attempts + 1 >= REFUSALS_MAX;
      await fenced(run, tx =>
        isEnd
          ? endMail(tx, id, 'REFUSED')
          : postponeMail(tx, id, refusedMs(attempts)),
      );
      return 'done';
    }
    case 'unreachable':
      log.warn({mailId: id, code: outcome.code}, 'no mail can be sent now');
      // Behind the others, should it be this mail that ends connections.
      await fenced(run, tx => postponeMail(tx, id, unsentMs(attempts)));
      return 'unreachable';
  }
}
