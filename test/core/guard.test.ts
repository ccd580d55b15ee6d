import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {guardAccount} from '../../server/core/guard.ts';

describe('an account of which much is suddenly absent', () => {
  test.each([
    [{mapped: 100, absent: 0}, 'go'],
    [{mapped: 20, absent: 9}, 'go'],
    [{mapped: 100, absent: 10}, 'go'],
    [{mapped: 100, absent: 11}, 'pause'],
    [{mapped: 10, absent: 10}, 'pause'],
    [{mapped: 1000, absent: 100}, 'go'],
    [{mapped: 1000, absent: 101}, 'pause'],
  ] as const)('%j: %s', (census, verdict) => {
    expect(guardAccount(census)).toBe(verdict);
  });

  const census = fc
    .nat({max: 25_000})
    .chain(mapped =>
      fc.record({mapped: fc.constant(mapped), absent: fc.nat({max: mapped})}),
    );

  test('is not written to from more than a tenth and at least ten on', () => {
    fc.assert(
      fc.property(census, ({mapped, absent}) => {
        const isMuch = absent * 10 > mapped && absent >= 10;
        expect(guardAccount({mapped, absent})).toBe(isMuch ? 'pause' : 'go');
      }),
    );
  });

  test('is not written to where still more is absent, or fewer should be there', () => {
    fc.assert(
      fc.property(census, fc.nat(50), fc.nat(50), (one, more, fewer) => {
        fc.pre(guardAccount(one) === 'pause');
        const absent = one.absent + more;
        const mapped = Math.max(absent, one.mapped + more - fewer);
        fc.pre(mapped <= one.mapped);
        expect(guardAccount({mapped, absent})).toBe('pause');
      }),
    );
  });
});
