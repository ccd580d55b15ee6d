import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import type {Role} from '../../../server/contract/role.ts';
import {ACTIONS, SUGGESTIONS} from '../../../src/actions.ts';
import {ACTS} from '../../../src/acts.ts';
import type {ActionResponse, Card, Response} from '../../../src/card.ts';
import {openCompose} from '../../../src/handlers/compose.ts';
import {showHome, syncFromMenu} from '../../../src/handlers/homepage.ts';
import {openEvent, openMessage} from '../../../src/handlers/message.ts';
import type {
  Ports,
  Reply,
  Request,
  TriggerHandler,
} from '../../../src/ports.ts';
import {drawCard} from '../preview/draw.ts';
import {
  actionProblems,
  asJson,
  cardProblems,
  everyValue,
} from '../support/card-rules.ts';
import type {Json} from '../support/host.ts';
import {protoProblems, readCardProto} from '../support/proto.ts';
import {
  cardText,
  ROLES,
  samplePorts,
  sampleService,
  type SampleOptions,
} from '../support/sample.ts';

const MANIFEST = JSON.parse(
  readFileSync(new URL('../../../appsscript.json', import.meta.url), 'utf8'),
) as {addOns: {common: {openLinkUrlPrefixes: string[]}}};
const RULES = {linkPrefixes: MANIFEST.addOns.common.openLinkUrlPrefixes};

const TRIGGERS: Readonly<Record<string, TriggerHandler>> = {
  openMessage,
  openEvent,
  openCompose,
  showHome,
  syncFromMenu,
};

/** What somebody may have typed: in every input that any card has. */
const INPUTS = {
  query: ['sato'],
  label: ['labels/22222222-2222-4222-8222-222222222222'],
  field: ['birthdays'],
  displayName: ['New <name>'],
  email: ['aoi@example.com'],
  text: ['Hello & <goodbye>'],
  visibility: ['PUBLIC'],
  mentions: ['p4@example.com, p'],
  type: ['group'],
  principal: ['team@example.com'],
  role: ['editor'],
  hiddenFields: ['biographies'],
  'names.0.givenName': ['Typed <here>'],
  'phoneNumbers.0.value': ['+81 3 9999 9999'],
};

const EVENT = {
  canSeeAttendees: true,
  attendees: [
    {email: 'ken@sato.example', organizer: true, self: false, resource: false},
    {
      email: 'new@unknown.example',
      organizer: false,
      self: false,
      resource: false,
    },
  ],
};

interface Visit {
  readonly path: string;
  readonly cards: readonly Card[];
  readonly response: Response;
  /** Where it was pressed; absent of a trigger. */
  readonly before?: Card;
  /** What the service was asked for it. */
  readonly asked: readonly Request[];
}

function cardsOf(response: Response): readonly Card[] {
  if (response.kind === 'cards') return response.cards;
  if (response.kind !== 'action') return [];
  return (response.navigations ?? []).flatMap(step =>
    'pushCard' in step
      ? [step.pushCard]
      : 'updateCard' in step
        ? [step.updateCard]
        : [],
  );
}

interface Pressed {
  readonly function: 'onAction' | 'onSuggest';
  readonly parameters: readonly {
    readonly key: string;
    readonly value: string;
  }[];
}

function press(ports: Ports, {function: name, parameters}: Pressed): Response {
  const {act = '', ...given} = Object.fromEntries(
    parameters.map(({key, value}) => [key, value]),
  );
  const table: Readonly<Record<string, unknown>> =
    name === 'onAction' ? ACTIONS : SUGGESTIONS;
  const handler = table[act] as (ports: Ports, given: object) => Response;
  return handler(
    {...ports, again: {action: {function: name, parameters}}},
    given,
  );
}

