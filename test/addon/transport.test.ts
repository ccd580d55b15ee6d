import {afterEach, expect, test} from '@jest/globals';
import type {Reply, Request} from '../../src/ports.ts';

/** `api.ts` by its own types needs the platform's, which are not for the rest of us. */
interface Transports {
  createTransport(options: {
    readonly serviceUrl: string;
    readonly identityToken: () => string;
    readonly timeLeftMs: () => number;
  }): {send(requests: readonly Request[]): readonly Reply[]};
}
const API = '../../src/api.ts';
const {createTransport} = (await import(API)) as Transports;

afterEach(() => {
  Object.assign(globalThis, {UrlFetchApp: undefined});
});

interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly followRedirects: boolean;
  readonly timeoutSeconds: number;
}

/** Nobody answers in time. */
const SILENCE = 0;

/** @param statuses of one attempt after another; the last of all that follow */
function sent(
  requests: readonly Request[],
  statuses: readonly number[],
  leftMs: readonly number[] = [27_000],
) {
  const attempts: (readonly Call[])[] = [];
  const at = (list: readonly number[], index: number) =>
    list[index] ?? list.at(-1)!;
  Object.assign(globalThis, {
    UrlFetchApp: {
      fetchAll: (calls: readonly Call[]) => {
        attempts.push(calls);
        const status = at(statuses, attempts.length - 1);
        if (status === SILENCE) throw new Error('Timeout');
        return calls.map(() => ({
          getResponseCode: () => status,
          getContentText: () => '{}',
        }));
      },
    },
  });
  let tokens = 0;
  const replies = createTransport({
    serviceUrl: 'https://contacts.example.com',
    identityToken: () => `token ${++tokens}`,
    timeLeftMs: () => at(leftMs, attempts.length),
  }).send(requests);
  return {attempts, replies};
}

const GET: Request = {method: 'GET', path: '/v1/labels'};
const POST: Request = {method: 'POST', path: '/v1/labels/x/contacts'};
const ONCE: Request = {...POST, repeatable: true};

test.each([
  ['a question', GET, 500, 2],
  ['a question', GET, 502, 2],
  ['a question', GET, 503, 2],
  ['a question', GET, 504, 2],
  ['a question', GET, SILENCE, 2],
  ['a question', GET, 400, 1],
  ['a question', GET, 403, 1],
  ['a question', GET, 404, 1],
  ['a question', GET, 409, 1],
  ['a question', GET, 429, 1],
  ['what a card can be drawn without', {...GET, extra: true}, SILENCE, 1],
  ['what may be done twice', ONCE, SILENCE, 2],
  ['what may be done twice', ONCE, 503, 2],
  ['what may be done once', POST, SILENCE, 1],
  ['what may be done once', POST, 500, 1],
  ['what may be done once', POST, 503, 1],
  ['what nobody was known to ask', POST, 401, 2],
])(
  '%s is sent as often as it may be: %j answered %i, %i times',
  (_, request, status, times) => {
    expect(sent([request], [status]).attempts).toHaveLength(times);
  },
);

test('what is tried again is answered by the second attempt, with a new token', () => {
  const {attempts, replies} = sent([POST], [401, 200]);
  expect(replies).toMatchObject([{status: 200}]);
  expect(attempts.flat().map(({headers}) => headers['authorization'])).toEqual([
    'Bearer token 1',
    'Bearer token 2',
  ]);
});

test('of several only those are sent again that may be', () => {
  const {attempts} = sent([GET, POST, ONCE], [503]);
  expect(attempts[1]!.map(({url}) => url)).toEqual(
    [GET, ONCE].map(({path}) => `https://contacts.example.com${path}`),
  );
});

test('no call waits longer than ten seconds, or than is left', () => {
  const {attempts} = sent([GET], [SILENCE], [27_000, 6900]);
  expect(attempts.flat().map(({timeoutSeconds}) => timeoutSeconds)).toEqual([
    10, 6,
  ]);
});

test('what could not be drawn any more is not asked', () => {
  expect(sent([GET], [200], [1999])).toEqual({
    attempts: [],
    replies: [{kind: 'outOfTime'}],
  });
});

test('an answer stands where no time is left to ask again', () => {
  expect(sent([GET], [503], [27_000, 1999]).replies).toMatchObject([
    {status: 503},
  ]);
});

test('the token goes nowhere but to the service', () => {
  const {attempts} = sent([GET], [200]);
  expect(attempts.flat().map(call => call.followRedirects)).toEqual([false]);
});

test('what is too long to be asked is refused, and not taken for a service that is down', () => {
  const long = {...GET, path: `/v1/contacts:search?query=${'%E4'.repeat(700)}`};
  expect(sent([long], [200])).toEqual({
    attempts: [],
    replies: [{kind: 'answered', status: 400}],
  });
});
