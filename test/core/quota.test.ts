import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  costOf,
  USER_LIMITS,
  type QuotaUnits,
} from '../../server/core/quota-costs.ts';
import {
  BATCH_RESERVE,
  batchLeast,
  bookQuota,
  exhaustedMs,
  fillQuota,
  learnLimit,
  takenOf,
  takeQuota,
  unbookQuota,
  type QuotaLedger,
} from '../../server/core/quota.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NOW_MS = Date.UTC(2026, 10, 22, 9, 30);

/** Calls at times, each made when there is room and else left out; when those made were. */
function callsMade(
  calls: readonly {readonly afterMs: number; readonly method: string}[],
  limits: QuotaUnits,
): readonly {readonly atMs: number; readonly cost: QuotaUnits}[] {
  let ledger: QuotaLedger = {};
  let nowMs = NOW_MS;
  const made: {atMs: number; cost: QuotaUnits}[] = [];
  for (const {afterMs, method} of calls) {
    nowMs += afterMs;
    const cost = costOf(method);
    const taken = takeQuota(ledger, cost, limits, {nowMs});
    if ('waitMs' in taken) continue;
    ledger = taken.ledger;
    made.push({atMs: nowMs, cost});
  }
  return made;
}

const METHOD = fc.constantFrom(
  'people.updateContact',
  'people.batchCreateContacts',
  'people.connections.list',
);

describe('what is taken of a quota', () => {
  test('is at most the limit in any minute, wherever Google begins to count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({afterMs: fc.nat(30_000), method: METHOD}), {
          minLength: 1,
          maxLength: 120,
        }),
        fc.integer({min: 12, max: 90}),
        (calls, limit) => {
          const made = callsMade(calls, {
            criticalReads: limit,
            criticalWrites: limit,
          });
          for (const {atMs: from} of made) {
            const reads = made
              .filter(({atMs}) => atMs >= from && atMs < from + MINUTE_MS)
              .reduce((sum, {cost}) => sum + (cost.criticalReads ?? 0), 0);
            expect(reads).toBeLessThanOrEqual(limit);
          }
        },
      ),
    );
  });

  test('is at most the limit in any day', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            afterMs: fc.nat(4 * 60 * MINUTE_MS),
            method: fc.constant('people.batchCreateContacts'),
          }),
          {minLength: 1, maxLength: 60},
        ),
        calls => {
          const made = callsMade(calls, {contactWrites: 1_000});
          for (const {atMs: from} of made) {
            const day = made.filter(
              ({atMs}) => atMs >= from && atMs < from + DAY_MS,
            );
            expect(day.length * 200).toBeLessThanOrEqual(1_000);
          }
        },
      ),
    );
  });

  test('after the wait it told there is room, and a second before there is none', () => {
    const limits = {criticalReads: 30, criticalWrites: 30};
    const cost = costOf('people.batchUpdateContacts');
    let ledger: QuotaLedger = {};
    for (let second = 0; second < 4; second++) {
      const taken = takeQuota(ledger, cost, limits, {
        nowMs: NOW_MS + second * 1_000,
      });
      if ('ledger' in taken) ledger = taken.ledger;
    }
    const fullMs = NOW_MS + 4_000;
    const refused = takeQuota(ledger, cost, limits, {nowMs: fullMs});
    if (!('waitMs' in refused)) throw new Error('there was room');
    expect(refused.waitMs).toBeLessThanOrEqual(MINUTE_MS + 1_000);
    const after = fullMs + refused.waitMs;
    expect(takeQuota(ledger, cost, limits, {nowMs: after})).toHaveProperty(
      'ledger',
    );
    expect(
      takeQuota(ledger, cost, limits, {nowMs: after - 1_000}),
    ).toHaveProperty('waitMs');
  });

  test('a full minute of batches leaves room for single edits', () => {
    const limits = {criticalReads: 90, criticalWrites: 90};
    const batches = Array.from({length: 20}, () => ({
      afterMs: 0,
      method: 'people.batchCreateContacts',
    }));
    expect(callsMade(batches, limits)).toHaveLength(14);
    const edits = Array.from({length: 10}, () => ({
      afterMs: 0,
      method: 'people.updateContact',
    }));
    expect(callsMade([...batches, ...edits], limits)).toHaveLength(
      14 + BATCH_RESERVE,
    );
  });

  test('of which a call is larger than all, there never is room', () => {
    const batch = costOf('people.batchDeleteContacts');
    expect(takeQuota({}, batch, {writes: 9}, {nowMs: NOW_MS})).toEqual({
      waitMs: Infinity,
    });
  });

  test('is forgotten after its minute', () => {
    const cost = costOf('people.updateContact');
    const taken = takeQuota({}, cost, {}, {nowMs: NOW_MS});
    if ('waitMs' in taken) throw new Error('there was no room');
    expect(takenOf(taken.ledger, 'criticalWrites', NOW_MS)).toBe(1);
    const later = NOW_MS + MINUTE_MS + 1_000;
    expect(takenOf(taken.ledger, 'criticalWrites', later)).toBe(0);
    const again = takeQuota(taken.ledger, cost, {}, {nowMs: later});
    expect(again).toHaveProperty('ledger.criticalWrites.length', 1);
  });
});

