import {expect, test} from '@jest/globals';
import {correspondents, parseAddresses} from '../../../src/headers.ts';
import {guessFromBody, guessPerson} from '../../../src/guess.ts';

test('the sender comes first, each person once, the reader not at all', () => {
  const people = correspondents(
    {
      from: 'Ken@Example.com',
      to: '"Sato, Ken" <ken@example.com>, me@example.com',
      cc: '佐藤 <sato@example.co.jp>; me@example.com',
    },
    'me@example.com',
  );
  expect(people).toEqual([
    {email: 'ken@example.com', displayName: 'Sato, Ken'},
    {email: 'sato@example.co.jp', displayName: '佐藤'},
  ]);
});

test.each([
  ['', []],
  ['undisclosed-recipients:;', []],
  ['Team: a@example.com, b@example.com;', ['a@example.com', 'b@example.com']],
  ['"a@b.example, c" <d@example.com>', ['d@example.com']],
  ['"say \\"hi\\", all" <d@example.com>', ['d@example.com']],
  ['a@example.com (Ann)', ['a@example.com']],
  ['<a@example.com>, not an address, @', ['a@example.com']],
  [`${'a'.repeat(300)}@example.com`, []],
])('%j names %j', (header, emails) => {
  expect(parseAddresses(header).map(({email}) => email)).toEqual(emails);
});

test.each([
  ['Sato, Ken', {familyName: 'Sato', givenName: 'Ken'}],
  ['佐藤　健', {familyName: '佐藤', givenName: '健'}],
  ['Ken van Sato', {givenName: 'Ken van', familyName: 'Sato'}],
  ['田中 (営業部)', {givenName: '田中'}],
  ['Lee, Ann (Sales)', {familyName: 'Lee', givenName: 'Ann'}],
  [
    'Dr. Ann Lee',
    {honorificPrefix: 'Dr.', givenName: 'Ann', familyName: 'Lee'},
  ],
  [
    'Lee, Prof. Dr. Ann',
    {honorificPrefix: 'Prof. Dr.', givenName: 'Ann', familyName: 'Lee'},
  ],
  ['Drew Mason', {givenName: 'Drew', familyName: 'Mason'}],
  ['Ann Lee via Docs', {givenName: 'Ann', familyName: 'Lee'}],
  ['Ann Lee (via Google Docs)', {givenName: 'Ann', familyName: 'Lee'}],
  ['Olivia Lee', {givenName: 'Olivia', familyName: 'Lee'}],
  ['Ann Lee | Acme', {givenName: 'Ann', familyName: 'Lee'}],
  ['山田 太郎 様', {familyName: '山田', givenName: '太郎'}],
  [
    'Ann Lee, PhD',
    {givenName: 'Ann', familyName: 'Lee', honorificSuffix: 'PhD'},
  ],
  [
    'King, Martin Jr.',
    {familyName: 'King', givenName: 'Martin', honorificSuffix: 'Jr.'},
  ],
  ['Mary O’Neil 🌸', {givenName: 'Mary', familyName: 'O’Neil'}],
])('%s is guessed as a name', (displayName, name) => {
  const {names} = guessPerson({email: 'a@acme.co.jp', displayName});
  expect(names).toEqual([name]);
});

test.each([
  ['株式会社わかば 山田', '株式会社わかば', {givenName: '山田'}],
  [
    '株式会社 わかば　山田 太郎',
    '株式会社 わかば',
    {familyName: '山田', givenName: '太郎'},
  ],
  ['わかば有限会社 山田', 'わかば有限会社', {givenName: '山田'}],
  [
    '山田 太郎（株式会社わかば）',
    '株式会社わかば',
    {familyName: '山田', givenName: '太郎'},
  ],
  [
    'Ann Lee, Hoshi Foods Ltd.',
    'Hoshi Foods Ltd.',
    {givenName: 'Ann', familyName: 'Lee'},
  ],
  ['Hoshi Foods Ltd.', 'Hoshi Foods Ltd.', undefined],
])('%s is guessed as a company and a name', (displayName, company, name) => {
  const guessed = guessPerson({email: 'a@acme.example', displayName});
  expect(guessed['organizations']).toEqual([{name: company}]);
  expect(guessed['names']).toEqual(name && [name]);
});

test.each(['ann.lee@acme.example', "'ann.lee@other.example'", '', '()'])(
  'what is no name is guessed as none: %j',
  displayName => {
    const guessed = guessPerson({email: 'ann.lee@acme.example', displayName});
    expect(guessed).not.toHaveProperty('names');
    expect(guessed['organizations']).toEqual([{name: 'Acme'}]);
  },
);

