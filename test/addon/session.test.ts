import {beforeAll, describe, expect, test} from '@jest/globals';
import {buildAddOn} from '../../src/deploy/build.ts';
import type {BuiltAddOn} from '../../src/deploy/build.ts';
import type {Reply, Request} from '../../src/ports.ts';
import type {AddOn} from './support/add-on.ts';
import {everyValue} from './support/card-rules.ts';
import {entryOf} from './support/crawler.ts';
import {
  actionEvent,
  homepageEvent,
  MESSAGE_ID,
  messageEvent,
} from './support/events.ts';
import {actsOn, afterAnswer, formOf} from './support/host.ts';
import type {Json} from './support/host.ts';
import type {Person} from './support/platform.ts';
import {OWN, sampleService, sato, SATO} from './support/sample.ts';
import type {SyncHttp} from './support/sync-http.ts';
import {addOnWith, SERVICE_URL} from './support/world.ts';

/** The built file, and what it makes of its host; behind it a service of a few people. */
let built: BuiltAddOn;
beforeAll(async () => {
  built = await buildAddOn(SERVICE_URL);
});

const WHERE = {locale: 'en'};

interface World {
  readonly person?: Partial<Person>;
  readonly service?: (request: Request) => Reply;
}

function openWorld({person, service = sampleService('editor')}: World = {}) {
  const asked: Request[] = [];
  const http: SyncHttp = {
    send: calls =>
      calls.map(({url, method, body}) => {
        const request = {
          method,
          path: url.slice(SERVICE_URL.length),
          ...(body !== undefined && {body: JSON.parse(body) as unknown}),
        } as Request;
        asked.push(request);
        const reply = service(request) as Reply & {kind: 'answered'};
        return {status: reply.status, text: JSON.stringify(reply.body)};
      }),
    close: () => Promise.resolve(),
  };
  const addOn = addOnWith(built, {
    person: {email: OWN, identityToken: () => 'token', ...person},
    url: SERVICE_URL,
    http,
  });
  addOn.platform.openMessage({
    id: MESSAGE_ID,
    from: '"Sato, Ken" <ken@sato.example>',
    to: OWN,
    cc: '',
    body: 'Hello\n--\nTel 03-1111-2222',
  });
  return {addOn, asked};
}

const titlesOf = (cards: readonly Json[]) =>
  cards.map(({header}) => (header as Json)['title']);

const openMessage = (addOn: AddOn) =>
  addOn.cards('onMessageOpen', messageEvent(WHERE));

/** The card that an act leaves on top. */
function pressed(
  addOn: AddOn,
  parameters: Readonly<Record<string, string>>,
  inputs = {},
): Json {
  const event = actionEvent(messageEvent(WHERE), parameters, inputs);
  return afterAnswer({stack: []}, addOn.call('onAction', event)).stack.at(-1)!;
}

/** The contact says this too. */
const saying =
  (person: object) =>
  (request: Request): Reply => {
    const reply = sampleService('editor')(request);
    const contact = sato('editor');
    const said = {...contact, person: {...contact.person, ...person}};
    const text = JSON.stringify((reply as {body?: unknown}).body);
    return {
      kind: 'answered',
      status: 200,
      body: JSON.parse(
        text.replaceAll(JSON.stringify(contact), JSON.stringify(said)),
      ) as unknown,
    };
  };

