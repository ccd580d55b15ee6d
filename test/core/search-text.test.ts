import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Content} from '../../server/core/content.ts';
import {foldLetters} from '../../server/core/fold.ts';
import {normalizeContent} from '../../server/core/normalize.ts';
import {searchTexts, searchWords} from '../../server/core/search-text.ts';

function finds(query: string, content: Content): boolean {
  const texts = searchTexts(content).map(({text}) => text);
  const words = searchWords(query);
  return (
    words.length > 0 &&
    words.every(word => texts.some(text => text.includes(word)))
  );
}

const person = (raw: object) => normalizeContent({...raw}, {region: 'JP'});
const named = (familyName: string, givenName: string, more = {}) =>
  person({names: [{familyName, givenName, ...more}]});

const YAMADA = named('山田', '太郎', {
  phoneticFamilyName: 'ヤマダ',
  phoneticGivenName: 'タロウ',
});

describe('is found', () => {
  test.each<[string, Content, readonly string[]]>([
    [
      'a name of one character',
      named('林', '恵'),
      ['林', '恵', '林恵', '林 恵', '林　恵'],
    ],
    [
      'a name with its reading',
      YAMADA,
      ['山田太郎', '太郎 山田', 'やまだ', 'ﾔﾏﾀﾞ', 'まだたろ', 'ヤマ'],
    ],
    [
      'a name in characters of old, or of a register',
      named('髙橋', '斎', {phoneticFamilyName: 'タカハシ'}),
      ['高橋', '髙橋', '高橋 斉', '髙橋齋', '高', 'たかはし'],
    ],
    [
      'a name in the characters of today',
      named('渡辺', '国男'),
      ['渡邉', '渡邊國男', '渡辺 国男', '邊國'],
    ],
    [
      'an apostrophe',
      named('O’Brien', 'Seán'),
      ["O'Brien", 'obrien', 'O Brien', 'sean', 'SEÁN'],
    ],
    [
      'an umlaut',
      named('Müller-Strauß', 'Jörg'),
      ['muller', 'Müller', 'MU\u0308LLER', 'strauss', 'jorg'],
    ],
    ['strokes', named('Łukaszewicz', 'Søren'), ['lukasz', 'soren']],
    [
      'Greek',
      named('Παπαδόπουλος', 'Νίκος'),
      ['παπαδοπουλοσ', 'νικος', 'ΝΙΚΟΣ'],
    ],
    [
      'full-width letters',
      named('Ｓａｔｏ', 'Ｋｅｎ'),
      ['sato', 'ＳＡＴＯ ken'],
    ],
    [
      'a name with a dot between',
      named('スミス', 'ジョン'),
      ['ジョン・スミス', 'ジョンスミス', 'じょん'],
    ],
    [
      'a variation of a character',
      named('葛\u{E0100}城', '彩'),
      ['葛城', '葛\u{E0101}城'],
    ],
    [
      'an address',
      person({emailAddresses: [{value: 'Anna.K@Example.com'}]}),
      ['anna.k@example.com', 'ANNA', 'k@exa', 'example.com', 'ｅｘａｍｐｌｅ'],
    ],
    [
      'a number that was typed as at home',
      person({phoneNumbers: [{value: '(03) 1234-5678'}]}),
      [
        '03-1234-5678',
        '+81 3-1234-5678',
        '+81312345678',
        '０３ー１２３４',
        '1234 5678',
        '34-56',
      ],
    ],
    [
      'a number that was typed as from abroad',
      person({phoneNumbers: [{value: '+49 30 901820'}]}),
      ['030 901820', '030/90', '+4930901820', '4930'],
    ],
    [
      'a company',
      person({organizations: [{name: '㈱東京 支店', department: '営業部'}]}),
      ['東京支店', '東京 支店', '(株)', '営業'],
    ],
    [
      'a birthday',
      person({birthdays: [{date: {year: 1980, month: 1, day: 5}}]}),
      ['1980-01-05', '0105'],
    ],
    [
      'a note of several lines',
      person({biographies: [{value: 'Met in Osaka\nLikes 50% off_er'}]}),
      ['osaka likes', '50%', 'off_er'],
    ],
  ])('%s', (_case, content, queries) => {
    for (const query of queries) {
      expect([query, finds(query, content)]).toEqual([query, true]);
    }
  });
});

test.each(['か', '田山', 'yamada', '山田 花子', '%', '山%郎', '山_太'])(
  'a contact is not found by what it does not say: %s',
  query => {
    expect(finds(query, YAMADA)).toBe(false);
  },
);

test('kana with and without a voicing mark are two letters', () => {
  expect(finds('ヤマタ', YAMADA)).toBe(false);
});

test.each(['', ' ', '　', '- . ・', '%', '_', '\\', '"\'', '\u200b', '\u0007'])(
  'a query of nothing but punctuation has no words: %j',
  query => {
    expect(searchWords(query)).toEqual([]);
  },
);

test('no kind of a value finds it', () => {
  const content = person({
    phoneNumbers: [{value: '0312345678', type: 'work'}],
    biographies: [{value: 'x', contentType: 'TEXT_HTML'}],
  });
  expect(finds('work', content) || finds('html', content)).toBe(false);
});

const letters = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 12}),
  fc.string({unit: 'binary', maxLength: 12}),
  fc.string({
    unit: fc.constantFrom(...'aÉßıİσς林山ヤまが゛ﾞー々12 　-・%_\\\n'),
    maxLength: 12,
  }),
);

test('folding again changes nothing', () => {
  fc.assert(
    fc.property(letters, text => {
      expect(foldLetters(foldLetters(text))).toBe(foldLetters(text));
      const words = searchWords(text);
      expect(searchWords(words.join(' '))).toEqual(words);
    }),
    {numRuns: 2000, examples: [['㈀ￂ']]},
  );
});

test('no word has what a pattern would take for its own', () => {
  fc.assert(
    fc.property(letters, text => {
      for (const word of searchWords(text))
        expect(word).not.toMatch(/[%_\\\s]/);
    }),
    {numRuns: 2000},
  );
});

test('every part of what a contact says finds it', () => {
  fc.assert(
    fc.property(letters, fc.nat(), fc.nat(), (text, from, length) => {
      const content = person({nicknames: [{value: text}]});
      const words = searchTexts(content).flatMap(each => each.text.split(' '));
      for (const word of words) {
        const characters = [...word];
        const start = from % characters.length;
        const part = characters
          .slice(start, start + 1 + (length % characters.length))
          .join('');
        expect([part, finds(part, content)]).toEqual([part, true]);
      }
    }),
    {numRuns: 2000},
  );
});
