import {expect, test} from '@jest/globals';
import {toEtag, versionOf} from '../../server/http/etag.ts';

test('an etag gives back the version it was made from', () => {
  expect(versionOf('labels/a', toEtag('labels/a', 12))).toBe(12);
});

test('no etag expects no version', () => {
  expect(versionOf('labels/a', undefined)).toBeUndefined();
});

test.each(['', 'abc', toEtag('labels/b', 12), toEtag('labels/a', -1)])(
  'what is no etag of the resource is out of date: %j',
  etag => {
    expect(() => versionOf('labels/a', etag)).toThrow(
      expect.objectContaining({status: 'ABORTED'}),
    );
  },
);