describe('what a refusal teaches', () => {
  const quota = {bucket: 'criticalWrites', scope: 'user'} as const;

  test.each([
    ['the limit that Google tells', 60, {believed: 90, taken: 3}, 60],
    ['a higher one too', 600, {believed: 90, taken: 90}, 600],
    ['never less than lets work move on', 2, {believed: 90, taken: 2}, 18],
  ])('%s', (_, units, use, expected) => {
    expect(learnLimit({...quota, units}, use)).toBe(expected);
  });

  test.each([
    ['photoWrites', 10, 10],
    ['photoWrites', 0, 1],
    ['groupReads', 5, 5],
    ['writes', 12, 12],
    ['writes', 5, 10],
    ['criticalReads', 5, 18],
  ] as const)(
    'of %s, told to be %d, that it is %d: one call has to fit',
    (bucket, units, expected) => {
      const use = {believed: 50, taken: units};
      expect(learnLimit({bucket, scope: 'user', units}, use)).toBe(expected);
    },
  );

  test('untold, what had been taken', () => {
    expect(learnLimit(quota, {believed: 90, taken: 30})).toBe(30);
  });

  test('where nothing was believed, what all had taken, and no less than one may take', () => {
    const use = {believed: undefined};
    expect(learnLimit(quota, {...use, taken: 700})).toBe(700);
    expect(learnLimit(quota, {...use, taken: 4})).toBe(90);
  });

  test('of a day no less than lets a batch through', () => {
    const day = {bucket: 'contactWrites', scope: 'user', units: 50} as const;
    expect(learnLimit(day, {believed: 100_000, taken: 50})).toBe(200);
  });

  test('nothing, where hardly anything had been taken: others use it as well', () => {
    expect(learnLimit(quota, {believed: 90, taken: 4})).toBeUndefined();
  });
});

test('the quota that lasts for hours is waited for from five minutes to six hours', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 20].map(
    strikes => exhaustedMs(strikes) / MINUTE_MS,
  );
  expect(minutes).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
});

describe('a batch is taken', () => {
  test('from seven on while the minute is scarce', () => {
    expect(batchLeast({perMinute: 90, dayLeft: 100_000})).toBe(7);
  });

  test('later as the day runs out, for it costs two hundred of it', () => {
    expect(batchLeast({perMinute: 90, dayLeft: 1_000})).toBeGreaterThan(7);
    expect(batchLeast({perMinute: 90, dayLeft: 300})).toBeGreaterThan(50);
  });

  test('at the latest when it is full, for then it costs the day nothing more', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 12, max: 600}),
        fc.integer({min: 200, max: 100_000}),
        (perMinute, dayLeft) => {
          const least = batchLeast({perMinute, dayLeft});
          expect(least).toBeGreaterThanOrEqual(7);
          expect(least).toBeLessThanOrEqual(200);
        },
      ),
    );
  });
});

