import {expect, test} from '@jest/globals';
import {showInbox} from '../../../src/handlers/inbox.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
import {
  OTHER_LABEL,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

const working = sampleService('manager');

interface Row {
  readonly text: string;
  readonly topLabel?: string;
  readonly bottomLabel?: string;
}

const inbox = (service: (request: Request) => Reply = working) => {
  const {ports, asked} = samplePorts({service});
  const card = top(showInbox(ports, {}));
  const rows = everyValue(asJson(card), 'decoratedText') as readonly Row[];
  return {card, asked, rows};
};

test('a suggestion says of whom it is, what, who suggests it and when', () => {
  const {card, rows, asked} = inbox();
  expect(rows[0]).toMatchObject({
    topLabel: '佐藤 健',
    text: expect.stringContaining('Phone: 03-0000-0000 →'),
    bottomLabel: expect.stringMatching(/^aoi@example\.com · .*Nov/),
  });
  expect(offered(card, 'showContact')).toMatchObject({contact: SATO});
  // Two suggestions are of one contact.
  expect(asked.filter(({path}) => path.includes(SATO))).toHaveLength(1);
});

test('a suggested label is named', () => {
  const {rows} = inbox(request => {
    const reply = working(request);
    if (!request.path.startsWith('/v1/suggestions')) return reply;
    const {suggestions} = (reply as {body: {suggestions: object[]}}).body;
    const [first] = suggestions;
    const added = {...first, kind: 'add', label: OTHER_LABEL, changes: []};
    return {kind: 'answered', status: 200, body: {suggestions: [added]}};
  });
  expect(rows[0]?.text).toBe('Add to a label: 取引先');
});

test('where its contact cannot be read a suggestion can be decided all the same', () => {
  const {card, rows} = inbox(request =>
    request.path.includes(SATO) ? {kind: 'unreachable'} : working(request),
  );
  expect(rows[0]).not.toHaveProperty('topLabel');
  expect(offered(card, 'decide')).toBeDefined();
});