/** Every trigger, then every act that its cards offer, and so on: each act by its name and what it is about once. */
function crawl(options: SampleOptions, steps: number): Visit[] {
  const {ports, asked} = samplePorts({
    from: 'bob@unknown.example',
    body: 'Hi\n--\nBob\n株式会社テスト\nTel: 03-1111-2222',
    ...options,
    event: {inputs: INPUTS, calendarEvent: EVENT, ...options.event},
  });
  /** What comes of it, and what it asked. */
  const visit = (path: string, respond: () => Response, before?: Card) => {
    const already = asked.length;
    const response = respond();
    return {
      ...{path, response, cards: cardsOf(response)},
      asked: asked.slice(already),
      ...(before !== undefined && {before}),
    };
  };
  const visits: Visit[] = [];
  const pressed = new Set<string>();
  let fresh: Visit[] = Object.entries(TRIGGERS).map(([path, trigger]) =>
    visit(path, () => trigger(ports)),
  );
  for (let step = 0; step <= steps; step++) {
    visits.push(...fresh);
    fresh = fresh.flatMap(({path, cards}) =>
      cards.flatMap(card =>
        ['action', 'onChangeAction', 'autoCompleteAction']
          .flatMap(name => everyValue(asJson(card), name) as Pressed[])
          .flatMap(action => {
            const key = JSON.stringify(action.parameters.slice(0, 2)).slice(
              0,
              200,
            );
            if (pressed.has(key)) return [];
            pressed.add(key);
            const act = action.parameters[0]?.value ?? '';
            return [
              visit(`${path} > ${act}`, () => press(ports, action), card),
            ];
          }),
      ),
    );
  }
  return visits;
}

/** As `printJson` of CardService says it. */
function printed({navigations, notification, stateChanged}: ActionResponse) {
  return asJson({
    navigations,
    stateChanged,
    ...(notification !== undefined && {notification: {text: notification}}),
  }) as Readonly<Record<string, unknown>>;
}

const PROTO = readCardProto();

function problems(visits: readonly Visit[]): string[] {
  return visits.flatMap(({path, response, cards}) => {
    const found =
      response.kind === 'action'
        ? actionProblems(printed(response), RULES)
        : cards.flatMap(card => cardProblems(card, RULES));
    const unknown = cards.flatMap(card =>
      PROTO === undefined ? [] : protoProblems(PROTO, 'Card', asJson(card)),
    );
    return [...found, ...unknown].map(problem => `${path}: ${problem}`);
  });
}

const isAct = ({method, path}: Request) =>
  method !== 'GET' && !path.endsWith(':lookup');

/** What was typed for a change that did not come about, and is not to be seen in what is shown now. */
function lostWords({path, before, cards, response, asked}: Visit): string[] {
  const stays = response.kind === 'action' && !response.navigations;
  if (before === undefined || stays || !asked.some(isAct)) return [];
  const shown = JSON.stringify(cards.at(-1) ?? '');
  const inputs = everyValue(asJson(before), 'textInput') as Json[];
  return inputs
    .filter(({autoCompleteAction}) => autoCompleteAction === undefined)
    .flatMap(({name}) => INPUTS[String(name) as keyof typeof INPUTS] ?? [])
    .filter(text => !shown.includes(JSON.stringify(text).slice(1, -1)))
    .map(text => `${path}: ${text} is lost`);
}

const LOCALES = ['en-US', 'ja'] as const;
const MATRIX = ROLES.flatMap(role =>
  LOCALES.map(locale => [role, locale] as const),
);

test.each(MATRIX)(
  'every card that a %s reaches in %s is as a host takes it',
  (role, locale) => {
    const visits = crawl({locale, service: sampleService(role)}, 4);
    expect(problems(visits)).toEqual([]);
    expect(visits.length).toBeGreaterThan(40);
  },
);

test('nothing is sent twice but what does no more than once, and that is', () => {
  const sent = ROLES.flatMap(role =>
    crawl({service: sampleService(role)}, 4).flatMap(({asked}) => asked),
  );
  const repeated = sent.filter(
    ({method, repeatable}) => method !== 'GET' && repeatable === true,
  );
  const isSafe = ({method, path}: Request) =>
    method === 'DELETE' || isSame({method, path});
  const isSame = ({path}: Request) =>
    /:lookup$|[?&](?:validateOnly=true|requestId=)/.test(path);
  const pathOf = ({method, path}: Request) => `${method} ${path}`;
  expect(repeated.filter(each => !isSafe(each)).map(pathOf)).toEqual([]);
  expect(
    sent.filter(each => isSame(each) && !repeated.includes(each)).map(pathOf),
  ).toEqual([]);
  expect(repeated.some(({method}) => method === 'DELETE')).toBe(true);
});

test('where something was changed no host shows a card that it kept', () => {
  const visits = ROLES.flatMap(role =>
    crawl({service: sampleService(role)}, 4),
  );
  const changed = visits.filter(({asked}) =>
    asked.some(each => isAct(each) && !each.path.includes('validateOnly')),
  );
  const isTold = ({response}: Visit) =>
    response.kind === 'cards' ||
    (response.kind === 'action' && response.stateChanged === true);
  expect(changed.length).toBeGreaterThan(20);
  expect(changed.filter(each => !isTold(each)).map(({path}) => path)).toEqual(
    [],
  );
});

