/** Files of other projects, with what those say that they hold (../shared/testdata/SOURCES.md). */
import {describe, expect, test} from '@jest/globals';
import {normalizeContent} from '../../server/core/normalize.ts';
import {comparedWithAndroid, countOf} from './vcard-expected.ts';
import {areRealFilesHere, readWhole, realFiles} from './vcard-support.ts';

const onRealFiles = areRealFilesHere ? describe : describe.skip;

onRealFiles(
  'files of real programs (skipped where ../shared/testdata is absent)',
  () => {
    for (const {name, bytes} of realFiles()) {
      test(`${name} is read whole, in chunks of any size`, () => {
        const {contacts, entries, fault} = readWhole(bytes);
        expect(fault).toBeUndefined();
        expect(entries).toHaveLength(contacts.length);
        expect(contacts).toHaveLength(countOf(name));
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
