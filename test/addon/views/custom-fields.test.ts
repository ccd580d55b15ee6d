import {expect, test} from '@jest/globals';
import type {Contact} from '../../../server/contract/contact.ts';
import type {ActionResponse, Card, Widget} from '../../../src/card.ts';
import {repair, showContact} from '../../../src/handlers/contact.ts';
import {editContact, newContact, saveForm} from '../../../src/handlers/form.ts';
import type {Reply, Request} from '../../../src/ports.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {
  cardText,
  LABEL,
  OTHER_LABEL,
  samplePorts,
  sampleService,
  sato,
  SATO,
} from '../support/sample.ts';

type Inputs = Readonly<Record<string, readonly string[]>>;

function top({navigations = []}: ActionResponse): Card {
  const step = navigations.at(-1)!;
  if ('pushCard' in step) return step.pushCard;
  if ('updateCard' in step) return step.updateCard;
  throw new Error('no card');
}

const widgetsOf = (card: Card): readonly Widget[] =>
  (card.sections ?? []).flatMap(({widgets}) => widgets);

const stateOf = (card: Card): string => {
  const [parameters] = (
    everyValue(asJson(card), 'parameters') as {key: string; value: string}[][]
  ).filter(each => each.some(({value}) => value === 'saveForm'));
  return parameters!.find(({key}) => key === 'form')!.value;
};

/** A service that has Ken say this in custom fields. */
const saying =
  (userDefined: NonNullable<Contact['person']['userDefined']>) =>
  (request: Request): Reply => {
    const reply = sampleService('editor')(request);
    const contact = sato('editor');
    return request.path === `/v1/${SATO}` && reply.kind === 'answered'
      ? {...reply, body: {...contact, person: {...contact.person, userDefined}}}
      : reply;
  };

const open = (
  userDefined: NonNullable<Contact['person']['userDefined']>,
  locale = 'en',
) =>
  top(
    editContact(samplePorts({service: saying(userDefined), locale}).ports, {
      contact: SATO,
    }) as ActionResponse,
  );

/** What stands in the custom fields of a form, as its host tells it. */
function inputsOf(card: Card): Inputs {
  return Object.fromEntries(
    widgetsOf(card).flatMap((widget): [string, readonly string[]][] => {
      if ('textInput' in widget) {
        const {name, value = ''} = widget.textInput;
        return [[name, value === '' ? [] : [value]]];
      }
      if ('dateTimePicker' in widget) {
        const {name, valueMsEpoch} = widget.dateTimePicker;
        return valueMsEpoch === undefined ? [] : [[name, [valueMsEpoch]]];
      }
      if (!('selectionInput' in widget)) return [];
      const {name, items = []} = widget.selectionInput;
      const chosen = items.filter(({selected}) => selected);
      return [[name, chosen.flatMap(({value}) => (value ? [value] : []))]];
    }),
  );
}

function save(card: Card, typed: Inputs, locale = 'en') {
  const {ports, asked} = samplePorts({
    service: sampleService('editor'),
    locale,
    event: {inputs: {...inputsOf(card), ...typed}},
  });
  const answer = saveForm(ports, {form: stateOf(card)}) as ActionResponse;
  return {asked, card: top(answer)};
}

const SAID = [
  {key: 'Ｎｏ.', value: '42'},
  {key: 'Signed', value: '2026-01-31'},
  {key: 'Other', value: 'x'},
];

test('a form asks for each as its type is typed, with help in the reader’s language', () => {
  const widgets = widgetsOf(open(SAID, 'ja-JP'));
  expect(widgets).toContainEqual({
    textInput: {
      ...{name: 'userDefined.0.value', label: 'No. *', value: '42'},
      hintText: '名札にある番号',
    },
  });
  expect(widgets).toContainEqual({
    dateTimePicker: {
      ...{name: 'userDefined.1.value', label: 'Signed', type: 'DATE_ONLY'},
      valueMsEpoch: String(Date.parse('2026-01-31')),
    },
  });
  expect(widgets).toContainEqual({
    selectionInput: expect.objectContaining({
      ...{name: 'userDefined.2.value', label: 'Region', type: 'DROPDOWN'},
      items: [
        expect.objectContaining({value: '=', selected: true}),
        expect.objectContaining({value: '=East & West'}),
        expect.objectContaining({value: '=北'}),
      ],
    }),
  });
  // Another is typed with its name, as ever.
  expect(widgets).toContainEqual({
    textInput: expect.objectContaining({name: 'userDefined.3.key'}),
  });
  expect(cardText(open(SAID, 'ja-JP'))).toContain('担当地域');
});

