import {expect, test} from '@jest/globals';
import {mayMerge, type LabelSight} from '../../server/core/merge-right.ts';
import type {Role} from '../../server/core/role.ts';

const label = (
  labelId: string,
  role: Role | null,
  hiddenFields: LabelSight['hiddenFields'] = [],
): LabelSight => ({labelId, role, hiddenFields});

const A_REMOVER = label('a', 'remover');
const A_MANAGER = label('a', 'manager');
const B_MANAGER = label('b', 'manager');

test.each<[string, readonly (readonly LabelSight[])[], boolean]>([
  ['of one label, by a remover', [[A_REMOVER], [A_REMOVER]], true],
  ['of one label, by an editor', [[label('a', 'editor')], [A_REMOVER]], false],
  ['of two labels, by a manager of both', [[A_MANAGER], [B_MANAGER]], true],
  [
    'of two labels, by a remover of both, who may not share on',
    [[A_REMOVER], [label('b', 'remover')]],
    false,
  ],
  [
    'of which one is in a label more, by a manager of where the other is',
    [[A_MANAGER], [A_MANAGER, label('b', 'remover')]],
    true,
  ],
  [
    'of which one is in a label that is not seen',
    [[A_MANAGER], [A_MANAGER, label('b', null)]],
    false,
  ],
  [
    'of one label, some of it hidden',
    [[label('a', 'remover', ['phoneNumbers'])], [A_REMOVER]],
    true,
  ],
  [
    'of two labels, some of one hidden',
    [[label('a', 'manager', ['phoneNumbers'])], [B_MANAGER]],
    false,
  ],
])('merging contacts %s', (_, contacts, may) => {
  expect(mayMerge(contacts)).toBe(may);
});
