/**
 * Whether there is room at Google for a call. Kept as a sliding window, so that any
 * minute and any day, wherever Google begins to count, holds at most the limit.
 */
import {
  BATCH_WRITE,
  BUCKETS,
  dearestOf,
  SINGLE_WRITE,
  USER_LIMITS,
  type QuotaBucket,
  type QuotaUnits,
} from './quota-costs.ts';

/** Whose limit it is. */
export type QuotaScope = 'user' | 'project';

/**
 * What a call is part of: a few writes, as somebody's act needs them, or many. What
 * either reads before it writes is part of it.
 */
export type Work = 'few' | 'bulk';

/** Bulk work leaves this much of a minute to single calls: an edit overtakes it. */
export const BATCH_RESERVE = 6;

/**
 * No limit is believed that lets not the dearest call through, and a batch beside a few
 * reads: nothing would move on.
 */
function leastOf(bucket: QuotaBucket): number {
  const dearest = dearestOf(bucket);
  return isCritical(bucket) ? 2 * dearest + BATCH_RESERVE : dearest;
}

/** Units taken in one slot: a second of a minute's quota, an hour of a day's. */
type Taken = readonly [slot: number, units: number];

/** What a user or the project took lately, by bucket; oldest first. */
export type QuotaLedger = Readonly<
  Partial<Record<QuotaBucket, readonly Taken[]>>
>;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

interface Window {
  readonly slotMs: number;
  /** Slots that count, the present one among them. */
  readonly slots: number;
}

/** A slot more than the minute or day: when in its slot a unit was taken is not kept. */
const MINUTE: Window = {slotMs: SECOND_MS, slots: 61};
const DAY: Window = {slotMs: HOUR_MS, slots: 25};

/** Whether its limit is one of a day. */
export function isOfDay(bucket: QuotaBucket): boolean {
  return bucket === 'contactWrites';
}

function windowOf(bucket: QuotaBucket): Window {
  return isOfDay(bucket) ? DAY : MINUTE;
}

/**
 * Takes a call's cost, or tells how long there is no room for it, milliseconds.
 * Infinity: there never will be. A bucket without a limit has room.
 */
export function takeQuota(
  ledger: QuotaLedger,
  cost: QuotaUnits,
  limits: QuotaUnits,
  {nowMs, work}: {readonly nowMs: number; readonly work?: Work | undefined},
): {readonly ledger: QuotaLedger} | {readonly waitMs: number} {
  const buckets = entriesOf(cost);
  const isBulk = (cost.criticalWrites ?? 0) > 1 || work === 'bulk';
  const waits = buckets.map(([bucket, units]) => {
    const reserve = isBulk && isCritical(bucket) ? BATCH_RESERVE : 0;
    const limit = (limits[bucket] ?? Infinity) - reserve;
    return waitFor(recent(ledger, bucket, nowMs), units, limit, bucket, nowMs);
  });
  const waitMs = Math.max(0, ...waits);
  if (waitMs > 0) return {waitMs};
  return {
    ledger: {
      ...ledger,
      ...Object.fromEntries(
        buckets.map(([bucket, units]) => [
          bucket,
          addTo(recent(ledger, bucket, nowMs), units, slotOf(bucket, nowMs)),
        ]),
      ),
    },
  };
}

/** Of what edits take; a deletion is written before all bulk work, and a batch of them is a third of a minute. */
function isCritical(bucket: QuotaBucket): boolean {
  return bucket === 'criticalReads' || bucket === 'criticalWrites';
}

/** Of the project's minute: so much is given in turns. */
export const TURNS_SHARE = 0.8;
/** So far bulk work may fill it, and lists that have begun. The rest is for a few writes. */
const SHARES: Readonly<Record<Work, number>> = {bulk: 0.9, few: 1};

/** Whether it does nothing but read contacts. */
export function isRead(cost: QuotaUnits): boolean {
  return entriesOf(cost).every(([bucket]) => bucket === 'criticalReads');
}

/** Whether a call, of which that is all that is known, may be one of many. */
function isBulk(cost: QuotaUnits): boolean {
  return isRead(cost) || entriesOf(cost).some(([, units]) => units > 1);
}

