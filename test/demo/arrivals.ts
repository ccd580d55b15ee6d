/** How a label comes to each member: what delivery says and what the emulator counted. */
import {setTimeout as delay} from 'node:timers/promises';
import type {DeliveryRow, Emulator, Service, WorldView} from './calls.ts';
import {DemoFault} from './fault.ts';

export interface Member {
  readonly email: string;
  readonly name: string;
}

export interface Arrival extends Member {
  /** Contacts of the label that stand there as they should. */
  readonly copies: number;
  readonly waiting: number;
  /** Those of the copies that were the account's own contacts before. */
  readonly linked: number;
  readonly reason: string | undefined;
  /** Calls to Google for this account, when it had arrived or now. */
  readonly calls: number;
  /** From the grant until nothing more was owed; undefined: not yet. */
  readonly afterMs: number | undefined;
}

const LOOK_MS = 50;
/** Longest time without any change at anybody. */
const STILL_MS_MAX = 60_000;

/** Who is in a group, its groups followed, each once. */
export function membersOf(
  {users, groups}: Pick<WorldView, 'users' | 'groups'>,
  groupEmail: string,
): readonly Member[] {
  const found = new Set<string>();
  const open = [groupEmail];
  for (let email = open.pop(); email !== undefined; email = open.pop()) {
    if (found.has(email)) continue;
    found.add(email);
    open.push(...(groups.find(each => each.email === email)?.members ?? []));
  }
  return users.filter(({email}) => found.has(email));
}

/**
 * Looks at delivery until every member has what they get now; what is held waits for a
 * person and for nothing else. `onChange` sees every change.
 *
 * @throws DemoFault when nothing moves any more.
 */
export async function watchArrivals(
  label: {readonly name: string; readonly size: number},
  {
    service,
    emulator,
    members,
    sinceMs,
    countLinked,
    onChange,
    signal,
  }: {
    readonly service: Service;
    readonly emulator: Emulator;
    readonly members: readonly Member[];
    /** `performance.now()` at the grant. */
    readonly sinceMs: number;
    /** Asked once for each account, when it has arrived. */
    readonly countLinked: (email: string) => Promise<number>;
    readonly onChange: (arrivals: readonly Arrival[]) => void;
    readonly signal: AbortSignal;
  },
): Promise<readonly Arrival[]> {
  let arrivals = members.map(notYet);
  let changedMs = sinceMs;
  let seen = '';
  while (performance.now() - changedMs < STILL_MS_MAX) {
    const delivery = await service.delivery(label.name);
    const nowMs = performance.now();
    const text = JSON.stringify(delivery);
    if (text !== seen) {
      seen = text;
      changedMs = nowMs;
      const calls = await emulator.countCalls();
      const before = arrivals;
      arrivals = arrivals.map(arrival =>
        advance(arrival, {
          row: delivery.find(({email}) => email === arrival.email),
          size: label.size,
          calls: calls[arrival.email] ?? 0,
          afterMs: nowMs - sinceMs,
        }),
      );
      arrivals = await Promise.all(
        arrivals.map(async (arrival, index) =>
          arrival.afterMs === before[index]?.afterMs
            ? arrival
            : {...arrival, linked: await countLinked(arrival.email)},
        ),
      );
      onChange(arrivals);
      if (arrivals.every(({afterMs}) => afterMs !== undefined)) return arrivals;
    }
    await delay(LOOK_MS, undefined, {signal});
  }
  const missing = arrivals.filter(({afterMs}) => afterMs === undefined);
  throw new DemoFault(
    `Not everything arrived, and nothing moved for ${STILL_MS_MAX / 1000} s: ${missing
      .map(
        ({name, copies, reason}) =>
          `${name} has ${copies} of ${label.size} (${reason ?? 'not reached yet'})`,
      )
      .join(', ')}.`,
  );
}

function notYet(member: Member): Arrival {
  const nothing = {copies: 0, waiting: 0, linked: 0, calls: 0};
  return {...member, ...nothing, reason: undefined, afterMs: undefined};
}

export function advance(
  before: Arrival,
  now: {
    readonly row: DeliveryRow | undefined;
    readonly size: number;
    readonly calls: number;
    readonly afterMs: number;
  },
): Arrival {
  const {row, size, calls, afterMs} = now;
  if (before.afterMs !== undefined || row === undefined) return before;
  const isThere =
    row.upToDate + row.waiting >= size &&
    (row.waiting === 0 || row.reason === 'HELD');
  return {
    ...before,
    copies: row.upToDate,
    waiting: row.waiting,
    reason: row.reason,
    calls,
    afterMs: isThere ? afterMs : undefined,
  };
}
