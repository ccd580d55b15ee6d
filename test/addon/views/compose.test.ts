import {expect, test} from '@jest/globals';
import {
  composeLabel,
  insert,
  insertAll,
} from '../../../src/handlers/compose.ts';
import type {Card} from '../../../src/card.ts';
import {get} from '../../../src/client.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {everyOffered, offered, top} from '../support/offers.ts';
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

/** Presses what leads to another page, with these people ticked. */
const turn = (from: Card, act: 'next' | 'first', people: string[], to: Reply) =>
  composeLabel(
    compose({
      service: request =>
        /\/contacts\?/.test(request.path) ? to : working(request),
      event: picking(...people),
    }),
    everyOffered(from, 'composeLabel').find(
      ({pageToken}) => (pageToken === undefined) === (act === 'first'),
    ) as never,
  );

const FIRST = listing(['a@example.com', 'b@example.com'], 'n');
const SECOND = listing(['c@example.com', 'd@example.com'], 'o');
const page = (of: typeof FIRST) =>
  of(get(`${LABEL}/contacts`, {pageSize: '2'}));

test('who was picked on any page is inserted from whichever is seen', () => {
  const first = top(composeLabel(compose({service: FIRST}), {label: LABEL}));
  const answer = turn(first, 'next', ['a@example.com'], page(SECOND));
  expect(answer).toMatchObject({navigations: [{updateCard: {}}]});
  const second = top(answer);
  expect(cardText(second)).toContain('1 picked on other pages');
  const back = turn(second, 'first', ['c@example.com'], page(FIRST));
  expect(back).toMatchObject({navigations: [{updateCard: {}}]});
  expect(chosenIn(top(back))).toEqual(['a@example.com']);
  const insertFrom = (card: Card, ...people: string[]) =>
    insert(
      compose({event: picking(...people)}),
      offered(card, 'insert') as never,
    );
  expect(insertFrom(top(back), 'a@example.com')).toEqual({
    kind: 'draft',
    to: ['c@example.com', 'a@example.com'],
  });
  // Unticked there, it is picked no more.
  expect(insertFrom(top(back), 'b@example.com')).toEqual({
    kind: 'draft',
    to: ['c@example.com', 'b@example.com'],
  });
  expect(insertFrom(second, 'd@example.com')).toEqual({
    kind: 'draft',
    to: ['a@example.com', 'd@example.com'],
  });
});

/** Of the people on a page. */
const chosenIn = (card: Card) =>
  (
    everyValue(asJson(card), 'items').flat() as {
      value: string;
      selected?: boolean;
    }[]
  ).flatMap(({value, selected}) => (selected ? [value] : []));

test('a page that fails leaves the one that people are picked on', () => {
  const ports = compose({
    service: () => ({kind: 'unreachable'}),
    event: picking('a@example.com'),
  });
  expect(
    composeLabel(ports, {label: LABEL, pageToken: 'n', picked: ''}),
  ).toEqual({
    kind: 'action',
    notification: expect.stringContaining('did not answer in time'),
  });
});

test('an address that two have is offered once', () => {
  const service = listing(['a@example.com', 'a@example.com', 'b@example.com']);
  const card = top(composeLabel(compose({service}), {label: LABEL}));
  const items = everyValue(asJson(card), 'items').flat() as {value: string}[];
  expect(items.map(({value}) => value)).toEqual([
    'a@example.com',
    'b@example.com',
  ]);
});

test('however long somebody’s name is, their address can be read', () => {
  const {ports} = samplePorts({
    service: request => {
      const reply = sampleService('owner')(request);
      const contact = {
        ...sato('owner'),
        person: {
          names: [{givenName: 'Anna '.repeat(40).trim()}],
          emailAddresses: [{value: 'anna@example.com'}],
        },
      };
      return /\/contacts\?/.test(request.path) && reply.kind === 'answered'
        ? {...reply, body: {contacts: [contact]}}
        : reply;
    },
  });
  const card = top(composeLabel(ports, {label: LABEL}));
  const items = everyValue(asJson(card), 'items').flat() as {text: string}[];
  expect(items[0]?.text).toMatch(/^Anna .*… – anna@example\.com$/);
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
  expect(insertAll(ports, {label: LABEL, field: 'to'})).toEqual({
    kind: 'action',
    notification: 'It was removed, or is no longer shared with you.',
  });
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
