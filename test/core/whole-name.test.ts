/** Verdicts of Android's own splitter, which knows the locale that nobody tells us. */
import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {z} from 'zod';
import {splitWholeName} from '../../server/core/whole-name.ts';

const FILE = new URL(
  '../../../shared/testdata/names/aosp-namesplitter.json',
  import.meta.url,
);

const Verdict = z.object({
  op: z.string(),
  full: z.nullish(z.string()),
  prefix: z.nullish(z.string()),
  given: z.nullish(z.string()),
  middle: z.nullish(z.string()),
  family: z.nullish(z.string()),
  suffix: z.nullish(z.string()),
});

/** What is kept otherwise, and why. */
const OTHERWISE = new Map([
  ['John Edward Kevin Smith', 'two given and two family names are as many'],
  ['John St.Smith', 'stands as it was typed, without a blank'],
  ['段小', 'Japanese as well: Chinese in a Chinese locale alone'],
  ['段小涛', 'the same'],
  ['段小涛涜', 'the same'],
  ['이상일', '이마트 is a shop: Korean in a Korean locale alone'],
  ['독고영재', 'the same'],
]);

(existsSync(FILE) ? test : test.skip)(
  'whole names come apart as Android has it, or stay whole',
  () => {
    const verdicts = z
      .array(Verdict)
      .parse(JSON.parse(readFileSync(FILE, 'utf8')))
      .filter(({op}) => op === 'split');
    const others: string[] = [];
    for (const {full, prefix, given, middle, family, suffix} of verdicts) {
      if (typeof full !== 'string' || full.trim() === '') continue;
      // A second given name is no middle name in most languages: it stays with the first.
      const givenName = [given, middle].filter(Boolean).join(' ');
      const parts = {
        ...(typeof prefix === 'string' && {honorificPrefix: prefix}),
        ...(givenName !== '' && {givenName}),
        ...(typeof family === 'string' && {familyName: family}),
        ...(typeof suffix === 'string' && {honorificSuffix: suffix}),
      };
      const split = splitWholeName(full);
      if (JSON.stringify(sorted(split)) === JSON.stringify(sorted(parts))) {
        continue;
      }
      others.push(full);
    }
    expect(new Set(others)).toEqual(new Set(OTHERWISE.keys()));
  },
);

function sorted(parts: object): object {
  return Object.fromEntries(Object.entries(parts).sort());
}

test('a number that stands for a name does not come apart', () => {
  expect(splitWholeName('+49 30 1234567')).toEqual({
    givenName: '+49 30 1234567',
  });
});
