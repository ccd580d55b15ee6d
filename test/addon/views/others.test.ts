import {expect, test} from '@jest/globals';
import {addOther, saveForm} from '../../../src/handlers/form.ts';
import {showHome} from '../../../src/handlers/homepage.ts';
import {showLabel} from '../../../src/handlers/label.ts';
import {showOther, showOthers} from '../../../src/handlers/others.ts';
import {undo} from '../../../src/handlers/undo.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {LAST_ACT, serviceAfter} from '../support/last-act.ts';
import {offered, top} from '../support/offers.ts';
import {
  cardText,
  LABEL,
  OTHER_LABEL,
  samplePorts,
  sampleService,
  SATO,
  type SampleOptions,
} from '../support/sample.ts';

const as = (options: SampleOptions = {}) =>
  samplePorts({service: sampleService('editor'), ...options});

const list = (options: SampleOptions = {}, label = OTHER_LABEL) =>
  top(showOthers(as(options).ports, {label, query: ''}));

test('the homepage looks for what was typed among Other contacts', () => {
  const home = showHome(as().ports).cards[0]!;
  const {ports, asked} = as({event: {inputs: {query: [' aya ']}}});
  showOthers(ports, offered(home, 'showOthers')!);
  expect(asked.map(({path}) => path)).toEqual([
    '/v1/otherContacts?query=aya&pageSize=20',
  ]);
});

test.each([
  ['viewer', false],
  ['editor', true],
] as const)('a label offers a %s to add from them: %s', (role, isOffered) => {
  const {ports} = samplePorts({service: sampleService(role)});
  const card = top(showLabel(ports, {label: LABEL}));
  const offer = offered(card, 'showOthers');
  expect(offer?.['label']).toBe(isOffered ? LABEL : undefined);
});

test('of a label those are asked for who are not in it', () => {
  const {ports, asked} = as();
  showOthers(ports, {label: OTHER_LABEL, query: ''});
  expect(asked[0]!.path).toContain(`label=${encodeURIComponent(OTHER_LABEL)}`);
});

test('who is added goes into that label, and the list is gone back to', () => {
  const form = top(addOther(as().ports, offered(list(), 'addOther') as never));
  expect(cardText(form)).toContain('青木');
  const {ports, asked} = as({
    service: serviceAfter('remover', {labelsAdded: [OTHER_LABEL]}),
    event: {
      inputs: {
        label: [OTHER_LABEL],
        'names.0.givenName': ['綾子'],
        'userDefined.0.value': ['42'],
      },
    },
  });
  const card = top(saveForm(ports, offered(form, 'saveForm') as never));
  expect(asked.find(({method}) => method === 'POST')).toMatchObject({
    path: expect.stringContaining(`/v1/${OTHER_LABEL}/contacts?`),
    body: {person: {names: [{givenName: '綾子'}]}},
  });
  expect(card.header?.title).toBe('Other contacts');
  const back = as();
  const after = top(undo(back.ports, offered(card, 'undo') as never));
  expect(back.asked[0]?.path).toBe(`/v1/${LAST_ACT}:undo`);
  expect(after.header?.title).toBe('Other contacts');
  expect(offered(after, 'showOthers')).toMatchObject({label: OTHER_LABEL});
});

test.each([
  ['en', 'Same phone', 'Surely the same'],
  ['ja', '電話番号が同じ', '確実に同じ人'],
])(
  'who may be there already is compared before they are added, in %s',
  (locale, reason, sure) => {
    const found = list({locale});
    expect(cardText(found)).toContain('佐藤 <健>');
    const check = offered(found, 'showOther') as never;
    const card = top(showOther(as({locale}).ports, check));
    expect(cardText(card)).toContain(reason);
    expect(cardText(card)).toContain(sure);
    expect(offered(card, 'showContact')).toMatchObject({contact: SATO});
    const answer = addOther(as().ports, offered(card, 'addOther') as never);
    // In its place: below is the list that is gone back to.
    expect(answer).toMatchObject({navigations: [{updateCard: {}}]});
  },
);

const WITHOUT_SCOPE: Reply = {
  kind: 'answered',
  status: 403,
  body: {
    error: {
      code: 403,
      status: 'PERMISSION_DENIED',
      message: 'The service may not see your Other contacts.',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'OTHER_CONTACTS_SCOPE_MISSING',
          domain: 'shared-contacts',
        },
      ],
    },
  },
};

test.each([
  ['en', 'Ask your administrator to allow Other contacts'],
  ['ja', '「その他の連絡先」の利用を管理者に依頼してください'],
])('without the scope it is said who can give it, in %s', (locale, words) => {
  const service = ({path}: Request) =>
    path.startsWith('/v1/otherContacts')
      ? WITHOUT_SCOPE
      : sampleService('editor')({method: 'GET', path});
  const card = list({locale, service});
  expect(cardText(card)).toContain(words);
  expect(offered(card, 'showOthers')).toBeDefined();
});
