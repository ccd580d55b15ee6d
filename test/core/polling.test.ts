import {expect, test} from '@jest/globals';
import {pollIntervalMs} from '../../server/core/polling.ts';

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
