import {expect, test} from '@jest/globals';
import {putOn, takeOff} from '../../../src/handlers/contact.ts';
import {newContact, saveForm} from '../../../src/handlers/form.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Response} from '../../../src/card.ts';
import type {Event, Request} from '../../../src/ports.ts';
import {LAST_ACT, serviceAfter} from '../support/last-act.ts';
import {offered, refusal, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  OTHER_LABEL,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

/** The path that Undo posts to. */
function undoPath(answer: Response): string | undefined {
  const way = offered(top(answer), 'undo');
  return way && (JSON.parse(way['call']!) as Request).path;
}

const UNDO = `/v1/${LAST_ACT}:undo`;

const typing = (inputs: Event['inputs']) => ({event: {inputs}});

test.each([
  ['editor', undefined],
  ['remover', UNDO],
] as const)('a new contact goes again where a %s may', (role, path) => {
  const made = serviceAfter(role, {kind: 'create', labelsAdded: [LABEL]});
  const {ports} = samplePorts({
    service: made,
    ...typing({
      label: [LABEL],
      'names.0.givenName': ['Ann'],
      'userDefined.0.value': ['7'],
    }),
  });
  const form = top(newContact(ports, {label: LABEL}));
  const {form: state} = offered(form, 'saveForm')!;
  expect(undoPath(saveForm(ports, {form: state!}))).toBe(path);
});

test.each([
  ['remover', 'editor', undefined],
  ['remover', 'remover', UNDO],
] as const)(
  'who is added and merged is said to be, and taken apart again by whom it is for: %s, %s',
  (role, otherRole, path) => {
    const {ports} = samplePorts({
      service: serviceAfter(role, {kind: 'merged'}, otherRole),
      ...typing({'names.0.givenName': ['Ann'], 'userDefined.0.value': ['7']}),
    });
    const {form} = offered(
      top(newContact(ports, {label: LABEL})),
      'saveForm',
    ) as never;
    const answer = saveForm(ports, {form});
    expect(cardText(top(answer))).toContain('Merged into a contact');
    expect(undoPath(answer)).toBe(path);
  },
);

test.each([
  ['editor', undefined],
  ['remover', UNDO],
] as const)(
  'who manages one label puts the contact on another, and takes it off again as its %s',
  (otherRole, path) => {
    const {ports} = samplePorts({
      service: serviceAfter('manager', {labelsAdded: [OTHER_LABEL]}, otherRole),
      ...typing({label: [OTHER_LABEL]}),
    });
    expect(undoPath(putOn(ports, {contact: SATO}))).toBe(path);
  },
);

test.each([
  ['a manager’s own', 'manager', {labelsRemoved: [OTHER_LABEL]}, UNDO],
  [
    'what only managers undo',
    'remover',
    {labelsRemoved: [OTHER_LABEL]},
    undefined,
  ],
  [
    'somebody’s who was quicker',
    'manager',
    {labelsRemoved: [OTHER_LABEL], account: 'aoi@example.com'},
    undefined,
  ],
  ['one from before', 'manager', {kind: 'edit'}, undefined],
] as const)(
  'after one of two labels was taken off, the last act is: %s',
  (_, role, lastAct, path) => {
    const {ports} = samplePorts({service: serviceAfter(role, lastAct)});
    const answer = takeOff(ports, {contact: SATO, label: OTHER_LABEL});
    expect(undoPath(answer)).toBe(path);
  },
);

test.each([
  ['en', 'BULK_REMOVAL', 'You removed many within an hour'],
  ['ja', 'BULK_REMOVAL', '1 時間に多くの連絡先を外したため'],
  ['en', undefined, 'Somebody changed it at the same time'],
])(
  'what is not undone is shown as it is now, with why: in %s, for %s',
  (locale, reason, why) => {
    const {ports} = samplePorts({
      locale,
      service: request =>
        request.method === 'GET'
          ? sampleService('owner')(request)
          : refusal(409, reason),
    });
    const call = JSON.stringify({method: 'POST', path: UNDO});
    const card = top(undo(ports, {call, back: SATO}));
    expect(card.header?.title).toBe('佐藤 健');
    expect(cardText(card)).toContain(why);
    expect(offered(card, 'takeOff')).toBeDefined();
    expect(offered(card, 'undo')).toBeUndefined();
  },
);

test('a removal that is held is withdrawn where it was asked for', () => {
  const removal = 'pendingRemovals/77777777-7777-4777-8777-777777777777';
  const {ports} = samplePorts({
    service: request =>
      request.method === 'GET'
        ? sampleService('remover')(request)
        : {
            kind: 'answered',
            status: 200,
            body: {held: [SATO], pendingRemovals: [removal]},
          },
  });
  const answer = takeOff(ports, {contact: SATO, label: LABEL});
  expect(cardText(top(answer))).toContain('a manager decides about this one');
  expect(undoPath(answer)).toBe(`/v1/${removal}:withdraw`);
});
