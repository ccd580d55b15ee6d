import {describe, expect, test} from '@jest/globals';
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
});
