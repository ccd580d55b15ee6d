import {expect, test} from '@jest/globals';
import type {Card} from '../../../src/card.ts';
import {
  deleteComment,
  showComments,
  suggestPeople,
} from '../../../src/handlers/contact.ts';
import {syncNow} from '../../../src/handlers/homepage.ts';
import {choosePhones} from '../../../src/handlers/label-settings.ts';
import {pause, resume} from '../../../src/handlers/settings.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Event, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, top} from '../support/offers.ts';
import {
  LABEL,
  samplePorts,
  sampleService,
  SATO,
  type SampleOptions,
} from '../support/sample.ts';

const typing = (inputs: Event['inputs'], options: SampleOptions = {}) =>
  samplePorts({event: {inputs}, ...options});

interface Input {
  readonly name: string;
  readonly value?: string;
  readonly items?: readonly {
    readonly value: string;
    readonly selected?: boolean;
  }[];
}

/** What stands in a card's input, typed or chosen. */
function stands(card: Card, name: string): string | undefined {
  const inputs = ['textInput', 'selectionInput'].flatMap(
    kind => everyValue(asJson(card), kind) as Input[],
  );
  const input = inputs.find(each => each.name === name);
  return input?.items === undefined
    ? input?.value
    : input.items.find(({selected}) => selected)?.value;
}

const pressUndo = (card: Card, inputs: Event['inputs'] = {}) =>
  top(undo(typing(inputs).ports, offered(card, 'undo') as never));

const HALF = {text: ['Half a sen'], visibility: ['PUBLIC']};

test('a comment half written stays while another is deleted and brought back', () => {
  const first = top(showComments(samplePorts().ports, {contact: SATO}));
  const {ports} = typing(HALF);
  const gone = top(
    deleteComment(ports, offered(first, 'deleteComment') as never),
  );
  expect(stands(gone, 'text')).toBe('Half a sen');
  const back = pressUndo(gone, HALF);
  expect(back.header?.title).toBe('Comments');
  expect(stands(back, 'text')).toBe('Half a sen');
  expect(stands(back, 'visibility')).toBe('PUBLIC');
});

test('a comment of a later page is deleted there, and comes back', () => {
  const working = sampleService('owner');
  const service = (request: Request) => {
    const reply = working(request);
    const isFirst =
      request.method === 'GET' &&
      request.path.includes('/comments?') &&
      !request.path.includes('pageToken=n');
    return isFirst && reply.kind === 'answered'
      ? {...reply, body: {comments: [], unreadCount: 0, nextPageToken: 'n'}}
      : reply;
  };
  const {ports, asked} = samplePorts({service});
  const first = top(showComments(ports, {contact: SATO}));
  const next = top(
    showComments(ports, offered(first, 'showComments') as never),
  );
  const gone = top(
    deleteComment(ports, offered(next, 'deleteComment') as never),
  );
  expect(offered(gone, 'undo')?.['call']).toContain('Met <him> & 1');
  expect(asked.some(({method}) => method === 'DELETE')).toBe(true);
});

test('a label’s new name and owner stay while it is hidden on phones, and that undone', () => {
  const typed = {
    displayName: ['New name'],
    email: ['b@example.com'],
    keepCopies: ['true'],
  };
  const changed = top(choosePhones(typing(typed).ports, {label: LABEL}));
  for (const card of [changed, pressUndo(changed, typed)]) {
    expect(stands(card, 'displayName')).toBe('New name');
    expect(stands(card, 'email')).toBe('b@example.com');
    expect(stands(card, 'keepCopies')).toBe('true');
  }
});

test('what mail was chosen stays while sync is paused and resumed', () => {
  const typed = {MENTION: ['NONE']};
  const paused = top(pause(typing(typed).ports, {}));
  expect(stands(paused, 'MENTION')).toBe('NONE');
  expect(stands(paused, 'SUGGESTION')).toBe('DAILY');
  const back = 'accounts/me/noticeSettings';
  const resumed = top(resume(typing(typed).ports, {back}));
  expect(stands(resumed, 'MENTION')).toBe('NONE');
});

test('what is typed into the search stays while everything is synced', () => {
  const card = top(syncNow(typing({query: ['佐藤']}).ports, {}));
  expect(stands(card, 'query')).toBe('佐藤');
});

test.each([
  ['kim', 'kim', ['kim@example.com', 'hakim@example.com']],
  ['Kim@example.com、 ha', 'ha', ['Kim@example.com、 hakim@example.com']],
  ['hakim@example.com, ', '', ['hakim@example.com, kim@example.com']],
])(
  'who may be mentioned is offered behind what is typed: %j',
  (typed, asked, texts) => {
    const working = sampleService('editor');
    const {ports, asked: requests} = samplePorts({
      event: {inputs: {mentions: [typed]}},
      service: request => {
        const reply = working(request);
        const mentionable = ['kim@example.com', 'hakim@example.com'];
        return reply.kind === 'answered'
          ? {...reply, body: {...(reply.body as object), mentionable}}
          : reply;
      },
    });
    expect(suggestPeople(ports, {contact: SATO})).toEqual({
      kind: 'suggestions',
      texts,
    });
    expect(requests.map(({path}) => path)).toEqual([
      `/v1/${SATO}/comments?pageSize=1&mentionable=${asked}`,
    ]);
  },
);

test('a comment that was deleted where the others cannot be read is told as deleted, and no kept card shows it', () => {
  const working = sampleService('owner');
  const {ports} = samplePorts({
    service: request =>
      request.method === 'GET' ? {kind: 'unreachable'} : working(request),
  });
  expect(
    deleteComment(ports, {
      ...{contact: SATO, comment: `${SATO}/comments/c`, id: '1'},
    }),
  ).toMatchObject({notification: 'Comment deleted.', stateChanged: true});
});
