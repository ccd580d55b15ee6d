import {afterEach, expect, test} from '@jest/globals';
import {showHome} from '../../src/handlers/homepage.ts';
import type {Reply, Request} from '../../src/ports.ts';
import {cardText, samplePorts, sampleService} from './support/sample.ts';

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

/** As the platform does it: where one call has no answer in time, none has. */
function withoutAnswerTo(path: string): void {
  const service = sampleService('editor');
  Object.assign(globalThis, {
    UrlFetchApp: {
      fetchAll: (calls: readonly {readonly url: string}[]) =>
        calls.map(({url}) => {
          if (url.includes(path)) throw new Error('Timeout');
          const request: Request = {method: 'GET', path: new URL(url).pathname};
          const reply = service(request) as Reply & {kind: 'answered'};
          return {
            getResponseCode: () => reply.status,
            getContentText: () => JSON.stringify(reply.body),
          };
        }),
    },
  });
}

const home = (): string => {
  const {send} = createTransport({
    serviceUrl: 'https://contacts.example.com',
    identityToken: () => 'token',
    timeLeftMs: () => 20_000,
  });
  const {cards} = showHome({...samplePorts({}).ports, http: send});
  return cardText(cards[0]!);
};

test('a homepage is drawn without what changed last, where that has no answer', () => {
  withoutAnswerTo('contacts:recent');
  expect(home()).toContain('取引先');
});

test('a homepage without the account is none', () => {
  withoutAnswerTo('accounts/me');
  expect(home()).toContain('No answer');
});
