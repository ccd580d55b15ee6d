import {expect, test} from '@jest/globals';
import {WHO_COULD_SHARE} from '../../../server/contract/comment.ts';
import {PERSON_FIELDS} from '../../../server/contract/person.ts';
import {pickLanguage} from '../../../src/languages.ts';
import type {Failure} from '../../../src/client.ts';
import {readerOf} from '../../../src/reader.ts';
import {failureText} from '../../../src/views/pieces.ts';
import {unknownCard} from '../../../src/views/message.ts';
import {samplePorts} from '../support/sample.ts';
import {language as en} from '../../../src/languages/en.ts';
import {language as ja} from '../../../src/languages/ja.ts';
import {language as mailsEn} from '../../../server/languages/en.ts';
import {language as mailsJa} from '../../../server/languages/ja.ts';

/** Every text by its path; functions are called with words. */
function texts(value: unknown, path: string): (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    if (path.endsWith('.address') || path.endsWith('.nationalPhone')) return [];
    return [
      [path, String((value as (...args: unknown[]) => unknown)('3', '2'))],
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    texts(child, `${path}.${key}`),
  );
}

test('each text stands in both languages, and in Japanese is Japanese', () => {
  const [english, japanese] = [en, ja].map(each => new Map(texts(each, '')));
  expect(
    [...japanese!.keys()].filter(key => !/\.\d+$/.test(key)).sort(),
  ).toEqual([...english!.keys()].filter(key => !/\.\d+$/.test(key)).sort());
  const foreign = [...japanese!].filter(
    ([path, text]) =>
      !/Parts\.\d+$|^\.code$|externalIds|principalHint$/.test(path) &&
      !/[ぁ-んァ-ヶ一-龠、]/.test(text),
  );
  expect(foreign).toEqual([]);
});

test('roles are called in cards as in mails, and none as the workplace’s administrator', () => {
  expect(en.roles).toEqual(mailsEn.roles);
  expect(ja.roles).toEqual(mailsJa.roles);
  expect(ja.faults.NOT_SET_UP.what).toContain('管理者');
  expect(Object.values(ja.roles).join()).not.toContain('管理者');
});

test('buttons in English start with a verb and are in sentence case', () => {
  const buttons = [
    en.tryAgain,
    en.undo,
    en.refresh,
    en.nextPage,
    en.contact.edit,
    en.contact.addLabel,
    en.form.add,
    en.label.transfer,
    en.label.create,
    en.share.share,
    en.share.preview,
    en.comments.add,
    en.compose.to,
  ];
  for (const text of buttons) {
    expect(text).toMatch(
      /^(?:Try|Undo|Refresh|Show|Edit|Add|Transfer|Create|Share|Preview)\b/,
    );
  }
});

test.each([en, ja])('each part of a field has a name in $code', language => {
  const parts = Object.values(PERSON_FIELDS).flatMap(Object.keys);
  const hidden = ['contentType'];
  expect(
    parts.filter(part => !(part in language.parts) && !hidden.includes(part)),
  ).toEqual([]);
});

test('a locale picks its language, and English stands in for others', () => {
  expect(pickLanguage('ja-JP').code).toBe('ja');
  expect(pickLanguage('en-GB').code).toBe('en');
  expect(pickLanguage('fr').code).toBe('en');
});

test('a number is written as it is dialled where the reader is', () => {
  expect(ja.nationalPhone('+819012345678', 'ja')).toBe('090-1234-5678');
  expect(ja.nationalPhone('+81312345678', 'ja')).toBe('03-1234-5678');
  expect(ja.nationalPhone('+81120123456', 'ja')).toBe('0120-123-456');
  expect(ja.nationalPhone('+12125551234', 'ja')).toBeUndefined();
  expect(en.nationalPhone('+12125551234', 'en-US')).toBe('(212) 555-1234');
  expect(en.nationalPhone('+12125551234', 'en-GB')).toBeUndefined();
});

test('many are counted in thousands', () => {
  expect(en.home.contacts(25_000)).toBe('25,000 contacts');
  expect(ja.home.contacts(25_000)).toBe('連絡先 25,000 件');
});

test('an address is written in the order of its readers', () => {
  const part = (name: string) =>
    ({
      city: '千代田区',
      region: '東京都',
      streetAddress: '丸の内1-1',
      postalCode: '100-0005',
    })[name] ?? '';
  expect(ja.address(part)).toBe('〒100-0005 東京都千代田区丸の内1-1');
  expect(en.address(part)).toBe('丸の内1-1, 千代田区, 東京都, 100-0005');
  const abroad = (name: string) =>
    ({city: 'Paris', streetAddress: '1 Rue X', country: 'フランス'})[name] ??
    '';
  expect(ja.address(abroad)).toBe('1 Rue X, Paris, フランス');
  const country = (name: string) => (name === 'country' ? '日本' : '');
  expect(ja.address(country)).toBe('日本');
});

test.each([
  ['principal.email', /種類とアドレス/],
  ['principal.domain', /ドメイン/],
  ['email', /ユーザーが見つかりません/],
  ['mentions[0]', /閲覧できません/],
  ['mentions', /自分のみのコメントではメンションできません/],
  ['displayName', /この名前/],
  ['person', /内容が空か/],
])('why %s was refused is said in Japanese', (field, words) => {
  const reader = readerOf(samplePorts({locale: 'ja'}).ports);
  const failure: Failure = {
    kind: 'fault',
    fault: 'REFUSED',
    violations: [{field, description: 'The service’s words'}],
  };
  const said = failureText(reader, failure);
  expect(said).toMatch(words);
  expect(said).not.toContain('service');
});

test.each([
  ['', /アドレスを確認してください。$/],
  [
    `${WHO_COULD_SHARE}you, aoi@example.com`,
    /共有できる人：あなた、aoi@example\.com さん$/,
  ],
])('of who could share with somebody mentioned is told %j', (more, words) => {
  const reader = readerOf(samplePorts({locale: 'ja'}).ports);
  const description = `Nobody has this address${more}`;
  const violations = [{field: 'mentions[0]', description}];
  const said = failureText(reader, {
    ...{kind: 'fault', fault: 'REFUSED', violations},
  });
  expect(said).toMatch(words);
});

test.each([
  ['佐藤, 直樹', '佐藤 直樹'],
  ['Sato, Ken', 'Ken Sato'],
  [undefined, 'a@example.com'],
])(
  'somebody not shared whom a header calls %s is titled %s',
  (displayName, title) => {
    const reader = readerOf(samplePorts({}).ports);
    const who = {email: 'a@example.com', displayName};
    const card = unknownCard(who, reader, false);
    expect(card.header?.title).toBe(title);
  },
);