/**
 * Takes a call's cost of the quota that all accounts share, or tells when there
 * is room for it. What waits for a turn has the cost taken for then, so that the
 * first to come is the first to be served, instead of asking again and again
 * with all others; what does not takes what turns leave, and bulk work leaves
 * some of that to what is few: it asks so often that those would never find any.
 */
export function bookQuota(
  ledger: QuotaLedger,
  cost: QuotaUnits,
  {
    limits,
    nowMs,
    takesTurns,
    work = isBulk(cost) ? 'bulk' : 'few',
  }: {
    readonly limits: QuotaUnits;
    readonly nowMs: number;
    readonly takesTurns: boolean;
    readonly work?: Work | undefined;
  },
): {readonly ledger: QuotaLedger; readonly waitMs: number} {
  const share = takesTurns ? TURNS_SHARE : SHARES[work];
  const slots = entriesOf(cost).flatMap(([bucket, units]) => {
    const limit = limits[bucket];
    if (limit === undefined) return [];
    const taken = recent(ledger, bucket, nowMs);
    const most = Math.max(limit * share, units);
    const slot = roomFrom({taken, units, limit: most}, bucket, nowMs);
    return [{bucket, units, taken, slot}];
  });
  const waits = slots.map(({bucket, slot}) =>
    Math.max(0, slot * windowOf(bucket).slotMs - nowMs),
  );
  const waitMs = Math.max(0, ...waits);
  if (waitMs > 0 && !takesTurns) return {ledger, waitMs};
  const booked = slots.map(({bucket, units, taken, slot}) => [
    bucket,
    addAt(taken, units, slot),
  ]);
  return {ledger: {...ledger, ...Object.fromEntries(booked)}, waitMs};
}

/** Gives back what was booked for then and is not called. */
export function unbookQuota(
  ledger: QuotaLedger,
  cost: QuotaUnits,
  atMs: number,
): QuotaLedger {
  const left = entriesOf(cost).flatMap(([bucket, units]) => {
    const booked = Math.round(atMs / windowOf(bucket).slotMs);
    const slots = (ledger[bucket] ?? []).map(([slot, spent]): Taken => [
      slot,
      slot === booked ? Math.max(0, spent - units) : spent,
    ]);
    return slots.length === 0 ? [] : [[bucket, slots] as const];
  });
  return {...ledger, ...Object.fromEntries(left)};
}

/** The first slot from now on in which no window that holds it would hold too much. */
function roomFrom(
  {
    taken,
    units,
    limit,
  }: {
    readonly taken: readonly Taken[];
    readonly units: number;
    readonly limit: number;
  },
  bucket: QuotaBucket,
  nowMs: number,
): number {
  const {slots} = windowOf(bucket);
  const now = slotOf(bucket, nowMs);
  const unitsAt = new Map<number, number>();
  for (const [slot, spent] of taken) {
    unitsAt.set(slot, (unitsAt.get(slot) ?? 0) + spent);
  }
  const first = now - slots + 1;
  let sum = 0;
  for (let slot = first; slot < first + slots; slot++) {
    sum += unitsAt.get(slot) ?? 0;
  }
  let lastFull = first - 1;
  for (let slot = first; ; slot++) {
    if (sum + units > limit) lastFull = slot;
    // None of the windows that begin before it and hold it is full.
    if (slot >= now && slot - lastFull >= slots) return slot;
    sum += (unitsAt.get(slot + slots) ?? 0) - (unitsAt.get(slot) ?? 0);
  }
}

function addAt(
  taken: readonly Taken[],
  units: number,
  at: number,
): readonly Taken[] {
  const before = taken.filter(([slot]) => slot < at);
  const there = taken.filter(([slot]) => slot === at);
  const after = taken.filter(([slot]) => slot > at);
  return [...before, [at, sumOf(there) + units], ...after];
}

function entriesOf(
  cost: QuotaUnits,
): readonly (readonly [QuotaBucket, number])[] {
  return BUCKETS.flatMap(bucket => {
    const units = cost[bucket];
    return units === undefined ? [] : [[bucket, units] as const];
  });
}

function slotOf(bucket: QuotaBucket, nowMs: number): number {
  return Math.floor(nowMs / windowOf(bucket).slotMs);
}

/** What still counts. A slot of the future, from a clock that was put back, does. */
function recent(
  ledger: QuotaLedger,
  bucket: QuotaBucket,
  nowMs: number,
): readonly Taken[] {
  const from = slotOf(bucket, nowMs) - windowOf(bucket).slots;
  return (ledger[bucket] ?? []).filter(([slot]) => slot > from);
}

