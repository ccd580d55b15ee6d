import {sql} from 'kysely';
import {
  USER_LIMITS,
  writesContacts,
  type QuotaBucket,
  type QuotaUnits,
} from '../core/quota-costs.ts';
import {
  bookQuota,
  exhaustedMs,
  fillQuota,
  isOfDay,
  learnLimit,
  isRead,
  takenOf,
  takeQuota,
  unbookQuota,
  type NamedQuota,
  type QuotaLedger,
  type QuotaScope,
  type Work,
} from '../core/quota.ts';
import {assertFence, type Lane} from './lanes.ts';
import type {Db, Tx} from './queries.ts';

/**
 * Google's quota as all processes together use it: a ledger per account and one
 * for the project, taken from under their rows' locks, the account's first.
 * Times are the database's.
 */

/** No account's id: those are numbers. */
const PROJECT = 'project';

/** What was learned may have been wrong, or is no longer so. */
const LESSON_HOURS = 24;
/** What nobody said and nobody counted before is more likely wrong. */
const GUESS_HOURS = 1;

interface Standing {
  readonly ledger: QuotaLedger;
  readonly strikes: number;
  /** How long contacts are not to be written, by its own quota or the project's, milliseconds; 0: they may be. */
  readonly exhaustedMs: number;
  readonly nowMs: number;
  /** When it has its turn to read; null: none was given. */
  readonly bookedMs: number | null;
  /** Until when it reads in the turn that it had. */
  readonly turnUntilMs: number | null;
  readonly limits: Readonly<Record<QuotaScope, QuotaUnits>>;
}

/**
 * Takes a call's cost, or returns how long there is no room, milliseconds; 0: taken.
 * Throws `LostLeaseError` where the call's lane is another's by now: Google asks not
 * every write for an etag, and would let a late one undo what came after it.
 */
export async function takeCallQuota(
  db: Db,
  accountId: string,
  cost: QuotaUnits,
  {
    lane,
    work,
  }: {readonly lane?: Lane | undefined; readonly work?: Work | undefined},
): Promise<number> {
  return db.transaction().execute(async tx => {
    if (lane !== undefined) await assertFence(tx, lane);
    await forgoFlush(tx);
    const account = await lockLedger(tx, accountId);
    const {nowMs, limits} = account;
    if (account.exhaustedMs > 0 && writesContacts(cost)) {
      return account.exhaustedMs;
    }
    const own = takeQuota(account.ledger, cost, limits.user, {nowMs, work});
    if ('waitMs' in own) return own.waitMs;
    // Nobody counts the project's calls until Google named a limit of it.
    if (Object.keys(limits.project).length > 0) {
      const waitMs = await takeShared(tx, {accountId, account, cost, work});
      if (waitMs > 0) return waitMs;
    }
    await writeLedger(tx, accountId, own.ledger);
    return 0;
  });
}

/** A turn that was not taken by then is lost: what was booked for it counts no more. */
const TURN_MS = 10_000;
/** So long after a call of it a turn goes on: a page may wait for a minute's quota. */
const TURN_GOES_ON_MS = 70_000;
/** Turns are given for so long ahead; who finds none asks again. */
const AHEAD_MS_MAX = 10 * 60_000;

/**
 * Takes a call's cost of the project's quota; returns how long to wait. An
 * account that waits to read has a turn, and reads on in it: with a turn for
 * each page a long list would never end. What is read for a write takes none.
 */