test.each([
  ...['163.com', 'qq.com', 'fastmail.com', 'fastmail.fm', 'zoho.com'],
  ...['naver.com', 'yahoo.co.jp', 'docomo.ne.jp', 'ezweb.ne.jp', 'gmx.net'],
  ...['softbank.ne.jp', 'i.softbank.jp', 'web.de', 'proton.me', 'icloud.com'],
  ...['me.com', 'mail.ru', 'yandex.ru', 't-online.de', 'au.com', 'ocn.ne.jp'],
])('%s is nobody’s company', domain => {
  expect(guessPerson({email: `a@${domain}`})).not.toHaveProperty(
    'organizations',
  );
});

test('a company is guessed of a domain, but of none where everybody has an address', () => {
  const company = (email: string) => guessPerson({email}).organizations?.[0];
  expect(company('a@mail.acme-works.co.jp')).toEqual({name: 'Acme Works'});
  expect(company('a@gmail.com')).toBeUndefined();
  // The address is the service's, which sends for somebody.
  const displayName = 'Ann Lee via Docs';
  expect(
    guessPerson({email: 'comments@docs.example', displayName}),
  ).not.toHaveProperty('organizations');
});

test.each([
  ['Sales Director, Hoshi Foods Ltd.', 'Hoshi Foods Ltd.', 'Sales Director'],
  ['株式会社アクメ｜営業部長', '株式会社アクメ', '営業部長'],
  ['Lead Tools, Inc.', 'Lead Tools, Inc.', undefined],
])(
  'a line of a signature may hold a title and a company: %s',
  (line, name, title) => {
    const person = guessPerson({email: 'ken@gmail.com'});
    const {organizations} = guessFromBody(person, `Hello\n--\n${line}`);
    expect(organizations).toEqual([{name, ...(title && {title})}]);
  },
);

test('a signature adds company, title, numbers and address, and nothing of what is quoted', () => {
  const guessed = guessFromBody(
    guessPerson({email: 'ken@acme.example', displayName: '佐藤 健'}),
    [
      '明日よろしくお願いします。03-9999-9999 にお電話ください。',
      '',
      '----------------------',
      '株式会社アクメ',
      '営業部長 佐藤 健',
      '〒100-0005 東京都千代田区丸の内1-1',
      'TEL: 03-1234-5678 ',
      'FAX: 03-1234-5679',
      '携帯: 090-1234-5678',
      '',
      '> 有限会社よそ',
    ].join('\n'),
  );
  expect(guessed).toMatchObject({
    organizations: [{name: '株式会社アクメ', title: '営業部長'}],
    phoneNumbers: [
      {value: '03-1234-5678', type: 'work'},
      {value: '03-1234-5679', type: 'workFax'},
      {value: '090-1234-5678', type: 'mobile'},
    ],
    addresses: [
      {postalCode: '100-0005', streetAddress: '東京都千代田区丸の内1-1'},
    ],
  });
});

test.each([
  ['TEL：03-1234-5678 / FAX：03-1234-5679', ['work', 'workFax']],
  ['T: +44 20 7946 0000 | M: +44 7700 900123', ['work', 'mobile']],
  ['電話 03-1234-5678／携帯 090-1234-5678', ['work', 'mobile']],
])('a line of a signature may hold several numbers: %s', (line, types) => {
  const {phoneNumbers} = guessFromBody({}, `Hello\n--\n${line}`);
  expect(phoneNumbers?.map(({type}) => type)).toEqual(types);
});

test('a day and a time are no number', () => {
  const body = 'Hello\n--\nSent 2026-11-23 10:00\nTel. 03-1234-5678';
  expect(guessFromBody({}, body)).toEqual({
    phoneNumbers: [{value: '03-1234-5678', type: 'work'}],
  });
});

test.each([
  ['営業部 部長　山田 太郎', '山田 太郎', '営業部 部長'],
  ['営業部長 山田太郎', '山田 太郎', '営業部長'],
  ['山田太郎（部長）', '山田 太郎', '部長'],
  ['課長　山田 太郎（やまだ たろう）', '山田太郎', '課長'],
  ['Sales Manager J+(.x', 'J+(.x Y', 'Sales Manager J+(.x'],
  ['Ken Sato, Sales Director', 'Ken Sato', 'Sales Director'],
  ['Alumni Manager', 'Al', 'Alumni Manager'],
])('who signs is no part of the title: %s', (line, displayName, title) => {
  const person = guessPerson({email: 'a@gmail.com', displayName});
  const {organizations} = guessFromBody(person, `Hello\n--\n${line}`);
  expect(organizations).toEqual([{title}]);
});

test('without a delimiter only short lines at the end are a signature', () => {
  const body = [
    'Our sales director is on leave.',
    'You may call the head office at 03-9999-9999 until Friday, and after that nobody is there.',
    ...Array(6).fill('Thank you.'),
    'Ken',
    'TEL 03-1234-5678',
  ].join('\n');
  expect(guessFromBody({}, body)).toEqual({
    phoneNumbers: [{value: '03-1234-5678', type: 'work'}],
  });
  expect(
    guessFromBody(
      {},
      'Please ask our sales director, who knows more of this than I do.\nKen',
    ),
  ).toEqual({});
});
