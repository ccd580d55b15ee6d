import {expect, test} from '@jest/globals';
import {historyCard, changeText} from '../../../src/views/history.ts';
import {readerOf} from '../../../src/reader.ts';
import {asJson, everyValue} from '../support/card-rules.ts';
import {LABEL, samplePorts, sato, SATO} from '../support/sample.ts';

const reader = readerOf(samplePorts({locale: 'en'}).ports);

const number = (value: string, type = 'work') => ({value, type});

test.each([
  ['another value', ['1', '3'], ['2', '3'], 'Phone: 1 → 2'],
  ['one more', ['1'], ['1', '2'], 'Phone: + 2'],
  ['one less', ['1', '2'], ['2'], 'Phone: − 1'],
  ['the last gone', ['1'], undefined, 'Phone: − 1'],
])('a change says only what differs: %s', (_, old, now, text) => {
  const change = {
    field: 'phoneNumbers',
    old: old.map(value => number(value)),
    new: now?.map(value => number(value)),
  };
  expect(changeText(reader, change)).toBe(text);
});

test('names that are read from right to left stand in the order of the change', () => {
  const named = (givenName: string) => [{givenName}];
  const change = {field: 'names', old: named('محمد'), new: named('אבי')};
  expect(changeText(reader, change)).toBe(
    'Name: \u2068محمد\u2069 → \u2068אבי\u2069',
  );
});

test('a change of a type alone says which', () => {
  const change = {
    field: 'phoneNumbers',
    old: [number('1'), number('2')],
    new: [number('1', 'home'), number('2')],
  };
  expect(changeText(reader, change)).toBe('Phone: 1 (Work) → 1 (Home)');
});

const revision = (at: number, kind: string) => ({
  name: `${SATO}/revisions/${at}`,
  time: '2026-11-22T08:15:00.000Z',
  kind,
  via: 'API' as const,
  changes: [{field: 'phoneNumbers', old: [number('1')], new: [number('2')]}],
  labelsAdded: [],
  labelsRemoved: [],
});

const restorable = (kinds: readonly string[]) =>
  everyValue(
    asJson(
      historyCard(
        sato('editor'),
        kinds.map((kind, at) => revision(at, kind)),
        reader,
        new Map(),
      ),
    ),
    'parameters',
  ).flatMap(
    parameters =>
      (parameters as {key: string; value: string}[]).find(
        ({key}) => key === 'revision',
      )?.value ?? [],
  );

test('what a contact is already is not offered to be restored', () => {
  expect(restorable(['edit', 'create'])).toEqual([`${SATO}/revisions/1`]);
  expect(restorable(['lost', 'edit'])).toEqual([
    `${SATO}/revisions/0`,
    `${SATO}/revisions/1`,
  ]);
});

test('an act says its fields in the order of a card, and labels by name', () => {
  const added = (field: string, value: string) => ({field, new: [{value}]});
  const created = {
    ...revision(0, 'create'),
    changes: [
      added('biographies', 'Note'),
      added('phoneNumbers', '1'),
      {field: 'names', new: [{givenName: 'Ann'}]},
    ],
    labelsAdded: [LABEL],
  };
  const card = historyCard(
    sato('editor'),
    [created],
    reader,
    new Map([[LABEL, 'Partners']]),
  );
  const [{text}] = everyValue(asJson(card), 'decoratedText') as [
    {readonly text: string},
  ];
  expect(text.split('<br>').slice(1)).toEqual([
    'Name: + Ann',
    'Phone: + 1',
    'Notes: + Note',
    'Labels: + Partners',
  ]);
});