test('the preview draws every card with icons of its own', () => {
  for (const {cards} of crawl({}, 4)) {
    for (const card of cards) drawCard(asJson(card) as Json, true);
  }
});

test('somebody reaches every act, in one role or another', () => {
  const reached = new Set(
    ROLES.flatMap(role =>
      crawl({service: sampleService(role)}, 5).map(({path}) =>
        path.split(' > ').at(-1),
      ),
    ),
  );
  const paused = crawl(
    {
      service: request => {
        const reply = sampleService('viewer')(request);
        return request.path === '/v1/accounts/me' && reply.kind === 'answered'
          ? {...reply, body: {...(reply.body as object), paused: true}}
          : reply;
      },
    },
    1,
  );
  for (const {path} of paused) reached.add(path.split(' > ').at(-1));
  for (const {path} of crawl({service: () => ({kind: 'unreachable'})}, 1)) {
    reached.add(path.split(' > ').at(-1));
  }
  // Only where a message names more people than a host shows cards of.
  reached.add('showPerson');
  expect(Object.keys(ACTS).filter(act => !reached.has(act))).toEqual([]);
});

test.each(Object.entries(TRIGGERS))(
  'where %s has no answer, trying again brings its cards',
  (name, trigger) => {
    const event = {calendarEvent: EVENT};
    const {ports: failing} = samplePorts({
      event,
      service: () => ({kind: 'unreachable'}),
    });
    const [again] = everyValue(
      asJson(trigger(failing).cards),
      'action',
    ) as Pressed[];
    const {ports} = samplePorts({event, service: sampleService('viewer')});
    const wanted = name === 'syncFromMenu' ? showHome : trigger;
    expect(press(ports, again!)).toEqual(wanted(ports));
  },
);

test('no card in Japanese has an English word of ours, and the other way round', () => {
  const said = (locale: string) =>
    crawl({locale, service: sampleService('owner')}, 2)
      .flatMap(({cards}) => cards.map(cardText))
      .join('\n');
  expect(said('ja')).not.toMatch(/\b(?:Save|Undo|Comment|Labels|Share)\b/);
  expect(said('en-US')).not.toMatch(/です|ます|ません|ください/);
});

const FAULTS: readonly (readonly [string, Reply])[] = [
  ...[401, 403, 404, 409, 429, 500].map(
    status =>
      [
        String(status),
        {
          kind: 'answered',
          status,
          body: {error: {code: status, message: 'No', status: 'X'}},
        },
      ] as const,
  ),
  [
    '400',
    {
      kind: 'answered',
      status: 400,
      body: {
        error: {
          code: 400,
          message: 'No',
          status: 'INVALID_ARGUMENT',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [
                {
                  field: 'person.phoneNumbers[0].value',
                  description: 'At most 1024 characters. '.repeat(400),
                },
              ],
            },
          ],
        },
      },
    },
  ],
  ['time-out', {kind: 'unreachable'}],
  ['no time left', {kind: 'outOfTime'}],
  ['missing consent', {kind: 'noIdentity'}],
  ['missing set-up', {kind: 'notSetUp'}],
  ['garbage', {kind: 'answered', status: 200, body: {labels: 7}}],
  ['no JSON', {kind: 'answered', status: 200}],
];

describe.each(FAULTS)('a service that answers %s', (_, fault) => {
  test.each(LOCALES)('at first leaves a card with a way out, in %s', locale => {
    const visits = crawl({locale, service: () => fault}, 2);
    expect(problems(visits)).toEqual([]);
    for (const {path, cards, response} of visits) {
      if (response.kind === 'suggestions') continue;
      expect(`${path}: ${cards.length}`).not.toBe(`${path}: 0`);
      const offers = cards.map(card =>
        ['action', 'openLink'].flatMap(name => everyValue(asJson(card), name)),
      );
      expect(offers.filter(each => each.length === 0)).toEqual([]);
    }
  });

  test.each(ROLES)(
    'to an act of a %s leaves a card with what was typed',
    (role: Role) => {
      const working = sampleService(role);
      const visits = crawl(
        {service: request => (isAct(request) ? fault : working(request))},
        4,
      );
      expect(problems(visits)).toEqual([]);
      expect(visits.flatMap(lostWords)).toEqual([]);
    },
  );
});
