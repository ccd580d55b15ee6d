import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {weighSeen} from '../../server/core/duplicate-evidence.ts';
import {mailboxOf} from '../../server/core/mailbox.ts';
import {normalizeContent} from '../../server/core/normalize.ts';

test.each([
  ['anna.schmidt+news@gmail.com', 'annaschmidt@gmail.com'],
  ['anna.schmidt@googlemail.com', 'annaschmidt@gmail.com'],
  ['anna.schmidt+news@outlook.com', 'anna.schmidt@outlook.com'],
  ['anna.schmidt+news@firm.example', 'anna.schmidt+news@firm.example'],
  ['+news@gmail.com', '+news@gmail.com'],
  ['hanako@例え.jp', 'hanako@xn--r8jz45g.jp'],
  ['hanako@xn--r8jz45g.jp', 'hanako@xn--r8jz45g.jp'],
])('mail to %s lies in %s', (address, mailbox) => {
  expect(mailboxOf(address)).toBe(mailbox);
});

test('a mailbox lies in itself', () => {
  fc.assert(
    fc.property(fc.emailAddress(), address => {
      const mailbox = mailboxOf(address.toLowerCase());
      expect(mailboxOf(mailbox)).toBe(mailbox);
    }),
  );
});

test('two spellings of one mailbox are the same address to who compares, and stand as they were typed', () => {
  const typed = ['anna.schmidt@gmail.com', 'annaschmidt+shop@googlemail.com'];
  const [left, right] = typed.map((value, at) => ({
    id: String(at),
    content: normalizeContent({emailAddresses: [{value}]}),
    hiddenFields: [],
  }));
  const {evidence} = weighSeen(undefined, [left!, right!]);
  expect(evidence).toMatchObject([{trait: 'mail', level: 'same'}]);
  expect(left!.content.emailAddresses?.[0]?.['value']).toBe(typed[0]);
});
