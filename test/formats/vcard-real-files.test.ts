/** Files of other projects, with what those say that they hold (../shared/testdata/SOURCES.md). */
import {describe, expect, test} from '@jest/globals';
import {normalizeContent} from '../../server/core/normalize.ts';
import {comparedWithAndroid} from './vcard-expected.ts';
import {areRealFilesHere, readWhole, realFiles} from './vcard-support.ts';

/** All others hold one. */
const COUNTS: Readonly<Record<string, number>> = {
  'aosp/v21_multiple_entry.vcf': 3,
  // The cards within the card are contacts, too.
  'aosp/v21_nest.vcf': 3,
  'calcard/004.vcf': 3,
  'calcard/005.vcf': 5,
  'calcard/009.vcf': 10,
  'node-vcf/multiple.vcf': 3,
};

const onRealFiles = areRealFilesHere ? describe : describe.skip;

onRealFiles(
  'files of real programs (skipped where ../shared/testdata is absent)',
  () => {
    for (const {name, bytes} of realFiles()) {
      test(`${name} is read whole, in chunks of any size`, () => {
        const {contacts, entries, fault} = readWhole(bytes);
        expect(fault).toBeUndefined();
        expect(entries).toHaveLength(contacts.length);
        expect(contacts).toHaveLength(COUNTS[name] ?? 1);
        for (const octets of [1, 7, 1024]) {
          expect(readWhole(bytes, {}, octets).entries).toEqual(entries);
        }
        for (const {person, photo} of contacts) {
          const content = normalizeContent(person);
          expect(photo ?? Object.keys(content)[0]).toBeDefined();
        }
      });
    }

    test('each value that Android finds in its own files is found', () => {
      const wrong = comparedWithAndroid().filter(
        ({missing}) => missing.length > 0,
      );
      expect(wrong).toEqual([]);
    });
  },
);
