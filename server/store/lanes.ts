import {sql, type RawBuilder} from 'kysely';
import type {Db, Tx} from './queries.ts';

/**
 * A lane is a stream of work that never runs twice at once, such as all that
 * happens in one account. It is a row, and everything about it is in there:
 *
 * - **Wake-ups** move its next time forward and never back, so a burst is one
 *   run. One that comes during a run stays, and the lane runs again after it.
 * - A **lease** is held by the worker that claimed the lane. When it runs out
 *   the lane may be claimed again: its holder died, or sleeps.
 * - The **fence**: each claim raises the token. A worker's transaction begins by
 *   asserting that the token is still its own, so one that slept through its
 *   lease writes nothing.
 *
 * The fence takes the row's weakest lock, FOR KEY SHARE, and that is what lets
 * two workers wake each other's lanes: a wake-up (FOR NO KEY UPDATE) passes it, a
 * claim (FOR UPDATE) does not. Every time is `service_now()` of the database;
 * it is asked once per statement, or no index would help.
 */
export interface Lane {
  readonly key: string;
  /** Rises with every claim; whoever has the highest holds the lane. */
  readonly token: number;
  /** 1 at first, more after runs that failed, in part too, or never ended. */
  readonly attempts: number;
  /** It goes on with bulk work, and nothing woke it since. */
  readonly isBulk: boolean;
}

/** What a run leaves behind. */
export type Release =
  /** Null: until something wakes it. */
  | {
      readonly kind: 'done';
      readonly nextInMs: number | null;
      /** It goes on with bulk work, unless something wakes it. */
      readonly isBulk?: boolean;
      /** Something in it failed: the next run counts as another attempt. */
      readonly isPartial?: boolean;
    }
  /** Wake-ups do not hurry it before then. */
  | {readonly kind: 'failed'; readonly retryInMs: number};

/** Somebody else has the lane now, or will soon: stop, and write nothing. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';

  constructor(lane: Lane) {
    super(`Lane ${lane.key} went to another worker after token ${lane.token}.`);
  }
}

/** Channel of `Database.listen` on which wake-ups are signalled. */
export const LANES_CHANNEL = 'lanes';

export const DIRECTORY_LANE = 'directory';

export const MAIL_LANE = 'mail';

export function operationLane(operationId: string): string {
  return `operations/${operationId}`;
}

export function searchLane(operationId: string): string {
  return `searches/${operationId}`;
}

export function actLane(operationId: string): string {
  return `acts/${operationId}`;
}

export function numbersLane(labelId: string): string {
  return `numbers/${labelId}`;
}

export function accountLane(accountId: string): string {
  return `accounts/${accountId}`;
}

/**
 * Has a lane run at a time, or now, unless it already does so earlier. A lane
 * comes to be by its first wake-up. It counts when the transaction commits.
 */
export async function wakeLane(
  tx: Db,
  key: string,
  {at}: {readonly at?: Date} = {},
): Promise<void> {
  await wake(tx, [key], at);
}

/**
 * Wakes many lanes now. Once per transaction and late in it, or two transactions
 * may wait for each other's lanes.
 */
export async function wakeLanes(
  tx: Db,
  keys: readonly string[],
): Promise<void> {
  await wake(tx, keys, undefined);
}

async function wake(
  tx: Db,
  keys: readonly string[],
  at: Date | undefined,
): Promise<void> {
  if (keys.length === 0) return;
  // Rows are locked in the order of keys, whoever wakes them.
  await sql`
    with woken as (
      insert into lanes (key, next_time)
      select key, coalesce(${at ?? null}::timestamptz, (select service_now()))
      from (select distinct unnest(${keys}::text[]) collate "C" as key) as keys
      order by key
      on conflict (key) do update set
        next_time = least(lanes.next_time, excluded.next_time),
        bulk = false
      returning key
    )
    select pg_notify(${LANES_CHANNEL}, '') from woken limit 1`.execute(tx);
}

/**
 * Takes the lane that has been due longest, and its wake-ups with it; undefined
 * when none is due. One with bulk work has its turn as any: after all others it
 * would never have one where others are always due. Several workers
 * may try at once: each gets another lane.
 */
