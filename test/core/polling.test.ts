import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {pollIntervalMs, pollTurnMs} from '../../server/core/polling.ts';

const DAY_MS = 24 * 3_600_000;

test.each([
  ['at once after a change', 0, 60],
  ['six days after it', 6 * DAY_MS, 60],
  ['a week after it', 7 * DAY_MS, 60],
  ['half way to four weeks', 17.5 * DAY_MS, 330],
  ['four weeks after it', 28 * DAY_MS, 600],
  ['without any label', Infinity, 600],
])(
  '%s an account is polled after so many seconds',
  (_when, idleMs, seconds) => {
    const interval = (random: number) =>
      pollIntervalMs({longestMs: 60_000, idleMs, random}) / 1_000;
    expect(interval(0)).toBe(seconds);
    expect(interval(1)).toBe(seconds * 0.9);
  },
);

const anyNeed = fc.record({
  turn: fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true}),
  nowMs: fc.integer({min: 1.7e12, max: 1.9e12}),
  idleMs: fc.integer({min: 0, max: 40 * DAY_MS}),
  longestMs: fc.integer({min: 1_000, max: 86_400_000}),
});

test('among many an account waits no longer than alone, and half as long at least', () => {
  fc.assert(
    fc.property(anyNeed, need => {
      const wait = pollTurnMs(need);
      expect(wait).toBeLessThanOrEqual(pollIntervalMs({...need, random: 0}));
      const longest = need.idleMs > 28 * DAY_MS ? 10 : 1;
      expect(wait).toBeGreaterThanOrEqual(0.5 * longest * need.longestMs - 1);
    }),
  );
});

test('once in its turn an account is polled as rarely as it may be', () => {
  fc.assert(
    fc.property(anyNeed, need => {
      let {nowMs} = need;
      for (let round = 0; round < 3; round++) {
        nowMs += pollTurnMs({...need, nowMs});
      }
      const waits = [0, 1, 2].map(() => {
        const wait = pollTurnMs({...need, nowMs});
        nowMs += wait;
        return wait;
      });
      const longest = need.longestMs * (need.idleMs > 28 * DAY_MS ? 10 : 1);
      for (const wait of waits) expect(wait).toBeGreaterThan(0.99 * longest);
    }),
  );
});

test('many that were polled at once are polled evenly two rounds later, and no more often than they must', () => {
  const need = {longestMs: 60_000, idleMs: 0};
  const polls = Array.from({length: 1_000}, (_, index) => {
    let nowMs = 1_795_000_000_000;
    for (let round = 0; round < 4; round++) {
      nowMs += pollTurnMs({...need, turn: index / 1_000, nowMs});
    }
    expect(pollTurnMs({...need, turn: index / 1_000, nowMs})).toBe(60_000);
    return Math.floor((nowMs % 60_000) / 6_000);
  });
  for (const [, together] of Map.groupBy(polls, part => part)) {
    expect(together).toHaveLength(100);
  }
});
