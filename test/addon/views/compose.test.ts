import {expect, test} from '@jest/globals';
import {
  composeLabel,
  insert,
  insertAll,
} from '../../../src/handlers/compose.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {offered, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  samplePorts,
  sampleService,
  sato,
  type SampleOptions,
} from '../support/sample.ts';

const LOCALES = ['en', 'ja'] as const;

const working = sampleService('viewer');

/** A label with people of these addresses, and maybe a page after them. */
const listing =
  (emails: readonly string[], nextPageToken?: string) =>
  (request: Request): Reply =>
    /\/contacts\?/.test(request.path)
      ? {
          kind: 'answered',
          status: 200,
          body: {
            contacts: emails.map(value => ({
              ...sato('viewer'),
              person: {emailAddresses: value === '' ? [] : [{value}]},
            })),
            nextPageToken,
          },
        }
      : working(request);

const compose = (options: SampleOptions = {}) => samplePorts(options).ports;

const picking = (...people: string[]) => ({
  inputs: {people},
});

test('a draft gets who was picked, though an address of the draft begins alike', () => {
  const ports = compose({
    event: {
      ...picking('ann@example.com', 'x@example.com'),
      draft: {
        to: ['"X" <X@example.com>, joann@example.com'],
        cc: ['ann@example.com.au'],
        bcc: [],
      },
    },
  });
  expect(insert(ports, {field: 'bcc'})).toEqual({
    kind: 'draft',
    bcc: ['ann@example.com'],
  });
});

test('a draft gets everybody of a label once', () => {
  const service = listing([
    'a@example.com',
    '',
    'b@example.com',
    'a@example.com',
  ]);
  expect(insertAll(compose({service}), {label: LABEL, field: 'to'})).toEqual({
    kind: 'draft',
    to: ['a@example.com', 'b@example.com'],
  });
});

test('who was picked on one page is inserted from the next', () => {
  const service = listing(['b@example.com'], 'n');
  const card = top(
    composeLabel(compose({service, event: picking('a@example.com')}), {
      label: LABEL,
      pageToken: 'n',
    }),
  );
  expect(cardText(card)).toContain('1 picked on the pages before');
  const third = top(
    composeLabel(
      compose({service, event: picking('b@example.com')}),
      offered(card, 'composeLabel') as never,
    ),
  );
  expect(
    insert(
      compose({event: picking('c@example.com')}),
      offered(third, 'insert') as never,
    ),
  ).toEqual({
    kind: 'draft',
    to: ['a@example.com', 'b@example.com', 'c@example.com'],
  });
});

test('a page that fails keeps who was picked for the next try', () => {
  const card = top(
    composeLabel(
      compose({
        service: () => ({kind: 'unreachable'}),
        event: picking('a@example.com'),
      }),
      {label: LABEL, pageToken: 'n'},
    ),
  );
  expect(offered(card, 'composeLabel')).toMatchObject({
    pageToken: 'n',
    picked: 'a@example.com',
  });
});

test.each(LOCALES)('nobody picked is nobody inserted, in %s', locale => {
  expect(insert(compose({locale}), {field: 'to'})).toEqual({
    kind: 'action',
    notification: {
      en: 'Pick at least one person.',
      ja: '連絡先を 1 件以上選んでください。',
    }[locale],
  });
});

test('a page without addresses leads to the next', () => {
  const card = top(
    composeLabel(compose({service: listing([''], 'n')}), {label: LABEL}),
  );
  expect(offered(card, 'composeLabel')).toMatchObject({pageToken: 'n'});
  expect(offered(card, 'insertAll')).toBeDefined();
});

test('a label that is gone is told as gone, not as a service that is slow', () => {
  const ports = compose({
    service: () => ({kind: 'answered', status: 404, body: {}}),
  });
  const card = top(insertAll(ports, {label: LABEL, field: 'to'}));
  expect(card.header?.title).toBe('Not there any more');
});

test.each([
  [
    'than Gmail sends to',
    Array.from({length: 501}, (_, n) => `a${n}@example.com`),
    undefined,
  ],
  ['pages than are read', ['a@example.com'], 'n'],
])('nobody of a label with more %s is left out silently', (_, emails, next) => {
  const ports = compose({service: listing(emails, next)});
  expect(insertAll(ports, {label: LABEL, field: 'to'})).toMatchObject({
    notification: expect.stringContaining('500 at once'),
  });
});