function addTo(
  taken: readonly Taken[],
  units: number,
  now: number,
): readonly Taken[] {
  const last = taken.at(-1);
  return last !== undefined && last[0] >= now
    ? [...taken.slice(0, -1), [last[0], last[1] + units]]
    : [...taken, [now, units]];
}

function waitFor(
  taken: readonly Taken[],
  units: number,
  limit: number,
  bucket: QuotaBucket,
  nowMs: number,
): number {
  if (units > limit) return Infinity;
  let excess = sumOf(taken) + units - limit;
  if (excess <= 0) return 0;
  const {slotMs, slots} = windowOf(bucket);
  for (const [slot, spent] of taken) {
    excess -= spent;
    if (excess <= 0) return (slot + slots) * slotMs - nowMs;
  }
  return Infinity;
}

function sumOf(taken: readonly Taken[]): number {
  return taken.reduce((sum, [, units]) => sum + units, 0);
}

/** Units taken within the minute or day before now; what is booked for later is not. */
export function takenOf(
  ledger: QuotaLedger,
  bucket: QuotaBucket,
  nowMs: number,
): number {
  const now = slotOf(bucket, nowMs);
  return sumOf(recent(ledger, bucket, nowMs).filter(([slot]) => slot <= now));
}

/** What a refusal tells of a quota: that its minute is full, however little was counted here. */
export function fillQuota(
  ledger: QuotaLedger,
  bucket: QuotaBucket,
  {units, nowMs}: {readonly units: number; readonly nowMs: number},
): QuotaLedger {
  const missing = units - takenOf(ledger, bucket, nowMs);
  if (missing <= 0) return ledger;
  const now = slotOf(bucket, nowMs);
  const taken = recent(ledger, bucket, nowMs);
  return {...ledger, [bucket]: addAt(taken, missing, now)};
}

/** The quota that a 429 names. */
export interface NamedQuota {
  readonly bucket: QuotaBucket;
  readonly scope: QuotaScope;
  /** Its limit, where Google tells it. */
  readonly units?: number | undefined;
}

/**
 * The limit that a refusal teaches: the one Google tells, or what had been taken
 * before the call that was refused. Undefined where far less had been taken than
 * is believed to be allowed: then others use the same quota, and waiting is all.
 * Where nothing was believed, all may take at least what one may.
 */
export function learnLimit(
  {bucket, units}: NamedQuota,
  {
    believed,
    taken,
  }: {readonly believed: number | undefined; readonly taken: number},
): number | undefined {
  const least = leastOf(bucket);
  if (units !== undefined) return Math.max(units, least);
  if (believed === undefined) return Math.max(taken, USER_LIMITS[bucket]);
  if (taken >= believed || taken < believed / LESSON_SHARE) return undefined;
  return Math.max(taken, least);
}

const LESSON_SHARE = 4;

/** The first wait of the quota that lasts for hours, and the longest, milliseconds. */
const EXHAUSTED_MS_MIN = 5 * 60_000;
const EXHAUSTED_MS_MAX = 6 * HOUR_MS;

/** How long contacts are not written after the nth such answer in a row, from 1. */
export function exhaustedMs(strikes: number): number {
  return Math.min(EXHAUSTED_MS_MIN * 2 ** (strikes - 1), EXHAUSTED_MS_MAX);
}

/** `people:batchUpdateContacts`, `people:batchCreateContacts`. */
const BATCH_MAX = 200;

/**
 * From how many contacts on one batch takes a smaller share than single calls of
 * what is scarcest: minutes, or what is left of the day. A full one costs the day
 * no more than they do.
 */
export function batchLeast({
  perMinute,
  dayLeft,
}: {
  readonly perMinute: number;
  readonly dayLeft: number;
}): number {
  const share = ({criticalWrites = 0, contactWrites = 0}: QuotaUnits, n = 1) =>
    Math.max(
      (criticalWrites * n) / perMinute,
      (contactWrites * n) / Math.max(dayLeft, 1),
    );
  const batch = share(BATCH_WRITE);
  for (let count = 2; count < BATCH_MAX; count++) {
    if (batch < share(SINGLE_WRITE, count)) return count;
  }
  return BATCH_MAX;
}