export async function claimLane(
  db: Db,
  claim: {
    readonly owner: string;
    readonly leaseMs: number;
    /** Lanes whose key begins with it. */
    readonly prefix?: string;
    /** Leaves lanes with bulk work to others. */
    readonly noBulk?: boolean;
  },
): Promise<Lane | undefined> {
  const {owner, leaseMs, prefix = '', noBulk = false} = claim;
  const first = (isBulk: boolean) => sql`
    select * from (
      select key, due_time from lanes
      where bulk = ${sql.lit(isBulk)} and due_time <= (select service_now())
        and starts_with(key, ${prefix})
      order by due_time
      limit 1
      for update skip locked) as due`;
  const candidates = noBulk
    ? first(false)
    : sql`${first(false)} union all ${first(true)}`;
  const {rows} = await sql<Lane>`
    update lanes set
      owner = ${owner},
      token = token + 1,
      attempts = attempts + 1,
      lease_until = (select service_now()) + ${ms(leaseMs)},
      next_time = null,
      retry_time = null
    where key = (
      select key from (${candidates}) as firsts order by due_time limit 1)
    returning key, token, attempts, bulk as "isBulk"`.execute(db);
  return rows[0];
}

/** Holds a lane for longer. Throws `LostLeaseError`. */
export async function renewLease(
  db: Db,
  lane: Lane,
  leaseMs: number,
): Promise<void> {
  const {rows} = await sql`
    update lanes set lease_until = (select service_now()) + ${ms(leaseMs)}
    where key = ${lane.key} and token = ${lane.token} and owner is not null
    returning key`.execute(db);
  if (rows.length === 0) throw new LostLeaseError(lane);
}

/**
 * Gives a lane back. False: it was somebody else's by then, and nothing happened.
 */
export async function releaseLane(
  db: Db,
  lane: Lane,
  release: Release,
): Promise<boolean> {
  const {rows} = await sql<{key: string}>`
    update lanes set owner = null, lease_until = null, ${timesAfter(release)}
    where key = ${lane.key} and token = ${lane.token} and owner is not null
    returning key`.execute(db);
  return rows.length > 0;
}

function timesAfter(release: Release) {
  switch (release.kind) {
    case 'done':
      return sql`
        attempts = case when ${release.isPartial ?? false} then attempts else 0 end,
        bulk = ${release.isBulk ?? false} and next_time is null,
        next_time = least(next_time,
          (select service_now()) + ${ms(release.nextInMs)})`;
    case 'failed':
      return sql`
        next_time = (select service_now()),
        retry_time = (select service_now()) + ${ms(release.retryInMs)}`;
  }
}

/**
 * Throws `LostLeaseError` unless the lane is still held by whoever claimed it as
 * this `lane`; if so, nobody claims it until the transaction ends. The first
 * statement of every transaction in which a worker writes.
 */
export async function assertFence(tx: Tx, lane: Lane): Promise<void> {
  const {rows} = await sql`
    select key from lanes
    where key = ${lane.key} and token = ${lane.token} and owner is not null
    for key share`.execute(tx);
  if (rows.length === 0) throw new LostLeaseError(lane);
}

/** How a lane stands; undefined for one that nothing woke yet. */
export interface LaneState {
  readonly token: number;
  readonly attempts: number;
  readonly isLeased: boolean;
  /** Another run follows this one at once: it had more to do than goes into one. */
  readonly goesOn: boolean;
  /** How long it still waits after a failure, whoever wakes it. */
  readonly waitsMs: number;
}

export async function readLane(
  db: Db,
  key: string,
): Promise<LaneState | undefined> {
  const {rows} = await sql<LaneState>`
    select token, attempts, owner is not null as "isLeased",
      bulk and due_time <= (select service_now()) as "goesOn",
      coalesce(${msUntil(sql`retry_time`)}, 0) as "waitsMs"
    from lanes where key = ${key}`.execute(db);
  return rows[0];
}

/** The time until some lane is due, not below 0; null when none will be by itself. */
export async function readMsUntilDue(db: Db): Promise<number | null> {
  const {rows} = await sql<{ms: number | null}>`
    select ${msUntil(sql`min(due_time)`)} as ms from lanes`.execute(db);
  return rows[0]?.ms ?? null;
}

/** Null for no time, 0 for one in the past. */
function msUntil(time: RawBuilder<unknown>) {
  return sql<number | null>`case when ${time} is not null then greatest(0,
    extract(epoch from ${time} - (select service_now())) * 1000)::float8 end`;
}

function ms(duration: number | null) {
  return sql`${duration}::float8 * interval '1 millisecond'`;
}
