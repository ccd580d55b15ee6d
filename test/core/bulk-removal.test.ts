import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {decideRemovals} from '../../server/core/bulk-removal.ts';

const TEN = {percent: 10, count: 10};

describe('of the removals from a label within an hour', () => {
  test.each([
    ['nine of a small label go through', 12, 0, 9, 9],
    ['the tenth of a small label is held', 12, 0, 10, 9],
    ['a tenth of a large label goes through', 1000, 0, 100, 100],
    ['one more than a tenth is held', 1000, 0, 101, 100],
    ['a tenth of a label of 105 is ten whole contacts', 105, 0, 12, 10],
    ['earlier ones count', 1000, 60, 60, 40],
    ['all after the first held one are held', 1000, 130, 5, 0],
    ['of a label that was empty nine go through', 0, 0, 20, 9],
    ['nothing asked is nothing held', 100, 50, 0, 0],
  ])('%s', (_law, sizeAtWindowStart, removedWithinHour, asked, passes) => {
    expect(
      decideRemovals({
        removedWithinHour,
        sizeAtWindowStart,
        threshold: TEN,
        asked,
      }),
    ).toBe(passes);
  });

  const bulk = fc.record({
    removedWithinHour: fc.nat(200),
    sizeAtWindowStart: fc.nat(500),
    threshold: fc.record({
      percent: fc.integer({min: 0, max: 100}),
      count: fc.integer({min: 1, max: 60}),
    }),
    asked: fc.nat(200),
  });

  test('those that go through never reach both limits, and one more would', () => {
    fc.assert(
      fc.property(bulk, each => {
        const {removedWithinHour, sizeAtWindowStart, threshold, asked} = each;
        const reachesBoth = (removed: number) =>
          removed >= threshold.count &&
          removed * 100 > sizeAtWindowStart * threshold.percent;
        const passes = decideRemovals(each);
        expect(passes).toBeGreaterThanOrEqual(0);
        expect(passes).toBeLessThanOrEqual(asked);
        if (passes > 0) {
          expect(reachesBoth(removedWithinHour + passes)).toBe(false);
        }
        if (passes < asked) {
          expect(reachesBoth(removedWithinHour + passes + 1)).toBe(true);
        }
      }),
    );
  });

  test('asking in several calls lets no more through than asking at once', () => {
    fc.assert(
      fc.property(bulk, fc.nat(200), (each, more) => {
        const first = decideRemovals(each);
        const second = decideRemovals({
          ...each,
          // What is held counts as well.
          removedWithinHour: each.removedWithinHour + each.asked,
          asked: more,
        });
        const atOnce = decideRemovals({...each, asked: each.asked + more});
        expect(first + second).toBe(atOnce);
      }),
    );
  });
});
