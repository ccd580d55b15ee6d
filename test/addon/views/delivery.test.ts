import {expect, test} from '@jest/globals';
import {showContact, showDelivery} from '../../../src/handlers/contact.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
import {ROLES, samplePorts, sampleService, SATO} from '../support/sample.ts';

test('whom a change has reached is told to those who may hear who has the label', () => {
  const offering = ROLES.filter(role => {
    const {ports} = samplePorts({service: sampleService(role)});
    return offered(top(showContact(ports, {contact: SATO})), 'showDelivery');
  });
  expect(offering).toEqual(['manager', 'owner']);
});

test.each([
  [
    'en-US',
    [
      /^Nov 22, 2026/,
      /^Google asks to wait · again Nov 22/,
      /^removed by the person$/,
    ],
  ],
  [
    'ja',
    [/^2026\/11\/22/, /^Google の制限で待機中 · 次回 2026/, /^本人が削除$/],
  ],
])('each has it since when, or why not, in %s', (locale, texts) => {
  const {ports} = samplePorts({locale});
  const answer = showDelivery(ports, {contact: SATO});
  expect(everyValue(asJson(top(answer)), 'bottomLabel')).toEqual(
    texts.map(text => expect.stringMatching(text)),
  );
  // Refreshed in its place: the stack does not grow.
  const again = offered(top(answer), 'showDelivery') as never;
  expect(showDelivery(ports, again)).toMatchObject({
    navigations: [{updateCard: expect.anything()}],
  });
});
