import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {mailTimeMs} from '../../server/core/notice.ts';

const at = (time: string) => Date.parse(time);

test.each([
  ['2026-03-02T05:59:59.999Z', 6, '2026-03-02T06:00:00Z'],
  ['2026-03-02T06:00:00Z', 6, '2026-03-03T06:00:00Z'],
  ['2026-03-02T23:30:00Z', 0, '2026-03-03T00:00:00Z'],
  ['2026-12-31T22:30:00Z', 22, '2027-01-01T22:00:00Z'],
])('what is told at %s is gathered until hour %i: %s', (told, hour, sent) => {
  expect(mailTimeMs('DAILY', at(told), hour)).toBe(at(sent));
});

test('what is mailed at once goes then, what is not never', () => {
  const told = at('2026-03-02T10:00:00Z');
  expect(mailTimeMs('IMMEDIATE', told, 6)).toBe(told);
  expect(mailTimeMs('NONE', told, 6)).toBeUndefined();
});

test('a digest comes at its hour, within a day', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 0, max: 4e12}),
      fc.integer({min: 0, max: 23}),
      (told, hour) => {
        const sent = mailTimeMs('DAILY', told, hour)!;
        expect(sent).toBeGreaterThan(told);
        expect(sent - told).toBeLessThanOrEqual(24 * 3_600_000);
        expect(new Date(sent).getUTCHours()).toBe(hour);
      },
    ),
  );
});