async function takeShared(
  tx: Tx,
  {
    accountId,
    account: {bookedMs, turnUntilMs, nowMs, limits},
    cost,
    work,
  }: {
    readonly accountId: string;
    readonly account: Standing;
    readonly cost: QuotaUnits;
    readonly work: Work | undefined;
  },
): Promise<number> {
  const reads = isRead(cost) && work === undefined;
  const goesOn = reads && turnUntilMs !== null && nowMs < turnUntilMs;
  const takesTurns = reads && !goesOn;
  const turnInMs =
    reads && bookedMs !== null && nowMs < bookedMs + TURN_MS
      ? bookedMs - nowMs
      : undefined;
  const begin = {untilMs: nowMs + TURN_GOES_ON_MS};
  if (turnInMs !== undefined && turnInMs <= 0) {
    await writeTurn(tx, accountId, begin);
    return 0;
  }
  if (turnInMs !== undefined && takesTurns) return turnInMs;
  const {ledger} = await lockLedger(tx, PROJECT);
  // Who finds room before their turn needs it no more.
  const unbooked =
    turnInMs === undefined
      ? ledger
      : unbookQuota(ledger, cost, nowMs + turnInMs);
  const booked = bookQuota(unbooked, cost, {
    ...{nowMs, takesTurns, work},
    limits: limits.project,
  });
  const {waitMs} = booked;
  if (waitMs > AHEAD_MS_MAX) return turnInMs ?? AHEAD_MS_MAX;
  if (waitMs === 0 || takesTurns) await writeLedger(tx, PROJECT, booked.ledger);
  if (waitMs > 0 && takesTurns) {
    await writeTurn(tx, accountId, {bookedMs: nowMs + waitMs});
  }
  if (waitMs === 0 && goesOn) await writeTurn(tx, accountId, begin);
  return Math.min(waitMs, turnInMs ?? Infinity);
}

/**
 * Somebody waits for what an account reads: for a while it takes what turns leave of
 * the project's quota, as edits do. Its turn is given back once it found any there.
 */
export async function forgoTurn(tx: Tx, accountId: string): Promise<void> {
  await sql`
    insert into quota_ledgers as q (key, turn_until)
    values (${accountId},
      service_now() + ${TURN_GOES_ON_MS}::float8 * interval '1 millisecond')
    on conflict (key) do update set turn_until = excluded.turn_until`.execute(
    tx,
  );
}

async function writeTurn(
  tx: Tx,
  accountId: string,
  turn: {readonly bookedMs?: number; readonly untilMs?: number},
): Promise<void> {
  await sql`
    update quota_ledgers set
      booked_time = to_timestamp(${turn.bookedMs ?? null}::float8 / 1000),
      turn_until = to_timestamp(${turn.untilMs ?? null}::float8 / 1000)
    where key = ${accountId}`.execute(tx);
}

/** A limit that Google refused a call by, for all accounts or for the project. */
export async function learnQuota(
  db: Db,
  accountId: string,
  cost: QuotaUnits,
  quota: NamedQuota,
): Promise<void> {
  const {scope, bucket} = quota;
  await db.transaction().execute(async tx => {
    const key = scope === 'project' ? PROJECT : accountId;
    const {ledger, limits, nowMs} = await lockLedger(tx, key);
    const believed = limits[scope][bucket];
    // Nobody counted the project's calls where no limit of it was known.
    const all = await (believed === undefined
      ? takenByAll(tx, bucket, nowMs)
      : takenOf(ledger, bucket, nowMs));
    const taken = Math.max(all - (cost[bucket] ?? 0), 0);
    const learned = learnLimit(quota, {believed, taken});
    const isGuess = believed === undefined && quota.units === undefined;
    const hours = isGuess ? GUESS_HOURS : LESSON_HOURS;
    if (learned !== undefined) {
      await sql`
        insert into quota_limits (scope, bucket, units, learn_time)
        values (${scope}, ${bucket}, ${learned},
          service_now() - ${LESSON_HOURS - hours} * interval '1 hour')
        on conflict (scope, bucket) do update
          set units = excluded.units, learn_time = excluded.learn_time`.execute(
        tx,
      );
    }
    const units = learned ?? believed;
    // Others call too. When a day began nobody knows: it is waited for otherwise.
    if (scope === 'project' && units !== undefined && !isOfDay(bucket)) {
      await writeLedger(tx, key, fillQuota(ledger, bucket, {units, nowMs}));
    }
  });
}

