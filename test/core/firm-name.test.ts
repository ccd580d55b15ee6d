import {describe, expect, test} from '@jest/globals';
import {sameFirm} from '../../server/core/firm-name.ts';
import {findSureMatch} from '../../server/core/match.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

test.each([
  ['株式会社山田商店', '(株)山田商店'],
  ['山田商店㈱', '株式会社 山田商店'],
  ['ｶﾌﾞｼｷｶﾞｲｼｬ ヤマダ', 'ヤマダ K.K.'],
  ['Acme Ltd.', 'ACME Limited'],
  ['Acme Co., Ltd.', 'Acme, Ltd'],
  ['The Acme Company', 'Acme Inc.'],
  ['Müller GmbH', 'Müller'],
  ['Rossi S.p.A.', 'Rossi SpA'],
  ['GmbH', 'GMBH'],
])('%s is %s', (left, right) => {
  expect([sameFirm(left, right), sameFirm(right, left)]).toEqual([true, true]);
});

test.each([
  ['Acme', 'Umbrella'],
  ['Müller GmbH', 'Müller AG'],
  ['Müller GmbH', 'Müller GmbH & Co. KG'],
  ['株式会社山田', '有限会社山田'],
  ['☆', '★'],
  ['Ltd.', 'Umbrella Ltd.'],
])('%s is not surely %s', (left, right) => {
  expect([sameFirm(left, right), sameFirm(right, left)]).toEqual([
    false,
    false,
  ]);
});

describe('a firm’s own entry', () => {
  const firm = (name: string, id = name) => ({
    id,
    content: normalizeContent({
      organizations: [{name}],
      phoneNumbers: [{value: '+81 3 1234 5678'}],
    }),
  });

  test('is the same under another writing of its legal form, and under no other form', () => {
    const {content} = firm('(株)山田商店');
    const [own, other] = [firm('株式会社山田商店'), firm('有限会社山田商店')];
    expect(findSureMatch(content, [own])?.id).toBe(own.id);
    expect(findSureMatch(content, [other])).toBeUndefined();
  });
});
