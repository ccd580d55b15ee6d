/** Where an act leaves the person, and what is said of it there. */
import {expect, test} from '@jest/globals';
import type {Card} from '../../../src/card.ts';
import {addComment, takeOff} from '../../../src/handlers/contact.ts';
import {addPerson, editContact} from '../../../src/handlers/form.ts';
import {search, syncNow} from '../../../src/handlers/homepage.ts';
import {decide, decideRemoval} from '../../../src/handlers/inbox.ts';
import {
  stopSharing,
  transferNow,
} from '../../../src/handlers/label-settings.ts';
import {openMessage} from '../../../src/handlers/message.ts';
import {showOthers} from '../../../src/handlers/others.ts';
import {resume} from '../../../src/handlers/settings.ts';
import {previewShare, share} from '../../../src/handlers/share.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {offered, refusal, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  samplePorts,
  sampleService,
  SATO,
} from '../support/sample.ts';

const working = sampleService('owner');

const isCall = ({method, path}: Request) =>
  method !== 'GET' && !path.endsWith(':lookup');

interface Input {
  readonly name: string;
  readonly value?: string;
}

const typedIn = (card: Card, name: string) =>
  (everyValue(asJson(card), 'textInput') as Input[]).find(
    each => each.name === name,
  )?.value;

test.each([
  ['is offered of the sender', {from: 'bob@unknown.example'}, true],
  ['is not offered of others', {}, false],
])('the signature %s', (_, options, isOffered) => {
  const {cards} = openMessage(samplePorts(options).ports);
  const bob = cards.find(card => offered(card, 'addPerson') !== undefined)!;
  expect(bob.header?.title).toBe('bob@unknown.example');
  expect(offered(bob, 'readSignature') !== undefined).toBe(isOffered);
});

test('a comment leads back to its contact, which has it', () => {
  const inputs = {text: ['Hello']};
  const answer = addComment(samplePorts({event: {inputs}}).ports, {
    contact: SATO,
    id: '1',
  });
  expect(answer).toMatchObject({navigations: [{pop: true}, {updateCard: {}}]});
  const card = top(answer);
  expect(card.header?.title).toBe('佐藤 健');
  expect(cardText(card)).toContain('Comment added.');
  const undone = top(undo(samplePorts().ports, offered(card, 'undo') as never));
  expect(undone.header?.title).toBe('佐藤 健');
});

test('who has it already is not tried again', () => {
  const inputs = {principal: ['p@example.com'], type: ['user']};
  const {ports} = samplePorts({
    event: {inputs},
    service: request =>
      isCall(request) ? refusal(409, undefined) : working(request),
  });
  const card = top(previewShare(ports, {label: LABEL}));
  expect(cardText(card)).toContain('shared with them already');
});

test('whoever is taken off their last label is gone from it, and comes back', () => {
  const isOfContact = ({method, path}: Request) =>
    method === 'GET' && path.startsWith(`/v1/${SATO}`);
  const {ports} = samplePorts({
    service: request =>
      isOfContact(request) ? refusal(404, undefined) : working(request),
  });
  const card = top(takeOff(ports, {contact: SATO, label: LABEL}));
  expect(cardText(card)).toContain('Removed from the label.');
  expect(offered(card, 'newContact')).toMatchObject({label: LABEL});
  const back = top(undo(samplePorts().ports, offered(card, 'undo') as never));
  expect(cardText(back)).toContain('Undone.');
  expect(back.header?.title).toBe('佐藤 健');
});

test('sharing that is undone is seen to be, among those it is shared with', () => {
  const inputs = {principal: ['p@example.com'], type: ['user']};
  const shared = top(
    share(samplePorts({event: {inputs}}).ports, {label: LABEL}),
  );
  const card = top(undo(samplePorts().ports, offered(shared, 'undo') as never));
  expect(card.header?.subtitle).toBe('Shared with');
  expect(cardText(card)).toContain('Undone.');
});

test('what joins nobody is not said to', () => {
  const inputs = {principal: ['p@example.com'], type: ['user']};
  const looked = (figures: object) => {
    const account = {email: 'p@example.com', doesNotFit: 0, ...figures};
    const {ports} = samplePorts({
      event: {inputs},
      service: request =>
        isCall(request)
          ? {kind: 'answered', status: 200, body: {accounts: [account]}}
          : working(request),
    });
    return cardText(top(previewShare(ports, {label: LABEL})));
  };
  const none = looked({arrive: 0, create: 0, link: 0, merge: 0});
  expect(none).toContain('Nothing new arrives');
  expect(none).not.toContain('join');
  const some = looked({arrive: 5, create: 3, link: 1, merge: 1});
  expect(some).toContain('3 new, 2 join one that is there');
});