describe('what the platform does not do', () => {
  test('a cache that fails keeps nobody from a card, nor from the word that it was saved', () => {
    const {addOn, asked} = openWorld();
    addOn.platform.breakCache();
    expect(titlesOf(openMessage(addOn))).toEqual(['佐藤 健']);
    expect(titlesOf(addOn.cards('onHomepage', homepageEvent(WHERE)))).toEqual([
      'Shared Contacts',
    ]);
    const call = JSON.stringify({
      ...{method: 'POST', path: `/v1/${SATO}/revisions/7:undo`, body: {}},
    });
    const card = pressed(addOn, {act: 'undo', call, back: SATO});
    expect(titlesOf([card])).toEqual(['佐藤 健']);
    expect(asked.some(({path}) => path.endsWith(':undo'))).toBe(true);
  });

  test('who is too long to be kept is shown, and asked for again', () => {
    const biographies = [{value: '長い話。'.repeat(10_000)}];
    const {addOn, asked} = openWorld({service: saying({biographies})});
    expect(titlesOf(openMessage(addOn))).toEqual(['佐藤 健']);
    expect(openMessage(addOn)).toHaveLength(1);
    expect(asked).toHaveLength(2);
    expect(addOn.platform.takeFaults()).toEqual([]);
  });

  test('what is kept is kept for a minute', () => {
    const {addOn} = openWorld();
    openMessage(addOn);
    const kept = [...addOn.platform.cache].filter(([key]) =>
      key.startsWith('lookup:'),
    );
    expect(kept).toHaveLength(1);
    const [, {until}] = kept[0]!;
    expect(until - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test.each([
    ['a token', {identityToken: () => null}],
    ['calls to the service', {denied: ['script.external_request']}],
    ['the headers', {denied: ['gmail.addons.current.message.metadata']}],
  ])('without consent to %s there is the way to give it', (_, person) => {
    const {addOn} = openWorld({person});
    const [card] = openMessage(addOn);
    expect(titlesOf([card!])).toEqual(['Allow Shared Contacts']);
    expect(everyValue(card, 'openLink')).toEqual([
      {
        url: expect.stringContaining('https://script.google.com/'),
        onClose: 'RELOAD',
      },
    ]);
  });

  test('who does not tell their address gets their cards', () => {
    const {addOn} = openWorld({person: {denied: ['userinfo.email']}});
    expect(titlesOf(openMessage(addOn))).toContain('佐藤 健');
  });

  test.each(['', undefined])('a host may tell no locale: %j', locale => {
    const {addOn} = openWorld();
    const event = entryOf(homepageEvent({locale: locale as string}), {
      ...{act: 'showContact', contact: SATO},
    });
    const shown = afterAnswer({stack: []}, addOn.call('onAction', event.event));
    expect(titlesOf(shown.stack)).toEqual(['佐藤 健']);
  });

  test.each([
    ['onMessageOpen', messageEvent(WHERE)],
    ['onHomepage', homepageEvent(WHERE)],
    ['onSyncNow', homepageEvent(WHERE)],
  ])('%s ends within its time, though nobody answers', (name, event) => {
    const {addOn} = openWorld();
    addOn.platform.breakHttp('timeout');
    expect(titlesOf(addOn.cards(name, event))).toEqual(['No answer']);
  });
});

describe('what the platform tells', () => {
  test('one’s own address is known however it is written', () => {
    const {addOn} = openWorld({person: {email: 'Mei@Example.COM'}});
    expect(titlesOf(openMessage(addOn))).toEqual(['佐藤 健']);
  });

  test('a day that is picked is read', () => {
    const {addOn, asked} = openWorld();
    const card = pressed(addOn, {act: 'editContact', contact: SATO});
    const save = actsOn(card).find(
      each => each.parameters['act'] === 'saveForm',
    );
    const [picker] = everyValue(card, 'dateTimePicker') as Json[];
    pressed(
      addOn,
      {...save!.parameters},
      {
        ...formOf(card),
        [String(picker!['name'])]: {
          dateInput: {msSinceEpoch: Date.UTC(2026, 10, 23)},
        },
      },
    );
    const patch = asked.find(({method}) => method === 'PATCH');
    expect(JSON.stringify(patch?.body)).toContain('"value":"2026-11-23"');
  });

  test('half an emoji, as a keyboard cuts it, is not typed', () => {
    const {addOn, asked} = openWorld();
    const query = {stringInputs: {value: ['佐藤 \ud83d']}};
    pressed(addOn, {act: 'search'}, {query});
    const {searchParams} = new URL(asked[0]!.path, SERVICE_URL);
    expect(searchParams.get('query')).toBe('佐藤 ');
  });

  test.each([
    [false, 'guest list of this event is hidden'],
    [true, 'Nobody else is invited'],
  ])('whether guests may be seen (%s) is told', (canSeeAttendees, text) => {
    const {addOn} = openWorld();
    const [card] = addOn.cards('onEventOpen', {
      ...homepageEvent({...WHERE, host: 'CALENDAR'}),
      calendar: {id: 'e', capabilities: {canSeeAttendees}, attendees: []},
    });
    expect(JSON.stringify(card)).toContain(text);
  });

  test('a room is nobody', () => {
    const {addOn} = openWorld();
    const guest = {displayName: '', self: false, resource: true};
    const [card] = addOn.cards('onEventOpen', {
      ...homepageEvent({...WHERE, host: 'CALENDAR'}),
      calendar: {
        capabilities: {canSeeAttendees: true},
        attendees: [{...guest, email: 'room-4@resource.example'}],
      },
    });
    expect(JSON.stringify(card)).not.toContain('room-4');
  });

  test('a guest without an address hides nobody', () => {
    const {addOn} = openWorld();
    const guest = {displayName: 'Ann', self: false, resource: false};
    const cards = addOn.cards('onEventOpen', {
      ...homepageEvent({...WHERE, host: 'CALENDAR'}),
      calendar: {
        capabilities: {canSeeAttendees: true},
        attendees: [
          guest,
          {...guest, email: ''},
          {...guest, email: 'ken@sato.example'},
        ],
      },
    });
    expect(titlesOf(cards)).toEqual(['佐藤 健']);
  });

  test('a message that cannot be read for no want of consent is tried again', () => {
    const {addOn} = openWorld();
    addOn.platform.openMessage(undefined);
    const [card] = openMessage(addOn);
    expect(titlesOf([card!])).toEqual(['Something went wrong']);
    expect(actsOn(card!)).toMatchObject([{parameters: {act: 'openMessage'}}]);
  });

  test('a sender who calls themselves a novel is known by the address', () => {
    const {addOn} = openWorld();
    addOn.platform.openMessage({
      ...{id: MESSAGE_ID, to: OWN, cc: '', body: ''},
      from: `"${'All & sundry '.repeat(5000)}" <eve@elsewhere.example>`,
    });
    const cards = openMessage(addOn);
    expect(titlesOf(cards)).toEqual(['eve@elsewhere.example']);
    expect(JSON.stringify(cards).length).toBeLessThan(4000);
  });
});

describe('of a message', () => {
  test('the body is read at a click alone', () => {
    const {addOn} = openWorld();
    openMessage(addOn);
    expect(addOn.platform.takeFaults()).toEqual([]);
    const who = {email: 'bob@unknown.example'};
    const card = pressed(addOn, {act: 'readSignature', ...who});
    expect(JSON.stringify(card)).toContain('03-1111-2222');
  });
});

test('what breaks is logged by its place, and with nothing that somebody typed', () => {
  const {addOn} = openWorld();
  pressed(addOn, {act: 'undo', call: 'typed words', back: SATO});
  const [fault, ...others] = addOn.platform.takeFaults();
  expect(others).toEqual([]);
  expect(fault).toMatch(/^SyntaxError\n\s+at [^]*Code\.js:\d+:\d+/);
  expect(fault).not.toContain('typed');
});

describe('what no host should send', () => {
  test.each([null, 7, {}, {commonEventObject: null}, {calendar: 'x'}])(
    '%j ends in cards all the same',
    event => {
      const {addOn} = openWorld();
      const called = (name: string) =>
        titlesOf(addOn.cards(name, event as unknown as Json));
      expect(called('onHomepage')).toEqual(['Shared Contacts']);
      expect(called('onEventOpen')).toEqual(['Shared Contacts']);
      expect(called('onMessageOpen')).toHaveLength(1);
      expect(addOn.platform.takeFaults()).toEqual([]);
    },
  );

  test.each([
    ['that is none any more', {act: 'gone'}],
    ['that is no act', {act: 'toString'}],
    ['that lacks what it needs', {act: 'showContact'}],
    ['that has no name', {}],
  ])('an act %s is of an older card, and leads home', (_, parameters) => {
    const {addOn} = openWorld();
    const card = pressed(addOn, parameters as Record<string, string>);
    expect(titlesOf([card])).toEqual(['Open it again']);
    expect(actsOn(card)).toMatchObject([{parameters: {act: 'showHome'}}]);
    expect(addOn.platform.takeFaults()).toEqual([]);
  });

  test('where something breaks while somebody types nothing is offered', () => {
    const identityToken = () => {
      throw new Error('Service error');
    };
    const {addOn} = openWorld({person: {identityToken}});
    const event = actionEvent(
      homepageEvent(WHERE),
      {act: 'suggestContacts'},
      {query: {stringInputs: {value: ['sa']}}},
    );
    expect(addOn.call('onSuggest', event)).toMatchObject({
      className: 'SuggestionsResponse',
      json: {autoComplete: {items: []}},
    });
  });

  test('what breaks is told in the person’s language', () => {
    const {addOn} = openWorld();
    const event = actionEvent(
      homepageEvent({locale: 'ja'}),
      {act: 'undo', call: '{', back: 'home'},
      {},
    );
    const answer = addOn.call('onAction', event);
    expect(JSON.stringify(answer?.json)).toMatch(/[ぁ-ん]/);
  });
});

describe('what the service is sent', () => {
  test('is JSON, though there be nothing to say', () => {
    const {addOn} = openWorld();
    addOn.cards('onSyncNow', homepageEvent(WHERE));
    const [sync] = addOn.platform.takeCalls();
    expect(sync).toMatchObject({method: 'POST', body: '{}'});
    expect(sync!.headers['content-type']).toBe('application/json');
  });
});

test('a moment is told as it is where the person is', () => {
  const {addOn} = openWorld();
  const [home] = addOn.cards('onHomepage', homepageEvent(WHERE));
  // Of 08:15 in UTC.
  expect(JSON.stringify(home)).toMatch(/Nov 22, 2026, 5:15\sPM/);
});

test('who is in the draft is not put there again', () => {
  const {addOn} = openWorld();
  const event = actionEvent(
    {
      ...homepageEvent(WHERE),
      gmail: {toRecipients: [], ccRecipients: ['Ken <ken@sato.example>']},
    },
    {act: 'insert', field: 'to', picked: 'ken@sato.example'},
    {},
  );
  const {className, json} = addOn.call('onAction', event)!;
  expect(className).toBe('ActionResponse');
  expect(json['notification']).toBeDefined();
});

describe('the address of the service', () => {
  const calledBy = (addOn: AddOn) => {
    addOn.cards('onHomepage', homepageEvent(WHERE));
    return addOn.platform.takeCalls()[0]?.url;
  };
  const home = (base: string) => `${base}/v1/accounts/me`;

  test('is missed on each card', () => {
    const {addOn, asked} = openWorld();
    addOn.platform.properties.set('SERVICE_URL', '');
    addOn.platform.properties.set('SERVICE_URL_BUILT', SERVICE_URL);
    expect(titlesOf(openMessage(addOn))).toEqual(['Not set up yet']);
    expect(asked).toEqual([]);
  });

  test('is the build’s, until an administrator writes another', () => {
    const {addOn} = openWorld({
      service: request =>
        sampleService('editor')({
          ...request,
          path: request.path.replace('/elsewhere', ''),
        }),
    });
    const {properties} = addOn.platform;
    expect(calledBy(addOn)).toBe(home(SERVICE_URL));
    expect(properties.get('SERVICE_URL')).toBe(SERVICE_URL);
    properties.set('SERVICE_URL', `${SERVICE_URL}/elsewhere/`);
    expect(calledBy(addOn)).toBe(home(`${SERVICE_URL}/elsewhere`));
    // A build for another service was pushed in between.
    properties.set('SERVICE_URL_BUILT', 'https://other.example.com');
    expect(calledBy(addOn)).toBe(home(SERVICE_URL));
  });
});
