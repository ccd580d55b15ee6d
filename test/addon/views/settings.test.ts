import {expect, test} from '@jest/globals';
import type {Role} from '../../../server/contract/role.ts';
import {
  choosePhones,
  labelSettings,
  saveLabel,
} from '../../../src/handlers/label-settings.ts';
import {
  pause,
  resume,
  saveSettings,
  showSettings,
} from '../../../src/handlers/settings.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  ROLES,
  samplePorts,
  sampleService,
  type SampleOptions,
} from '../support/sample.ts';

const as = (role: Role, options: SampleOptions = {}) =>
  samplePorts({service: sampleService(role), ...options});

const writes = (asked: readonly Request[]) =>
  asked.filter(({method}) => method !== 'GET');

test.each([
  ['en', 'Mentions of me', 'Once a day'],
  ['ja', '自分へのメンション', '1 日 1 回'],
])('what is mailed stands there by kind, in %s', (locale, kind, mode) => {
  const said = cardText(top(showSettings(as('viewer', {locale}).ports, {})));
  expect(said).toContain(kind);
  expect(said).toContain(mode);
});

test('only kinds that were changed are saved, and the change can be undone', () => {
  const inputs = {
    ...{MENTION: ['IMMEDIATE'], SUGGESTION: ['NONE'], REMOVALS: ['DAILY']},
  };
  const {ports, asked} = as('viewer', {event: {inputs}});
  const card = top(saveSettings(ports, {}));
  expect(writes(asked)).toMatchObject([
    {
      method: 'PATCH',
      path: '/v1/accounts/me/noticeSettings?updateMask=mail',
      body: {mail: {SUGGESTION: 'NONE'}},
    },
  ]);
  const back = as('viewer');
  const after = top(undo(back.ports, offered(card, 'undo') as never));
  expect(writes(back.asked)).toMatchObject([
    {body: {mail: {SUGGESTION: 'DAILY'}}},
  ]);
  expect(after.header?.title).toBe('Settings');
});

test('what is undone stands as it was, and what is chosen beside it as it is', () => {
  const saving = as('viewer', {event: {inputs: {SUGGESTION: ['NONE']}}});
  const saved = top(saveSettings(saving.ports, {}));
  const {ports} = as('viewer', {
    event: {inputs: {SUGGESTION: ['NONE'], REMOVALS: ['NONE']}},
  });
  const after = top(undo(ports, offered(saved, 'undo') as never));
  const chosen = everyValue(asJson(after), 'selectionInput') as {
    name: string;
    items: {value: string; selected: boolean}[];
  }[];
  const modeOf = (kind: string) =>
    chosen
      .find(({name}) => name === kind)!
      .items.find(({selected}) => selected)!.value;
  expect([modeOf('SUGGESTION'), modeOf('REMOVALS')]).toEqual(['DAILY', 'NONE']);
});

test('where nothing was changed nothing is sent, and the card stays', () => {
  const {ports, asked} = as('viewer', {
    event: {inputs: {MENTION: ['IMMEDIATE']}},
  });
  expect(saveSettings(ports, {})).toEqual({
    kind: 'action',
    notification: 'There is nothing to save yet.',
  });
  expect(writes(asked)).toEqual([]);
});

test('what was chosen stays chosen where the service does not save it', () => {
  const working = sampleService('viewer');
  const {ports} = as('viewer', {
    event: {inputs: {MENTION: ['NONE']}},
    service: request =>
      request.method === 'GET' ? working(request) : {kind: 'unreachable'},
  });
  const answer = saveSettings(ports, {});
  expect(answer).not.toHaveProperty('navigations');
  expect(answer).toHaveProperty('notification');
});

test('sync is paused and resumed in the settings', () => {
  const working = sampleService('viewer');
  let paused = false;
  const service = (request: Request) => {
    if (request.path.endsWith(':pause')) paused = true;
    if (request.path.endsWith(':resume')) paused = false;
    const reply = working(request);
    return request.path.startsWith('/v1/accounts/me') &&
      !request.path.endsWith('Settings') &&
      reply.kind === 'answered'
      ? {...reply, body: {...(reply.body as object), paused}}
      : reply;
  };
  const {ports} = as('viewer', {service});
  const whilePaused = top(pause(ports, {}));
  expect(whilePaused.header?.title).toBe('Settings');
  expect(offered(whilePaused, 'pause')).toBeUndefined();
  const again = top(resume(ports, offered(whilePaused, 'resume')!));
  expect(again.header?.title).toBe('Settings');
  expect(offered(again, 'pause')).toBeDefined();
});

test('each member chooses for their own phone; undone, it is as the grants say', () => {
  const card = top(labelSettings(as('viewer').ports, {label: LABEL}));
  const {ports, asked} = as('viewer');
  const changed = top(
    choosePhones(ports, offered(card, 'choosePhones') as never),
  );
  expect(writes(asked)).toMatchObject([
    {path: `/v1/${LABEL}/membership`, body: {showOnPhones: false}},
  ]);
  const back = as('viewer');
  const after = top(undo(back.ports, offered(changed, 'undo') as never));
  expect(writes(back.asked)).toMatchObject([{body: {showOnPhones: null}}]);
  expect(offered(after, 'choosePhones')).toBeDefined();
});

test.each(ROLES)('a label’s settings offer a %s what the role allows', role => {
  const card = top(labelSettings(as(role).ports, {label: LABEL}));
  const isOwner = role === 'owner';
  expect(offered(card, 'choosePhones')).toBeDefined();
  expect(offered(card, 'leave') !== undefined).toBe(!isOwner);
  for (const act of ['saveLabel', 'transfer', 'stopSharing']) {
    expect(offered(card, act) !== undefined).toBe(isOwner);
  }
});

test('an owner says of which country a label’s numbers are; undone, it is as it was', () => {
  const card = top(labelSettings(as('owner').ports, {label: LABEL}));
  expect(cardText(card)).toContain('Country of phone numbers');
  const inputs = {displayName: ['Customers'], regionCode: [' jp ']};
  const {ports, asked} = as('owner', {event: {inputs}});
  const changed = top(saveLabel(ports, offered(card, 'saveLabel') as never));
  expect(writes(asked)).toMatchObject([
    {
      method: 'PATCH',
      path: `/v1/${LABEL}`,
      body: {displayName: 'Customers', regionCode: 'JP'},
    },
  ]);
  const back = as('owner');
  undo(back.ports, offered(changed, 'undo') as never);
  expect(writes(back.asked)).toMatchObject([{body: {regionCode: ''}}]);
});

test.each([
  ['en', 'A code such as JP'],
  ['ja', '国コード'],
])(
  'a country that is none is refused in %s, and stays typed',
  (locale, words) => {
    const working = sampleService('owner');
    const {ports} = as('owner', {
      locale,
      event: {inputs: {displayName: ['Customers'], regionCode: ['UK']}},
      service: request =>
        request.method === 'GET'
          ? working(request)
          : {
              kind: 'answered',
              status: 400,
              body: {
                error: {
                  ...{
                    code: 400,
                    status: 'INVALID_ARGUMENT',
                    message: 'Refused',
                  },
                  details: [
                    {
                      '@type': 'type.googleapis.com/google.rpc.BadRequest',
                      fieldViolations: [
                        {field: 'regionCode', description: 'A code such as JP'},
                      ],
                    },
                  ],
                },
              },
            },
    });
    const card = top(saveLabel(ports, {label: LABEL}));
    expect(cardText(card)).toContain(words);
    expect(everyValue(asJson(card), 'textInput')).toContainEqual(
      expect.objectContaining({name: 'regionCode', value: 'UK'}),
    );
  },
);