test.each([
  ['accept', 'Accepted.', '承認しました。'],
  ['reject', 'Rejected.', '却下しました。'],
  ['withdraw', 'Withdrawn.', '取り下げました。'],
])('to %s a suggestion says so', (verdict, en, ja) => {
  const said = (locale: string) => {
    const {ports} = samplePorts({locale});
    const suggestion = 'suggestions/66666666-6666-4666-8666-666666666666';
    return cardText(top(decide(ports, {suggestion, etag: 's', verdict})));
  };
  expect(said('en')).toContain(en);
  expect(said('ja')).toContain(ja);
});

test.each([
  ['approve', 'Removed.'],
  ['reject', 'Kept.'],
])('to %s a held removal says so', (verdict, text) => {
  const removal = 'pendingRemovals/77777777-7777-4777-8777-777777777777';
  const {ports} = samplePorts();
  const given = {removal, verdict, contact: SATO, label: LABEL};
  expect(cardText(top(decideRemoval(ports, given)))).toContain(text);
});

test.each(['en', 'ja'])(
  'nothing is found for what has no letter, and it can be typed again, in %s',
  locale => {
    const {ports} = samplePorts({
      locale,
      event: {inputs: {query: ['。']}},
      service: () => refusal(400, undefined),
    });
    for (const card of [top(search(ports, {})), top(showOthers(ports, {}))]) {
      expect(typedIn(card, 'query')).toBe('。');
      expect(cardText(card)).toMatch(
        /Nothing found|Nobody found|見つかりません/,
      );
    }
  },
);

test('an owner who is not found can be typed again', () => {
  const {ports} = samplePorts({
    service: request =>
      isCall(request) ? refusal(400, undefined) : working(request),
  });
  const answer = transferNow(ports, {
    label: LABEL,
    email: 'nobody@example.com',
  });
  expect(answer).toMatchObject({navigations: [{pop: true}, {updateCard: {}}]});
  const card = top(answer);
  expect(typedIn(card, 'email')).toBe('nobody@example.com');
  expect(cardText(card)).toContain('Change it and try again');
});

test('before a label is shared no more it is named', () => {
  const card = top(stopSharing(samplePorts().ports, {label: LABEL}));
  const {body} = working({method: 'GET', path: `/v1/${LABEL}`}) as {
    body: {displayName: string};
  };
  expect(card.header).toMatchObject({
    title: 'Stop sharing',
    subtitle: body.displayName,
  });
});

test('who has no label for somebody makes one there, and is back at them', () => {
  const {ports} = samplePorts({service: sampleService('viewer')});
  const card = top(addPerson(ports, {email: 'bob@unknown.example'}));
  expect(cardText(card)).toContain('You have no label to add this contact to');
  expect(offered(card, 'createLabel')).toBeDefined();
});

test('who paused sync is not told that they are synced', () => {
  const {ports} = samplePorts({
    service: request => {
      const reply = working(request);
      return request.path.startsWith('/v1/accounts/me') &&
        reply.kind === 'answered'
        ? {...reply, body: {...(reply.body as object), paused: true}}
        : reply;
    },
  });
  const text = cardText(top(syncNow(ports, {})));
  expect(text).not.toContain('Synced.');
  expect(text).toContain('Sync is paused');
});

test('settings that are chosen stay where sync is not resumed', () => {
  const {ports} = samplePorts({service: () => ({kind: 'unreachable'})});
  expect(resume(ports, {back: 'accounts/me/noticeSettings'})).toEqual({
    kind: 'action',
    notification: expect.stringContaining('did not answer in time'),
  });
});

test('fields to add stand as a contact has them, the usual first', () => {
  const card = top(editContact(samplePorts().ports, {contact: SATO}));
  const inputs = everyValue(asJson(card), 'selectionInput') as {
    name: string;
    items: {text: string}[];
  }[];
  const {items} = inputs.find(({name}) => name === 'field')!;
  const texts = items.map(({text}) => text);
  expect(texts.slice(0, 3)).toEqual(['Name', 'Nickname', 'Company']);
  expect(texts.at(-1)).toBe('Custom field');
});
