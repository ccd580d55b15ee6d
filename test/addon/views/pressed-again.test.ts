/** What had no answer may have been done: pressed again it is done once. */
import {expect, test} from '@jest/globals';
import type {Card} from '../../../src/card.ts';
import {
  addComment,
  deleteComment,
  showComment,
  showComments,
} from '../../../src/handlers/contact.ts';
import {editContact, newContact, saveForm} from '../../../src/handlers/form.ts';
import {createLabel, newLabel} from '../../../src/handlers/label.ts';
import {endGrant} from '../../../src/handlers/share.ts';
import {bringBack} from '../../../src/handlers/trash.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Event, Reply, Request} from '../../../src/ports.ts';
import {offered, refusal, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  NOW,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

const working = sampleService('owner');
const unanswered = (request: Request): Reply =>
  request.method === 'GET' ? working(request) : {kind: 'unreachable'};

/** Somebody for whom a second goes by with each look at the clock. */
function somebody(inputs: Event['inputs']) {
  let nowMs = NOW;
  const at = (service = working) =>
    samplePorts({
      ...{service, event: {inputs}},
      nowMs: () => (nowMs += 1000),
    });
  /** What a press sends, and the card that it leaves. */
  const press = (
    handler: typeof addComment | typeof createLabel,
    card: Card,
    service?: typeof working,
  ) => {
    const {ports, asked} = at(service);
    const act = handler === addComment ? 'addComment' : 'createLabel';
    const left = top(handler(ports, offered(card, act) as never));
    return {path: asked.find(({method}) => method === 'POST')!.path, left};
  };
  return {ports: () => at().ports, press};
}

test('a comment is one, whatever is done beside it meanwhile, and one that is written anew another', () => {
  const {ports, press} = somebody({text: ['Hello']});
  const open = () => top(showComments(ports(), {contact: SATO}));
  const {path, left} = press(addComment, open(), unanswered);
  expect(path).toMatch(/requestId=[0-9a-f-]{36}$/);
  expect(press(addComment, left).path).toBe(path);
  const gone = top(
    deleteComment(ports(), offered(left, 'deleteComment') as never),
  );
  const back = top(undo(ports(), offered(gone, 'undo') as never));
  const whole = top(
    showComment(ports(), offered(back, 'showComment') as never),
  );
  expect(press(addComment, whole).path).toBe(path);
  expect(press(addComment, open()).path).not.toBe(path);
});

test('a label is one, and under another name another', () => {
  const {ports, press} = somebody({displayName: ['Clients']});
  const {path, left} = press(
    createLabel,
    top(newLabel(ports(), {})),
    unanswered,
  );
  expect(press(createLabel, left).path).toBe(path);
  const renamed = somebody({displayName: ['Clients 2']});
  expect(renamed.press(createLabel, left).path).not.toBe(path);
});

const GRANT = `${LABEL}/grants/55555552-5555-4555-8555-555555555555`;
const COMMENT = `${SATO}/comments/44444441-4444-4444-8444-444444444444`;

test.each([
  [
    'a comment',
    () =>
      deleteComment(samplePorts().ports, {
        ...{contact: SATO, comment: COMMENT, id: '1'},
      }),
  ],
  ['a grant', () => endGrant(samplePorts().ports, {grant: GRANT})],
])('what undo makes again is one: %s', (_, remove) => {
  const way = offered(top(remove()), 'undo');
  const {ports, asked} = samplePorts({service: unanswered});
  undo(ports, way as never);
  expect(asked[0]).toMatchObject({
    path: expect.stringMatching(/requestId=[0-9a-f-]{36}$/),
    repeatable: true,
  });
});

test.each([
  ['en', 'It was added already, as you had typed it before.'],
  ['ja', '前に入力した内容で、すでに追加されています。'],
])(
  'a new contact that arrived, and was typed otherwise since, is told so: in %s',
  (locale, text) => {
    const violation = {field: 'requestId', description: 'Something else'};
    const {ports} = samplePorts({
      locale,
      event: {
        inputs: {
          'names.0.givenName': ['Ann'],
          'userDefined.0.value': ['7'],
        },
      },
      service: request =>
        request.method === 'GET'
          ? working(request)
          : {
              kind: 'answered',
              status: 409,
              body: {
                error: {
                  ...{code: 409, status: 'ALREADY_EXISTS', message: 'No'},
                  details: [
                    {
                      '@type': 'type.googleapis.com/google.rpc.BadRequest',
                      fieldViolations: [violation],
                    },
                  ],
                },
              },
            },
    });
    const form = top(newContact(ports, {label: LABEL}));
    const card = top(saveForm(ports, offered(form, 'saveForm') as never));
    expect(cardText(card)).toContain(text);
    expect(cardText(card)).toContain('Ann');
  },
);

test('what was undone already is told as undone', () => {
  const {ports} = samplePorts({
    service: request =>
      request.method === 'GET'
        ? working(request)
        : refusal(409, 'ALREADY_DONE'),
  });
  const call = JSON.stringify({method: 'POST', path: `/v1/${LABEL}:undelete`});
  expect(cardText(top(undo(ports, {call, back: LABEL})))).toContain('Undone.');
  const given = {name: LABEL, verb: 'undelete'};
  expect(cardText(top(bringBack(ports, given)))).toContain('Restored.');
});

test('an edit that arrived is told as saved', () => {
  const inputs = {'names.0.givenName': ['Ann'], 'userDefined.0.value': ['7']};
  const edit = (service?: typeof working) =>
    samplePorts({event: {inputs}, ...(service && {service})}).ports;
  const form = top(editContact(edit(), {contact: SATO}));
  const way = offered(form, 'saveForm') as never;
  const isThere = (request: Request) =>
    request.method === 'GET' ? working(request) : refusal(409, 'ALREADY_DONE');
  const answer = saveForm(edit(isThere), way);
  expect(answer).toMatchObject({navigations: [{pop: true}, {updateCard: {}}]});
  expect(cardText(top(answer))).toContain('Saved.');
});
