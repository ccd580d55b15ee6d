import {describe, expect, test} from '@jest/globals';
import {cutPage, fetchLimit, readPage} from '../../server/http/paging.ts';
import {StatusError} from '../../server/http/status.ts';

const LIST = {list: 'labels'};
const rows = (count: number) =>
  Array.from({length: count}, (_, index) => ({
    id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  }));

function violation(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    if (error instanceof StatusError) return error.detail.violations;
  }
  return undefined;
}

function tokenAfter(page: ReturnType<typeof readPage>): string {
  const {next} = cutPage(page, rows(page.size + 1));
  return next.nextPageToken!;
}

describe('the size of a page', () => {
  test.each([
    [undefined, 100],
    [0, 100],
    [1, 1],
    [1000, 1000],
    [5000, 1000],
  ])('asked for as %s is %s', (pageSize, size) => {
    const page = readPage(LIST, {pageSize});
    expect(page.size).toBe(size);
    expect(fetchLimit(page)).toBe(size + 1);
  });
});

test('a page is followed by another exactly when there are more rows', () => {
  const page = readPage(LIST, {pageSize: 2});
  expect(cutPage(page, rows(2))).toEqual({rows: rows(2), next: {}});
  expect(cutPage(page, [])).toEqual({rows: [], next: {}});
  const {rows: shown, next} = cutPage(page, rows(3));
  expect(shown).toEqual(rows(2));
  expect(readPage(LIST, {pageToken: next.nextPageToken!}).after).toBe(
    rows(2)[1]!.id,
  );
});

test('the size may change between pages', () => {
  const pageToken = tokenAfter(readPage(LIST, {pageSize: 2}));
  expect(readPage(LIST, {pageToken, pageSize: 7}).size).toBe(7);
});

test('an empty token asks for the first page', () => {
  expect(readPage(LIST, {pageToken: ''}).after).toBeUndefined();
});

test.each([
  ['of another list', () => tokenAfter(readPage({list: 'contacts'}, {}))],
  [
    'of the same list with other parameters',
    () => tokenAfter(readPage({...LIST, parameters: {filter: 'x'}}, {})),
  ],
  ['that is none', () => 'abc'],
  ['that was cut short', () => tokenAfter(readPage(LIST, {})).slice(0, -4)],
])('a token %s is refused by its path', (_case, token) => {
  expect(violation(() => readPage(LIST, {pageToken: token()}))).toEqual([
    {field: 'pageToken', description: 'Not a token of this list'},
  ]);
});
