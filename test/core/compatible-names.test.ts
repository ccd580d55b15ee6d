import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  compareNames,
  compatibleNames,
} from '../../server/core/compatible-names.ts';
import type {Content} from '../../server/core/content.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

function named(givenName: string, familyName = '', more: object = {}): Content {
  return normalizeContent({names: [{givenName, familyName, ...more}]});
}

describe('compatible names', () => {
  test.each([
    ['case and accents', named('José', 'García'), named('jose', 'GARCIA')],
    ['letters with a stroke', named('Søren', 'Łęcki'), named('Soren', 'Lecki')],
    ['ß and ss', named('Jörg', 'Groß'), named('jorg', 'GROSS')],
    ['the order', named('Taro', 'Yamada'), named('Yamada', 'Taro')],
    ['an initial', named('J.', 'Smith'), named('John', 'Smith')],
    ['a short form', named('Alex', 'Smith'), named('Alexandra', 'Smith')],
    ['a middle name', named('John Edward', 'Smith'), named('John', 'Smith')],
    ['a hyphen', named('Jean-Luc', 'Picard'), named('Jean Luc', 'Picard')],
    [
      'a whole name in one part',
      named('Smith, J. Edward'),
      named('John', 'Smith'),
    ],
    ['two words of three', named('', 'Mary Smith'), named('Mary Ann', 'Smith')],
    ['only one part', named('John'), named('John', 'Smith')],
    ['only the other part', named('', '田中'), named('花子', '田中')],
    ['no seam', named('山田太郎'), named('太郎', '山田')],
    ['width', named('タロウ', 'ヤマダ'), named('ﾀﾛｳ', 'ﾔﾏﾀﾞ')],
    ['kana', named('たろう', 'やまだ'), named('タロウ', 'ヤマダ')],
    [
      'a reading',
      named('太郎', '山田', {
        phoneticGivenName: 'たろう',
        phoneticFamilyName: 'やまだ',
      }),
      named('タロウ', 'ヤマダ'),
    ],
    ['nobody', named('John', 'Smith'), normalizeContent({})],
  ])('%s does not set two people apart', (_what, left, right) => {
    expect(compatibleNames(left, right)).toBe(true);
    expect(compatibleNames(right, left)).toBe(true);
  });

  test.each([
    ['another given name', named('John', 'Smith'), named('Jane', 'Smith')],
    ['another family name', named('John', 'Smith'), named('John', 'Jones')],
    ['a longer family name', named('J', 'Smith'), named('J', 'Smithson')],
    ['a shorter name in kanji', named('健', '山田'), named('健太', '山田')],
    ['a voiced sound', named('かき', '山田'), named('がき', '山田')],
    [
      'kanji with one reading',
      named('健', '山田', {phoneticGivenName: 'ケン'}),
      named('賢', '山田', {phoneticGivenName: 'ケン'}),
    ],
    ['nothing in common', named('John'), named('', 'Smith')],
    [
      'another whole name in one part',
      named('JOHN JONES'),
      named('John', 'Smith'),
    ],
  ])('%s does', (_what, left, right) => {
    expect(compatibleNames(left, right)).toBe(false);
    expect(compatibleNames(right, left)).toBe(false);
  });

  test.each([
    [
      'the same in another order',
      named('太郎', '山田'),
      named('山田太郎'),
      'same',
    ],
    ['an initial', named('J.', 'Smith'), named('John', 'Smith'), 'similar'],
    ['none', named('John', 'Smith'), normalizeContent({}), 'unsaid'],
    [
      'kanji and letters',
      named('花子', '山田'),
      named('Hanako', 'Yamada'),
      'incomparable',
    ],
    [
      'kanji and kana',
      named('花子', '山田'),
      named('はなこ', 'やまだ'),
      'incomparable',
    ],
    [
      'hangul and letters',
      named('철수', '김'),
      named('Chulsoo', 'Kim'),
      'incomparable',
    ],
    ['two in kanji', named('花子', '山田'), named('花子', '鈴木'), 'different'],
    [
      'two of one script each',
      named('花子', 'Smith'),
      named('Jane', 'Smith'),
      'different',
    ],
  ])('%s compare as such', (_what, left, right, relation) => {
    expect(compareNames(left, right)).toBe(relation);
    expect(compareNames(right, left)).toBe(relation);
  });

  test('whether names are compatible does not depend on the side', () => {
    const name = fc
      .record({
        givenName: fc.constantFrom(
          '',
          'J',
          'John',
          '太郎',
          'タロウ',
          'José Ann',
        ),
        familyName: fc.constantFrom('', 'Smith', 'John', '山田', 'ヤマダ'),
        phoneticGivenName: fc.constantFrom('', 'たろう'),
      })
      .map(parts => normalizeContent({names: [parts]}));
    fc.assert(
      fc.property(name, name, (left, right) => {
        expect(compatibleNames(left, right)).toBe(compatibleNames(right, left));
        expect(compatibleNames(left, left)).toBe(true);
      }),
    );
  });
});
