import {expect, test} from '@jest/globals';
import * as fc from 'fast-check';
import type {Content} from '../../server/core/content.ts';
import {collationKey, sortKeys} from '../../server/core/sort-key.ts';

function compare(left: string, right: string): number {
  return Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

const byKey = (left: string, right: string) =>
  compare(collationKey(left), collationKey(right));

const KANA = [
  ...'あいうかがきぎさざしたちつってでとはばぱひまやゃゆゅよょらりわをんアイカガッャー',
];
const LATIN = [...'aàäbcçdeéèfgiíïlmnñoöprstuüvwxyzABCÉÖ'];

test.each([
  ['kana', KANA, 'ja'],
  ['letters with accents', LATIN, 'en'],
])('%s stand in the order of Unicode’s collation', (_what, letters, locale) => {
  const {compare: collate} = new Intl.Collator(locale, {sensitivity: 'base'});
  const text = fc
    .array(fc.constantFrom(...letters), {minLength: 1, maxLength: 6})
    .map(each => each.join(''))
    // Nothing is longer by a mark that has nothing before it.
    .filter(each => !/^ー|[んッっ]ー|ーー/u.test(each));
  fc.assert(
    fc.property(text, text, (left, right) => {
      const wanted = Math.sign(collate(left, right));
      if (wanted !== 0) expect(byKey(left, right)).toBe(wanted);
    }),
    {numRuns: 2000},
  );
});

test('any two texts have one order, and a text itself one place', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), fc.string(), (left, right) => {
      expect(byKey(left, right)).toBe(-byKey(right, left) + 0);
      expect(collationKey(left).isWellFormed()).toBe(true);
      expect(collationKey(left)).not.toContain('\u0000');
    }),
  );
});

const person = (familyName: string, givenName: string, reading?: string) => {
  const [phoneticFamilyName, phoneticGivenName] = reading?.split(' ') ?? [];
  return {
    names: [
      {
        familyName,
        givenName,
        ...(phoneticFamilyName && {phoneticFamilyName}),
        ...(phoneticGivenName && {phoneticGivenName}),
      },
    ],
  };
};

test('names go by family name, Japanese ones by their reading', () => {
  const sorted: readonly Content[] = [
    {organizations: [{name: 'Acme'}]},
    person('Müller', 'Anna'),
    person('Muller', 'Bert'),
    person('Weber', 'Mia'),
    person('青木', '花子', 'アオキ ハナコ'),
    person('河合', '翔', 'かわい しょう'),
    person('川井', '太郎', 'カワイ タロウ'),
    person('カワダ', 'ジロウ'),
    person('山', '一', 'ヤマ イチ'),
    person('山田', '次郎', 'ヤマダ ジロウ'),
    person('山田', '太郎', 'ヤマダ タロウ'),
    person('田中', '読めない'),
  ];
  const keys = sorted.map(content => sortKeys(content)[0]?.key ?? '');
  expect([...keys].sort(compare)).toEqual(keys);
});

test('what stands in for a name comes in its order, and nothing has no key', () => {
  expect(
    sortKeys({
      emailAddresses: [{value: 'a@b.c'}],
      organizations: [{title: 'Chief'}],
      nicknames: [{value: 'Mimi'}],
    }).map(({field}) => field),
  ).toEqual(['nicknames', 'emailAddresses']);
  expect(sortKeys({names: [{familyName: '・'}]})).toEqual([]);
});
