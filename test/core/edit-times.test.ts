import {describe, expect, test} from '@jest/globals';
import type {Item, SharedField} from '../../server/core/content.ts';
import {laterSide, type PastEdit} from '../../server/core/edit-times.ts';
import type {Conflict} from '../../server/core/merge.ts';

const SECOND = 1000;

function edit(
  second: number,
  field: SharedField,
  old: readonly Item[],
  after: readonly Item[],
  via: PastEdit['via'] = 'GOOGLE',
): PastEdit {
  const change = {field, old, new: after};
  return {timeMs: second * SECOND, via, changes: [change]};
}

const home = {value: '1', type: 'home'};
const work = {value: '2', type: 'work'};
const moved = {value: '3', type: 'work'};

const conflict: Conflict = {field: 'phoneNumbers', was: work, ours: moved};

describe('whose value is later', () => {
  const brought = edit(10, 'phoneNumbers', [work], [moved]);

  test('is told by the edit that brought in what our side says', () => {
    const other = edit(50, 'phoneNumbers', [moved], [moved, home]);
    const note = edit(60, 'biographies', [], [{value: 'note'}]);
    const edits = [note, other, brought];
    expect(laterSide(conflict, edits, 11 * SECOND)).toBe('theirs');
    expect(laterSide(conflict, edits, 9 * SECOND)).toBe('ours');
  });

  test('is told by the last of several that brought it in', () => {
    const away = edit(20, 'phoneNumbers', [moved], [work]);
    const again = edit(30, 'phoneNumbers', [work], [moved]);
    expect(laterSide(conflict, [again, away, brought], 25 * SECOND)).toBe(
      'ours',
    );
  });

  test('where ours is gone, by the edit that took it away', () => {
    const gone: Conflict = {...conflict, ours: undefined};
    const taken = edit(10, 'phoneNumbers', [home, work], [home]);
    const other = edit(50, 'phoneNumbers', [home], []);
    expect(laterSide(gone, [other, taken], 11 * SECOND)).toBe('theirs');
    expect(laterSide(gone, [other, taken], 9 * SECOND)).toBe('ours');
  });

  test('of a part of a name, by the edit of that part', () => {
    const mia = {givenName: 'Mia', familyName: 'Rossi'};
    const maria = {...mia, givenName: 'Maria'};
    const part: Conflict = {
      field: 'names',
      was: {givenName: 'Mia'},
      ours: {givenName: 'Maria'},
    };
    const edits = [
      edit(50, 'names', [maria], [{...maria, familyName: 'Rossini'}]),
      edit(10, 'names', [mia], [maria]),
    ];
    expect(laterSide(part, edits, 11 * SECOND)).toBe('theirs');
  });

  test('where no edit says just that, by the last of the field', () => {
    const edits = [
      edit(50, 'urls', [], [home]),
      edit(10, 'phoneNumbers', [], [home]),
      edit(5, 'phoneNumbers', [], [home]),
    ];
    expect(laterSide(conflict, edits, 11 * SECOND)).toBe('theirs');
    expect(laterSide(conflict, edits, 9 * SECOND)).toBe('ours');
  });

  test('where nothing is known of ours it is the older', () => {
    expect(laterSide(conflict, [], 0)).toBe('theirs');
  });

  test.each([
    ['API', 2 * SECOND, 'ours'],
    ['API', 2 * SECOND + 1, 'theirs'],
    ['GOOGLE', 0, 'ours'],
    ['GOOGLE', 1, 'theirs'],
  ] as const)(
    'against an edit through %s, %i ms later: %s',
    (via, laterMs, side) => {
      const edits = [{...brought, via}];
      expect(laterSide(conflict, edits, 10 * SECOND + laterMs)).toBe(side);
    },
  );
});
