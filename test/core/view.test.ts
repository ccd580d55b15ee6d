import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sameContent, type SharedField} from '../../server/core/content.ts';
import {
  hiddenByAll,
  restoreHidden,
  viewContent,
} from '../../server/core/view.ts';
import {content} from './arbitraries.ts';

const hidden = fc.subarray<SharedField>(['names', 'urls', 'phoneNumbers']);

describe('hidden fields', () => {
  test('never leave: a view has none of them', () => {
    fc.assert(
      fc.property(content, hidden, (whole, fields) => {
        const view = viewContent(whole, fields);
        for (const field of fields) expect(view).not.toHaveProperty(field);
      }),
    );
  });

  test('are never erased: an edit of the view keeps them', () => {
    fc.assert(
      fc.property(content, content, hidden, (whole, edited, fields) => {
        const restored = restoreHidden(edited, whole, fields);
        for (const field of fields) {
          expect(restored[field]).toEqual(whole[field]);
        }
        expect(
          sameContent(
            viewContent(restored, fields),
            viewContent(edited, fields),
          ),
        ).toBe(true);
      }),
    );
  });

  test('are what every way to the contact hides', () => {
    expect(hiddenByAll([])).toEqual([]);
    expect(
      hiddenByAll([
        ['urls', 'names'],
        ['names', 'addresses'],
      ]),
    ).toEqual(['names']);
    expect(hiddenByAll([['urls'], []])).toEqual([]);
  });
});