/** People API notes, section 12; what it does not price costs one of the bucket that is named after it. */
test.each<readonly [string, QuotaUnits]>([
  ['people.connections.list', {criticalReads: 1}],
  ['people.getBatchGet', {criticalReads: 1}],
  ['otherContacts.list', {criticalReads: 1}],
  ...['people.createContact', 'people.updateContact'].map(
    method =>
      [
        method,
        {criticalReads: 1, criticalWrites: 1, contactWrites: 1},
      ] as const,
  ),
  ...['people.batchCreateContacts', 'people.batchUpdateContacts'].map(
    method =>
      [
        method,
        {criticalReads: 6, criticalWrites: 6, contactWrites: 200},
      ] as const,
  ),
  ['people.deleteContact', {writes: 1}],
  ['people.batchDeleteContacts', {writes: 10}],
  ['people.updateContactPhoto', {photoWrites: 1}],
  ['people.deleteContactPhoto', {photoWrites: 1}],
  ['contactGroups.list', {groupReads: 1}],
  ['contactGroups.get', {groupReads: 1}],
  ['contactGroups.create', {writes: 1}],
  ['contactGroups.update', {writes: 1}],
  ['contactGroups.delete', {writes: 1}],
  ['contactGroups.members.modify', {writes: 1}],
])('%s costs %j', (method, cost) => {
  expect(costOf(method)).toEqual(cost);
});

test('until Google says otherwise a user has what projects were given', () => {
  expect(USER_LIMITS).toEqual({
    criticalReads: 90,
    criticalWrites: 90,
    contactWrites: 100_000,
    writes: 30,
    photoWrites: 50,
    groupReads: 90,
  });
});

test('a call that nobody priced is not made', () => {
  expect(() => costOf('people.unheardOf')).toThrow('its cost is not known');
});

