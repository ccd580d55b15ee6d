import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  calendarEvent,
  composeEvent,
  homepageEvent,
  messageEvent,
} from './support/events.ts';
import {crawl, crawlFaults} from './support/crawler.ts';
import type {Entry} from './support/crawler.ts';
import {shareAfresh} from './support/sample-label.ts';
import type {SampleLabel} from './support/sample-label.ts';
import {openAddOnWorld, sampleMessage} from './support/world.ts';
import type {AddOnWorld} from './support/world.ts';

/** Two processes are started, with a store of their own. */
const OPEN_MS_MAX = 300_000;
const CRAWL_MS_MAX = 600_000;

/** With fewer, a crawl has not come far. */
const PRESSED_MIN = 50;

let world: AddOnWorld;
beforeAll(async () => {
  world = await openAddOnWorld();
}, OPEN_MS_MAX);
afterAll(() => world?.close());

/** Every function of the manifest, as its host calls it. */
function entriesOf(locale: string, {people}: SampleLabel): readonly Entry[] {
  const where = {locale};
  const attendees = people.map(email => ({email, displayName: ''}));
  return [
    {name: 'onMessageOpen', event: messageEvent(where)},
    {
      name: 'onMessageOpen',
      event: messageEvent({...where, platform: 'ANDROID'}),
    },
    {name: 'onCompose', event: composeEvent(where)},
    {name: 'onEventOpen', event: calendarEvent(where, attendees)},
    {name: 'onHomepage', event: homepageEvent({...where, host: 'CALENDAR'})},
    {name: 'onHomepage', event: homepageEvent(where)},
    {name: 'onShowHome', event: homepageEvent(where)},
    {name: 'onSyncNow', event: homepageEvent(where)},
  ];
}

async function crawlerOf(role: string) {
  const label = await shareAfresh(world, role);
  const addOn = await world.addOnOf(label.person);
  addOn.platform.openMessage(
    sampleMessage(label.person, {...world.share, mailboxes: label.mailboxes}),
  );
  return {crawler: {addOn, sourceMap: world.built.sourceMap}, label};
}

test('the events of this test name every function of the manifest', async () => {
  const {label} = await crawlerOf('owner');
  const names = entriesOf('en', label).map(({name}) => name);
  expect(new Set([...names, 'onAction', 'onSuggest'])).toEqual(
    new Set(world.built.functions),
  );
});

describe.each([
  ['viewer', 'ja'],
  ['editor', 'en'],
  ['manager', 'ja'],
  ['owner', 'en'],
  ['owner', 'ja'],
])('for a person who is %s and reads %s', (role, locale) => {
  test(
    'everything within three steps ends in a card that leads on',
    async () => {
      const {crawler, label} = await crawlerOf(role);
      const pressed = new Map<string, number>();
      const problems = entriesOf(locale, label).flatMap(
        entry => crawl(crawler, entry, pressed).problems,
      );
      expect(problems).toEqual([]);
      expect(pressed.size).toBeGreaterThan(PRESSED_MIN);
    },
    CRAWL_MS_MAX,
  );
});

describe.each([
  ['editor', 'ja'],
  ['owner', 'en'],
])('for a person who is %s and reads %s', (role, locale) => {
  test(
    'a service that fails leaves no blank card, no dead end, and loses nothing typed',
    async () => {
      const {crawler, label} = await crawlerOf(role);
      const pressed = new Set<string>();
      const problems = entriesOf(locale, label).flatMap(
        entry => crawlFaults(crawler, entry, pressed).problems,
      );
      expect(problems).toEqual([]);
    },
    CRAWL_MS_MAX,
  );
});

describe('somebody who begins', () => {
  test.each([
    ['without any label', 'kenji.mori@sakura-trading.example', 'ja', true],
    [
      'without having consented',
      'takumi.sato@sakura-trading.example',
      'en',
      false,
    ],
  ])(
    '%s is told what to do',
    async (_how, email, locale, hasConsented) => {
      const addOn = await world.addOnOf(email, hasConsented);
      const {label} = await crawlerOf('owner');
      const crawler = {addOn, sourceMap: world.built.sourceMap};
      const pressed = new Map<string, number>();
      const problems = entriesOf(locale, label).flatMap(
        entry => crawl(crawler, entry, pressed).problems,
      );
      expect(problems).toEqual([]);
    },
    CRAWL_MS_MAX,
  );
});

test('a service that nobody set is told on every entry', async () => {
  const {crawler, label} = await crawlerOf('owner');
  const {addOn} = crawler;
  addOn.platform.properties.set('SERVICE_URL', '');
  addOn.platform.properties.set(
    'SERVICE_URL_BUILT',
    'https://contacts.sakura-trading.example',
  );
  const problems = entriesOf('ja', label).flatMap(
    entry => crawl(crawler, entry).problems,
  );
  expect(problems).toEqual([]);
  expect(addOn.platform.takeCalls()).toEqual([]);
});
