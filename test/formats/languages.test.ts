import {describe, expect, test} from '@jest/globals';
import {SHARED_FIELDS} from '../../server/core/content.ts';
import {
  EARLY_ENDS,
  LEFT_REASONS,
  type OperationKind,
} from '../../server/core/long-work.ts';
import {NOTICE_KINDS, type NoticeKind} from '../../server/core/notice.ts';
import {ROLES} from '../../server/core/role.ts';
import {
  pickLanguage,
  type Language,
  type NoticeFacts,
} from '../../server/formats/language.ts';
import {composeNoticeMail} from '../../server/formats/notice-mail.ts';
import {loadLanguages} from '../../server/languages.ts';

const languages = await loadLanguages();

const FULL: NoticeFacts = {
  actor: 'haruka@example.co.jp',
  contact: '松本 太郎',
  label: 'Customers',
  role: 'editor',
  field: 'Phone',
  count: 3,
};

/** What a notice of a kind tells, beside what everybody knows. */
const TOLD: Record<NoticeKind, readonly (keyof NoticeFacts)[]> = {
  MENTION: ['actor', 'contact'],
  HELD_REMOVAL: ['actor', 'label', 'count'],
  SUGGESTION: ['actor', 'contact', 'label'],
  REMOVALS: ['actor', 'label', 'count'],
  PERMISSION_LOST: [],
  LABEL_SHARED: ['actor', 'label'],
  FIELD_PAUSED: ['actor', 'field', 'count'],
};

const OPERATIONS: readonly OperationKind[] = [
  'IMPORT',
  'FIND_DUPLICATES',
  'REPAIR',
  'UNDO',
];

/** What is told of long work, each text once. */
const toldOfWork = ({operations: {ends, left, refusals}}: Language) => [
  ...OPERATIONS.map(kind => ends.CANCELLED(kind, 0)),
  ...OPERATIONS.map(kind => ends.PERMISSION_DENIED(kind, 0)),
  ends.RESOURCE_EXHAUSTED('FIND_DUPLICATES', 1234),
  ...LEFT_REASONS.map(reason => left[reason]),
  ...Object.values(refusals),
];

test('English and Japanese are there', () => {
  expect([...languages.keys()]).toEqual(expect.arrayContaining(['en', 'ja']));
});

describe.each([...languages])('%s', (code, language) => {
  test('is what its file is called', () => {
    expect(language.code).toBe(code);
    expect(language.digestHour).toBeGreaterThanOrEqual(0);
    expect(language.digestHour).toBeLessThan(24);
  });

  test.each(NOTICE_KINDS)('tells all of %s on one line', kind => {
    const text = language.notices[kind](FULL);
    for (const fact of TOLD[kind]) expect(text).toContain(String(FULL[fact]));
    expect(text).not.toContain('\n');
  });

  test.each(NOTICE_KINDS)('has words for %s of which little is known', kind => {
    for (const count of [1, 2]) {
      expect(language.notices[kind]({count})).toMatch(/^(?!.*undefined).{5,}$/);
    }
  });

  test('has a word for each field', () => {
    const words = new Set(SHARED_FIELDS.map(field => language.fields[field]));
    expect(words.size).toBe(SHARED_FIELDS.length);
  });

  test('has a word for each role, and says where mail comes from', () => {
    expect(new Set(ROLES.map(role => language.roles[role])).size).toBe(
      ROLES.length,
    );
    expect(language.mail.subject(7)).toContain('7');
    expect(language.mail.footer('https://a.example')).toContain(
      'https://a.example',
    );
  });

  test('tells each end of long work in words of its own, with its bound', () => {
    const told = toldOfWork(language);
    expect(new Set(told).size).toBe(told.length);
    for (const end of EARLY_ENDS) {
      expect(language.operations.ends[end]('IMPORT', 1234)).toMatch(/.{5,}/);
    }
    expect(told).toContainEqual(expect.stringContaining('1234'));
  });

  test('is not English under another name', () => {
    if (code === 'en') return;
    const english = languages.get('en')!;
    const told = new Set(toldOfWork(english));
    expect(toldOfWork(language).filter(text => told.has(text))).toEqual([]);
    for (const kind of NOTICE_KINDS) {
      expect(language.notices[kind](FULL)).not.toBe(
        english.notices[kind](FULL),
      );
    }
  });
});

test.each([
  ['ja', 'ja'],
  ['ja-JP', 'ja'],
  ['JA_jp', 'ja'],
  ['en-GB', 'en'],
  ['tlh', 'en'],
  [null, 'en'],
])('who reads %s is told in %s', (locale, code) => {
  expect(pickLanguage(languages, locale).code).toBe(code);
});

test('a long comment is cut, and no line of it passes for ours', () => {
  const text = `${'林'.repeat(600)}`;
  const compose = (said: string) =>
    composeNoticeMail(
      [
        {
          kind: 'MENTION',
          actor: 'a@example.com',
          label: null,
          contact: {content: {names: [{givenName: 'Ann\nBcc: x'}]}},
          comment: {text: said},
          field: null,
          count: 1,
        },
      ],
      languages.get('en')!,
      'https://a.example',
    );
  const mail = compose(text);
  expect(mail.subject).toBe(
    'a@example.com mentioned you in a comment on Ann Bcc: x',
  );
  expect(mail.text).toContain(`  > ${'林'.repeat(499)}…\n`);
  const lines = compose('a\r• b\n\n-- \nc').text.split('\n');
  expect(lines.filter(line => /^(•|-- )/.test(line))).toHaveLength(2);
});