describe('of a quota that all accounts share', () => {
  const LIST = costOf('people.connections.list');
  const EDIT = costOf('people.updateContact');

  /** Calls at times; reads are made in their turn, edits at once or not at all. */
  function callsOf(
    calls: readonly {readonly afterMs: number; readonly isEdit: boolean}[],
    limit: number,
  ) {
    const limits = {criticalReads: limit, criticalWrites: limit};
    let ledger: QuotaLedger = {};
    let nowMs = NOW_MS;
    return calls.flatMap(({afterMs, isEdit}) => {
      nowMs += afterMs;
      const cost = isEdit ? EDIT : LIST;
      const booked = bookQuota(ledger, cost, {
        ...{limits, nowMs},
        takesTurns: !isEdit,
      });
      ledger = booked.ledger;
      const isMade = booked.waitMs === 0 || !isEdit;
      return isMade ? [{isEdit, nowMs, atMs: nowMs + booked.waitMs}] : [];
    });
  }

  const CALLS = fc.array(
    fc.record({afterMs: fc.nat(3_000), isEdit: fc.boolean()}),
    {minLength: 1, maxLength: 150},
  );

  test('turns and edits together take no more than the limit in any minute', () => {
    fc.assert(
      fc.property(CALLS, fc.integer({min: 12, max: 40}), (calls, limit) => {
        const made = callsOf(calls, limit);
        for (const {atMs: from} of made) {
          const within = made.filter(
            ({atMs}) => atMs >= from && atMs < from + MINUTE_MS,
          );
          expect(within.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  test('turns come in the order in which they were asked for', () => {
    fc.assert(
      fc.property(CALLS, calls => {
        const turns = callsOf(calls, 12).filter(({isEdit}) => !isEdit);
        const times = turns.map(({atMs}) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  test('what is booked for later teaches nothing of a limit', () => {
    let ledger: QuotaLedger = {};
    for (let calls = 0; calls < 60; calls++) {
      ledger = bookQuota(ledger, LIST, {
        ...{limits: {criticalReads: 20}, nowMs: NOW_MS},
        takesTurns: true,
      }).ledger;
    }
    expect(takenOf(ledger, 'criticalReads', NOW_MS)).toBe(16);
  });

  test('a turn that is given back is the next one’s', () => {
    fc.assert(
      fc.property(
        fc.nat(150),
        fc.integer({min: 12, max: 40}),
        (turns, most) => {
          const limits = {criticalReads: most};
          const book = (ledger: QuotaLedger) =>
            bookQuota(ledger, LIST, {limits, nowMs: NOW_MS, takesTurns: true});
          let ledger: QuotaLedger = {};
          for (let turn = 0; turn < turns; turn++) ledger = book(ledger).ledger;
          const given = book(ledger);
          const back = unbookQuota(given.ledger, LIST, NOW_MS + given.waitMs);
          expect(book(back)).toEqual(given);
        },
      ),
    );
  });

  test('edits find room while everybody waits for a turn', () => {
    const waiting = Array.from({length: 500}, () => ({
      afterMs: 0,
      isEdit: false,
    }));
    const edits = Array.from({length: 10}, () => ({
      afterMs: 100,
      isEdit: true,
    }));
    const made = callsOf([...waiting, ...edits], 100);
    expect(made.filter(({isEdit}) => isEdit)).toHaveLength(10);
    const last = Math.max(...made.map(({atMs}) => atMs - NOW_MS));
    expect(last).toBeLessThanOrEqual(7 * (MINUTE_MS + 1_000));
  });

  /** As many as there is room for at once, none of which waits for a turn. */
  function takeAll(method: string, ledger: QuotaLedger): QuotaLedger {
    let taken = ledger;
    for (let calls = 0; calls < 500; calls++) {
      const booked = bookQuota(taken, costOf(method), {
        ...{limits: SHARED, nowMs: NOW_MS, takesTurns: false},
      });
      if (booked.waitMs === 0) taken = booked.ledger;
    }
    return taken;
  }

  const SHARED: QuotaUnits = {criticalReads: 120, criticalWrites: 120};

  test.each(['people.batchUpdateContacts', 'people.connections.list'])(
    'edits find room however much %s is called without a turn',
    method => {
      const edit = bookQuota(takeAll(method, {}), EDIT, {
        ...{limits: SHARED, nowMs: NOW_MS, takesTurns: false},
      });
      expect(edit.waitMs).toBe(0);
    },
  );

  test('batches and lists that go on find room while everybody waits for a turn', () => {
    let ledger: QuotaLedger = {};
    for (let calls = 0; calls < 500; calls++) {
      ledger = bookQuota(ledger, LIST, {
        ...{limits: SHARED, nowMs: NOW_MS, takesTurns: true},
      }).ledger;
    }
    for (const method of [
      'people.batchUpdateContacts',
      'people.connections.list',
    ]) {
      expect(takeAll(method, ledger)).not.toEqual(ledger);
    }
  });
});

test('a refusal tells that a minute is full, however little was counted here', () => {
  const cost = costOf('people.connections.list');
  const limits = {criticalReads: 60};
  const roomAfter = (ledger: QuotaLedger) =>
    bookQuota(ledger, cost, {limits, nowMs: NOW_MS, takesTurns: false}).waitMs;
  const counted: QuotaLedger = {criticalReads: [[NOW_MS / 1000, 3]]};
  expect(roomAfter(counted)).toBe(0);
  const full = fillQuota(counted, 'criticalReads', {units: 60, nowMs: NOW_MS});
  expect(takenOf(full, 'criticalReads', NOW_MS)).toBe(60);
  expect(roomAfter(full)).toBeGreaterThan(MINUTE_MS - 1);
  expect(fillQuota(full, 'criticalReads', {units: 30, nowMs: NOW_MS})).toEqual(
    full,
  );
});
