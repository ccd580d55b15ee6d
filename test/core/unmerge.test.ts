import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  SHARED_FIELDS,
  sameContent,
  type Content,
  type Item,
} from '../../server/core/content.ts';
import {uniteContents} from '../../server/core/unite.ts';
import {withoutMerge, type LaterMerge} from '../../server/core/unmerge.ts';
import {content} from './arbitraries.ts';

const unite = (first: Content, second: Content) =>
  uniteContents(first, second).content;

function mergeInTurn(survivor: Content, others: readonly Content[]) {
  const merges: LaterMerge[] = [];
  let current = survivor;
  for (const other of others) {
    const after = unite(current, other);
    merges.push({before: current, after, absorbed: [other]});
    current = after;
  }
  return {merges, current};
}

/** Undoes merges by where they stand in what is left, and has what the contact says then. */
function undoInTurn(
  {merges, current}: ReturnType<typeof mergeInTurn>,
  places: readonly number[],
): Content {
  const left = [...merges];
  let says = current;
  for (const place of places) {
    const at = place % left.length;
    const [undone] = left.splice(at, 1);
    const later = left.slice(at);
    const without = withoutMerge(undone!, later, says);
    says = without.content;
    without.later.forEach((sides, nth) => {
      left[at + nth] = {...left[at + nth]!, ...sides};
    });
  }
  return says;
}

const values = (side: Content): string[] =>
  SHARED_FIELDS.flatMap(field =>
    (side[field] ?? []).map(
      (item: Item) => `${field} ${JSON.stringify(Object.entries(item).sort())}`,
    ),
  );

describe('merges into one contact that are undone', () => {
  test('in whichever order leave what it said before them all', () => {
    fc.assert(
      fc.property(
        content,
        fc.array(content, {minLength: 1, maxLength: 3}),
        fc.array(fc.nat(), {minLength: 3, maxLength: 3}),
        (survivor, others, places) => {
          const merged = mergeInTurn(survivor, others);
          const says = undoInTurn(merged, places.slice(0, others.length));
          expect(sameContent(says, survivor)).toBe(true);
        },
      ),
    );
  });

  test('leave what the others brought, though they had brought the same', () => {
    fc.assert(
      fc.property(content, content, content, (survivor, one, two) => {
        const merged = mergeInTurn(survivor, [one, two]);
        const says = undoInTurn(merged, [0]);
        const expected = values(unite(survivor, two));
        expect(values(says).sort()).toEqual(expected.sort());
      }),
    );
  });

  const mail = (...addresses: string[]): Content => ({
    emailAddresses: addresses.map(value => ({value})),
  });

  test('leave what somebody took away or wrote since as it is', () => {
    const one = mail('b@x.example', 'both@x.example');
    const two = mail('c@x.example', 'd@x.example', 'both@x.example');
    const {merges} = mergeInTurn(mail('a@x.example'), [one, two]);
    const current = mail(
      ...['a@x.example', 'b@x.example', 'both@x.example'],
      ...['c@x.example', 'new@x.example'],
    );
    const [first, second] = merges;
    const {content: says, later} = withoutMerge(first!, [second!], current);
    const told = ({emailAddresses = []}: Content) =>
      emailAddresses.map(({value}) => value).sort();
    expect(told(says)).toEqual([
      ...['a@x.example', 'both@x.example', 'c@x.example', 'new@x.example'],
    ]);
    const rest = withoutMerge(later[0]!, [], says);
    expect(told(rest.content)).toEqual(['a@x.example', 'new@x.example']);
  });
});
