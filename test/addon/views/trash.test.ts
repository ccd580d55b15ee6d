import {expect, test} from '@jest/globals';
import {showHome} from '../../../src/handlers/homepage.ts';
import {bringBack, showTrash} from '../../../src/handlers/trash.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Request} from '../../../src/ports.ts';
import {asJson, cardProblems, everyValue} from '../support/card-rules.ts';
import {LAST_ACT, serviceAfter} from '../support/last-act.ts';
import {everyOffered, offered, refusal, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  LEFT_LABEL,
  OTHER_LABEL,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

const owning = sampleService('owner');

test('the homepage leads to what was removed, and what went last stands first', () => {
  const {ports} = samplePorts({service: owning});
  expect(offered(top(showHome(ports)), 'showTrash')).toBeDefined();
  const card = top(showTrash(ports, {}));
  expect(everyOffered(card, 'bringBack').map(({name}) => name)).toEqual([
    OTHER_LABEL,
    SATO,
    LEFT_LABEL,
  ]);
  const rows = everyValue(asJson(card), 'decoratedText');
  expect(rows).toMatchObject([
    {text: '旧 &lt;取引先&gt;', topLabel: '12 contacts'},
    {
      text: 'Ann',
      topLabel: 'A & B <b>"Co"</b> · 取引先',
      bottomLabel: expect.stringMatching(/^Nov 20, 2026/),
    },
    {
      text: 'Left &amp; &lt;gone&gt;',
      topLabel: 'You left it',
      button: {text: 'Rejoin'},
    },
  ]);
});

test('an empty trash says so', () => {
  const {ports} = samplePorts({
    service: request =>
      request.path.startsWith('/v1/trash')
        ? {kind: 'answered', status: 200, body: {contacts: [], labels: []}}
        : owning(request),
  });
  const card = top(showTrash(ports, {}));
  expect(cardText(card)).toContain('Nothing here');
  expect(cardProblems(asJson(card), {linkPrefixes: []})).toEqual([]);
});

test.each([
  ['a label', OTHER_LABEL, 'undelete', ['DELETE', OTHER_LABEL]],
  ['a contact', SATO, 'undelete', ['POST', `${LAST_ACT}:undo`]],
  ['who left a label', LEFT_LABEL, 'rejoin', ['POST', `${LEFT_LABEL}:leave`]],
])('%s comes back, and that is undone in its place', (_, name, verb, back) => {
  const service = serviceAfter('owner', {labelsAdded: [LABEL]});
  const {ports, asked} = samplePorts({service});
  const offer = everyOffered(top(showTrash(ports, {})), 'bringBack').find(
    each => each['name'] === name,
  );
  expect(offer).toMatchObject({verb});
  const already = asked.length;
  const card = top(bringBack(ports, {name, verb}));
  expect(asked[already]).toMatchObject({
    method: 'POST',
    path: `/v1/${name}:${verb}`,
  });
  expect(cardText(card)).toContain('Restored.');
  const way = offered(card, 'undo') as {call: string; back: string};
  const {method, path} = JSON.parse(way.call) as Request;
  expect([method, path]).toEqual([back[0], `/v1/${back[1]}`]);
  expect(top(undo(ports, way)).header?.title).toBe('Trash');
});

test('what is not there any more leads back to the trash', () => {
  const {ports} = samplePorts({
    service: request =>
      request.method === 'GET' ? owning(request) : refusal(404, undefined),
  });
  const card = top(bringBack(ports, {name: SATO, verb: 'undelete'}));
  expect(offered(card, 'showTrash')).toBeDefined();
});
