/** A slip in a control call is said in words. */
import {describe, expect, test} from '@jest/globals';
import {REAL_ACCOUNT, useBench} from './google-support.ts';

const bench = useBench();
const onEmulator = REAL_ACCOUNT ? describe.skip : describe;

onEmulator('control calls', () => {
  test.each([
    ['fault', {effect: 'bogus'}],
    ['fault', {effect: 'cut', when: 'later'}],
    ['fault', {effect: 'cut', method: 'updateContacts'}],
    ['fault', {effect: 'cut', user: 'nobody@example.com'}],
    ['fault', {effect: 'status', status: 42}],
    ['fault', {effect: 'cut', count: -1}],
    ['switches', {feedDelayMs: 'soon'}],
    ['switches', {shuffle: 1}],
    ['switches', {toString: 1}],
  ])('%s %j is refused', async (act, args) => {
    const response = await fetch(`${bench.url}/__emulator/${act}`, {
      method: 'POST',
      body: JSON.stringify(args),
    });
    expect(response.status).toBe(400);
    expect(bench.control('faults')['faults']).toEqual([]);
  });
});