/** What all accounts took of a bucket in the minute or day before now. */
async function takenByAll(
  tx: Tx,
  bucket: QuotaBucket,
  nowMs: number,
): Promise<number> {
  const {rows} = await sql<{ledger: QuotaLedger}>`
    select jsonb_build_object(${bucket}::text, ledger->${bucket}::text) as ledger
    from quota_ledgers where key <> ${PROJECT}`.execute(tx);
  return rows.reduce(
    (sum, {ledger}) => sum + takenOf(ledger, bucket, nowMs),
    0,
  );
}

/**
 * Google's quota that lasts for hours is used up, an account's own or, where
 * Google says so, the project's: contacts are not written for a while, longer each
 * time. Returns how long, milliseconds: at least as Google asks. Calls that were
 * under way when it was learned tell nothing more.
 */
export async function writeExhausted(
  db: Db,
  accountId: string,
  {
    retryAfterMs,
    quota,
  }: {readonly retryAfterMs: number; readonly quota?: NamedQuota | undefined},
): Promise<number> {
  const key = quota?.scope === 'project' ? PROJECT : accountId;
  return db.transaction().execute(async tx => {
    const standing = await lockLedger(tx, key);
    if (standing.exhaustedMs > 0) return standing.exhaustedMs;
    const strikes = standing.strikes + 1;
    const ms = Math.max(exhaustedMs(strikes), retryAfterMs);
    await sql`
      update quota_ledgers set strikes = ${strikes},
        exhausted_until = service_now() + ${ms}::float8 * interval '1 millisecond'
      where key = ${key}`.execute(tx);
    return ms;
  });
}

/** For the choice between batches and single calls. */
export async function readWriteRoom(
  db: Db,
  accountId: string,
): Promise<{readonly perMinute: number; readonly dayLeft: number}> {
  return db.transaction().execute(async tx => {
    const {ledger, limits, nowMs} = await lockLedger(tx, accountId);
    const perMinute = Math.min(
      limits.user.criticalWrites ?? Infinity,
      limits.user.criticalReads ?? Infinity,
    );
    const daily = limits.user.contactWrites ?? Infinity;
    const taken = takenOf(ledger, 'contactWrites', nowMs);
    return {perMinute, dayLeft: Math.max(0, daily - taken)};
  });
}

/** A power cut may forget the last calls; a flush for each would cost more than they do. */
async function forgoFlush(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx);
}

interface Lesson {
  readonly scope: QuotaScope;
  readonly bucket: QuotaBucket;
  readonly units: number;
}

async function lockLedger(tx: Tx, key: string): Promise<Standing> {
  const {rows} = await sql<
    Omit<Standing, 'limits'> & {readonly lessons: readonly Lesson[]}
  >`
    insert into quota_ledgers as q (key) values (${key})
    on conflict (key) do update set key = excluded.key
    returning ledger,
      case when exhausted_until < service_now() - interval '6 hours'
           then 0 else strikes end as strikes,
      (extract(epoch from service_now()) * 1000)::float8 as "nowMs",
      (extract(epoch from booked_time) * 1000)::float8 as "bookedMs",
      (extract(epoch from turn_until) * 1000)::float8 as "turnUntilMs",
      greatest(0, coalesce(extract(epoch from greatest(exhausted_until, (
        select p.exhausted_until from quota_ledgers p where p.key = ${PROJECT}
        )) - service_now()) * 1000, 0))::float8 as "exhaustedMs",
      (select coalesce(jsonb_agg(l), '[]') from quota_limits l
        where learn_time > service_now() - ${LESSON_HOURS} * interval '1 hour'
      ) as lessons`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error(`No ledger of ${key}.`);
  const {lessons, ...standing} = row;
  const learned = (of: QuotaScope): QuotaUnits =>
    Object.fromEntries(
      lessons
        .filter(({scope}) => scope === of)
        .map(({bucket, units}) => [bucket, units]),
    );
  return {
    ...standing,
    limits: {
      user: {...USER_LIMITS, ...learned('user')},
      project: learned('project'),
    },
  };
}

async function writeLedger(
  tx: Tx,
  key: string,
  ledger: QuotaLedger,
): Promise<void> {
  await sql`
    update quota_ledgers set ledger = ${JSON.stringify(ledger)}::jsonb
    where key = ${key}`.execute(tx);
}
