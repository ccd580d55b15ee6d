import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {ACTS} from '../../src/acts.ts';
import {
  calendarEvent,
  composeEvent,
  homepageEvent,
  messageEvent,
} from './support/events.ts';
import {actsOn, afterAnswer} from './support/host.ts';
import {crawl, crawlFaults, entryOf} from './support/crawler.ts';
import type {Crawler, Entry} from './support/crawler.ts';
import {shareAfresh} from './support/sample-label.ts';
import type {SampleLabel} from './support/sample-label.ts';
import {openAddOnWorld, sampleMessage} from './support/world.ts';
import type {AddOnWorld} from './support/world.ts';

/** Two processes are started, with a store of their own. */
const OPEN_MS_MAX = 300_000;
const CRAWL_MS_MAX = 600_000;

/** More than a page of them, in the homepage and where somebody composes. */
const LABELS = 31;

/** With fewer, a crawl has not come far. */
const PRESSED_MIN = 50;

let world: AddOnWorld;
beforeAll(async () => {
  world = await openAddOnWorld();
  const {backend, share} = world;
  await Promise.all(
    Array.from({length: LABELS}, (_, index) =>
      backend.call(share.owner, 'POST /v1/labels', {
        displayName: `Label ${index}`,
      }),
    ),
  );
}, OPEN_MS_MAX);
afterAll(() => world?.close());

/** Every function of the manifest, as its host calls it. */
function entriesOf(locale: string, {people}: SampleLabel): readonly Entry[] {
  const where = {locale};
  return [
    {name: 'onMessageOpen', event: messageEvent(where)},
    {
      name: 'onMessageOpen',
      event: messageEvent({...where, platform: 'ANDROID'}),
    },
    {name: 'onCompose', event: composeEvent(where)},
    {name: 'onEventOpen', event: calendarEvent(where, invited(people))},
    {name: 'onHomepage', event: homepageEvent({...where, host: 'CALENDAR'})},
    {name: 'onHomepage', event: homepageEvent(where)},
    {name: 'onShowHome', event: homepageEvent(where)},
    {name: 'onSyncNow', event: homepageEvent(where)},
  ];
}

/** Each function once: a service that fails looks the same in every host. */
const differentOf = (entries: readonly Entry[]) => [
  ...new Map(entries.map(entry => [entry.name, entry])).values(),
];

const invited = (people: readonly string[]) =>
  people.map(email => ({email, displayName: ''}));

/** More than an event has cards for. */
const CROWD = Array.from(
  {length: 21},
  (_, index) => `stranger${index}@elsewhere.example`,
);

/** What three steps from elsewhere do not reach. */
function deepEntriesOf(
  role: string,
  locale: string,
  {label}: SampleLabel,
): readonly Entry[] {
  const where = {locale};
  const pressing = (act: string) => entryOf(homepageEvent(where), {act, label});
  switch (role) {
    case 'manager':
      return [
        pressing('showPeople'),
        {name: 'onEventOpen', event: calendarEvent(where, invited(CROWD))},
      ];
    case 'owner':
      return [pressing('labelSettings')];
    default:
      return [];
  }
}

/** Cards that people type into. */
function formsOf(
  role: string,
  locale: string,
  {label, contact}: SampleLabel,
): readonly Entry[] {
  const acts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    editContact: {contact},
    showComments: {contact},
    showSettings: {},
    ...(role !== 'viewer' && {newContact: {label}}),
    ...(['manager', 'owner'].includes(role) && {shareForm: {label}}),
    ...(role === 'owner' && {labelSettings: {label}}),
  };
  return Object.entries(acts).map(([act, parameters]) =>
    entryOf(messageEvent({locale}), {act, ...parameters}),
  );
}

/** Acts that were pressed in any crawl. */
const pressedActs = new Set<string>();

function problemsOf(
  crawler: Crawler,
  entries: readonly Entry[],
  pressed = new Map<string, number>(),
): readonly string[] {
  return entries.flatMap(entry => {
    const {problems, acts} = crawl(crawler, entry, pressed);
    for (const act of acts) pressedActs.add(act);
    return problems;
  });
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
  ['remover', 'ja'],
  ['manager', 'en'],
  ['owner', 'ja'],
])('for a person who is %s and reads %s', (role, locale) => {
  test(
    'everything within three steps ends in a card that leads on',
    async () => {
      const {crawler, label} = await crawlerOf(role);
      if (role === 'viewer') {
        await world.backend.call(label.person, 'POST /v1/accounts/me:pause');
      }
      const pressed = new Map<string, number>();
      // First, for the others end with the person leaving the label.
      const entries = [
        ...deepEntriesOf(role, locale, label),
        ...entriesOf(locale, label),
      ];
      expect(problemsOf(crawler, entries, pressed)).toEqual([]);
      expect(pressed.size).toBeGreaterThan(PRESSED_MIN);
    },
    CRAWL_MS_MAX,
  );
});

describe.each([
  ['viewer', 'en'],
  ['editor', 'ja'],
  ['owner', 'en'],
])('for a person who is %s and reads %s', (role, locale) => {
  test(
    'a service that fails leaves no blank card, no dead end, and loses nothing typed',
    async () => {
      const {crawler, label} = await crawlerOf(role);
      const pressed = new Set<string>();
      const problems = [
        ...differentOf(entriesOf(locale, label)),
        ...formsOf(role, locale, label),
      ].flatMap(entry => crawlFaults(crawler, entry, pressed).problems);
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
      expect(problemsOf(crawler, entriesOf(locale, label))).toEqual([]);
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
  expect(problemsOf(crawler, entriesOf('ja', label))).toEqual([]);
  expect(addOn.platform.takeCalls()).toEqual([]);
});

test('an act that has no answer is tried again as it was pressed', async () => {
  const {crawler, label} = await crawlerOf('owner');
  const {addOn} = crawler;
  const pressed = {act: 'showLabel', label: label.label, pageToken: 'a b'};
  const {name, event} = entryOf(homepageEvent({locale: 'en'}), pressed);
  addOn.platform.breakHttp('timeout');
  const {stack} = afterAnswer({stack: []}, addOn.call(name, event));
  expect(stack.flatMap(actsOn)).toMatchObject([
    {called: 'onAction', parameters: pressed},
  ]);
});

test('with all that, every act was pressed', () => {
  const acts = Object.keys(ACTS);
  expect(acts.filter(act => !pressedActs.has(act))).toEqual([]);
});
