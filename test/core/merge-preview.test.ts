import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {SHARED_FIELDS, withoutDerived} from '../../server/core/content.ts';
import {previewMerge} from '../../server/core/merge-preview.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {uniteAll} from '../../server/core/unite.ts';
import {content} from './arbitraries.ts';

test('every value of every contact stands in an item or among what is left', () => {
  fc.assert(
    fc.property(fc.array(content, {minLength: 2, maxLength: 4}), contents => {
      const contacts = contents.map((each, at) => ({
        id: `c${at}`,
        content: each,
      }));
      const [first, ...others] = contents;
      const merged = uniteAll(first!, others).content;
      const fields = previewMerge(merged, contacts);
      for (const {id, content} of contacts) {
        for (const field of SHARED_FIELDS) {
          const preview = fields.find(each => each.field === field);
          for (const item of content[field] ?? []) {
            for (const [part, value] of Object.entries(withoutDerived(item))) {
              const says = [
                ...(preview?.items ?? []),
                ...(preview?.left ?? []),
              ].some(
                each =>
                  each.from.includes(id) &&
                  JSON.stringify(each.item[part]) === JSON.stringify(value),
              );
              expect([field, part, says]).toEqual([field, part, true]);
            }
          }
        }
      }
    }),
  );
});

test('what is left is what a merge writes into the history, and the items are all that is merged', () => {
  fc.assert(
    fc.property(content, content, (left, right) => {
      const {content: merged, lost} = uniteAll(left, [right]);
      const fields = previewMerge(merged, [
        {id: 'a', content: left},
        {id: 'b', content: right},
      ]);
      const items = fields.flatMap(({field, items}) =>
        items.map(({item}) => [field, item]),
      );
      expect(items).toEqual(
        SHARED_FIELDS.flatMap(field =>
          (merged[field] ?? []).map(item => [field, item]),
        ),
      );
      const lostFields = new Set(lost.map(({field}) => field));
      const leftFields = new Set(
        fields.flatMap(({field, left}) => (left.length > 0 ? [field] : [])),
      );
      expect(leftFields).toEqual(lostFields);
    }),
  );
});

test('says what is kept, what is completed and what is added', () => {
  const one = normalizeContent({
    names: [{givenName: '花子', familyName: '山田'}],
    phoneNumbers: [{value: '+81312345678', type: 'work'}],
    birthdays: [{date: {year: 1980, month: 4, day: 17}}],
  });
  const other = normalizeContent({
    names: [{givenName: 'はなこ', phoneticGivenName: 'ハナコ'}],
    phoneNumbers: [{value: '+81312345678', type: 'work'}],
    emailAddresses: [{value: 'hanako@customer.example'}],
    birthdays: [{date: {year: 1981, month: 4, day: 17}}],
  });
  const fields = previewMerge(uniteAll(one, [other]).content, [
    {id: 'one', content: one},
    {id: 'other', content: other},
  ]);
  const brief = fields.map(({field, items, left}) => [
    field,
    items.map(({from, change}) => [change, ...from]),
    left.map(({item, from}) => [Object.keys(item), ...from]),
  ]);
  expect(brief).toEqual([
    ['birthdays', [['KEPT', 'one']], [[['date'], 'other']]],
    ['emailAddresses', [['ADDED', 'other']], []],
    ['names', [['COMPLETED', 'one', 'other']], [[['givenName'], 'other']]],
    ['phoneNumbers', [['KEPT', 'one', 'other']], []],
  ]);
});
