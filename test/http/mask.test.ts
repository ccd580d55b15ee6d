import {expect, test} from '@jest/globals';
import {readUpdateMask} from '../../server/http/mask.ts';

const FIELDS = ['names', 'urls', 'events'] as const;

test.each([
  [undefined, {names: [], metadata: {}}, ['names']],
  ['', {urls: []}, ['urls']],
  [undefined, {}, []],
  ['names', {urls: []}, ['names']],
  ['urls,names', {}, ['names', 'urls']],
  ['names, urls', {}, ['names', 'urls']],
  ['names,names', {}, ['names']],
  ['*', {}, ['names', 'urls', 'events']],
])('the mask %j with the body %j changes %j', (mask, sent, fields) => {
  expect(readUpdateMask(mask, FIELDS, sent)).toEqual(fields);
});

test.each([
  'metadata',
  'names,etag',
  'names,',
  '*,names',
  'Names',
  'names.givenName',
])('the mask %j is refused by its path', mask => {
  expect(() => readUpdateMask(mask, FIELDS, {})).toThrow(
    expect.objectContaining({
      status: 'INVALID_ARGUMENT',
      detail: {violations: [expect.objectContaining({field: 'updateMask'})]},
    }),
  );
});