test.each(['en', 'ja'])(
  'a form in %s in which nothing was typed sends nothing, whatever stands there',
  locale => {
    const wrong = [
      {key: 'No.', value: 'many'},
      {key: 'Signed', value: 'soon'},
      {key: 'Region', value: 'Moon'},
    ];
    for (const said of [SAID, wrong]) {
      expect(save(open(said, locale), {}, locale).asked).toEqual([]);
    }
  },
);

test('what is picked and typed is sent under the fields’ names, beside all others', () => {
  const {asked} = save(open(SAID), {
    'userDefined.0.value': ['４３'],
    'userDefined.1.value': [String(Date.parse('2026-02-28'))],
    'userDefined.2.value': ['=北'],
  });
  expect(asked[0]).toMatchObject({
    path: `/v1/${SATO}?updateMask=userDefined`,
    body: {
      person: {
        userDefined: [
          {key: 'Ｎｏ.', value: '43'},
          {key: 'Signed', value: '2026-02-28'},
          {key: 'Region', value: '北'},
          {key: 'Other', value: 'x'},
        ],
      },
    },
  });
});

test('a day is taken away by ticking it', () => {
  const {asked} = save(open(SAID), {'userDefined.remove': ['1']});
  expect(asked[0]!.body).toMatchObject({
    person: {
      userDefined: [
        {key: 'Ｎｏ.', value: '42'},
        {key: 'Other', value: 'x'},
      ],
    },
  });
});

test.each([
  ['en', [], 'No.: Has to be filled in'],
  ['ja', [], '必須項目です'],
  ['en', ['a few'], 'No.: Digits, and a point before decimals: 1234.5'],
  ['ja', ['a few'], '半角の数字で入力してください（例：1234.5）'],
] as const)(
  'in %s what would be refused (%j) is not sent, and comes back with why',
  (locale, typed, why) => {
    const form = open(SAID, locale);
    const {asked, card} = save(form, {'userDefined.0.value': typed}, locale);
    expect(asked).toEqual([]);
    expect(cardText(card)).toContain(why);
    expect(inputsOf(card)['userDefined.0.value']).toEqual(typed);
  },
);

test('a new contact is asked for the fields of the label that it goes into', () => {
  const {ports} = samplePorts({
    service: request =>
      request.path === `/v1/${LABEL}/customFields`
        ? {kind: 'answered', status: 200, body: {customFields: []}}
        : sampleService('editor')(request),
  });
  const form = top(newContact(ports, {label: LABEL}) as ActionResponse);
  expect(cardText(form)).not.toContain('No.');
  const other = save(form, {
    label: [OTHER_LABEL],
    'names.0.givenName': ['Ren'],
  });
  expect(other.asked.map(({method}) => method)).toEqual(['GET']);
  expect(cardText(other.card)).toContain('No.: Has to be filled in');
  expect(inputsOf(other.card)['names.0.givenName']).toEqual(['Ren']);
  const filled = save(other.card, {'userDefined.0.value': ['7']});
  expect(filled.asked[0]).toMatchObject({
    ...{method: 'POST', path: expect.stringContaining(OTHER_LABEL)},
    body: {person: {userDefined: [{key: 'No.', value: '7'}]}},
  });
});

test('of two definitions with one name a form asks for the first alone', () => {
  const {ports} = samplePorts({
    service: request => {
      const reply = sampleService('editor')(request);
      if (reply.kind !== 'answered' || !request.path.endsWith('/customFields'))
        return reply;
      const {customFields} = reply.body as {customFields: object[]};
      const again = {...customFields[0], displayName: 'ＮＯ.', type: 'text'};
      return {...reply, body: {customFields: [...customFields, again]}};
    },
  });
  const form = top(newContact(ports, {label: LABEL}) as ActionResponse);
  expect(cardText(form)).toContain('No.');
  expect(cardText(form)).not.toContain('ＮＯ.');
});

test('a contact shows what is wrong, and who may edit repairs what is sure', () => {
  for (const [role, mayRepair] of [
    ['viewer', false],
    ['editor', true],
  ] as const) {
    const {ports, asked} = samplePorts({service: sampleService(role)});
    const card = top(showContact(ports, {contact: SATO}) as ActionResponse);
    expect(cardText(card)).toContain('→ 42');
    const acts = everyValue(asJson(card), 'value');
    expect(acts.includes('repair')).toBe(mayRepair);
    repair(ports, {contact: SATO});
    expect(asked).toContainEqual(
      expect.objectContaining({
        path: `/v1/${SATO}:repairCustomFields`,
        body: {},
      }),
    );
  }
});
