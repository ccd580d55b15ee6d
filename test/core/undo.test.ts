import {expect, test} from '@jest/globals';
import {sameContent} from '../../server/core/content.ts';
import {
  takeBack,
  undoState,
  type UndoableRevision,
} from '../../server/core/undo.ts';

function revision(
  id: number,
  about: Partial<UndoableRevision> = {},
): UndoableRevision {
  return {
    id,
    kind: 'edit',
    changes: [{field: 'urls', new: [{value: `${id}`}]}],
    labelsAdded: [],
    labelsRemoved: [],
    undoes: null,
    ...about,
  };
}

const other = {changes: [{field: 'nicknames', new: [{value: 'A'}]}]} as const;
const labels = (side: 'labelsAdded' | 'labelsRemoved', id: string) => ({
  kind: 'labels',
  changes: [],
  [side]: [id],
});

test.each<[string, UndoableRevision, readonly UndoableRevision[], string]>([
  ['nothing happened since', revision(1), [], 'stands'],
  ['another field was changed', revision(1), [revision(2, other)], 'stands'],
  ['the field was changed', revision(1), [revision(2)], 'changed'],
  [
    'a value of it lost a conflict',
    revision(1),
    [revision(2, {kind: 'lost'})],
    'stands',
  ],
  ['it was undone', revision(1), [revision(2, {undoes: 1})], 'undone'],
  [
    'its undo was undone',
    revision(1),
    [revision(2, {undoes: 1}), revision(3, {undoes: 2})],
    'stands',
  ],
  [
    'the field was changed and that undone',
    revision(1),
    [revision(2), revision(3, {undoes: 2})],
    'stands',
  ],
  [
    'the field was changed, that undone, and the undo too',
    revision(1),
    [revision(2), revision(3, {undoes: 2}), revision(4, {undoes: 3})],
    'changed',
  ],
  [
    'an older change of the field was undone',
    revision(2),
    [revision(3, {undoes: 1})],
    'changed',
  ],
  [
    'the label came off again',
    revision(1, labels('labelsAdded', 'a')),
    [revision(2, labels('labelsRemoved', 'a'))],
    'changed',
  ],
  [
    'another label came off',
    revision(1, labels('labelsAdded', 'a')),
    [revision(2, labels('labelsRemoved', 'b'))],
    'stands',
  ],
  [
    'the label came off with a merge',
    revision(1, labels('labelsAdded', 'a')),
    [revision(2, {...labels('labelsRemoved', 'a'), kind: 'merged'})],
    'changed',
  ],
  [
    'any field of what was made by it was changed',
    revision(1, {kind: 'create'}),
    [revision(2, other)],
    'changed',
  ],
])('an act of which %s', (_what, act, later, state) => {
  expect(undoState(act, later)).toBe(state);
});

test('taking back gives each field what it had, and what it had not', () => {
  const after = takeBack(
    {
      urls: [{value: 'new'}],
      nicknames: [{value: 'A'}],
      genders: [{value: 'x'}],
    },
    [
      {field: 'urls', old: [{value: 'old'}], new: [{value: 'new'}]},
      {field: 'nicknames', new: [{value: 'A'}]},
    ],
  );
  const wanted = {urls: [{value: 'old'}], genders: [{value: 'x'}]};
  expect(sameContent(after, wanted)).toBe(true);
  expect(after.nicknames).toBeUndefined();
});
