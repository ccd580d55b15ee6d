import {expect, test} from '@jest/globals';
import {fit, fitRight, printable, textWidth} from './text-width.ts';

test.each([
  ['Ben Okafor', 10],
  ['山田 花子', 9],
  ['ﾔﾏﾀﾞ', 4],
  ['が', 2],
  ['か\u3099', 2],
  ['Ｂｅｎ', 6],
  ['한국', 4],
  ['é', 1],
  ['👩‍👧', 2],
])('%s takes %d columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('text of any script is brought to one width', () => {
  for (const text of ['', 'Ben', '山田 花子', '株式会社青空商事の皆さま']) {
    expect(textWidth(fit(text, 12))).toBe(12);
    expect(textWidth(fitRight(text, 12))).toBe(12);
  }
  expect(fit('株式会社青空商事', 8)).toBe('株式会… ');
});

test('a name cannot move the cursor or colour the screen', () => {
  expect(printable('An\u001b[2Jna\r\nB\u202e')).toBe('An[2Jna B');
});
